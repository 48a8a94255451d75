import math
from contextlib import suppress
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.pms5003_codec import SLEEP, TALK_BY_ITSELF, WAKE_UP, Pms5003Sample, command, decode, measure
from drivers.errors import BadFrame, ChecksumFailed, DriverError, OutOfRange
from drivers.uart.frames_codec import NOT_WHOLE_YET
from tests.drivers.measured import absent_fields

# Computed from the layout in Plantower's data manual, appendix I.
FRAME = bytes.fromhex("424d001c 000c00120014 000c00120014 08340258005a000800020001 9700 02a1")


def checked(body: bytes) -> bytes:
    return body + (sum(body) % 65_536).to_bytes(2, "big")


def test_a_frame_is_decoded() -> None:
    assert measure(FRAME) == len(FRAME) == 32
    assert decode(FRAME) == Pms5003Sample(
        pm1_ugm3=12.0,
        pm25_ugm3=18.0,
        pm10_ugm3=20.0,
        over_0_3um_per_dl=2_100.0,
        over_0_5um_per_dl=600.0,
        over_1um_per_dl=90.0,
        over_2_5um_per_dl=8.0,
        over_5um_per_dl=2.0,
        over_10um_per_dl=1.0,
    )


def test_concentrations_are_those_in_the_atmosphere() -> None:
    frame = checked(bytes.fromhex("424d001c 002000300040 000100020003") + bytes(12) + bytes.fromhex("9700"))
    sample = decode(frame)
    assert (sample.pm1_ugm3, sample.pm25_ugm3, sample.pm10_ugm3) == (1.0, 2.0, 3.0)


# ESPHome pmsx003.cpp and Linux pms7003.c; the first two are for the passive mode.
@pytest.mark.parametrize(
    ("bytes_sent", "expected"),
    [
        (command(0xE1, 0), "424de100000170"),
        (command(0xE2, 0), "424de200000171"),
        (TALK_BY_ITSELF, "424de100010171"),
        (SLEEP, "424de400000173"),
        (WAKE_UP, "424de400010174"),
    ],
)
def test_commands(bytes_sent: bytes, expected: str) -> None:
    assert bytes_sent.hex() == expected


@pytest.mark.parametrize("length", [1, 2, 3, 4, 31])
def test_a_beginning_may_become_a_frame(length: int) -> None:
    assert measure(FRAME[:length]) == NOT_WHOLE_YET


@pytest.mark.parametrize("beginning", ["424e", "424d0014", "424d011c", "424d0004e10001 0174"])
def test_what_is_no_head_is_a_bad_frame(beginning: str) -> None:
    with pytest.raises(BadFrame, match="a frame begins with 0x424d001c"):
        measure(bytes.fromhex(beginning))


@pytest.mark.parametrize("place", range(4, 32))
def test_any_damaged_byte_fails_the_checksum(place: int) -> None:
    with pytest.raises(ChecksumFailed, match="the checksum is 0x"):
        measure(FRAME[:place] + bytes([FRAME[place] ^ 0x10]) + FRAME[place + 1 :])


@pytest.mark.parametrize(("word", "is_known"), [(1_000, True), (1_001, False), (0xFFFE, False), (0xFFFF, False)])
def test_a_concentration_beyond_what_it_is_made_for_is_absent_alone(word: int, is_known: bool) -> None:
    sample = decode(checked(FRAME[:12] + word.to_bytes(2, "big") + FRAME[14:30]))
    assert absent_fields(sample) == ([] if is_known else ["pm25_ugm3"])
    assert (sample.pm1_ugm3, sample.pm10_ugm3) == (12.0, 20.0)


def test_a_saturated_count_is_absent_alone() -> None:
    assert absent_fields(decode(checked(FRAME[:16] + b"\xff\xff" + FRAME[18:30]))) == ["over_0_3um_per_dl"]


def test_an_error_of_the_sensor_is_no_reading() -> None:
    with pytest.raises(OutOfRange, match="error 0x08"):
        decode(checked(FRAME[:29] + b"\x08"))


def test_half_a_frame_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="32 bytes, not 31"):
        decode(FRAME[:-1])


@given(st.binary(min_size=28, max_size=28))
def test_whatever_a_good_frame_holds_is_finite(content: bytes) -> None:
    with suppress(DriverError):
        frame = checked(FRAME[:4] + content[:26])
        assert measure(frame) == len(frame)
        assert all(isinstance(each, DriverError) or math.isfinite(each) for each in astuple(decode(frame)))


@given(st.binary(max_size=64) | st.binary(max_size=40).map(FRAME[:4].__add__))
def test_any_bytes_raise_only_driver_errors(data: bytes) -> None:
    for reader in (measure, decode):
        with suppress(DriverError):
            reader(data)
