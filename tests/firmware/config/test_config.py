from pathlib import Path

import pytest

from firmware.config import OnI2c, OnOneWire, OnSerialPort, Place, SwitchPort
from firmware.config.file import load, parse
from firmware.errors import ConfigError

GOOD = """
name = "Blue van"
[[fridge.compartments]]
name = "food"
set_point_c = 4.0
[fridge.compressor]
min_off_s = 240
[cabin]
mode = "heat"
[mqtt]
host = "hub.local"
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


def lines_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text, source="car.toml")
    return caught.value.lines


def test_a_good_file_becomes_the_settings_of_the_controller() -> None:
    config = parse(GOOD, source="car.toml")
    assert config.settings.fridge.compartments[0].set_point_c == 4.0
    assert config.settings.fridge.compressor.min_off_s == 240.0
    assert config.settings.cabin.mode == "heat"
    assert config.sensors[0].address == 0x48


def test_an_empty_file_is_an_installation_with_nothing_fitted() -> None:
    config = parse("", source="car.toml")
    assert config.mqtt is None
    assert config.sensors == ()


def test_every_error_is_reported_at_once_with_its_key_path_and_value() -> None:
    lines = lines_of(
        GOOD.replace("address = 0x48", "address = 0x99").replace('host = "hub.local"', 'host = "h"\nport = 99999')
    )
    assert lines == [
        "car.toml:12: mqtt.port = 99999: must be a whole number from 1 to 65535",
        (
            'car.toml:20: sensors[0].address = 0x99 (sensor "food air"): must be a whole number from 0x08 to 0x77; '
            "if it includes the read/write bit, the address is 0x4c"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colour = 1", "1: colour: is not a known key; known: name, "),
        ("[mqtt]\nhost = 'h'\nhots = 1", "3: mqtt.hots: is not a known key; did you mean host? known: "),
        ("[cabin]\nset_piont_c = 20", "2: cabin.set_piont_c: is not a known key; did you mean set_point_c? known: "),
        ("[cabin.pid]\nintegral_s = 100\ngain_per_k = 1\ngian = 1", "4: cabin.pid.gian: is not a known key; "),
        (
            "[[fridge.compartments]]\nname = 'food'\nsize = 3",
            '3: fridge.compartments[0].size (compartment "food"): is not a known key; ',
        ),
    ],
)
def test_an_unknown_key_is_an_error_at_every_depth(text: str, told: str) -> None:
    (line,) = lines_of(text)
    assert line.startswith(f"car.toml:{told}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[fridge.compressor]\nmin_off_s = 5", ("fridge.compressor", "min_off_s = 5", "60 to 1800")),
        (
            "[[fridge.compartments]]\nname = 'food'\nset_point_c = 40",
            ("compartments[0]", "set_point_c = 40", "1 to 8"),
        ),
        ("[[fridge.compartments]]\nname = 'Food Box'", ("compartments[0]", "Food Box", "lower-case")),
        ("[cabin]\nmode = 'warm'", ("cabin.mode", "warm", '"auto"')),
        ("tick_s = nan", ("tick_s", "nan")),
        ("tick_s = true", ("tick_s = true", "must be a number from 0.1 to 1")),
    ],
)
def test_a_value_out_of_range_names_the_range(text: str, words: tuple[str, ...]) -> None:
    (line,) = lines_of(text)
    assert all(word in line for word in words), line


def test_what_is_not_toml_is_one_line_with_its_place() -> None:
    (line,) = lines_of("name = 'a'\nname = 'b'\n")
    assert line.startswith("car.toml:2: name = 'b': is not TOML: ")


def test_a_file_that_is_missing_or_no_text_is_one_line(tmp_path: Path) -> None:
    for file in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(ConfigError) as caught:
            load(file)
        assert len(caught.value.lines) == 1
        assert str(file) in caught.value.lines[0]
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(binary)


def test_relative_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text(
        "[record]\nfile = 'record.db'\n"
        "[[can]]\nname = 'a'\nvehicle = 'mine.toml'\ndbc = 'car.dbc'\n"
        "[[can]]\nname = 'b'\nvehicle = 'ford-gt350'\ndbc = '/etc/car.dbc'\n"
    )
    config = load(file)
    assert config.record.file == tmp_path / "record.db"
    assert (config.can[0].vehicle, config.can[0].dbc) == (str(tmp_path / "mine.toml"), tmp_path / "car.dbc")
    assert (config.can[1].vehicle, config.can[1].dbc) == ("ford-gt350", Path("/etc/car.dbc"))


@pytest.mark.parametrize(
    ("keys", "here"),
    [
        ("", "none of them"),
        ('i2c = "main"', "i2c"),
        ("address = 0x48", "address"),
        ('i2c = "main"\naddress = 0x48\nport = "/dev/ttyAMA0"', "i2c, address, port"),
        ('port = "/dev/ttyAMA0"\none_wire = "28-0316a2797d5c"', "port, one_wire"),
    ],
)
def test_a_sensor_is_in_exactly_one_place(keys: str, here: str) -> None:
    (line,) = lines_of(f'[[sensors]]\nname = "a"\nchip = "tmp117"\n{keys}\ngives = {{ temperature_c = "x" }}\n')
    right = "must have one place: i2c and address, or port, or one_wire"
    assert line == f'car.toml:1: sensors[0] (sensor "a"): {right}; it has {here}'


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ('i2c = "main"\naddress = 0x48', OnI2c("main", 0x48)),
        ('port = "/dev/ttyAMA0"', OnSerialPort("/dev/ttyAMA0")),
        ('one_wire = "28-0316a2797d5c"', OnOneWire("28-0316a2797d5c")),
    ],
)
def test_each_place_is_understood(keys: str, place: Place) -> None:
    text = f'[[sensors]]\nname = "a"\nchip = "tmp117"\n{keys}\ngives = {{ temperature_c = "x" }}\n'
    assert parse(text, source="car.toml").sensors[0].place == place


@pytest.mark.parametrize("key", ['port = "ttyAMA0"', 'one_wire = "28-0316A2797D5C"', 'one_wire = "../28-0316a2797d5c"'])
def test_a_place_that_cannot_be_is_refused(key: str) -> None:
    (line,) = lines_of(f'[[sensors]]\nname = "a"\nchip = "x"\n{key}\ngives = {{ temperature_c = "x" }}\n')
    assert line.startswith(f"car.toml:4: sensors[0].{key.partition(' ')[0]} = ")


@pytest.mark.parametrize(
    ("keys", "here"),
    [
        ("", "none of them"),
        ('mux = "main"\nchannel = 2', "mux, channel"),
        ('bus = 1\nmux = "main"\nmux_address = 0x70\nchannel = 2', "bus, mux, mux_address, channel"),
    ],
)
def test_a_bus_is_in_exactly_one_place(keys: str, here: str) -> None:
    (line,) = lines_of(f'[[i2c]]\nname = "rear"\n{keys}\n')
    assert (
        line == f'car.toml:1: i2c[0] (bus "rear"): must have either bus, or mux, mux_address and channel; it has {here}'
    )


def test_a_bus_behind_a_switch_has_no_settings_of_the_bus_itself() -> None:
    (line,) = lines_of('[[i2c]]\nname = "rear"\nmux = "main"\nmux_address = 0x70\nchannel = 2\ndeadline_s = 2\n')
    assert line == 'car.toml:1: i2c[0] (bus "rear"): is behind a switch: deadline_s belongs to the bus main'


def test_a_bus_behind_a_switch_knows_where_it_is() -> None:
    text = '[[i2c]]\nname = "rear"\nmux = "main"\nmux_address = 0x70\nchannel = 2\n[[i2c]]\nname = "main"\nbus = 1\n'
    rear, main = parse(text, source="car.toml").i2c
    assert rear.switch_port == SwitchPort("main", 0x70, 2)
    assert main.switch_port is None


@pytest.mark.parametrize(("key", "value"), [("mux_address", "0x6f"), ("channel", "8")])
def test_a_switch_that_cannot_be_is_refused(key: str, value: str) -> None:
    right = {"mux": '"main"', "mux_address": "0x70", "channel": "0"} | {key: value}
    keys = "\n".join(f"{name} = {text}" for name, text in right.items())
    (line,) = lines_of(f'[[i2c]]\nname = "rear"\n{keys}\n')
    assert f': i2c[0].{key} = {value} (bus "rear"): must be a whole number from 0' in line
