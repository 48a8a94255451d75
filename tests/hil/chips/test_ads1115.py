"""ADS1115, byte by byte, against the figures of its data sheet, and the dividers on it."""

import pytest

from hil.chips.ads1115 import SimAds1115, divided_v, ntc_ohm, reeds_ohm
from tests.hil.chips.by_hand import Time, get, put


def ads1115(time: Time) -> SimAds1115:
    return SimAds1115(time, [lambda: 1.875, lambda: 0.5, lambda: -0.3, lambda: 5.0])


def test_it_has_the_defaults_of_the_data_sheet() -> None:
    assert [get(ads1115(Time()), register) for register in range(4)] == [0x0000, 0x8583, 0x8000, 0x7FFF]


@pytest.mark.parametrize(
    ("configuration", "count"),
    [(0xC383, 0x3A98), (0xD383, 0x0FA0), (0xE383, 0xF6A0), (0xF383, 0x7FFF), (0x8383, 0x2AF8), (0xC583, 0x7530)],
    ids=["AIN0", "AIN1", "below ground", "clipped", "AIN0 - AIN1", "2.048 V"],
)
def test_the_configured_input_is_converted(configuration: int, count: int) -> None:
    time = Time()
    chip = ads1115(time)
    put(chip, 0x01, configuration)
    time.now_s = 0.008
    assert get(chip, 0x00) == count


def test_a_conversion_takes_its_time() -> None:
    time = Time()
    chip = ads1115(time)
    put(chip, 0x01, 0xC383)
    time.now_s = 0.0077
    assert (get(chip, 0x01), get(chip, 0x00)) == (0x4383, 0x0000)
    time.now_s = 0.0079
    assert (get(chip, 0x01), get(chip, 0x00)) == (0xC383, 0x3A98)


def test_a_conversion_ends_without_supply() -> None:
    time = Time()
    chip = ads1115(time)
    put(chip, 0x01, 0xC383)
    chip.power_cycle()
    time.now_s = 1.0
    assert (get(chip, 0x01), get(chip, 0x00)) == (0x8583, 0x0000)


def test_the_result_cannot_be_written_and_no_conversion_begins_without_its_bit() -> None:
    time = Time()
    chip = ads1115(time)
    put(chip, 0x00, 0x1234)
    put(chip, 0x01, 0x4383)
    time.now_s = 1.0
    assert (get(chip, 0x01), get(chip, 0x00)) == (0xC383, 0x0000)


def test_dividers() -> None:
    assert ntc_ohm(25.0) == pytest.approx(10_000.0)
    assert ntc_ohm(52.18) == pytest.approx(3_306.45, rel=1e-3)
    assert divided_v(3.3, ntc_ohm(52.18)) == pytest.approx(0.82, abs=0.001)
    assert [reeds_ohm(a, b) for a in (False, True) for b in (False, True)] == [2_200.0, 12_200.0, 6_900.0, 16_900.0]
