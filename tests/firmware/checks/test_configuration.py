from pathlib import Path
from shutil import copy

import pytest

from firmware.checks.configuration import load_checked, problems
from firmware.config.file import parse
from firmware.errors import ConfigError
from firmware.wiring.sources import sources

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "docs" / "homeward.toml"
SENSOR = """
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "food air"
chip = "tmp117"
i2c = "main"
address = 0x48
gives = { temperature_c = "fridge.food.air_c" }
"""


def problems_of(text: str) -> list[str]:
    return problems(parse(text, source="car.toml"))


def test_the_example_that_is_handed_out_is_good_wherever_it_is_copied(tmp_path: Path) -> None:
    config = load_checked(Path(copy(EXAMPLE, tmp_path)))
    given = set(sources(config))
    assert {"fridge.food.air_c", "cabin.air_c", "supply.voltage_v", "vehicle.speed_kph"} <= given


def test_a_record_that_is_a_folder_is_reported(tmp_path: Path) -> None:
    assert problems_of(f'{SENSOR}\n[record]\nfile = "{tmp_path}"\n') == [
        f"record.file = '{tmp_path}': is a folder: name the file in it, for example record.db"
    ]
    assert problems_of(f'{SENSOR}\n[record]\nfile = "{tmp_path}/record.db"\n') == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            'chip = "tmp117"',
            'chip = "tmp711"',
            "sensors[0].chip = 'tmp711': is not known here; did you mean \"tmp117\"? ",
        ),
        ('i2c = "main"', 'i2c = "other"', "sensors[0].i2c = 'other': is not known here; known: main"),
        (
            "temperature_c =",
            "heat_c =",
            "sensors[0].gives.heat_c: is nothing that tmp117 measures; it measures: temperature_c",
        ),
        (
            "fridge.food.air_c",
            "fridge.beer.air_c",
            "sensors[0].gives.temperature_c = 'fridge.beer.air_c': is not known here; did you mean \"fridge.",
        ),
        (
            "address = 0x48",
            "address = 0x48\noptions = { ohm = 1 }",
            "sensors[0].options.ohm: is no option of tmp117; it has: none",
        ),
    ],
)
def test_what_does_not_fit_names_its_key_and_what_is_known(old: str, new: str, line: str) -> None:
    (found,) = problems_of(SENSOR.replace(old, new))
    assert found.startswith(line)


def test_two_of_a_kind_are_refused() -> None:
    twice = problems_of(SENSOR + SENSOR.split("bus = 1")[1])
    assert [line.split(":")[0] for line in twice] == [
        "sensors[1].address = 0x48",
        "sensors[1].name = 'food air'",
        "sensors[1].gives.temperature_c",
    ]
    outputs = "".join(f'[[outputs]]\nname = "{name}"\npin = 17\nkind = "relay"\n' for name in ("blower", "purifier"))
    assert problems_of(outputs) == [
        "outputs[1].pin = 17: is there twice, first at outputs[0].pin; each must be there once"
    ]


def test_one_point_has_one_source() -> None:
    second = SENSOR.split("bus = 1")[1].replace('"food air"', '"spare"').replace("0x48", "0x49")
    (line,) = problems_of(SENSOR + second)
    assert line == (
        "sensors[1].gives.temperature_c: fridge.food.air_c: comes from sensors[0].gives.temperature_c, too; "
        "each point has one source"
    )


def test_an_output_that_nothing_drives_is_refused() -> None:
    (line,) = problems_of('[[outputs]]\nname = "fan.beer"\npin = 4\nkind = "pwm"\n')
    assert line.startswith(
        "outputs[0].name = 'fan.beer': is not known here; did you mean \"fan.medicine\"? known: blower, "
    )


def test_a_missing_option_of_a_chip_is_named() -> None:
    ina226 = SENSOR.replace("tmp117", "ina226").replace(
        '{ temperature_c = "fridge.food.air_c" }', '{ voltage_v = "supply.voltage_v" }'
    )
    (line,) = problems_of(ina226)
    assert line == "sensors[0].options: shunt_ohm is missing: ina226 cannot do without"
    (line,) = problems_of(f"{ina226}options = {{ shunt_ohm = 0 }}")
    assert line == "sensors[0].options: INA226 at 0x48: shunt_ohm = 0 must be above 0 and at most 0.1 (2 mΩ is 0.002)"


def test_a_car_whose_database_or_profile_cannot_be_used_is_one_line_each(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    bad = tmp_path / "bad.dbc"
    bad.write_text("BO_ 1 NAME\n", encoding="ascii")
    file.write_text(
        "[[can]]\nname = 'a'\nvehicle = 'no-such-car'\ndbc = 'bad.dbc'\n"
        "[[can]]\nname = 'b'\nvehicle = 'ford-gt350'\ndbc = 'bad.dbc'\n"
        "[[can]]\nname = 'c'\nvehicle = 'ford-gt350'\ndbc = 'absent.dbc'\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_checked(file)
    profile, damaged, again, absent = caught.value.lines
    assert profile.startswith(f'{file}:3: can[0].vehicle (CAN "a"): ')
    assert again.startswith(f'{file}:11: can[2].vehicle (CAN "c"): ')
    assert 'comes from can[1].vehicle (CAN "b", line 7), too' in again
    assert "ford-gt350" in profile
    assert f'{file}:8: can[1].dbc (CAN "b"): {bad}:' in damaged
    assert f'{file}:12: can[2].dbc (CAN "c"): ' in absent
    assert "absent.dbc" in absent


@pytest.mark.parametrize(
    ("chip", "place", "right"),
    [
        ("tmp117", 'port = "/dev/ttyAMA0"', "cannot be at port: it needs i2c and address"),
        ("gnss", 'i2c = "main"\naddress = 0x48', "cannot be at i2c and address: it needs port"),
        ("ds18b20", 'port = "/dev/ttyAMA0"', "cannot be at port: it needs one_wire"),
    ],
)
def test_a_chip_in_a_place_where_it_cannot_be_is_refused(chip: str, place: str, right: str) -> None:
    text = SENSOR.replace('chip = "tmp117"', f'chip = "{chip}"').replace('i2c = "main"\naddress = 0x48', place)
    assert f"sensors[0].chip = '{chip}': {right}" in problems_of(text)


def test_a_chip_that_must_be_read_often_is_read_often_enough() -> None:
    (line,) = problems_of(
        SENSOR.replace('"tmp117"', '"sgp41"')
        .replace("0x48", "0x59\nevery_s = 2.0")
        .replace('temperature_c = "fridge.food.air_c"', 'voc_index = "cabin.voc_index"')
    )
    assert line == "sensors[0].every_s = 2: sgp41 must be read every 1 s or more often"


def test_a_serial_port_is_for_one_device() -> None:
    sensor = SENSOR.split("bus = 1")[1].replace('i2c = "main"\naddress = 0x48', 'port = "/dev/ttyAMA0"')
    other = sensor.replace('"food air"', '"other"').replace("food", "medicine")
    lines = problems_of('[console]\nport = "/dev/ttyAMA0"\n' + sensor + other)
    assert (
        "sensors[1].port = '/dev/ttyAMA0': is there twice, first at sensors[0].port; each must be there once" in lines
    )
    assert "console.port = '/dev/ttyAMA0': sensors[0].port talks there; each port is for one device" in lines
