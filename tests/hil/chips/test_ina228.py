"""INA228, byte by byte, against the figures of its data sheet (TI SLYS021A table 8-4)."""

import pytest

from hil.chips.ina228 import SimIna228
from tests.hil.chips.by_hand import Time, get, put

CONFIGURATION, ADC, CALIBRATION, DIAGNOSIS = 0x00, 0x01, 0x02, 0x0B


def test_it_encodes_the_example_of_the_data_sheet() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 48.0, lambda: 6.0, 0.0162)
    put(chip, CALIBRATION, 4050)
    time.now_s = 3_600.0
    assert get(chip, 0x04, 3) == 0x4BF000
    assert get(chip, 0x05, 3) == 0x3C0000
    assert get(chip, 0x07, 3) >> 4 == pytest.approx(0x4CCCC, abs=2)
    assert get(chip, 0x08, 3) == pytest.approx(0x48000C, abs=30)
    assert get(chip, 0x09, 5) == pytest.approx(0x003F480000, rel=1e-5)
    assert get(chip, 0x0A, 5) == pytest.approx(0x0043800000, rel=1e-5)


def test_the_fine_range_has_a_quarter_of_the_step() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.02)
    put(chip, CONFIGURATION, 0x0010)
    time.now_s = 1.0
    assert get(chip, 0x04, 3) >> 4 == 256_000


def test_a_negative_current_is_in_two_s_complement_and_costs_energy() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: -0.01, 0.003125)
    time.now_s = 1.0
    assert get(chip, 0x07, 3) == 0xFFF9C0, "-100 counts: with the calibration at power-up, those of the shunt"
    assert get(chip, 0x0A, 5) == (1 << 40) - 100
    assert get(chip, 0x09, 5) > 0


def test_it_has_its_identity_and_defaults() -> None:
    chip = SimIna228(Time(), lambda: 12.0, lambda: 1.0, 0.002)
    registers = (0x3E, 0x3F, CONFIGURATION, ADC, CALIBRATION, DIAGNOSIS, 0x06, 0x30)
    assert [get(chip, register) for register in registers] == [0x5449, 0x2281, 0, 0xFB68, 0x1000, 1, 3_840, 0]


def test_flags_that_are_latched_are_cleared_by_reading() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, DIAGNOSIS, 0x8000)
    put(chip, ADC, 0xFB6B)
    time.now_s = 0.201
    assert get(chip, DIAGNOSIS) == 0x8001
    time.now_s = 0.203
    assert [get(chip, DIAGNOSIS), get(chip, DIAGNOSIS)] == [0x8003, 0x8001]


def test_flags_that_are_not_latched_stay() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.002)
    time.now_s = 0.1
    assert [get(chip, DIAGNOSIS), get(chip, DIAGNOSIS)] == [0x0003, 0x0003]


def test_a_current_beyond_the_scale_is_a_math_overflow() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 100.0, 0.002)
    put(chip, CALIBRATION, 100)
    time.now_s = 0.1
    assert get(chip, DIAGNOSIS) == 0x0203


def test_without_a_calibration_there_is_no_current() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, CALIBRATION, 0)
    time.now_s = 0.1
    assert get(chip, 0x07, 3) == 0


@pytest.mark.parametrize(("bit", "calibration"), [(0x4000, 4050), (0x8000, 0x1000)])
def test_counters_can_be_reset_alone_or_with_all(bit: int, calibration: int) -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, CALIBRATION, 4050)
    time.now_s = 1.0
    assert get(chip, 0x0A, 5) > 0
    put(chip, CONFIGURATION, bit)
    assert (get(chip, 0x0A, 5), get(chip, CALIBRATION)) == (0, calibration)


def test_it_does_not_convert_while_shut_down() -> None:
    time = Time()
    chip = SimIna228(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, ADC, 0x0B68)
    time.now_s = 10.0
    assert get(chip, 0x05, 3) == 0
