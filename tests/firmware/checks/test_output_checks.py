"""Rules across outputs: what would burn, freeze, or never get cold, and pins that a bus needs."""

from pathlib import Path

import pytest

from controller import Mode
from firmware.__main__ import main
from firmware.checks.configuration import problems
from firmware.config.file import parse
from firmware.errors import ConfigError

NAMES_PINS = {
    "compressor": 17,
    "compressor_speed": 27,
    "fan.food": 12,
    "fan.medicine": 13,
    "heater": 18,
    "cooler": 19,
    "blower": 26,
}
I2C = '[[i2c]]\nname = "main"\nbus = 1\n'
FOOD, MEDICINE = "fridge.food.air_c", "fridge.medicine.air_c"


def outputs(*names: str, kind: str = "pwm") -> str:
    return "".join(f'[[outputs]]\nname = "{name}"\npin = {NAMES_PINS[name]}\nkind = "{kind}"\n' for name in names)


def sensors(*points: str) -> str:
    tables = (
        f'[[sensors]]\nname = "s{index}"\nchip = "tmp117"\ni2c = "main"\naddress = {0x48 + index}\n'
        f'gives = {{ temperature_c = "{point}" }}\n'
        for index, point in enumerate(points)
    )
    return I2C + "".join(tables)


def sensor(chip: str, field: str, point: str) -> str:
    bus = I2C if "i2c" in chip else ""
    return f'{bus}[[sensors]]\nname = "s"\n{chip}\ngives = {{ {field} = "{point}" }}\n'


def pin_output(pin: int) -> str:
    return f'[[outputs]]\nname = "blower"\npin = {pin}\nkind = "relay"\n'


def problems_of(text: str) -> list[str]:
    return problems(parse(text, source="car.toml"))


@pytest.mark.parametrize("name", ["heater", "cooler"])
def test_a_heater_or_cooler_without_its_blower_is_refused(name: str) -> None:
    assert problems_of(outputs(name)) == [
        f"outputs[0].name = '{name}': needs moving air: an output \"blower\" is missing"
    ]
    assert problems_of(outputs(name, "blower")) == []


def test_a_unit_with_a_fan_of_its_own_needs_no_blower() -> None:
    assert problems_of(outputs("heater") + 'unit = "fuel_heater"') == []
    assert len(problems_of(outputs("heater") + 'unit = "fuel_heater"\nown_air = false')) == 1


@pytest.mark.parametrize("kind", ["relay", "pwm"])
def test_a_blower_on_a_relay_is_good_since_it_is_on_at_any_duty(kind: str) -> None:
    text = outputs("heater") + outputs("blower", "compressor", "fan.food", "fan.medicine", kind=kind)
    config = parse(text + sensors(FOOD, MEDICINE), source="car.toml")
    assert problems(config) == []
    assert {output.name for output in config.outputs if output.moves_air} == {"blower", "fan.food", "fan.medicine"}


def test_a_hold_time_of_more_than_three_seconds_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"output_hold_s = 3\.5: must be a number from 1 to 3$"):
        parse("output_hold_s = 3.5", source="car.toml")
    assert parse("output_hold_s = 3.0", source="car.toml").output_hold_s == 3.0


@pytest.mark.parametrize(("tick_s", "hold_s", "is_good"), [(1.0, 1.0, False), (0.6, 1.0, False), (0.5, 1.0, True)])
def test_a_hold_time_that_no_missed_tick_outlives_is_refused(tick_s: float, hold_s: float, is_good: bool) -> None:
    right = f"must be at least 2 times tick_s = {tick_s:g}, or outputs go off between cycles"
    expected = [] if is_good else [f"output_hold_s = 1: {right}"]
    assert problems_of(f"tick_s = {tick_s}\noutput_hold_s = {hold_s}") == expected


@pytest.mark.parametrize("name", ["fan.food", "compressor_speed"])
def test_what_is_there_to_cool_needs_a_compressor(name: str) -> None:
    (line,) = problems_of(outputs(name) + sensors(FOOD, MEDICINE))
    assert line == f"outputs[0].name = '{name}': there is no cold for it: an output \"compressor\" is missing"


def test_a_compartment_that_is_to_be_cooled_needs_an_air_sensor() -> None:
    (line,) = problems_of(outputs("compressor") + sensors(FOOD, "fridge.medicine.contents_c"))
    assert line == (
        'fridge.compartments[1]: "medicine" is to be cooled and no sensor gives fridge.medicine.air_c: add one, or list'
        ' only compartments that there are, or write mode = "off"'
    )
    assert problems_of(outputs("compressor") + sensors(FOOD, MEDICINE)) == []
    only_food = "[[fridge.compartments]]\nname = 'food'\n"
    assert problems_of(only_food + outputs("compressor") + sensors(FOOD)) == []
    switched_off = only_food + "[[fridge.compartments]]\nname = 'medicine'\nmode = 'off'\n"
    assert problems_of(switched_off + outputs("compressor") + sensors(FOOD)) == []


def test_a_compartment_with_neither_compressor_nor_sensor_is_refused_where_somebody_has_named_it() -> None:
    beer = "[[fridge.compartments]]\nname = 'beer'\n"
    (line,) = problems_of(beer + outputs("blower"))
    assert line == (
        'fridge.compartments[0]: "beer" is to be cooled: an output "compressor" is missing, and a sensor that gives '
        "fridge.beer.air_c"
    )
    assert problems_of(outputs("blower")) == []


