from pathlib import Path

import pytest

from firmware.config import load, parse
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
    assert len(lines) == 2
    assert any(line.startswith("car.toml: mqtt.port = 99999: ") and "65535" in line for line in lines)
    assert any(line.startswith("car.toml: sensors[0].address = 153: ") for line in lines)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("colour = 1", "colour"),
        ("[mqtt]\nhost = 'h'\nhots = 1", "mqtt.hots"),
        ("[cabin]\nset_piont_c = 20", "cabin.set_piont_c"),
        ("[cabin.pid]\nintegral_s = 100\ngain_per_k = 1\ngian = 1", "cabin.pid.gian"),
        ("[[fridge.compartments]]\nname = 'food'\nsize = 3", "fridge.compartments[0].size"),
    ],
)
def test_an_unknown_key_is_an_error_at_every_depth(text: str, path: str) -> None:
    assert lines_of(text) == [f"car.toml: {path}: is not a known key"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[fridge.compressor]\nmin_off_s = 5", ("fridge.compressor", "min_off_s = 5", "60 to 1800")),
        (
            "[[fridge.compartments]]\nname = 'food'\nset_point_c = 40",
            ("compartments[0]", "set_point_c = 40", "1 to 15"),
        ),
        ("[[fridge.compartments]]\nname = 'Food Box'", ("compartments[0]", "Food Box", "lower-case")),
        ("[cabin]\nmode = 'warm'", ("cabin.mode", "warm", "'auto'")),
        ("tick_s = nan", ("tick_s", "nan")),
        ("tick_s = true", ("tick_s", "True")),
    ],
)
def test_a_value_out_of_range_names_the_range(text: str, words: tuple[str, ...]) -> None:
    (line,) = lines_of(text)
    assert all(word in line for word in words), line


def test_what_is_not_toml_is_one_line_with_its_place() -> None:
    (line,) = lines_of("name = 'a'\nname = 'b'\n")
    assert line.startswith("car.toml: is not TOML: ")
    assert "line 2" in line


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
