from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from firmware.checks.configuration import NOTHING, fitting, load_checked
from firmware.config.draft import Draft, validated
from firmware.config.json_schema import known_keys
from firmware.errors import ConfigError

ALL_WRONG = """
naem = "Blue van"
[cabin]
set_point_c = 90.0
mode = "Cool"
[[i2c]]
name = "main"
bus = 1
[[sensors]]
name = "food air"
chip = "tmp711"
i2c = "main"
address = 0x99
gives = { temperature_c = "fridge.foood.air_c" }
[[sensors]]
name = "supply"
chip = "ina226"
i2c = "mian"
adress = 0x40
gives = { voltage_v = "supply.voltage_v" }
[[can]]
name = "car"
vehicle = "hyundai-genisis"
[[outputs]]
name = "comprssor"
pin = 99
kind = "relay"
[[outputs]]
name = "heater"
kind = "relais"
"""


def lines_of(folder: Path, text: str) -> list[str]:
    file = folder / "car.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_checked(file)
    return [line.removeprefix(f"{file}") for line in caught.value.lines]


def test_what_is_wrong_with_form_and_fit_is_reported_at_once_from_top_to_bottom(tmp_path: Path) -> None:
    told = [line.partition("; known")[0] for line in lines_of(tmp_path, ALL_WRONG)]
    assert [line.partition(" (")[0].partition(": is")[0] for line in told] == [
        ":2: naem",
        ":4: cabin.set_point_c = 90.0: must be from 16 to 30",
        ':5: cabin.mode = "Cool": must be one of "off", "cool", "heat", "auto", "fan_only"; did you mean "cool"?',
        ':11: sensors[0].chip = "tmp711"',
        ":13: sensors[0].address = 0x99",
        ':14: sensors[0].gives.temperature_c = "fridge.foood.air_c"',
        ":15: sensors[1].options",
        ':18: sensors[1].i2c = "mian"',
        ":19: sensors[1].adress",
        ":23: can[0].vehicle",
        ':25: outputs[0].name = "comprssor"',
        ":26: outputs[0].pin = 99",
        ":28: outputs[1].pin",
        ':29: outputs[1].name = "heater": needs moving air: an output "blower" is missing',
        ':30: outputs[1].kind = "relais"',
    ]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("naem", "did you mean name?"),
        ("tmp711", 'did you mean "tmp117"?'),
        ("fridge.foood.air_c", 'did you mean "fridge.food.air_c"?'),
        ("mian", 'did you mean "main"?'),
        ("adress", "did you mean address?"),
        ("hyundai-genisis", 'did you mean "hyundai-genesis"?'),
        ("comprssor", 'did you mean "compressor"?'),
        ("relais", 'did you mean "relay"?'),
    ],
)
def test_what_was_meant_is_suggested(tmp_path: Path, wrong: str, meant: str) -> None:
    told = [line for line in lines_of(tmp_path, ALL_WRONG) if wrong in line]
    assert any(meant in line for line in told), told


def test_what_would_be_wrong_only_as_a_consequence_is_not_reported(tmp_path: Path) -> None:
    text = """
[[fridge.compartments]]
name = "Food"
[[i2c]]
name = "main"
buss = 1
reset_pin = 99
[[i2c]]
name = "behind"
mux = "main"
[[sensors]]
name = "a"
chip = "tmp117"
i2c = "main"
address = 0x148
gives = { temperature_c = "fridge.food.air_c" }
[[sensors]]
name = "b"
chip = "gnss"
i2c = "behind"
gives = { latitude_deg = "vehicle.latitude_deg" }
[[outputs]]
name = "fan.food"
pin = "17"
kind = "pwm"
"""
    assert [line.partition(" (")[0] for line in lines_of(tmp_path, text)] == [
        ":3: fridge.compartments[0].name = \"Food\": must be a lower-case word, neither 'cabin' nor 'car'",
        ":6: i2c[0].buss",
        ":7: i2c[0].reset_pin = 99",
        ":8: i2c[1]",
        ":15: sensors[0].address = 0x148",
        ":17: sensors[1]",
        ':24: outputs[0].pin = "17"',
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sensors = 3", ":1: sensors = 3: must be a list of tables: each begins with [[sensors]]"),
        ("[i2c]\nbus = 1", ":1: i2c: must be a list of tables: each begins with [[i2c]]"),
        ("cabin = [1]", ":1: cabin: must be a table"),
        ("sensors = [3]", ":1: sensors[0] = 3: must be a table"),
        ("[mqtt]\nport = 1883", ":1: mqtt.host: is missing: must be a name or an address alone, such as"),
        ("[cabin.pid]\ngain_per_k = 1", ":1: cabin.pid.integral_s: is missing: must be a number"),
        ("[cabin]\nhighest_set_point_c = 18", ":1: cabin.set_point_c: is not written, and its default does not fit: "),
        (
            "[cabin]\nlowest_set_point_c = 99\nset_point_c = 20",
            ":2: cabin.lowest_set_point_c = 99: must be from 5 to 30",
        ),
        (
            "[[fridge.compartments]]\nname = 'food'\n[[fridge.compartments]]\nname = 'food'",
            ":1: fridge.compartments: must be at most 4, with different names",
        ),
        ("[console]\nport = 3", ":2: console.port = 3: must be a path from the root"),
    ],
)
def test_tables_that_are_none_and_keys_that_are_missing(tmp_path: Path, text: str, line: str) -> None:
    (told,) = (each for each in lines_of(tmp_path, text) if NOTHING not in each)
    assert told.startswith(line)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("[[fridge.compartments]]\nname = 'food'\nmode = 'off'\nset_point_c = 39", "was °F meant? that would be 3.89"),
        ("[fridge.compressor]\nmin_off_s = 3", "was minutes meant? that would be 180"),
        ("[record]\ncommit_every_s = 60000", "was ms meant? that would be 60"),
        ("[cabin]\nmode = 'warm'", 'must be one of "off", "cool", "heat", "auto", "fan_only"'),
        ("tick_s = '0.5 s'", "must be a number from 0.1 to 1; a number has no quotes and no unit"),
    ],
)
def test_a_number_in_another_unit_is_recognised(tmp_path: Path, text: str, unit: str) -> None:
    (line,) = lines_of(tmp_path, text)
    assert line.endswith(unit)


