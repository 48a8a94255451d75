import pytest

from drivers.chips.tmp117_codec import Tmp117Sample, decode, is_settled, is_tmp117
from drivers.errors import BadFrame, NoDataYet, OutOfRange


# TI data sheet SNOSD82 and Zephyr tests/drivers/sensor/tmp11x.
@pytest.mark.parametrize(
    ("word", "value_c"), [("0C80", 25.0), ("F600", -20.0), ("1282", 37.015625), ("0000", 0.0), ("FFFF", -0.0078125)]
)
def test_temperature(word: str, value_c: float) -> None:
    assert decode(bytes.fromhex(word)) == Tmp117Sample(value_c)


def test_the_value_before_the_first_conversion_is_no_temperature() -> None:
    with pytest.raises(NoDataYet):
        decode(bytes.fromhex("8000"))


@pytest.mark.parametrize("word", ["8001", "E47F", "4B01", "7FFF"])
def test_a_temperature_that_the_chip_cannot_measure_is_out_of_range(word: str) -> None:
    with pytest.raises(OutOfRange, match="outside -55 to 150"):
        decode(bytes.fromhex(word))


# adafruit-circuitpython-tmp117: revisions differ in the high nibble, TMP119 is 2117, TMP116 is another chip.
@pytest.mark.parametrize(
    ("word", "identified"), [("0117", True), ("1117", True), ("2117", True), ("1116", False), ("FFFF", False)]
)
def test_identity(word: str, identified: bool) -> None:
    assert is_tmp117(bytes.fromhex(word)) is identified


def test_the_eeprom_flag_tells_whether_it_has_settled() -> None:
    assert is_settled(bytes.fromhex("0220"))
    assert not is_settled(bytes.fromhex("1220"))


def test_half_a_register_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="2 bytes, not 1"):
        decode(b"\x0c")
