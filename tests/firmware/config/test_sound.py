"""Whatever bytes stand in a configuration, `check` says in one line what and where, and ends with 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.checks.configuration import load_checked
from firmware.config.file import parse
from firmware.config.sound import MAX_DEPTH
from firmware.errors import ConfigError

OUTPUT = b'\n[[outputs]]\nname = "purifier"\npin = 17\nkind = "relay"\n'
LONG, DEEP = "is too long a line", "tables and lists lie too deep in one another"
CONTROL = "has a control character, U+"

HOSTILE: dict[str, tuple[bytes, str]] = {
    "nested lists": (b"x = " + b"[" * 10_000 + b"]" * 10_000, f":1: {LONG}"),
    "nested tables": (b"x = " + b"{a=" * 10_000 + b"1" + b"}" * 10_000, f":1: {LONG}"),
    "a key of many parts": (b".".join([b"a"] * 10_000) + b" = 1", f":1: {LONG}"),
    "a table of many parts": (b"[" + b".".join([b"a"] * 10_000) + b"]", f":1: {LONG}"),
    "nested over lines": (b"x = " + b"[\n" * 10_000 + b"]\n" * 10_000, f": {DEEP}"),
    "nested a little": (b"x = " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), f": x[0][0]...: {DEEP}"),
    "a key of some parts": (b".".join([b"a"] * 900) + b" = 1", f": a.a.a...: {DEEP}"),
    "5000 digits": (b"tick_s = " + b"9" * 5_000, f":1: {LONG}"),
    "5000 hexadecimal digits": (b"tick_s = 0x" + b"f" * 5_000, f":1: {LONG}"),
    "400 digits": (b"tick_s = " + b"9" * 400, ":1: tick_s = 999"),
    "a large address": (b"tick_s = 0x" + b"f" * 300, "is a larger number than any that has a meaning"),
    "1e999": (b"tick_s = 1e999", ":1: tick_s = 1e999: must be a finite number"),
    "nan": (b"[cabin]\nset_point_c = nan", ":2: cabin.set_point_c = nan: must be a finite number"),
    "-inf": (b"[freshness]\nothers_s = -inf", ":2: freshness.others_s = -inf: must be a finite number"),
    "NUL": (b'name = "a\x00b"', ":1: name = "),
    "an escaped NUL": (b'name = "a\\u0000b"', f':1: name = "a\\u0000b": {CONTROL}0000'),
    "an escape sequence": (b'name = "\\u001b[2J"', f"{CONTROL}001B: write plain text in one line"),
    "a line break": (b'name = "a\\nb"', f"{CONTROL}000A"),
    "another line break": (b'name = "a\\u2028b"', f"{CONTROL}2028"),
    "a text that runs backwards": (b'name = "a\\u202eb"', f"{CONTROL}202E"),
    "NUL in a path": (b'[record]\nfile = "/a\\u0000b"', ":2: record.file = "),
    "NUL in a vehicle": (b'[[can]]\nname = "car"\nvehicle = "a\\u0000b.toml"', ":3: can[0].vehicle = "),
    "a topic at which brokers hang up": (b'[mqtt]\nhost = "hub"\nbase_topic = "a\\u0001"', ":3: mqtt.base_topic = "),
    "a topic without end": (b'[mqtt]\nhost = "hub"\nbase_topic = "' + 200 * b"a/" + b'"', ":3: mqtt.base_topic = "),
    "NUL in a password file": (b'[mqtt]\nhost = "hub"\npassword_file = "a\\u0000"', ":3: mqtt.password_file = "),
    "an escape sequence as a key": (b'"\\u001b[2J" = 1', ": [2J: is not a known key"),
    "no UTF-8": (b'name = "\xff"', ":1: is not UTF-8 text (byte 8): save it as UTF-8"),
    "half a surrogate pair": (b'name = "\xed\xa0\x80"', ":1: is not UTF-8 text (byte 8): save it as UTF-8"),
    "too much": (b"# nothing\n" * 30_000, ": is larger than 200 kB: is it a configuration?"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bytes_are_one_line_that_names_file_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    content, told = HOSTILE[case]
    file = tmp_path / "car.toml"
    file.write_bytes(content + OUTPUT)
    assert main(["check", str(file)]) == 2
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith(str(file))
    assert told in line
    assert line.isprintable()
    assert captured.out == ""


def test_an_option_beyond_all_numbers_is_reported_once_and_its_lack_is_no_second_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "supply"
chip = "ina226"
i2c = "main"
address = 0x40
options = { shunt_ohm = 1e999 }
gives = { voltage_v = "supply.voltage_v" }
"""
    file = tmp_path / "car.toml"
    file.write_text(text)
    assert main(["check", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(': sensors[0].options.shunt_ohm = 1e999 (sensor "supply"): must be a finite number')


def test_a_name_is_shown_on_a_terminal_that_cannot(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_text('name = "K\u00fchl \U0001f69a"' + OUTPUT.decode())
    done = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-m", "firmware", "check", str(file)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.returncode == 0
    assert done.stdout.startswith(b"K\\xfchl \\U0001f69a: good")


def test_what_is_as_deep_and_as_long_as_has_a_meaning_passes() -> None:
    config = parse('[[fridge.compartments]]\nname = "food"\nmode = "off"\n', source="car.toml")
    assert config.fridge.compartments[0].name == "food"
    with pytest.raises(ConfigError, match=r"x\[0\].*is not a known key|x = .*is not a known key|x: is not a known key"):
        parse(f"x = {'[' * (MAX_DEPTH - 1)}{']' * (MAX_DEPTH - 1)}", source="car.toml")


@pytest.mark.parametrize("content", [b"", b"se\x00cret", b"one\ntwo\n", b"\xff", b"x" * 10_000_000, None], ids=range(6))
def test_a_password_file_that_holds_none_is_reported_by_check_and_keeps_no_service_from_its_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    secret, file = tmp_path / "password", tmp_path / "car.toml"
    secret.mkdir() if content is None else secret.write_bytes(content)
    file.write_bytes(b'[mqtt]\nhost = "hub"\npassword_file = "password"\n' + OUTPUT)
    assert main(["check", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{file}:3: mqtt.password_file")
    assert load_checked(file).mqtt is not None


def test_a_password_that_may_be_there_in_the_car_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    file.write_bytes(b'[mqtt]\nhost = "hub"\npassword_file = "not-here"\n' + OUTPUT)
    assert main(["check", str(file)]) == 0
