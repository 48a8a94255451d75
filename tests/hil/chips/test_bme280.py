"""BME280 and BMP280, byte by byte, against the figures of the data sheet and a recorded measurement."""

import pytest

from hil.chips.bme280 import SimBme280
from tests.hil.chips.by_hand import Time, get_bytes, send


def bme280(time: Time) -> SimBme280:
    """In the air that pimoroni/bme280-python recorded."""
    return SimBme280(time, lambda: 1_006.6151172, lambda: 24.7894877676, lambda: 68.66996)


def test_it_finds_the_recorded_counts() -> None:
    time = Time()
    chip = bme280(time)
    assert send(chip, "F2 01 F4 25")
    time.now_s = 0.010
    data = get_bytes(chip, 0xF7, 8)
    assert int.from_bytes(data[0:3]) >> 4 == pytest.approx(326_816, abs=40)  # its formula knows 0.01 °C, 20 Pa/K
    assert int.from_bytes(data[3:6]) >> 4 == pytest.approx(529_191, abs=40)
    assert int.from_bytes(data[6:8]) == pytest.approx(30_281, abs=2)


def test_it_measures_once_and_takes_its_time() -> None:
    time = Time()
    chip = bme280(time)
    time.now_s = 0.002
    assert send(chip, "F2 01 F4 25")
    time.now_s += 0.0092
    assert get_bytes(chip, 0xF3, 1) == b"\x08"
    assert get_bytes(chip, 0xF7, 8).hex(" ") == "80 00 00 80 00 00 80 00"
    time.now_s += 0.0002
    assert get_bytes(chip, 0xF3, 1) == b"\x00"
    assert get_bytes(chip, 0xF4, 1) == b"\x24", "asleep again"
    assert get_bytes(chip, 0xF7, 8).hex(" ") != "80 00 00 80 00 00 80 00"


def test_the_humiditys_control_waits_for_that_of_the_rest() -> None:
    time = Time()
    chip = bme280(time)
    assert send(chip, "F4 25 F2 01")
    time.now_s = 0.010
    assert get_bytes(chip, 0xFD, 2) == b"\x80\x00"
    assert send(chip, "F4 01")
    time.now_s = 0.020
    assert get_bytes(chip, 0xF7, 6) == b"\x80\x00\x00\x80\x00\x00"


@pytest.mark.parametrize("lost", ["supply", "reset"])
def test_a_reset_forgets_all_but_the_constants(lost: str) -> None:
    time = Time()
    chip = bme280(time)
    constants = get_bytes(chip, 0x88, 26) + get_bytes(chip, 0xE1, 7)
    assert send(chip, "F2 01 F4 25")
    time.now_s = 0.010
    assert get_bytes(chip, 0xF7, 8) != bytes.fromhex("800000 800000 8000")
    if lost == "supply":
        chip.power_cycle()
    else:
        assert send(chip, "E0 B6")
    assert get_bytes(chip, 0xF3, 1) == b"\x01", "the constants are loaded anew"
    assert get_bytes(chip, 0xF2, 1) + get_bytes(chip, 0xF4, 1) + get_bytes(chip, 0xF7, 8) == bytes.fromhex(
        "00 00 800000 800000 8000"
    )
    assert get_bytes(chip, 0x88, 26) + get_bytes(chip, 0xE1, 7) == constants


def test_a_bmp280_has_another_identity_and_no_humidity() -> None:
    time = Time()
    chip = SimBme280(time, lambda: 1_006.6, lambda: 24.8, None)
    assert send(chip, "F2 01 F4 25")
    time.now_s = 0.010
    assert get_bytes(chip, 0xD0, 1) == b"\x58"
    assert get_bytes(chip, 0xFD, 2) == b"\x00\x00"
    assert get_bytes(chip, 0xE1, 7) == bytes(7)
    assert get_bytes(chip, 0xF7, 6) != bytes.fromhex("800000 800000")
