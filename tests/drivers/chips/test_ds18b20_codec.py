from contextlib import nullcontext

import pytest

from drivers.chips.ds18b20_codec import Ds18b20Sample, crc8, decode
from drivers.errors import BadFrame, BusError, ChecksumFailed, OutOfRange


def shown(scratchpad: str | bytes, verdict: str = "YES") -> str:
    """What w1_therm shows, with the check byte made right where it is left out."""
    data = bytes.fromhex(scratchpad) if isinstance(scratchpad, str) else scratchpad
    data = data if len(data) == 9 else data + bytes([crc8(data)])
    line = data.hex(" ")
    return f"{line} : crc={data[-1]:02x} {verdict}\n{line} t=0\n"


def test_the_check_byte() -> None:
    """Maxim application note 27: the ROM code 02 1C B8 01 00 00 00 has A2."""
    assert crc8(bytes.fromhex("02 1C B8 01 00 00 00")) == 0xA2


def test_a_recorded_measurement() -> None:
    """From the forum of the Raspberry Pi: t=3937."""
    text = "3f 00 4b 46 7f ff 01 10 47 : crc=47 YES\n3f 00 4b 46 7f ff 01 10 47 t=3937\n"
    assert decode(text) == Ds18b20Sample(3.9375)


# Data sheet, table "temperature/data relationship".
@pytest.mark.parametrize(
    ("low", "high", "value_c"),
    [
        ("d0", "07", 125.0),
        ("91", "01", 25.0625),
        ("a2", "00", 10.125),
        ("08", "00", 0.5),
        ("00", "00", 0.0),
        ("f8", "ff", -0.5),
        ("5e", "ff", -10.125),
        ("90", "fc", -55.0),
    ],
)
def test_temperature(low: str, high: str, value_c: float) -> None:
    assert decode(shown(f"{low} {high} 4b 46 7f ff 00 10")) == Ds18b20Sample(value_c)


def test_the_recorded_value_at_power_up_is_none() -> None:
    text = "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n"
    with pytest.raises(OutOfRange, match="85 °C is its value at power-up"):
        decode(text)


@pytest.mark.parametrize("configuration", ["7f", "5f", "3f", "1f"])
@pytest.mark.parametrize("left_over", ["0c", "00", "ff"])
def test_the_value_at_power_up_is_none_unless_something_shows_a_conversion(configuration: str, left_over: str) -> None:
    with pytest.raises(OutOfRange, match="power-up"):
        decode(shown(f"50 05 4b 46 {configuration} ff {left_over} 10"))


def test_a_real_85_degrees_is_reported_by_what_the_conversion_left_over() -> None:
    """As 3937 above: 0x10 less the low four bits; a power-up leaves 0x0C."""
    assert decode(shown("50 05 4b 46 7f ff 10 10")) == Ds18b20Sample(85.0)


@pytest.mark.parametrize(("before_c", "is_real"), [(80.0, True), (90.0, True), (79.9, False), (90.1, False)])
def test_a_copy_that_leaves_that_byte_alone_is_believed_where_it_was_nearly_as_warm_before(
    before_c: float, is_real: bool
) -> None:
    with nullcontext() if is_real else pytest.raises(OutOfRange, match="power-up"):
        assert decode(shown("50 05 4b 46 7f ff 0c 10"), before_c) == Ds18b20Sample(85.0)


def test_right_beside_the_value_at_power_up_there_are_temperatures() -> None:
    assert decode(shown("51 05 4b 46 7f ff 0f 10")) == Ds18b20Sample(85.0625)
    assert decode(shown("4f 05 4b 46 7f ff 01 10")) == Ds18b20Sample(84.9375)


def test_without_power_it_shows_what_it_cannot_measure() -> None:
    with pytest.raises(OutOfRange, match=r"127\.94 °C is outside -55 to 125 °C \(is it powered"):
        decode(shown("ff 07 4b 46 7f ff 00 10"))


def test_all_zeros_are_a_line_held_low_although_their_check_byte_is_right() -> None:
    with pytest.raises(BusError, match="held low"):
        decode(shown("00 " * 9))


def test_all_ones_are_a_line_where_nobody_answers() -> None:
    with pytest.raises(ChecksumFailed):
        decode(shown("ff " * 9, "NO"))


@pytest.mark.parametrize(("configuration", "value_c"), [("7f", 25.9375), ("5f", 25.875), ("3f", 25.75), ("1f", 25.5)])
def test_bits_that_a_lower_resolution_does_not_have_are_left_out(configuration: str, value_c: float) -> None:
    assert decode(shown(f"9f 01 4b 46 {configuration} ff 00 10")) == Ds18b20Sample(value_c)


@pytest.mark.parametrize("bit", range(72))
def test_each_single_wrong_bit_is_found(bit: int) -> None:
    damaged = int.from_bytes(bytes.fromhex("3f 00 4b 46 7f ff 01 10 47"), "big") ^ 1 << bit
    with pytest.raises(ChecksumFailed):
        decode(shown(damaged.to_bytes(9, "big")))


def test_the_kernel_s_own_no_counts() -> None:
    with pytest.raises(ChecksumFailed):
        decode(shown("3f 00 4b 46 7f ff 01 10 47", "NO"))


def test_a_configuration_that_no_ds18b20_has_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="configuration is 0x00"):
        decode(shown("3f 00 4b 46 00 ff 01 10"))


@pytest.mark.parametrize(
    "text", ["", "\n", "3f 00 4b", "85000", "zz" * 40, "3f 00 4b 46 7f ff 01 10 47 : crc=47 MAYBE"]
)
def test_what_the_kernel_never_shows_is_a_bad_frame(text: str) -> None:
    with pytest.raises(BadFrame, match="is not what the kernel shows"):
        decode(text)
