import json
from pathlib import Path

import pytest

from drivers.chips.bme280_codec import Trim, decode, has_humidity, is_measured, is_settled, unpack_trim
from drivers.errors import BadFrame, NoDataYet, OutOfRange
from tests.drivers.measured import absent_fields, error, number

# Bosch's data sheet of the BMP280, section 8.1.
BOSCH = Trim((27_504, 26_435, -1_000), (36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000), None)
# pimoroni/bme280-python, tests.
PIMORONI = Trim(
    (28_009, 25_654, 50),
    (39_145, -10_750, 3_024, 5_667, -120, -7, 15_500, -14_600, 6_000),
    (75, 376, 0, 286, 50, 30),
)


def counts(pressure: int, temperature: int, humidity: int | None = None) -> bytes:
    wet = b"" if humidity is None else humidity.to_bytes(2, "big")
    return (pressure << 4).to_bytes(3, "big") + (temperature << 4).to_bytes(3, "big") + wet


def test_the_example_of_the_data_sheet() -> None:
    sample = decode(counts(415_148, 519_888), BOSCH)
    assert sample.temperature_c == pytest.approx(25.0825, abs=0.0001)
    assert sample.pressure_hpa == pytest.approx(1_006.5326, abs=0.0002)
    assert absent_fields(sample) == ["humidity_pct"]


def test_the_measurement_of_another_public_driver() -> None:
    sample = decode(counts(326_816, 529_191, 30_281), PIMORONI)
    assert sample.temperature_c == pytest.approx(24.7894877676, abs=1e-9)
    assert sample.pressure_hpa == pytest.approx(1_006.61517564, abs=1e-7)
    assert sample.humidity_pct == pytest.approx(68.66996, abs=1e-4)


def test_the_dump_of_a_real_chip(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    (dump,) = (vector for vector in vectors if vector["chip"] == "BME280")
    trim = unpack_trim(bytes(dump["reg_0x88_0xA1"]), bytes(dump["reg_0xE1_0xE7"]))
    expected = dump["calib"]
    assert trim.temperature == tuple(expected[f"T{number}"] for number in (1, 2, 3))
    assert trim.pressure == tuple(expected[f"P{number}"] for number in range(1, 10))
    assert trim.humidity == tuple(expected[f"H{number}"] for number in range(1, 7))
    sample = decode(bytes(dump["press_F7_F9"] + dump["temp_FA_FC"] + dump["hum_FD_FE"]), trim)
    assert sample.temperature_c == pytest.approx(dump["expect"]["temperature_C"], abs=0.01)
    assert number(sample.pressure_hpa) * 100 == pytest.approx(dump["expect"]["pressure_Pa"], abs=0.05)
    assert sample.humidity_pct == pytest.approx(dump["expect"]["humidity_rh"], abs=0.01)


def test_the_twelve_bit_constants_are_signed() -> None:
    trim = unpack_trim(bytes(range(26)), bytes.fromhex("0000 00 FF 0F FF 80"))
    assert trim.humidity == (25, 0, 0, -1, -16, -128)


@pytest.mark.parametrize("held", [0x00, 0xFF])
def test_constants_that_were_read_from_a_held_line_are_none(held: int) -> None:
    sound, blank = bytes(range(26)), bytes([held])
    for common, humidity in ((blank * 26, None), (blank * 26, bytes(range(7))), (sound, blank * 7)):
        with pytest.raises(OutOfRange, match=f"its trim values are all 0x{held:02x}"):
            unpack_trim(common, humidity)


@pytest.mark.parametrize(("identity", "wet"), [(0x60, True), (0x58, False), (0x56, False), (0x57, False), (0x55, None)])
def test_a_bmp280_is_told_from_a_bme280(identity: int, wet: bool | None) -> None:
    assert has_humidity(bytes([identity])) is wet


@pytest.mark.parametrize("data", [counts(0x80000, 0x80000, 0x8000), counts(326_816, 0x80000, 30_281)])
def test_a_chip_that_has_not_measured_has_no_data(data: bytes) -> None:
    with pytest.raises(NoDataYet):
        decode(data, PIMORONI)


def test_only_the_pressure_is_absent_where_only_that_was_not_measured() -> None:
    sample = decode(counts(0x80000, 529_191, 30_281), PIMORONI)
    assert absent_fields(sample) == ["pressure_hpa"]
    assert sample.temperature_c == pytest.approx(24.789, abs=0.001)


def test_only_the_humidity_is_absent_where_only_that_was_not_measured() -> None:
    sample = decode(counts(326_816, 529_191, 0x8000), PIMORONI)
    assert absent_fields(sample) == ["humidity_pct"]
    assert sample.temperature_c == pytest.approx(24.789, abs=0.001)


@pytest.mark.parametrize("level", [b"\x00", b"\xff"])
def test_a_line_that_hangs_gives_no_reading(level: bytes) -> None:
    with pytest.raises(OutOfRange, match=r"°C is outside -40 to 85 °C"):
        decode(level * 8, PIMORONI)


def test_constants_that_make_no_sense_are_out_of_range() -> None:
    sample = decode(counts(415_148, 519_888), Trim(BOSCH.temperature, (0,) * 9, None))
    assert "trim values cannot be right" in str(error(sample.pressure_hpa))


def test_status_bits() -> None:
    assert (is_measured(b"\x08"), is_measured(b"\x01")) == (False, True)
    assert (is_settled(b"\x08"), is_settled(b"\x01")) == (True, False)


def test_answers_of_another_length_are_bad_frames() -> None:
    with pytest.raises(BadFrame, match="has 8 bytes, not 6"):
        decode(bytes(6), PIMORONI)
    with pytest.raises(BadFrame, match="has 6 bytes, not 8"):
        decode(bytes(8), BOSCH)
