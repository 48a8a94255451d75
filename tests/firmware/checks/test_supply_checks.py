"""What is wrong with the supply's settings before the car is there to contradict them."""

from dataclasses import replace

import pytest

from controller import BatteryKind, InUseBy, PowerSettings, Protection
from firmware.checks.supply_checks import supply_problems
from firmware.config import Config, SensorConfig


def told(power: PowerSettings, *points: str) -> list[str]:
    gives = {f"field_{number}": point for number, point in enumerate(points)}
    sensors = (SensorConfig.model_construct(name="shunt", chip="ina226", gives=gives),)
    config = Config.model_construct(power=power, sensors=sensors, can=())
    return [str(problem) for problem in supply_problems(config)]


@pytest.mark.parametrize(
    ("by", "point"),
    [
        (InUseBy.BUS, "vehicle.engine_rpm"),
        (InUseBy.CURRENT, "supply.battery_a"),
        (InUseBy.VOLTAGE, "supply.voltage_v"),
    ],
)
def test_what_is_to_tell_of_a_car_in_use_must_be_fitted(by: InUseBy, point: str) -> None:
    power = PowerSettings(in_use_by=by)
    (line,) = told(power, "cabin.air_c")
    assert line.startswith(f"power.in_use_by = '{by}': nothing gives")
    assert point in line
    assert told(power, point) == []


@pytest.mark.parametrize("by", [InUseBy.AUTO, InUseBy.NEVER])
def test_all_or_nothing_needs_nothing(by: InUseBy) -> None:
    assert told(PowerSettings(in_use_by=by)) == []


def test_a_cut_out_of_lead_is_refused_for_lithium() -> None:
    custom = PowerSettings(battery=BatteryKind.LIFEPO4, protection=Protection.CUSTOM, cut_out_v=12.2)
    (line,) = told(custom)
    assert line.startswith("power.cut_out_v = 12.2: lifepo4 at rest is empty below 12.8 V; 13 keeps")
    assert told(replace(custom, cut_out_v=13.0, restart_v=13.2)) == []
    assert told(replace(custom, battery=BatteryKind.AGM)) == []
