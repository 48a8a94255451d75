"""TMP117 and INA226, byte by byte, against the figures of their data sheets."""

import pytest

from hil.chips import SimIna226, SimTmp117
from tests.hil.chips.by_hand import Time, get, put


# TI data sheet SNOSD82 and Zephyr tests/drivers/sensor/tmp11x.
@pytest.mark.parametrize(
    ("value_c", "word"),
    [(25.0, 0x0C80), (-20.0, 0xF600), (37.015625, 0x1282), (25.003, 0x0C80), (-300.0, 0x8001), (300.0, 0x7FFF)],
)
def test_tmp117_encodes_temperature_in_whole_counts(value_c: float, word: int) -> None:
    time = Time()
    chip = SimTmp117(time, lambda: value_c)
    time.now_s = 1.0
    assert get(chip, 0x00) == word


def test_tmp117_has_its_identity_and_defaults() -> None:
    time = Time()
    chip = SimTmp117(time, lambda: 4.0)
    assert (get(chip, 0x0F), get(chip, 0x01), get(chip, 0x20)) == (0x0117, 0x1220, 0x0000)
    time.now_s = 0.002
    assert get(chip, 0x01) == 0x0220, "the EEPROM is loaded"


def test_tmp117_has_no_temperature_before_its_first_conversion_nor_after_a_reset() -> None:
    time = Time()
    chip = SimTmp117(time, lambda: 25.0)
    time.now_s = 0.12
    assert get(chip, 0x00) == 0x8000
    time.now_s = 0.13
    assert get(chip, 0x00) == 0x0C80
    put(chip, 0x01, 0x0222)
    assert get(chip, 0x00) == 0x8000


def test_tmp117_keeps_its_result_until_the_next_cycle() -> None:
    time = Time()
    values = iter([25.0, -20.0])
    chip = SimTmp117(time, lambda: next(values))
    time.now_s = 0.2
    assert [get(chip, 0x00), get(chip, 0x00)] == [0x0C80, 0x0C80]
    time.now_s = 1.2
    assert get(chip, 0x00) == 0xF600


def test_tmp117_clears_data_ready_when_configuration_or_temperature_is_read() -> None:
    time = Time()
    chip = SimTmp117(time, lambda: 25.0)
    time.now_s = 1.0
    assert [get(chip, 0x01), get(chip, 0x01)] == [0x2220, 0x0220]
    time.now_s = 2.2
    get(chip, 0x00)
    assert get(chip, 0x01) == 0x0220


def test_tmp117_does_not_convert_while_shut_down() -> None:
    time = Time()
    chip = SimTmp117(time, lambda: 25.0)
    put(chip, 0x01, 0x0620)
    time.now_s = 10.0
    assert get(chip, 0x00) == 0x8000


def test_tmp117_forgets_its_limits_without_supply() -> None:
    chip = SimTmp117(Time(), lambda: 25.0)
    put(chip, 0x02, 0x0C80)
    assert get(chip, 0x02) == 0x0C80
    chip.power_cycle()
    assert get(chip, 0x02) == 0x6000


def test_ina226_encodes_the_example_of_the_data_sheet() -> None:
    """TI SBOS547 and Zephyr tests/drivers/sensor/ina230: 2 mOhm, 10 A, 11.98 V, current in mA."""
    time = Time()
    chip = SimIna226(time, lambda: 11.98, lambda: 10.0, 0.002)
    put(chip, 0x05, 2560)
    time.now_s = 0.01
    assert [get(chip, register) for register in (0x01, 0x02, 0x03, 0x04)] == [8000, 9584, 4792, 10_000]


def test_ina226_has_its_identity_and_defaults() -> None:
    chip = SimIna226(Time(), lambda: 12.0, lambda: 1.0, 0.002)
    assert [get(chip, register) for register in (0xFE, 0xFF, 0x00, 0x30)] == [0x5449, 0x2260, 0x4127, 0x0000]


def test_ina226_saturates_and_has_no_negative_bus_voltage() -> None:
    time = Time()
    chip = SimIna226(time, lambda: -1.0, lambda: -100.0, 0.002)
    time.now_s = 0.01
    assert [get(chip, 0x01), get(chip, 0x02)] == [0x8000, 0]


def test_ina226_is_ready_once_for_each_averaged_conversion() -> None:
    time = Time()
    chip = SimIna226(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, 0x00, 0x0727)
    assert get(chip, 0x00) == 0x4727, "bit 14 is always set"
    time.now_s = 0.140
    assert get(chip, 0x06) == 0x0000
    time.now_s = 0.141
    assert [get(chip, 0x06), get(chip, 0x06)] == [0x0008, 0x0000]


@pytest.mark.parametrize("lost", ["supply", "reset bit"])
def test_ina226_forgets_its_calibration(lost: str) -> None:
    time = Time()
    chip = SimIna226(time, lambda: 12.0, lambda: 1.0, 0.002)
    put(chip, 0x05, 2560)
    put(chip, 0x00, 0x4727)
    if lost == "supply":
        chip.power_cycle()
    else:
        put(chip, 0x00, 0x8000)
    time.now_s = 1.0
    assert [get(chip, register) for register in (0x00, 0x04, 0x05)] == [0x4127, 0, 0]


def test_a_read_that_is_broken_off_leaves_nothing_behind() -> None:
    chip = SimTmp117(Time(), lambda: 25.0)
    assert chip.start(read=True)
    chip.read()
    chip.stop()
    assert get(chip, 0x0F) == 0x0117


def test_a_word_that_is_broken_off_changes_nothing() -> None:
    chip = SimTmp117(Time(), lambda: 25.0)
    assert chip.start(read=False)
    assert all(chip.write(byte) for byte in (0x02, 0x12))
    chip.stop()
    assert get(chip, 0x02) == 0x6000
