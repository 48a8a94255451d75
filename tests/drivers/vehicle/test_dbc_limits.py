"""The cost of a damaged or hostile map: each kind is refused by its text, in one line, before anything is expanded."""

import os
from collections.abc import Iterable
from pathlib import Path

import cantools
import pytest

from drivers.errors import BadDatabase
from drivers.vehicle import dbc
from drivers.vehicle.dbc import load_database, parse_database
from drivers.vehicle.dbc_text import MAX_FILE_BYTES, MAX_WORDS

HEAD = 'VERSION ""\nBU_: A\n'
ATTRIBUTE = 'BA_DEF_ BO_ "Cycle" INT 0 0;\nBA_DEF_DEF_ "Cycle" 1;\nBA_ "Cycle" BO_ 1 {};\n'
LONG_NAME = 'BA_DEF_ SG_ "SystemSignalLongSymbol" STRING ;\nBA_DEF_DEF_ "SystemSignalLongSymbol" "";\n'


def message(signals: Iterable[str] = ('S : 0|8@1+ (1,0) [0|1] "" A',), number: int = 1, name: str = "M") -> str:
    return f"BO_ {number} {name}: 8 A\n" + "".join(f" SG_ {signal}\n" for signal in signals) + "\n"


def multiplexed(name: str, mark: str, bits: int = 16) -> str:
    return f'{name} {mark} : 0|{bits}@1+ (1,0) [0|1] "" A'


def nested(depth: int, values: int) -> str:
    """Multiplexers within each other, each with so many values."""
    signals = [multiplexed("X0", "M"), *(multiplexed(f"X{level}", "m0M") for level in range(1, depth))]
    selected = (f"SG_MUL_VAL_ 1 X{level} X{level - 1} 0-{values - 1};\n" for level in range(1, depth))
    return message(signals) + "".join(selected)


def ranges(*each: str) -> str:
    return message([multiplexed("X", "M"), multiplexed("Y", "m0")]) + f"SG_MUL_VAL_ 1 Y X {','.join(each)};\n"


def named(values: int) -> str:
    table = " ".join(f'{value} "v"' for value in range(values))
    return message([multiplexed("X", "M"), multiplexed("Y", "m0")]) + f"VAL_ 1 X {table} ;\n"


RENAMED = (
    message([multiplexed("X", "M"), multiplexed("Y", "m0M"), multiplexed("Z", "m0")])
    + "SG_MUL_VAL_ 1 Y Z 0-250;\nSG_MUL_VAL_ 1 Z Y 0-250;\n"
    + LONG_NAME
    + 'BA_ "SystemSignalLongSymbol" SG_ 1 X "Z";\n'
)
ALIKE = message([multiplexed("X", "M")] * 300 + [multiplexed("Y", "m0")]) + "SG_MUL_VAL_ 1 Y X 0-200;\n"
NUMBER = "a number of more than 64 digits or beyond 1e999"
LAYOUTS = "multiplexers with more values than any map: their layouts are too many"

