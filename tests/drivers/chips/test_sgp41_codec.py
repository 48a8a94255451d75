from contextlib import suppress
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.sgp41_codec import (
    CONDITION,
    CONDITIONING_S,
    MEASURE,
    NO_COMPENSATION,
    Ticks,
    compensation_words,
    decode,
    failed_pixels,
)
from drivers.errors import BadFrame, DriverError, OutOfRange
from drivers.i2c.sensirion_codec import pack_words


# Sensirion/embedded-i2c-sgp41, and worked out from its formulas.
def test_messages() -> None:
    assert CONDITION.code + pack_words(*NO_COMPENSATION) == bytes.fromhex("2612 8000 A2 6666 93")
    assert MEASURE.code + pack_words(*compensation_words(60.0, 30.0)) == bytes.fromhex("2619 9999 BE 6DB6 8D")


def test_conditioning_stays_well_below_what_damages() -> None:
    assert CONDITIONING_S + 1.0 < 10.0


def test_compensation_ends_at_the_ends_of_the_scales() -> None:
    assert compensation_words(104.0, 200.0) == (0xFFFF, 0xFFFF)
    assert compensation_words(-3.0, -60.0) == (0, 0)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_an_invalid_number_compensates_nothing(value: float) -> None:
    with pytest.raises(OutOfRange, match="% is no number"):
        compensation_words(value, 20.0)
    with pytest.raises(OutOfRange, match="°C is no number"):
        compensation_words(50.0, value)


def test_a_measurement() -> None:
    assert decode(pack_words(30_123, 16_045)) == Ticks(30_123, 16_045)


@pytest.mark.parametrize("words", [(0, 16_000), (30_000, 0), (0xFFFF, 16_000), (30_000, 65_000)])
def test_what_is_no_signal_is_out_of_range_and_the_other_one_stays(words: tuple[int, int]) -> None:
    ticks = decode(pack_words(*words))
    assert sorted(isinstance(each, OutOfRange) for each in (ticks.voc, ticks.nox)) == [False, True]


@pytest.mark.parametrize(("word", "pixels"), [(0xD400, 0), (0x4B00, 0), (0xD401, 1), (0x0002, 2), (0xFFF0, 0)])
def test_only_the_low_bits_of_the_self_test_count(word: int, pixels: int) -> None:
    assert failed_pixels(pack_words(word)) == pixels


def test_an_answer_of_another_length_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="2 words need 6 bytes, not 3"):
        decode(pack_words(30_000))


@given(humidity_pct=st.floats(), temperature_c=st.floats())
def test_any_air_gives_words_or_a_driver_error(humidity_pct: float, temperature_c: float) -> None:
    with suppress(DriverError):
        assert all(0 <= word <= 0xFFFF for word in compensation_words(humidity_pct, temperature_c))
