"""What must be safe gets its values in time, and what can wait may come slowly."""

import pytest

from firmware.checks.configuration import problems
from firmware.config.file import parse

INSTALLATION = """
[[fridge.compartments]]
name = "food"
set_point_c = 4.0

[[i2c]]
name = "main"
bus = 1

[[sensors]]
name = "probe"
"""
FOOD_AIR = 'chip = "tmp117"\ni2c = "main"\naddress = 0x48\ngives = { temperature_c = "fridge.food.air_c" }\n'
CO2 = 'chip = "scd4x"\ni2c = "main"\naddress = 0x62\ngives = { co2_ppm = "cabin.co2_ppm" }\n'
PRESSURE = 'chip = "bme280"\ni2c = "main"\naddress = 0x76\ngives = { pressure_hpa = "cabin.pressure_hpa" }\n'
DUST = 'chip = "pms5003"\nport = "/dev/ttyAMA0"\ngives = { pm25_ugm3 = "cabin.pm25_ugm3" }\n'


def cadences(sensor: str) -> list[str]:
    """What is said of how often it is read."""
    found = map(str, problems(parse(INSTALLATION + sensor, source="test.toml")))
    return [line for line in found if ".every_s" in line]


@pytest.mark.parametrize(
    "sensor",
    [
        FOOD_AIR + "every_s = 23.0",
        CO2 + "every_s = 19.0",
        PRESSURE + "every_s = 300.0",
        DUST + "options = { rest_s = 3600 }",
    ],
)
def test_a_cadence_that_fits_or_a_point_that_can_wait_is_good(sensor: str) -> None:
    assert cadences(sensor) == []


@pytest.mark.parametrize(
    ("sensor", "line"),
    [
        (
            FOOD_AIR + "every_s = 60.0",
            "sensors[0].every_s = 60: fridge.food.air_c must not be older than 30 s: it needs 23 or less",
        ),
        (
            CO2 + "every_s = 24.0",
            "sensors[0].every_s = 24: cabin.co2_ppm must not be older than 30 s: it needs 19 or less",
        ),
    ],
)
def test_what_is_too_slow_for_control_is_refused_in_one_line(sensor: str, line: str) -> None:
    assert cadences(sensor) == [line]
    quicker = sensor.replace("60.0", "23.0").replace("24.0", "19.0")
    assert cadences(quicker) == []


def test_a_tighter_age_in_the_settings_is_held_too() -> None:
    assert cadences(FOOD_AIR + "every_s = 10.0\n[freshness]\nfridge_s = 10.0")
