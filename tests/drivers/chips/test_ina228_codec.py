import math

import pytest

from drivers.chips.ina228_codec import (
    MEASURE_SMOOTHED,
    decode,
    is_configured,
    is_ina228,
    overflows,
    require_new,
    scale,
    signed20,
)
from drivers.chips.ina228_totals_codec import Totals
from drivers.errors import BadFrame, DriverError, NoDataYet, OutOfRange
from tests.drivers.measured import absent_fields, error, number

EXAMPLE = scale(0.0162, 10.0)
NOTHING = Totals(0, 0)


def field(count: int) -> bytes:
    return (count << 4).to_bytes(3, "big", signed=count < 0)


def test_the_example_of_the_data_sheet() -> None:
    """TI SLYS021A table 8-4 and Zephyr tests/drivers/sensor/ina228: 16.2 mOhm, 10 A; 48 V, 6 A, 288 W for an hour."""
    assert EXAMPLE.calibration == 4050
    totals = Totals(0, 0, 0x003F480000, 0x0043800000)
    sample = decode(field(0x3C000), field(0x4CCCC), bytes.fromhex("0C80"), totals, EXAMPLE)
    assert sample.voltage_v == 48.0
    assert sample.current_a == pytest.approx(6.0, rel=1e-5)
    assert sample.power_w == pytest.approx(288.0, rel=1e-5)
    assert number(sample.energy_wh) * 3_600 == pytest.approx(1.0368e6, rel=1e-5)
    assert number(sample.charge_ah) * 3_600 == pytest.approx(21_600.0, rel=1e-5)
    assert sample.die_temperature_c == 25.0


# TI SLYS021A; Zephyr tests/drivers/sensor/ina228.
@pytest.mark.parametrize(
    ("reply", "count"),
    [("FFF9C0", -100), ("800000", -524_288), ("7FFFF0", 524_287), ("4BF000", 311_040), ("00000F", 0), ("FFFFFF", -1)],
)
def test_a_field_has_twenty_bits_with_a_sign(reply: str, count: int) -> None:
    assert signed20(bytes.fromhex(reply)) == count


def test_a_charging_current_is_negative() -> None:
    sample = decode(field(61_440), field(-100), b"\x00\x00", Totals(0, 0, 7, -100), EXAMPLE)
    assert sample.voltage_v == 12.0
    assert sample.current_a == pytest.approx(-100 * 10 / 2**19)
    assert number(sample.power_w) < 0 < number(sample.energy_wh)
    assert number(sample.charge_ah) < 0


@pytest.mark.parametrize(
    ("shunt_ohm", "max_current_a", "calibration", "configuration"),
    [
        (0.002, 20.0, 4000, 0x0010),
        (0.002, 50.0, 2500, 0x0000),
        (0.001, 40.96, 4096, 0x0010),
        (0.0001, 10.0, 100, 0x0010),
    ],
)
def test_a_small_shunt_voltage_is_measured_in_the_fine_range(
    shunt_ohm: float, max_current_a: float, calibration: int, configuration: int
) -> None:
    ours = scale(shunt_ohm, max_current_a)
    assert (ours.calibration, ours.configuration) == (calibration, configuration)
    assert ours.current_a_per_count * 2**19 == pytest.approx(max_current_a, rel=0.005)


@pytest.mark.parametrize(
    ("shunt_ohm", "max_current_a"),
    [(0.0, 10.0), (-0.002, -20.0), (0.002, 100.0), (0.0001, 1.0), (math.nan, 10.0), (0.002, math.inf)],
)
def test_a_shunt_that_does_not_fit_the_current_is_refused(shunt_ohm: float, max_current_a: float) -> None:
    with pytest.raises(OutOfRange, match=r"must give 1 to 163\.84 mV"):
        scale(shunt_ohm, max_current_a)


@pytest.mark.parametrize("count", [524_287, -524_288])
def test_a_current_at_the_end_of_the_scale_is_absent_alone(count: int) -> None:
    sample = decode(field(61_440), field(count), b"\x00\x00", NOTHING, EXAMPLE)
    assert absent_fields(sample) == ["current_a", "power_w"]
    assert "max_current_a too small" in str(error(sample.current_a))
    assert sample.voltage_v == pytest.approx(12.0)


def test_where_the_chip_s_own_reckoning_overflows_there_is_no_current() -> None:
    assert [overflows(bytes.fromhex(flags)) for flags in ("8203", "8003")] == [True, False]
    sample = decode(field(61_440), field(0), b"\x00\x00", NOTHING, EXAMPLE, is_beyond=True)
    assert absent_fields(sample) == ["current_a", "power_w"]


@pytest.mark.parametrize(
    ("bus", "die", "absent"),
    [
        (435_201, "0C80", ["voltage_v", "power_w"]),
        (-1, "0C80", ["voltage_v", "power_w"]),
        (61_440, "7FFF", ["die_temperature_c"]),
    ],
)
def test_what_the_chip_cannot_measure_is_absent_alone(bus: int, die: str, absent: list[str]) -> None:
    sample = decode(field(bus), field(0), bytes.fromhex(die), NOTHING, EXAMPLE)
    assert absent_fields(sample) == absent
    assert isinstance(getattr(sample, absent[0]), OutOfRange)


@pytest.mark.parametrize(
    ("manufacturer", "device", "identified"),
    [("5449", "2281", True), ("5449", "2280", True), ("5449", "2260", False), ("0000", "2281", False)],
)
def test_identity(manufacturer: str, device: str, identified: bool) -> None:
    assert is_ina228(bytes.fromhex(manufacturer), bytes.fromhex(device)) is identified


def test_the_power_up_state_is_not_ours_even_where_the_calibration_is_the_same() -> None:
    ours, smoothed, power_up = scale(0.004096, 10.0), MEASURE_SMOOTHED.to_bytes(2, "big"), b"\xfb\x68"
    assert ours.calibration == 0x1000
    assert is_configured(b"\x10\x00", smoothed, ours)
    assert not is_configured(b"\x10\x00", power_up, ours)
    assert not is_configured(b"\x0f\xd2", smoothed, ours)


@pytest.mark.parametrize(
    ("flags", "kind", "text"),
    [("8001", NoDataYet, "no conversion"), ("8002", OutOfRange, "trim memory")],
)
def test_the_chip_itself_says_when_there_is_no_value(flags: str, kind: type[DriverError], text: str) -> None:
    require_new(bytes.fromhex("8003"))
    with pytest.raises(kind, match=text):
        require_new(bytes.fromhex(flags))


def test_half_a_field_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="3 bytes, not 2"):
        signed20(b"\x12\x34")
