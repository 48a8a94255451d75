import pytest

from drivers.chips.ina226_codec import MEASURE_SMOOTHED, decode, is_configured, is_ina226, require_new
from drivers.errors import NoDataYet, OutOfRange


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


@pytest.mark.parametrize(("bus", "shunt"), [(0x7FFF, 0), (0xFFFF, 0), (9584, 32_767), (9584, -32_768)])
def test_the_ends_of_the_scale_are_out_of_range(bus: int, shunt: int) -> None:
    with pytest.raises(OutOfRange, match="is the shunt too large"):
        decode(word(bus), word(shunt), shunt_ohm=0.002)


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
