"""SGP41, byte by byte, against the figures of its data sheet."""

import pytest

from hil.chips.sgp41 import SimSgp41
from tests.hil.chips.by_hand import Time, ask


def sgp41(time: Time, humidity_pct: float = 50.0) -> SimSgp41:
    """Ready to be spoken to; its signals have the check bytes of the data sheet's examples."""
    chip = SimSgp41(time, lambda: float(0x6667), lambda: float(0x5EB9), lambda: humidity_pct)
    time.now_s += 0.001
    return chip


def test_it_answers_in_words_with_check_bytes_and_takes_its_time() -> None:
    time = Time()
    chip = sgp41(time)
    assert ask(chip, time, "2619 8000 A2 6666 93", 0.044, 6) is None
    time.now_s += 0.010
    assert ask(chip, time, "2619 8000 A2 6666 93", 0.050, 6) == "66 67 A2 5E B9 3C"
    assert ask(chip, time, "2612 8000 A2 6666 93", 0.050, 3) == "66 67 A2"


def test_a_wrong_humidity_shifts_the_signal() -> None:
    time = Time()
    chip = sgp41(time, humidity_pct=60.0)
    assert (ask(chip, time, "2619 8000 A2 6666 93", 0.050, 6) or "")[:5] == "66 03"
    assert (ask(chip, time, "2619 9999 BE 6DB6 8D", 0.050, 6) or "")[:5] == "66 67"


def test_the_self_test_tells_pixels_in_its_low_bits() -> None:
    time = Time()
    chip = sgp41(time)
    chip.failed_pixels = 1
    assert (ask(chip, time, "280E", 0.320, 3) or "")[:5] == "D4 01"


@pytest.mark.parametrize(("ends_with", "is_damaged"), [("2619 8000 A2 6666 93", False), ("3615", False), (None, True)])
def test_too_long_a_conditioning_damages_it(ends_with: str | None, is_damaged: bool) -> None:
    time = Time()
    chip = sgp41(time)
    for _ in range(9):
        ask(chip, time, "2612 8000 A2 6666 93", 1.0, 3)
    if ends_with:
        ask(chip, time, ends_with, 0.050, 6)
    time.now_s += 5.0
    assert chip.is_damaged is is_damaged


def test_without_supply_nothing_is_heated() -> None:
    time = Time()
    chip = sgp41(time)
    ask(chip, time, "2612 8000 A2 6666 93", 1.0, 3)
    chip.power_cycle()
    time.now_s += 60.0
    assert not chip.is_damaged
