import pytest

from drivers.chips.ina226_codec import MEASURE_SMOOTHED, decode, is_configured, is_ina226, require_new
from drivers.errors import NoDataYet
from tests.drivers.measured import absent_fields, error


def word(value: int) -> bytes:
    return value.to_bytes(2, "big", signed=value < 0)


def test_the_example_of_the_data_sheet() -> None:
    """TI SBOS547 and Zephyr tests/drivers/sensor/ina230: 2 mOhm, 20 mV, 11.98 V."""
    sample = decode(word(9584), word(8000), shunt_ohm=0.002)
    assert sample.voltage_v == pytest.approx(11.98)
    assert sample.current_a == pytest.approx(10.0)
    assert sample.power_w == pytest.approx(119.8)


def test_a_charging_current_is_negative() -> None:
    sample = decode(word(11_200), word(-2_000), shunt_ohm=0.001)
    assert (sample.voltage_v, sample.current_a, sample.power_w) == pytest.approx((14.0, -5.0, -70.0))


@pytest.mark.parametrize("shunt", [32_767, -32_768])
def test_a_current_at_the_end_of_the_scale_is_absent_alone(shunt: int) -> None:
    sample = decode(word(9584), word(shunt), shunt_ohm=0.002)
    assert "is the shunt too large" in str(error(sample.current_a))
    assert absent_fields(sample) == ["current_a", "power_w"]
    assert sample.voltage_v == pytest.approx(11.98)


@pytest.mark.parametrize("bus", [0x7FFF, 0xFFFF])
def test_a_voltage_at_the_end_of_the_scale_is_absent_alone(bus: int) -> None:
    sample = decode(word(bus), word(-2_000), shunt_ohm=0.001)
    assert absent_fields(sample) == ["voltage_v", "power_w"]
    assert sample.current_a == pytest.approx(-5.0)


@pytest.mark.parametrize(
    ("manufacturer", "die", "identified"),
    [(0x5449, 0x2260, True), (0x5449, 0x2261, True), (0x5449, 0x2281, False), (0x4144, 0x2260, False)],
)
def test_identity(manufacturer: int, die: int, identified: bool) -> None:
    assert is_ina226(word(manufacturer), word(die)) is identified


def test_the_power_up_configuration_is_not_ours() -> None:
    assert is_configured(word(MEASURE_SMOOTHED))
    assert not is_configured(word(0x4127))


def test_without_a_new_conversion_there_is_no_data() -> None:
    require_new(word(0x0008))
    with pytest.raises(NoDataYet):
        require_new(word(0xFFF7))
