"""A profile or a list that somebody made to harm: one line for each error, at a bounded cost, no traceback."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import OutOfRange
from drivers.vehicle.formula import BadFormula
from drivers.vehicle.formula import parse as parse_formula
from firmware.checks.configuration import problems
from firmware.config.file import parse as parse_config
from firmware.errors import ProfileError
from firmware.vehicles.profile import load, parse, parse_ev_list
from firmware.wiring.vehicle_decoding import queries

QUERY = '[[queries]]\npoint = "vehicle.soc_pct"\nrequest = "220101"\nlow = 0\nhigh = 100\nformula = "a"\n'


def soc(**more: Any) -> str:
    pid = {"equation": "A/2", "minValue": "0", "maxValue": "100", "command": "220101", "ecu": "7E4"}
    return json.dumps({"soc": pid | more, "init_commands": {"command": ["ATSH7E4", more.get("init", "")]}})


def refusal(text: str) -> str | None:
    """Why the list `text` is not taken, None where it is; nothing else is raised."""
    try:
        queries("car.json", parse_ev_list(text, source="car.json"))
    except ProfileError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = " + "[\n" * 10_000, "car.toml: is not TOML: it is nested too deeply"),
        ("a = " + "[" * 10_000, "car.toml: is not TOML: line 1 has more than 1000 characters"),
        ("a = " + "9" * 5_000, "car.toml: is not TOML: line 1 has more than 1000 characters"),
        ("a = 1\n" + "b." * 50_000 + "c = 1", "car.toml: is not TOML: line 2 has more than 1000 characters"),
        ('name = "x"\n' + QUERY * 501, "car.toml: queries: Tuple should have at most 500 items"),
        ('name = "x"\n' + QUERY.replace("= 100", f"= {'9' * 400}"), "car.toml: queries[0].high = 9999"),
    ],
    ids=range(6),
)
def test_a_profile_beyond_all_bounds_is_a_line(text: str, line: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse(text, source="car.toml")
    assert str(caught.value).startswith(line)
    assert all(len(each) < 300 for each in str(caught.value).splitlines())


def test_of_very_many_errors_the_first_are_reported() -> None:
    with pytest.raises(ProfileError) as caught:
        parse("".join(f"key{number} = 1\n" for number in range(5_000)), source="car.toml")
    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[-1].startswith("car.toml: and 49")


@pytest.mark.parametrize(
    "text",
    [
        '{"soc":' * 400 + "1" + "}" * 400,
        '{"soc": {"command": ' + "[" * 900 + "]" * 900 + "}}",
        "[" * 1_000_000,
        '{"soc": {"minValue": ' + "9" * 5_000 + "}}",
        soc(minValue="9" * 400),
        soc(init="ATSH" + "F" * 5_000),
        soc(init="ATCRA" + "F" * 5_000),
        soc(init="ATCEA" + "F" * 9),
        soc(command="0\u00b2" + "0" * 14),
        soc(ecu="\ud800"),
        soc(equation="(" * 10_000 + "a" + ")" * 10_000),
        '{"soc": 1, "soc": {}}',
    ],
    ids=range(12),
)
def test_a_list_beyond_all_bounds_is_refused_or_read(text: str) -> None:
    told = refusal(text)
    assert told is None or told.startswith("car.json: ")
    assert told is None or len(told) < 2_500


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["220101", "7E4"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ("equation", "minValue", "maxValue", "command", "ecu")
PID = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, VALUES | st.text("0129AF", max_size=17)))
COMMANDS = st.lists(VALUES | st.from_regex(r"AT(SH|CRA|CEA|CP)[0-9A-F]{0,12}", fullmatch=True), max_size=4)


@given(PID | VALUES, COMMANDS, VALUES)
@settings(max_examples=100, deadline=None)
def test_any_list_is_refused_or_read(pid: object, commands: list[object], other: object) -> None:
    document = {"soc": pid, "init_commands": {"command": commands}, "data_commands": other, "speed": other}
    told = refusal(json.dumps(document))
    assert told is None or told.startswith("car.json: ")


def test_a_file_that_has_no_end_or_is_giant_is_refused_by_check_too(tmp_path: Path) -> None:
    giant, pipe, none = tmp_path / "giant.toml", tmp_path / "pipe.json", tmp_path / "no.toml"
    with giant.open("wb") as opened:
        opened.truncate(100_000_000)
    os.mkfifo(pipe)
    for file, reason in ((giant, "has more than 262144 bytes"), (pipe, "is no file"), (none, "No such")):
        with pytest.raises(ProfileError, match=reason):
            load(str(file))
        lines = problems(parse_config(f'[[can]]\nname = "car"\nvehicle = "{file}"\n', source="x"))
        assert [reason in str(line) for line in lines] == [True]


def test_a_bomb_of_a_map_is_refused_by_check(tmp_path: Path) -> None:
    (tmp_path / "car.toml").write_text(
        'name = "x"\ndbc = "car.dbc"\n'
        '[[signals]]\npoint = "vehicle.soc_pct"\nmessage = "M"\nsignal = "Y"\nlow = 0\nhigh = 1\n'
    )
    (tmp_path / "car.dbc").write_text(
        'VERSION ""\nBO_ 1 M: 8 A\n SG_ X M : 0|16@1+ (1,0) [0|1] "" A\n SG_ Y m0 : 16|8@1+ (1,0) [0|1] "" A\n\n'
        f"SG_MUL_VAL_ 1 Y X {','.join(['0-4294967295'] * 500)};\n"
    )
    text = f'[[can]]\nname = "car"\nvehicle = "{tmp_path}/car.toml"\ndbc = "{tmp_path}/car.dbc"\n'
    (line,) = problems(parse_config(text, source="x"))
    assert "car.dbc:6: more than 200000 values of multiplexers" in str(line)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "(" * 240 + "a" + ")" * 240,
        "-" * 400 + "a",
        "signed(" * 60 + "a" + ")" * 60,
        "9**9**9",
        "zzzz",
        "a" * 501,
        "9" * 5_000,
    ],
    ids=range(8),
)
def test_a_formula_beyond_all_bounds_is_refused(text: str) -> None:
    with pytest.raises(BadFormula) as caught:
        parse_formula(text)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1<<1000000000", "cannot be shifted"),
        ("(1<<64)<<(1<<64)", "cannot be shifted"),
        ("a<<9" + "<<64" * 120, "too large"),
        ("9" * 490, "too large"),
        ("*".join(["999999999"] * 49), "too large"),
        ("1<<64<<(0-1)", "cannot be shifted"),
        ("1/(a-a)", "division by zero"),
    ],
    ids=range(7),
)
def test_a_formula_works_out_nothing_without_bounds(text: str, reason: str) -> None:
    with pytest.raises(OutOfRange, match=reason):
        parse_formula(text).value(b"\xff" * 4)


def test_the_longest_chain_is_worked_out() -> None:
    assert parse_formula("+".join("a" * 250)).value(b"\x02") == 500.0
