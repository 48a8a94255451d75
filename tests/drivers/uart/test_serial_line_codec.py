import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.uart.serial_line_codec import MAX_LINE, LineEditor


def typed(data: bytes) -> tuple[str, ...]:
    return LineEditor().feed(data).lines


def echoed(data: bytes) -> bytes:
    return LineEditor().feed(data).echo


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_each_line_end_ends_one_line(end: bytes) -> None:
    assert typed(b"help" + end + b"status" + end) == ("help", "status")


def test_a_line_end_that_is_torn_between_reads_is_still_one() -> None:
    editor = LineEditor()
    assert editor.feed(b"help\r").lines == ("help",)
    assert editor.feed(b"\nstatus\r").lines == ("status",)


def test_empty_lines_count_because_the_person_wants_a_prompt() -> None:
    assert typed(b"\r\r") == ("", "")


def test_what_is_typed_is_echoed() -> None:
    assert echoed("Kühl°\r".encode()) == "Kühl°\r\n".encode()


@pytest.mark.parametrize("key", [b"\x08", b"\x7f"])
def test_backspace_erases_a_whole_character(key: bytes) -> None:
    assert typed("4°".encode() + key + b"5\r") == ("45",)
    assert echoed("4°".encode() + key) == "4°".encode() + b"\b \b"


def test_backspace_on_an_empty_line_does_nothing() -> None:
    assert echoed(b"\x7f\x08") == b""


def test_ctrl_u_erases_the_line() -> None:
    assert typed(b"status\x15help\r") == ("help",)
    assert echoed(b"ab\x15") == b"ab" + 2 * b"\b \b"


def test_ctrl_c_gives_the_line_up_and_asks_for_a_prompt() -> None:
    assert typed(b"set food\x03help\r") == ("", "help")
    assert echoed(b"set\x03") == b"set^C\r\n"


@pytest.mark.parametrize("key", [b"\x1b[A", b"\x1bOP", b"\x1b[15~", b"\x1b[1;5C"])
def test_arrow_and_function_keys_leave_no_trace(key: bytes) -> None:
    assert typed(b"he" + key + b"lp\r") == ("help",)
    assert echoed(key) == b""


def test_a_torn_key_does_not_swallow_the_end_of_the_line() -> None:
    assert typed(b"help\x1b[\r") == ("help",)


def test_control_bytes_leave_no_trace() -> None:
    assert typed(b"\x00he\x07lp\t\x0c\r") == ("help",)
    assert typed("he\N{RIGHT-TO-LEFT OVERRIDE}lp\N{NEXT LINE}\r".encode()) == ("help",)


def test_an_over_long_line_is_refused_with_a_word_and_the_next_one_works() -> None:
    edited = LineEditor().feed(b"x" * 100_000 + b"\rhelp\r")
    assert edited.lines == ("", "help")
    assert b"\r\nline ignored: longer than 200 bytes\r\n" in edited.echo
    assert len(edited.echo) < 300


def test_the_longest_line_is_taken() -> None:
    assert typed(b"x" * MAX_LINE + b"\r") == ("x" * MAX_LINE,)


def test_ctrl_u_starts_over_after_too_much() -> None:
    assert typed(b"x" * (MAX_LINE + 1) + b"\x15help\r") == ("help",)


def test_bytes_that_are_no_text_are_refused_once_a_line() -> None:
    edited = LineEditor().feed(b"\xff\xfe\x80\rhelp\r")
    assert edited.lines == ("", "help")
    assert edited.echo.count(b"line ignored: not UTF-8 text") == 1


@given(st.binary(max_size=600))
def test_any_bytes_give_short_printable_lines(data: bytes) -> None:
    edited = LineEditor().feed(data)
    assert all(line.isprintable() and len(line.encode()) <= MAX_LINE for line in edited.lines)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_it_does_not_matter_where_the_bytes_are_torn(data: bytes, at: int) -> None:
    whole, torn = LineEditor(), LineEditor()
    first, second, both = torn.feed(data[:at]), torn.feed(data[at:]), whole.feed(data)
    assert first.lines + second.lines == both.lines
    assert first.echo + second.echo == both.echo
