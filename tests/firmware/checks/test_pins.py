import pytest

from firmware.checks.configuration import problems
from firmware.config.file import parse
from firmware.errors import ConfigError

BUS = '[[i2c]]\nname = "{name}"\nbus = {bus}\n{pins}\n'
BLOWER = '[[outputs]]\nname = "blower"\npin = 17\nkind = "pwm"\n'


def buses(*pins: str) -> str:
    return "".join(BUS.format(name=f"bus{index}", bus=index, pins=each) for index, each in enumerate(pins))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (buses("reset_pin = 17") + BLOWER, "i2c[0].reset_pin = 17: is the pin of outputs[0].pin"),
        (buses("reset_pin = 5", "rail_pin = 5"), "i2c[1].rail_pin = 5: is the pin of i2c[0].reset_pin"),
        (buses("scl_pin = 3\nsda_pin = 3"), "i2c[0].sda_pin = 3: is the pin of i2c[0].scl_pin"),
    ],
)
def test_a_pin_serves_one_thing(text: str, line: str) -> None:
    assert problems(parse(text, source="test")) == [f"{line}; each must have its own"]


def test_pins_of_their_own_are_good() -> None:
    assert problems(parse(buses("reset_pin = 5\nrail_pin = 6", "scl_pin = 3\nsda_pin = 2"), source="test")) == []


def test_one_line_of_a_bus_is_not_enough_to_clock_it() -> None:
    with pytest.raises(ConfigError, match=r"test:1: i2c\[0\] .*: must have both scl_pin and sda_pin, or neither"):
        parse(buses("scl_pin = 3"), source="test")
