import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.uart.baud import as_read


@given(st.binary(max_size=60), st.integers(300, 1_000_000))
def test_at_the_same_speed_bytes_stay_what_they_are(data: bytes, baud: int) -> None:
    assert as_read(data, baud, baud) == data


@given(st.binary(max_size=60), st.floats(0.97, 1.03))
def test_clocks_that_differ_by_three_percent_understand_each_other(data: bytes, ratio: float) -> None:
    assert as_read(data, 9_600, round(9_600 * ratio)) == data


# By hand: the port looks 1.5, 2.5, ... of its own bits after the start bit began; the ninth look is for the stop bit.
@pytest.mark.parametrize(
    ("data", "sent_baud", "read_baud", "seen"),
    [
        (b"\xff", 9_600, 19_200, b"\xfe"),  # it looks after 0.75, 1.25, ... bits
        (b"\x00", 9_600, 19_200, b"\x00"),  # no stop bit
        (b"\x00", 28_800, 9_600, b"\xfc"),  # it looks after 4.5, 7.5, 10.5, ... bits
        (b"", 9_600, 19_200, b""),
    ],
)
def test_at_another_speed_bytes_are_garbage(data: bytes, sent_baud: int, read_baud: int, seen: bytes) -> None:
    assert as_read(data, sent_baud, read_baud) == seen


@given(st.binary(min_size=1, max_size=40), st.integers(300, 1_000_000), st.integers(300, 1_000_000))
def test_each_byte_takes_its_time_on_the_wire(data: bytes, sent_baud: int, read_baud: int) -> None:
    assert 1 <= len(as_read(data, sent_baud, read_baud)) <= len(data) * 10 / 9.5 * read_baud / sent_baud + 1
