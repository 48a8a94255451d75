import pytest

from firmware.checks.configuration import problems
from firmware.config.file import parse

MAIN = '[[i2c]]\nname = "main"\nbus = 1\n'
ADVICE = "answers there, too: give one of them another address, or a channel of a switch for itself"
POINTS = ("fridge.food.air_c", "fridge.medicine.air_c", "cabin.air_c")


def channel(name: str, number: int, *, mux: str = "main", address: int = 0x70) -> str:
    return f'[[i2c]]\nname = "{name}"\nmux = "{mux}"\nmux_address = {address}\nchannel = {number}\n'


def thermometers(*places: tuple[str, int]) -> str:
    return "".join(
        f'[[sensors]]\nname = "t{index}"\nchip = "tmp117"\ni2c = "{bus}"\naddress = {address}\n'
        f'gives = {{ temperature_c = "{POINTS[index]}" }}\n'
        for index, (bus, address) in enumerate(places)
    )


def problems_of(text: str) -> list[str]:
    return problems(parse(text, source="car.toml"))


@pytest.mark.parametrize(
    "text",
    [
        MAIN + channel("a", 0) + channel("b", 1) + thermometers(("a", 0x48), ("b", 0x48), ("main", 0x49)),
        channel("a", 0) + MAIN + thermometers(("a", 0x48)),
        MAIN + channel("a", 0) + channel("b", 0, mux="a", address=0x71) + thermometers(("b", 0x48), ("a", 0x49)),
        MAIN
        + channel("a", 0)
        + channel("b", 1)
        + channel("c", 0, mux="a", address=0x71)
        + channel("d", 0, mux="b", address=0x71)
        + thermometers(("c", 0x48), ("d", 0x48)),
        MAIN + '[[i2c]]\nname = "other"\nbus = 3\n' + thermometers(("main", 0x48), ("other", 0x48)),
    ],
)
def test_chips_that_cannot_receive_each_other_may_share_an_address(text: str) -> None:
    assert problems_of(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            MAIN + thermometers(("main", 0x48), ("main", 0x48)),
            f"sensors[1].address = 0x48: sensors[0].address {ADVICE}",
        ),
        (
            MAIN + channel("a", 0) + thermometers(("main", 0x48), ("a", 0x48)),
            f"sensors[1].address = 0x48: sensors[0].address {ADVICE}",
        ),
        (
            MAIN + channel("a", 0) + channel("b", 0, address=0x71) + thermometers(("a", 0x48), ("b", 0x48)),
            f"sensors[1].address = 0x48: sensors[0].address {ADVICE}",
        ),
        (
            MAIN + channel("a", 0) + channel("b", 0, mux="a", address=0x70) + thermometers(("b", 0x48)),
            f"i2c[2].mux_address = 0x70: i2c[1].mux_address {ADVICE}",
        ),
        (
            MAIN + "[calibration]\ni2c = 'main'\naddress = 0x50\n" + thermometers(("main", 0x50)),
            f"calibration.address = 0x50: sensors[0].address {ADVICE}",
        ),
        (
            MAIN + channel("a", 0, address=0x76) + thermometers(("main", 0x76)),
            f"sensors[0].address = 0x76: i2c[1].mux_address {ADVICE}",
        ),
    ],
)
def test_two_chips_that_answer_together_are_refused(text: str, line: str) -> None:
    assert problems_of(text) == [line]


def test_a_channel_has_one_name() -> None:
    (line,) = problems_of(MAIN + channel("a", 2) + channel("b", 2))
    assert (
        line == "i2c[2].channel = '2 of 0x70 on main': is there twice, first at i2c[1].channel; each must be there once"
    )


def test_a_switch_of_a_bus_that_is_not_there_is_refused() -> None:
    (line,) = problems_of(channel("a", 2))
    assert line == "i2c[0].mux = 'main': is not known here; known: a"


def test_switches_that_lead_in_a_circle_are_refused() -> None:
    lines = problems_of(channel("a", 0, mux="b") + channel("b", 0, mux="a") + channel("c", 0, mux="c"))
    assert lines == [
        f"i2c[{index}].mux = '{mux}': goes round in a circle: one of these buses must have `bus`"
        for index, mux in enumerate("bac")
    ]


def test_a_calibration_on_a_bus_that_is_not_there_is_refused() -> None:
    (line,) = problems_of("[calibration]\ni2c = 'main'\naddress = 0x50\n")
    assert line == "calibration.i2c = 'main': is not known here; known: none"
