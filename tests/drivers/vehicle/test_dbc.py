import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadDatabase, NotFitted
from drivers.vehicle.dbc import load_database, parse_database

GOOD = """VERSION ""

BU_: ENGINE

BO_ 272 DRIVE: 8 ENGINE
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" Vector__XXX
 SG_ COUNTER : 60|4@1+ (1,0) [0|15] "" Vector__XXX

BO_ 2566834709 AIR: 4 ENGINE
 SG_ OUTSIDE : 7|10@0+ (0.1,-40) [-40|60] "degC" Vector__XXX

VAL_ 272 SPEED 65535 "NotAvailable";
"""


def refusal(text: str) -> str:
    with pytest.raises(BadDatabase) as caught:
        parse_database(text, source="car.dbc")
    return str(caught.value)


def test_a_good_database_gives_its_messages_and_no_note() -> None:
    database = parse_database(GOOD, source="car.dbc")
    assert [(message.name, message.frame_id, message.is_extended_frame) for message in database.messages] == [
        ("DRIVE", 272, False),
        ("AIR", 2566834709 & 0x1FFF_FFFF, True),
    ]
    assert database.notes == ()


def test_a_syntax_error_is_reported_with_line_column_and_what_stands_there() -> None:
    text = GOOD.replace("BO_ 2566834709 AIR: 4", "BO_ 2566834709 AIR 4")
    assert refusal(text).startswith("car.dbc:9:20: invalid syntax: '4 ENGINE' after 'BO_ 2566834709 AIR'")


def test_a_file_that_ends_too_early_is_reported_as_that() -> None:
    assert refusal('VERSION ""\n\nNS_ :\n    CM_') == "car.dbc:4: the file ends in the middle of an entry"


def test_a_value_table_of_an_unknown_message_is_reported_with_its_line() -> None:
    assert refusal(GOOD + 'VAL_ 999 SPEED 1 "x";\n').startswith("car.dbc:13: ")


def test_an_attribute_that_nobody_defined_is_reported_with_its_line() -> None:
    assert refusal(GOOD + 'BA_ "Cycle" BO_ 272 10;\n') == "car.dbc:13: 'Cycle' is not defined"


def test_a_choice_that_an_attribute_does_not_have_is_reported_as_that() -> None:
    attribute = 'BA_DEF_ BO_ "VFrameFormat" ENUM "a","b";\nBA_DEF_DEF_ "VFrameFormat" "a";\n'
    told = "car.dbc: a BA_ entry gives an attribute a choice that its BA_DEF_ does not have"
    assert refusal(GOOD + attribute + 'BA_ "VFrameFormat" BO_ 272 99;\n') == told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DRIVE: 8", "DRIVE: 99999999999"),
        ("0|16@1+", "0|99999999999@1+"),
        ("0|16@1+", "99999999999|16@1+"),
        ("VAL_ 272", "SG_MUL_VAL_ 272 SPEED COUNTER 0-99999999999;\n\nVAL_ 272"),
    ],
)
def test_a_damaged_length_is_refused_before_it_costs_memory(old: str, new: str) -> None:
    assert refusal(GOOD.replace(old, new)).startswith("car.dbc:")


def test_a_database_without_a_message_is_refused() -> None:
    assert "holds no message" in refusal('VERSION ""\n\nBU_: ENGINE\n')


def test_overlapping_signals_are_loaded_and_noted() -> None:
    database = parse_database(GOOD.replace("60|4@1+", "12|4@1+"), source="car.dbc")
    assert len(database.messages) == 2
    assert database.notes == ("The signals COUNTER and SPEED are overlapping in message DRIVE",)


def test_of_two_messages_with_one_id_the_later_counts_and_it_is_noted() -> None:
    second = 'BO_ 272 OTHER: 8 ENGINE\n SG_ X : 0|8@1+ (1,0) [0|1] "" Vector__XXX\n'
    database = parse_database(GOOD.split("VAL_", maxsplit=1)[0] + second, source="car.dbc")
    assert [message.name for message in database.messages] == ["OTHER", "AIR"]
    assert database.notes == ("message DRIVE: a later one has its id 0x110",)


def test_a_missing_file_is_not_fitted(tmp_path: Path) -> None:
    with pytest.raises(NotFitted, match="no such file"):
        load_database(tmp_path / "nothing.dbc")


def test_what_is_no_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadDatabase, match="cannot be read"):
        load_database(tmp_path)


def test_any_bytes_are_read_without_an_encoding_error(tmp_path: Path) -> None:
    file = tmp_path / "car.dbc"
    file.write_bytes(GOOD.replace("km/h", "\u00b0C").encode("cp1252") + b'\nCM_ "\x81\x8d";\n')
    assert len(load_database(file).messages) == 2


def test_a_giant_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "car.dbc"
    with file.open("wb") as stream:
        stream.truncate(64 * 1024 * 1024)
    with pytest.raises(BadDatabase, match="no signal database is so large"):
        load_database(file)


def outcome(text: str) -> str:
    try:
        parse_database(text, source="x")
    except BadDatabase as error:
        return str(error)
    return "loaded"


@given(st.data())
def test_a_damaged_database_is_loaded_or_refused_in_one_line(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    length = data.draw(st.integers(0, 12))
    middle = data.draw(st.text('0123456789 "|@+-():,;_ABSGx\n.', max_size=8))
    assert re.fullmatch(r"loaded|x:.+", outcome(GOOD[:start] + middle + GOOD[start + length :]))


@pytest.mark.parametrize(
    ("name", "messages", "notes"),
    [
        ("hyundai_i30_2014.dbc", 32, 1),
        ("ford_lincoln_base_pt.dbc", 331, 0),
        ("changan_pt.dbc", 22, 0),
        ("changan_unit_pt.dbc", 15, 14),
        ("CSS-Electronics-SAE-J1939-DEMO.dbc", 2, 0),
    ],
)
def test_community_maps_are_loaded(data_dir: Path, name: str, messages: int, notes: int) -> None:
    database = load_database(data_dir / "can" / name)
    assert (len(database.messages), len(database.notes)) == (messages, notes)


def test_the_malformed_map_is_refused_with_its_line(data_dir: Path) -> None:
    file = data_dir / "can" / "honda_civic_touring_2016_can_malformed.dbc"
    with pytest.raises(BadDatabase) as caught:
        load_database(file)
    assert str(caught.value).startswith(f"{file}:207:13: invalid syntax: '\"Seems to be")
    assert "\n" not in str(caught.value)