def test_a_byte_order_mark_is_taken_and_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "car.toml"
    text = '[[outputs]]\nname = "blower"\npin = 17\nkind = "relay"\n'
    file.write_bytes(text.encode("utf-8-sig"))
    assert load_checked(file).outputs[0].pin == 17
    for encoded, told in (
        (text.encode("utf-16"), f"{file}: is UTF-16 text: save it as UTF-8"),
        (b"# ok\n# \xe4\n", f"{file}:2: is not UTF-8 text (byte 7): save it as UTF-8"),
    ):
        file.write_bytes(encoded)
        with pytest.raises(ConfigError) as caught:
            load_checked(file)
        assert caught.value.lines == [told]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", 'name = "Van"\n[[i2c]]\nname = "main"\nbus = 1\n'])
def test_a_file_with_nothing_to_do_is_told_what_would_be_right(tmp_path: Path, text: str) -> None:
    assert lines_of(tmp_path, text) == [f": {NOTHING}"]
    assert load_checked(tmp_path / "car.toml", may_be_empty=True).sensors == ()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("name = “Van”", "quotes must be straight ones"),
        ("name = Blue van", "text stands in quotes"),
        ('name: "Van"', "a key and its value have = between them"),
        ("tick_s = 0,5", "the decimal sign is a point"),
        ("active_high = True", "write true or false"),
        ("tick_s = 0.5 s", "a number stands without its unit, which is in the name of the key"),
        ('name = "Van', "a quote is not closed"),
        ('file = "C:\\van"', "in double quotes \\ has a meaning of its own: write '...' or \\\\"),
        ("[cabin", "a table's name ends with ], a list's with ]]"),
        ("name =", "the value is missing"),
        ("name", "a key has = and a value"),
        ("pin = 017", "a number has no zero in front"),
        ("name = 1\nname = 2", "each key and each table stands once; a list's tables are [[in two brackets]]"),
    ],
)
def test_what_is_no_toml_is_shown_with_its_line_and_what_would_be_right(tmp_path: Path, line: str, hint: str) -> None:
    (told,) = lines_of(tmp_path, f"# one\n{line}\n# three\n")
    at = 2 + line.count("\n")
    assert told.startswith(f":{at}: {line.splitlines()[-1]}: is not TOML: ")
    assert told.endswith(f"; {hint}")


def test_control_characters_and_long_values_stay_within_a_line(tmp_path: Path) -> None:
    sensor = '[[sensors]]\nname = "a\\u001b[2Jb"\nchip = "{}"\nport = "/dev/x"\ngives = {{ x = "cabin.air_c" }}\n'
    name, line = lines_of(tmp_path, sensor.format("x" * 500))
    assert name == ':2: sensors[0].name = "a\\u001b[2Jb": has a control character, U+001B: write plain text in one line'
    assert line.startswith(':3: sensors[0].chip = "' + "x" * 56 + '... (sensor "a [2Jb"): is not known here')


_WORDS = sorted(
    {
        key
        for path in ((), ("fridge",), ("cabin",), ("i2c", 0), ("sensors", 0), ("can", 0), ("outputs", 0), ("mqtt",))
        for key in known_keys(path)
    }
    | {"sensor", "gain_per_k", "x y", "é"}
)
_VALUES: st.SearchStrategy[object] = st.recursive(
    st.sampled_from(
        ["main", "", "food", "tmp117", "/dev/x", -1, 0, 3, 72, 10**30, 0.5, 1e300, True, "28-0316a2797d5c"]
    ),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), below, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(_WORDS), _VALUES, max_size=6))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_something_is_made_of_it_and_all_of_it_is_judged(document: dict[str, object]) -> None:
    draft = Draft(document, Path())
    found = [each for each in fitting(draft.config) if not draft.is_consequence(each)]
    assert all(str(each) for each in (*draft.problems, *found))
    try:
        validated(document, Path())
    except ValidationError:
        assert draft.problems
    else:
        assert not draft.problems
