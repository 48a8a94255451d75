from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.gnss_codec import MAX_LENGTH, START, checksum, measure
from drivers.errors import BadFrame, ChecksumFailed, DriverError
from drivers.uart.frames_codec import NOT_WHOLE_YET, FrameCutter
from tests.drivers.chips.uart_checks import frames_in

# The example that circulates since Glenn Baddeley's "GPS - NMEA sentence information" (2001).
RMC = b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"


def test_the_checksum_is_over_what_stands_between_dollar_and_star() -> None:
    assert checksum(RMC[1:-5]) == 0x6A
    assert measure(RMC) == len(RMC)


@pytest.mark.parametrize("sentence", [RMC.replace(b"\r", b""), RMC.replace(b"6A", b"6a")])
def test_line_ends_and_digits_of_less_exact_receivers_are_fine(sentence: bytes) -> None:
    assert measure(sentence) == len(sentence)


@pytest.mark.parametrize("length", [1, 6, 40, len(RMC) - 2, len(RMC) - 1])
def test_a_beginning_may_become_a_sentence(length: int) -> None:
    assert measure(RMC[:length]) == NOT_WHOLE_YET


def test_a_sentence_without_a_checksum_is_none() -> None:
    with pytest.raises(BadFrame, match="no NMEA sentence with a checksum"):
        measure(RMC.replace(b"*6A", b""))


def test_a_damaged_sentence_fails() -> None:
    with pytest.raises(ChecksumFailed, match="should be 6B"):
        measure(RMC.replace(b"4807", b"4806"))


@pytest.mark.parametrize("data", [b"$GP\x00", b"$GP\xff", b"$GP$", b"$\n", b"$GP*\r\n", b"$" + b"x" * (MAX_LENGTH - 1)])
def test_what_cannot_become_a_sentence_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(BadFrame):
        measure(data)


def test_a_sentence_that_interrupts_another_is_found() -> None:
    assert frames_in(FrameCutter(START, measure), RMC[:30] + RMC + b"$GP\r\n" + RMC) == [RMC, RMC]


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: b"$" + data + b"*00\r\n"))
def test_any_bytes_raise_only_driver_errors(data: bytes) -> None:
    with suppress(DriverError):
        assert 0 <= measure(data) <= len(data)