@pytest.mark.parametrize("point", [FOOD, "fridge.food.contents_c"])
def test_a_compartment_with_sensors_alone_is_recorded_and_never_cooled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], point: str
) -> None:
    text = "[[fridge.compartments]]\nname = 'food'\n" + outputs("blower") + sensors(point)
    settings = parse(text, source="car.toml").settings
    assert [(box.mode, box.cooled) for box in settings.fridge.compartments] == [(Mode.OFF, False)]
    file = tmp_path / "car.toml"
    file.write_text(text)
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        'compartment "food": is measured and recorded, never cooled: there is no output "compressor"'
    ]


@pytest.mark.parametrize(
    ("text", "pin", "why"),
    [
        (I2C, 2, "/dev/i2c-1 (i2c[0].bus)"),
        (I2C, 3, "/dev/i2c-1 (i2c[0].bus)"),
        (I2C.replace("1", "0"), 0, "/dev/i2c-0 (i2c[0].bus)"),
        (I2C.replace("1", "0"), 1, "/dev/i2c-0 (i2c[0].bus)"),
        ('[console]\nport = "/dev/serial0"\n', 14, "/dev/serial0 (console.port)"),
        (
            sensor('chip = "gnss"\nport = "/dev/ttyAMA0"', "speed_kph", "vehicle.speed_kph"),
            15,
            "/dev/ttyAMA0 (sensors[0].port)",
        ),
        (
            sensor('chip = "ds18b20"\none_wire = "28-0316a2797d5c"', "temperature_c", "fridge.plate_c"),
            4,
            "the 1-Wire bus (sensors[0].one_wire)",
        ),
        *(
            (
                '[[can]]\nname = "car"\nvehicle = "obd2"\n',
                pin,
                "SPI, on which can0 is if it is a HAT (can[0].channel)",
            )
            for pin in (7, 8, 9, 10, 11)
        ),
    ],
)
def test_a_pin_that_a_bus_needs_is_refused(text: str, pin: int, why: str) -> None:
    assert problems_of(text + pin_output(pin)) == [f"outputs[0].pin = {pin}: is a pin of {why}: take another one"]
    assert problems_of(text + pin_output(26)) == []


@pytest.mark.parametrize(
    ("text", "pins"),
    [
        (I2C.replace("1", "3"), (0, 1, 2, 3, 4, 5)),
        ('[console]\nport = "/dev/ttyUSB0"\n', (14, 15)),
        ('[[can]]\nname = "car"\nvehicle = "obd2"\nchannel = "vcan0"\n', (7, 11)),
        ('[[can]]\nname = "car"\nvehicle = "obd2"\ninterface = "slcan"\nchannel = "/dev/ttyACM0"\n', (7, 11)),
    ],
)
def test_a_pin_that_no_bus_needs_is_good(text: str, pins: tuple[int, ...]) -> None:
    assert [problems_of(text + pin_output(pin)) for pin in pins] == [[]] * len(pins)


def test_what_frees_a_bus_is_not_on_the_pins_of_another() -> None:
    text = I2C + '[[i2c]]\nname = "other"\nbus = 3\nreset_pin = 2\nrail_pin = 22\nscl_pin = 3\nsda_pin = 4\n'
    assert problems_of(text) == ["i2c[1].reset_pin = 2: is a pin of /dev/i2c-1 (i2c[0].bus): take another one"]


@pytest.mark.parametrize(
    ("chip", "field", "point", "units"),
    [
        ("sht4x", "humidity_pct", "cabin.air_c", ("pct", "c")),
        ("sht4x", "temperature_c", "cabin.humidity_pct", ("c", "pct")),
        ("sht4x", "temperature_c", "extra.boot_pct", ("c", "pct")),
        ("sht4x", "temperature_c", "extra.boot", ("c", "boot")),
        ("scd4x", "co2_ppm", "cabin.pm25_ugm3", ("ppm", "ugm3")),
        ("sht4x", "temperature_c", "fridge.food.lid_open", ("c", "open")),
    ],
)
def test_a_measurement_in_another_unit_than_its_point_is_refused(
    chip: str, field: str, point: str, units: tuple[str, str]
) -> None:
    (line,) = problems_of(sensor(f'chip = "{chip}"\ni2c = "main"\naddress = 0x44', field, point))
    measured, meant = units
    assert line == (
        f"sensors[0].gives.{field} = '{point}': is measured in {measured}, the point is in {meant}: take another point"
    )


@pytest.mark.parametrize(
    ("field", "point"),
    [
        ("temperature_c", "extra.boot_c"),
        ("voc_index", "cabin.voc_index"),
        ("pm2_5_ugm3", "cabin.pm25_ugm3"),
        ("voc_index", "extra.my_index"),
    ],
)
def test_the_same_unit_is_good(field: str, point: str) -> None:
    assert problems_of(sensor('chip = "sen66"\ni2c = "main"\naddress = 0x6b', field, point)) == []


def test_a_pin_in_the_steps_of_two_outputs_is_named_at_both_places() -> None:
    steps = 'kind = "steps"\nsteps = [{ at = 50, pins = [5] }, { at = 100, pins = [5, 6] }]\n'
    text = f'[[outputs]]\nname = "blower"\n{steps}[[outputs]]\nname = "lamp"\nkind = "relay"\npin = 6\n'
    (line,) = problems_of(text)
    assert line == ("outputs[1].pin = 6: is there twice, first at outputs[0].steps[1].pins[1]; each must be there once")
