import json
from pathlib import Path

import pytest

from drivers.chips.co2_codec import correction_ppm, pressure_word, recalibration_word
from drivers.chips.scd4x_codec import (
    GET_DATA_READY,
    GET_SERIAL,
    OFF,
    READ_MEASUREMENT,
    RECALIBRATE,
    SET_AMBIENT_PRESSURE,
    SET_SELF_CALIBRATION,
    decode,
    is_ready,
    variant,
)
from drivers.errors import OutOfRange
from drivers.i2c.sensirion_codec import pack_words, serial_number
from tests.drivers.measured import absent_fields, error


def test_the_recorded_transfers_mean_what_they_should(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    by_command = {bytes.fromhex(each["write"]): each for each in vectors if each["chip"] == "SCD4x"}

    measured = by_command[READ_MEASUREMENT.code]
    sample = decode(bytes.fromhex(measured["read"]))
    assert sample.co2_ppm == measured["expect"]["co2_ppm"]
    assert sample.temperature_c == pytest.approx(measured["expect"]["temperature_C"], abs=0.01)
    assert sample.humidity_pct == pytest.approx(measured["expect"]["humidity_rh"], abs=0.01)

    serial = by_command[GET_SERIAL.code]
    assert serial_number(bytes.fromhex(serial["read"]), 3) == int(serial["expect"]["serial"], 16)

    ready = [each for each in vectors if each["chip"] == "SCD4x" and "read_words" in each]
    assert len(ready) == 2
    for each in ready:
        assert bytes.fromhex(each["write"]) == GET_DATA_READY.code
        assert is_ready(pack_words(int.from_bytes(bytes.fromhex(each["read_words"])))) is each["expect"]["data_ready"]


def test_the_measurement_of_the_data_sheet() -> None:
    sample = decode(bytes.fromhex("01F433 6667A2 5EB93C"))
    assert sample.co2_ppm == 500.0
    assert sample.temperature_c == pytest.approx(25.003, abs=0.0005)
    assert sample.humidity_pct == pytest.approx(37.002, abs=0.0005)


# Only the lower 11 bits count; a driver that looks at the lowest alone would miss 8006.
@pytest.mark.parametrize(("word", "ready"), [(0x8006, True), (0x8001, True), (0x8000, False), (0xF800, False)])
def test_data_ready(word: int, ready: bool) -> None:
    assert is_ready(pack_words(word)) is ready


# Sensirion's data sheet and sensirion-i2c-scd4x.
@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (SET_AMBIENT_PRESSURE.code + pack_words(pressure_word(987.0)), "E000 03DB 42"),
        (RECALIBRATE.code + pack_words(recalibration_word(480)), "362F 01E0 B4"),
        (SET_SELF_CALIBRATION.code + pack_words(OFF), "2416 0000 81"),
    ],
)
def test_commands_with_arguments(message: bytes, expected: str) -> None:
    assert message == bytes.fromhex(expected)


def test_the_correction_of_a_recalibration() -> None:
    assert correction_ppm(pack_words(0x8032)) == 50
    assert correction_ppm(pack_words(0x7FCE)) == -50
    with pytest.raises(OutOfRange, match="refused"):
        correction_ppm(pack_words(0xFFFF))


@pytest.mark.parametrize(
    ("word", "name"), [(0x0440, "SCD40"), (0x1440, "SCD41"), (0x2440, "SCD42"), (0x5441, "SCD43"), (0xF000, None)]
)
def test_variants(word: int, name: str | None) -> None:
    assert variant(pack_words(word)) == name


@pytest.mark.parametrize("co2_ppm", [0, 65_535])
def test_what_is_no_concentration_is_absent_alone(co2_ppm: int) -> None:
    sample = decode(pack_words(co2_ppm, 0x6667, 0x5EB9))
    assert f"{co2_ppm} ppm is no CO2 concentration" in str(error(sample.co2_ppm))
    assert (sample.temperature_c, sample.humidity_pct) == pytest.approx((25.0, 37.0), abs=0.01)


@pytest.mark.parametrize("word", [0, 65_535])
def test_a_temperature_at_the_end_of_its_scale_is_absent_alone(word: int) -> None:
    assert absent_fields(decode(pack_words(500, word, 0x5EB9))) == ["temperature_c"]


def test_impossible_arguments_are_out_of_range() -> None:
    with pytest.raises(OutOfRange, match="101325 hPa is outside 700 to 1200 hPa"):
        pressure_word(101_325.0)
    with pytest.raises(OutOfRange, match="nan ppm is outside 350 to 2000 ppm"):
        recalibration_word(float("nan"))