BOMBS = {
    "ranges": (ranges(*["0-65535"] * 500), "7: more than 200000 values of multiplexers"),
    "giant range": (ranges("0-4294967295"), "7: more than 200000 values of multiplexers"),
    "giant ranges": (ranges(*["0-4294967295"] * 500), "7: more than 200000 values of multiplexers"),
    "range over lines": (ranges("0-3,\n 5-\n 4294967295").replace("5-\n 4", "5 -4"), "7: more than 200000 values"),
    "range behind a remark": (ranges("0-3 // ;\n, 0-99999999"), "7: more than 200000 values of multiplexers"),
    "range behind quotes": ('CM_ "a\\";" ;\n' + ranges("0-99999999"), "8: more than 200000 values of multiplexers"),
    "wide range": (ranges("0-65535"), f"3: {LAYOUTS}"),
    "within each other": (nested(4, 100), f"3: {LAYOUTS}"),
    "deep": (nested(12, 1), "3: more than 8 multiplexers within each other"),
    "renamed": (RENAMED, f"3: {LAYOUTS}"),
    "of one name": (ALIKE, f"3: {LAYOUTS}"),
    "named values": (named(30_000), f"3: {LAYOUTS}"),
    "many of one id": (message() * 20, "51: more than 16 messages of one id"),
    "many messages": (
        "".join(message((), number, f"M{number}") for number in range(20_001)),
        "40003: more than 20000",
    ),
    "many signals": (
        message(["S : 0|8@1+"] * 50_001),
        "50004: more than 50000 signals: no signal",
    ),
    "many units": (message() + "BU_: " + "A " * 20_001, "6: more than 20000 control units"),
    "many senders": (message() + f"BO_TX_BU_ 1 : {','.join(['A'] * 2_001)};\n", "6: more than 2000 further senders"),
    "many comments": (message() + 'CM_ "x";\n' * 1_001, "1006: more than 1000 comments about no part of the map"),
    "many words": (message() + ": " * MAX_WORDS, " has more than 1000000 words"),
    "many quotes": (message() + '""' * (MAX_WORDS + 1), " has more than 1000000 words"),
    "many characters": (message() + " " * MAX_FILE_BYTES, " has more than 8388608 characters"),
    "long text": (message() + f'CM_ "{"x" * 70_000}";\n', "6: a text of more than 65536 characters"),
    "text without an end": (message() + 'CM_ "' + '\\"' * 500_000, "6: a text in quotation marks that does not end"),
    "long id": (message().replace("BO_ 1", "BO_ 1" + "9" * 5_000), f"3: {NUMBER}"),
    "long scale": (message().replace("(1,", f"({'9' * 100_000},"), f"4: {NUMBER}"),
    "great scale": (message().replace("(1,", "(1e999999999,"), f"4: {NUMBER}"),
    "great attribute": (message() + ATTRIBUTE.format("1E+999999999"), f"8: {NUMBER}"),
    "great quoted attribute": (message() + ATTRIBUTE.format('" 1_0.5e999999999 "'), f"8: {NUMBER}"),
    "long quoted number": (message() + ATTRIBUTE.format(f'"{"9" * 5_000}"'), f"8: {NUMBER}"),
}


@pytest.fixture
def never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_string(*_: object, **__: object) -> None:
        pytest.fail("the parser was given it")

    monkeypatch.setattr(cantools.database, "load_string", load_string)


@pytest.mark.usefixtures("never_parsed")
@pytest.mark.parametrize("kind", [*BOMBS])
def test_a_bomb_is_one_line_before_the_parser_sees_it(kind: str) -> None:
    text, line = BOMBS[kind]
    with pytest.raises(BadDatabase) as caught:
        parse_database(HEAD + text, source="car.dbc")
    assert str(caught.value).startswith(f"car.dbc:{line}")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text",
    [
        ranges("0-255"),
        ranges(*(f"{value}-{value}" for value in range(256))),
        nested(3, 10),
        nested(8, 1),
        named(256),
        message() * 2,
        message() + 'CM_ "5E1234, 1e99999";\nVAL_ 1 S 0 "3E8000" 1 "1e999999" 2 "______" ;\n',
        message() + 'CM_ "he said \\"no\\"; // SG_MUL_VAL_ 1 S S 0-4294967295;";\n',
        message() + "// SG_MUL_VAL_ 1 S S 0-4294967295;\n" + ATTRIBUTE.format("1e3"),
        message() + 'CM_ "' + "x" * 60_000 + '";\n',
    ],
)
def test_what_maps_have_is_parsed(text: str) -> None:
    assert parse_database(HEAD + text, source="car.dbc").messages


def test_a_message_beyond_what_is_compared_is_loaded_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbc, "MAX_BITS_COMPARED", 1_000)
    database = parse_database(HEAD + message() + nested(3, 10).replace("1 M", "2 N").replace("_ 1", "_ 2"), source="x")
    (note,) = database.notes
    assert note == "message N: so much is placed there that overlaps are not looked for from here on"


def test_a_reason_of_the_parser_is_cut_to_a_line() -> None:
    unused = "".join(f'VAL_ {number} S 1 "x";\n' for number in range(5, 1_000))
    with pytest.raises(BadDatabase) as caught:
        parse_database(HEAD + message() + unused, source="car.dbc")
    assert str(caught.value).startswith("car.dbc:6: unused VAL_ entries in DBC: VAL_ 5 S")
    assert len(str(caught.value)) < 400


def test_a_file_that_has_no_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDatabase, match="/dev/zero: cannot be read: is no file"):
        load_database(Path("/dev/zero"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadDatabase, match="pipe: cannot be read: is no file"):
        load_database(tmp_path / "pipe")


def test_a_file_of_a_hundred_megabytes_is_refused_after_what_a_map_may_have(tmp_path: Path) -> None:
    file = tmp_path / "car.dbc"
    with file.open("wb") as opened:
        opened.truncate(100_000_000)
    with pytest.raises(BadDatabase, match="has more than 8388608 bytes"):
        load_database(file)
