from contextlib import suppress
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.emc2101_codec import chip_c, curve, diode_c, duty_pct, fan_rpm, is_emc2101, is_following
from drivers.errors import BadFrame, OutOfRange


@pytest.mark.parametrize(
    ("product", "manufacturer", "is_one"),
    [(0x16, 0x5D, True), (0x28, 0x5D, True), (0x16, 0x5E, False), (0x17, 0x5D, False)],
)
def test_identity(product: int, manufacturer: int, is_one: bool) -> None:
    assert is_emc2101(bytes([product]), bytes([manufacturer])) is is_one


# 5 400 000 / count (data sheet, TACH reading registers).
@pytest.mark.parametrize(("count", "rpm"), [(0x0A8C, 2_000.0), (0x1518, 1_000.0), (0xFFFE, 82.4)])
def test_speeds(count: int, rpm: float) -> None:
    assert fan_rpm(bytes([count & 0xFF]), bytes([count >> 8])) == pytest.approx(rpm, abs=0.05)


def test_a_fan_that_stands_still_has_no_speed() -> None:
    assert fan_rpm(b"\xff", b"\xff") == 0.0


@pytest.mark.parametrize("count", [0x0000, 0x0001, 0x00B4])
def test_what_no_fan_can_do_is_absent(count: int) -> None:
    with pytest.raises(OutOfRange, match="beyond 30000 rpm"):
        fan_rpm(bytes([count & 0xFF]), bytes([count >> 8]))


# 11 bits in two's complement, 0.125 K each, left-justified (data sheet, external diode).
@pytest.mark.parametrize(
    ("high", "low", "warm_c"), [(0x19, 0x20, 25.125), (0x00, 0x00, 0.0), (0xFF, 0xE0, -0.125), (0xE0, 0x00, -32.0)]
)
def test_diode_temperatures(high: int, low: int, warm_c: float) -> None:
    assert diode_c(bytes([high]), bytes([low])) == warm_c


@pytest.mark.parametrize(
    ("high", "low", "text"),
    [
        (0x7F, 0x00, "its diode is open"),
        (0x7F, 0xE0, "its diode is short-circuited"),
        (0xFF, 0xFF, None),
        (0xC0, 0x00, "has -64.0 °C"),
        (0x7E, 0x40, "has 126.2 °C"),
    ],
)
def test_a_faulty_diode_is_reported_as_such(high: int, low: int, text: str | None) -> None:
    if text is None:
        assert diode_c(bytes([high]), bytes([low])) == -0.125
    else:
        with pytest.raises(OutOfRange, match=text):
            diode_c(bytes([high]), bytes([low]))


def test_chip_temperatures() -> None:
    assert (chip_c(b"\x19"), chip_c(b"\xf6")) == (25.0, -10.0)
    for byte in (b"\x7f", b"\x80"):
        with pytest.raises(OutOfRange, match="of its own is outside -40 to 126"):
            chip_c(byte)


def test_duties() -> None:
    assert (duty_pct(b"\x00"), duty_pct(b"\x07"), duty_pct(b"\x0e")) == (0.0, 50.0, 100.0)
    with pytest.raises(OutOfRange, match="more than the 14 of full speed"):
        duty_pct(b"\x0f")


def test_only_our_own_configuration_follows_the_curve() -> None:
    assert is_following(b"\x01")
    assert not is_following(b"\x20"), "after a reset"
    assert not is_following(b"\xff")


def test_the_curve_is_quiet_then_rises_to_full_speed() -> None:
    points = list(curve(35.0, 55.0, 30.0))
    assert points[0::2] == [0, 35, 38, 42, 45, 48, 52, 55]
    assert points[1::2] == [4, 4, 6, 7, 9, 11, 12, 14]


@pytest.mark.parametrize(
    ("quiet_c", "full_c", "least_pct", "text"),
    [
        (35.0, 40.0, 0.0, "at least 7 K apart"),
        (9.0, 55.0, 0.0, "must be 10 to 110 °C"),
        (35.0, 111.0, 0.0, "must be 10 to 110 °C"),
        (nan, 55.0, 0.0, "quiet_c = nan"),
        (35.0, inf, 0.0, "full_c = inf"),
        (35.0, 55.0, 101.0, "least_pct = 101 is outside 0 to 100 %"),
        (35.0, 55.0, nan, "least_pct = nan"),
    ],
)
def test_an_impossible_curve_is_out_of_range(quiet_c: float, full_c: float, least_pct: float, text: str) -> None:
    with pytest.raises(OutOfRange, match=text):
        curve(quiet_c, full_c, least_pct)


def test_an_answer_of_another_length_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="a register has 1 byte, not 2"):
        chip_c(b"\x00\x00")


@given(quiet_c=st.floats(10.0, 103.0), span_c=st.floats(7.0, 100.0), least_pct=st.floats(0.0, 100.0))
def test_every_curve_rises(quiet_c: float, span_c: float, least_pct: float) -> None:
    with suppress(OutOfRange):
        points = list(curve(quiet_c, quiet_c + span_c, least_pct))
        assert len(points) == 16
        assert points[0::2] == sorted(set(points[0::2]))
        assert points[1::2] == sorted(points[1::2])
        assert points[15] == 14
