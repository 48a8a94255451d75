"""The header's chip is found by its label, whatever its number; lgpio here is one that knows chips by both."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gpiozero
import pytest
from gpiozero.pins.pi import PiFactory

from drivers.errors import NotFitted
from drivers.gpio.gpio_chip import give_back, open_pins
from drivers.outputs.output_bank import OutputBank, OutputSpec

SOC = dict.fromkeys(range(10, 14), "gpio-brcmstb@107d508500")
HEATER = OutputSpec(name="heater", pin=18, kind="relay")
BLOWER = OutputSpec(name="blower", pin=13, kind="relay", moves_air=True)


class Lgpio:
    """A stand-in for the library: `chips` are labels by number; a handle is dead once it is closed."""

    class error(Exception):  # noqa: N801 - lgpio spells it so
        pass

    SET_PULL_UP = SET_PULL_DOWN = SET_PULL_NONE = RISING_EDGE = FALLING_EDGE = BOTH_EDGES = TX_PWM = 0

    def __init__(self) -> None:
        self.chips: dict[int, str | bytes] = {}
        self.handles: dict[int, int] = {}
        self.levels: dict[int, bool] = {}
        self.dead: set[int] = set()
        self._opened = 0

    def gpiochip_open(self, number: int) -> int:
        if number not in self.chips:
            raise self.error("can not open gpiochip")
        self._opened += 1
        self.handles[self._opened] = number
        return self._opened

    def gpiochip_close(self, handle: int) -> None:
        del self.handles[handle]

    def gpio_get_chip_info(self, handle: int) -> list[Any]:
        number = self.handles[handle]
        return [0, 54, f"gpiochip{number}", self.chips[number]]

    def _use(self, handle: int, *_rest: Any) -> int:
        if handle in self.dead or handle not in self.handles:
            raise self.error("unknown handle")
        return 0

    gpio_claim_input = gpio_claim_output = gpio_free = _use

    def gpio_get_mode(self, handle: int, _number: int) -> int:
        self._use(handle)
        return 2

    def gpio_write(self, handle: int, number: int, level: bool) -> None:
        self._use(handle)
        self.levels[number] = level


@pytest.fixture
def lgpio(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lgpio]:
    """It is installed, on what gpiozero takes for a Raspberry Pi 5."""
    library = Lgpio()
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    monkeypatch.setitem(sys.modules, "lgpio", library)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.lgpio", raising=False)
    monkeypatch.setattr("gpiozero.pins.local.get_pi_revision", lambda: 0xD04170)
    yield library
    sys.modules.pop("gpiozero.pins.lgpio", None)


@pytest.mark.parametrize(
    ("chips", "number"),
    [
        ({**dict.fromkeys(range(4), "gpio-brcmstb"), 4: "pinctrl-rp1"}, 4),
        ({0: "pinctrl-rp1", **SOC}, 0),
        ({11: "gpio-brcmstb", 12: "gpio-brcmstb", 15: "pinctrl-rp1"}, 15),
        ({0: "pinctrl-bcm2711", 1: "raspberrypi-exp-gpio"}, 0),
        ({0: "raspberrypi-exp-gpio", 1: b"pinctrl-bcm2835"}, 1),
    ],
    ids=["Pi 5, 6.6.20", "Pi 5, 6.6.47", "Pi 5, 6.12", "Pi 4", "Pi 3"],
)
def test_the_chip_of_the_header_is_found_wherever_it_is(lgpio: Lgpio, chips: dict[int, str], number: int) -> None:
    lgpio.chips.update(chips)
    bank = OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0)
    assert [*lgpio.handles.values()] == [number]
    bank.drive("heater", 100.0)
    assert lgpio.levels == {18: True}
    bank.close()
    assert (lgpio.levels, lgpio.handles) == ({18: False}, {})


@pytest.mark.parametrize(
    ("chips", "line"),
    [
        ({}, r"there is no /dev/gpiochip\*: is this a Raspberry Pi\?|/dev/gpiochip\* may not be opened: .*group gpio"),
        ({0: "gpio-mockup"}, r"no chip has the header of a Raspberry Pi \(.*\): gpiochip0 is gpio-mockup"),
    ],
)
def test_without_such_a_chip_one_line_says_what_there_is(lgpio: Lgpio, chips: dict[int, str], line: str) -> None:
    lgpio.chips.update(chips)
    outputs = r"output heater \(GPIO 18\), output blower \(GPIO 13\): cannot be opened: "
    with pytest.raises(NotFitted, match=rf"^{outputs}({line})$"):
        OutputBank((HEATER, BLOWER), hold_s=3.0, now_s=lambda: 0.0)
    assert lgpio.handles == {}


def test_a_library_that_tells_no_labels_leaves_the_choice_to_gpiozero(
    lgpio: Lgpio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Lgpio, "gpio_get_chip_info")
    lgpio.chips = {0: "pinctrl-rp1"}
    give_back(open_pins())
    lgpio.chips = {15: "pinctrl-rp1"}
    with pytest.raises(NotFitted, match="can not open gpiochip"):
        open_pins()


def test_chips_that_may_not_be_opened_are_told_apart_from_none(lgpio: Lgpio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lgpio.chips == {}
    monkeypatch.setattr(Path, "glob", lambda *_: iter([Path("/dev/gpiochip0")]))
    with pytest.raises(NotFitted, match="the user must be in the group gpio"):
        open_pins()


def test_pins_of_a_handle_that_died_are_not_found_again(lgpio: Lgpio) -> None:
    lgpio.chips[0] = "pinctrl-bcm2711"
    bank = OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0)
    lgpio.dead |= {*lgpio.handles}
    bank.trip("the chip has gone")
    with pytest.raises(Exception, match="unknown handle"):
        bank.close()
    anew = OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0)
    anew.drive("heater", 100.0)
    assert lgpio.levels[18]
    anew.close()
    assert lgpio.handles == {}


def test_who_opens_pins_has_them_alone(lgpio: Lgpio) -> None:
    lgpio.chips[0] = "pinctrl-bcm2711"
    ours, theirs = open_pins(), open_pins()
    relay = gpiozero.DigitalOutputDevice(5, pin_factory=theirs)
    give_back(ours)
    relay.on()
    assert lgpio.levels[5]
    relay.close()
    give_back(theirs)
    assert lgpio.handles == {}


def test_a_pin_that_another_has_had_is_opened_by_ones_own_handle(lgpio: Lgpio) -> None:
    lgpio.chips[0] = "pinctrl-bcm2711"
    theirs = open_pins()
    gpiozero.DigitalOutputDevice(5, pin_factory=theirs).close()
    lgpio.dead |= {*lgpio.handles}
    ours = open_pins()
    relay = gpiozero.DigitalOutputDevice(5, pin_factory=ours)
    relay.on()
    assert lgpio.levels[5]
    relay.close()
    give_back(ours)
    give_back(theirs)


def test_a_chip_that_cannot_be_closed_is_no_error(lgpio: Lgpio) -> None:
    lgpio.chips[0] = "pinctrl-bcm2711"
    pins = open_pins()
    lgpio.handles.clear()
    give_back(pins)


def test_a_library_that_fails_in_its_own_way_is_one_line(lgpio: Lgpio, monkeypatch: pytest.MonkeyPatch) -> None:
    lgpio.chips[0] = "pinctrl-bcm2711"
    monkeypatch.setattr(lgpio, "gpio_get_chip_info", lambda _handle: [-1])
    with pytest.raises(NotFitted, match=r"^ValueError: not enough values"):
        open_pins()
    assert lgpio.handles == {}


def test_another_way_that_is_named_is_taken_and_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    pins = open_pins()
    assert isinstance(pins, PiFactory)
    assert gpiozero.Device.pin_factory is None
    assert open_pins() is not pins


OPENED = """
from drivers.outputs.output_bank import OutputBank, OutputSpec
try:
    OutputBank((OutputSpec(name="heater", pin=18, kind="relay"),), hold_s=3.0, now_s=lambda: 0.0)
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("named", ["", "pigpio"])
def test_on_a_machine_that_is_no_raspberry_pi_there_is_no_banner(named: str) -> None:
    environment = {"GPIOZERO_PIN_FACTORY": named, "PIGPIO_PORT": "1"} if named else {}
    argv = [sys.executable, "-c", OPENED]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env=environment)  # noqa: S603  # our own
    assert done.stderr == ""
    assert done.stdout.startswith("output heater (GPIO 18): cannot be opened: ")
    assert done.stdout.count("\n") == 1
