import json

from hypothesis import given
from hypothesis import strategies as st

from firmware.runtime.faults import Faults
from firmware.runtime.one_line import MAX_CHARACTERS, one_line

ANY_TEXT = st.text(st.characters(), max_size=40)
"""Lone surrogates and control characters among them."""


@given(ANY_TEXT)
def test_any_text_becomes_one_line_that_can_be_shown_sent_and_kept(text: str) -> None:
    line = one_line(text)
    line.encode()
    assert json.loads(json.dumps(line, ensure_ascii=False)) == line
    assert line.isprintable()
    assert len(line.splitlines()) <= 1


def test_what_is_lost_is_seen_and_what_is_printable_stays() -> None:
    assert one_line("/sys/\udcff: no such file") == "/sys/\N{REPLACEMENT CHARACTER}: no such file"
    assert one_line("two\r\nlines,\ttab,\x00nul, \x1b[31mred\u2028end") == "two lines, tab, nul, [31mred end"
    assert one_line("20 °C, 5 µg/m³, 温度") == "20 °C, 5 µg/m³, 温度"


def test_a_flood_is_cut() -> None:
    assert len(one_line("x" * 10_000_000)) == MAX_CHARACTERS
    assert one_line("abcdef", 5) == "ab..."


def test_names_and_lines_of_faults_are_such_lines_whoever_reports_them() -> None:
    faults = Faults()
    faults.report("sensor \udc80\x1b[2J", "\udc80: lost\nforged line")
    ((name, line),) = faults.current.items()
    assert name == "sensor \N{REPLACEMENT CHARACTER} [2J"
    assert line == "\N{REPLACEMENT CHARACTER}: lost forged line"
    faults.clear("sensor \udc80\x1b[2J")
    assert faults.current == {}
