"""What a newcomer writes who knows the matter and not the file, and what would be right."""

import os
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.checks.configuration import NOTHING, load_checked
from firmware.errors import ConfigError

SUPPLY = """
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "supply"
chip = "ina226"
i2c = "main"
address = 0x41
gives = { voltage_v = "supply.voltage_v" }
"""


def told_of(folder: Path, text: str) -> str:
    """The one line that is told of `text`, without the name of the file."""
    (folder / "car.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_checked(folder / "car.toml")
    (line,) = (each for each in caught.value.lines if NOTHING not in each)
    return line.removeprefix(f"{folder / 'car.toml'}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[cabin]\nmin_off_s = 180",
            ":2: cabin.min_off_s: is not a known key here; it belongs to [fridge.compressor] or [[outputs]]; ",
        ),
        ("[cabin]\ntick_s = 0.5", ":2: cabin.tick_s: is not a known key here; it belongs to the top of the file; "),
        ("[power]\npin = 17", ":2: power.pin: is not a known key here; it belongs to [[outputs]]; "),
        (
            '[[outputs]]\nname = "blower"\npin = 37\nkind = "pwm"',
            ':3: outputs[0].pin = 37 (output "blower"): must be a whole number from 0 to 27; if it is the place on the',
        ),
        (
            '[[outputs]]\nname = "blower"\npin = "GPIO12"\nkind = "pwm"',
            ':3: outputs[0].pin = "GPIO12" (output "blower"): must be a whole number from 0 to 27; write 12, the BCM',
        ),
        ("[[cabin]]\nset_point_c = 21", ":1: cabin: must be a table, [cabin]"),
        ('[mqtt]\nhost = "mqtt://hub:1883"', ':2: mqtt.host = "mqtt://hub:1883": must be a name or an address alone'),
        ('[mqtt]\nhost = "10.0.0.2:1883"', ':2: mqtt.host = "10.0.0.2:1883": must be a name or an address alone'),
        ('[mqtt]\nhost = ""', ':2: mqtt.host = "": must be a name or an address alone'),
        ('[console]\nport = "ttyUSB0"', ':2: console.port = "ttyUSB0": must be a path from the root'),
        (
            '[[can]]\nname = "car"\nvehicle = "obd2"\ninterface = "mcp2515"',
            ':4: can[0].interface = "mcp2515" (CAN "car"): is not known here; known: canalystii, ',
        ),
        (
            "[[fridge.compartments]]\nname = 'food'\n[[fridge.compartments]]\nname = 'food'",
            ":1: fridge.compartments: must be at most 4, with different names (here: food, food)",
        ),
        (
            '[power]\nprotection = "custom"\nnominal_v = 24\ncut_out_v = 24.4',
            ":4: power.cut_out_v = 24.4: must be from 11.5 to 13; was the value for 24 V meant? that would be 12.2",
        ),
        (
            f'{SUPPLY}options = {{ shunt_ohm = "0.002" }}',
            ':11: sensors[0].options.shunt_ohm = "0.002" (sensor "supply")',
        ),
    ],
)
def test_one_line_says_what_would_be_right(tmp_path: Path, text: str, told: str) -> None:
    assert told_of(tmp_path, text).startswith(told)


def test_five_degrees_were_not_meant_as_fahrenheit(tmp_path: Path) -> None:
    text = "[[fridge.compartments]]\nname = 'food'\nmode = 'off'\nlow_c = 5"
    assert told_of(tmp_path, text).endswith("must be from -40 to 4")


OUTPUT = '[[{}]]\nname = "{}"\npin = {}\nkind = "pwm"\n'


def test_one_misspelt_table_of_a_list_is_taken_for_one_more_of_it(tmp_path: Path) -> None:
    text = OUTPUT.format("ouputs", "blower", 5) + OUTPUT.format("outputs", "heater", 6)
    assert told_of(tmp_path, text).startswith(":1: ouputs: is not a known key; did you mean outputs? ")


def test_what_else_is_wrong_in_a_misspelt_table_has_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "car.toml").write_text(OUTPUT.format("outputs", "blower", 5) + OUTPUT.format("ouputs", "heater", 5))
    with pytest.raises(ConfigError) as caught:
        load_checked(tmp_path / "car.toml")
    assert [line.removeprefix(f"{tmp_path / 'car.toml'}").partition(";")[0] for line in caught.value.lines] == [
        ":5: ouputs: is not a known key",
        ':7: ouputs[0].pin = 5: is there twice, first at outputs[0].pin (output "blower", line 3)',
    ]


@pytest.mark.parametrize("host", ["hub", "home-assistant.local", "192.168.1.10", "fe80::1%wlan0", "::1", "hüb.example"])
def test_every_name_and_address_of_a_broker_is_taken(tmp_path: Path, host: str) -> None:
    assert NOTHING in told_of_nothing(tmp_path, f'[mqtt]\nhost = "{host}"')


def told_of_nothing(folder: Path, text: str) -> str:
    (folder / "car.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_checked(folder / "car.toml")
    (line,) = caught.value.lines
    return line


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "[sensors]\nname = 1\n[[sensors]]",
            "line 1 has [sensors]: a table stands once, those of a list [[in two brackets]]",
        ),
        ("[cabin]\n[power]\n[cabin]", "line 1 has [cabin]: a table stands once, those of a list [[in two brackets]]"),
        ("tick_s\u00a0= 0.5", "there is an invisible character in this line: write it anew"),
        ("// the cabin", "a comment begins with #"),
    ],
)
def test_what_is_no_toml_has_a_hint(tmp_path: Path, text: str, hint: str) -> None:
    assert told_of(tmp_path, text).endswith(f"; {hint}")


def test_a_pipe_is_no_configuration_and_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(pipe := tmp_path / "car.toml")
    assert main(["check", str(pipe)]) == 2
    assert "cannot be read: it is no file but a device or a pipe" in capsys.readouterr().err
