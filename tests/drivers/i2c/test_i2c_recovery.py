import asyncio
from collections.abc import Callable

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from drivers.errors import BusError, NotFitted
from drivers.i2c.i2c_recovery import RAIL_OFF_S, RESET_S, Line, NineClocks, RestingPin, mux_reset, rail_switch
from hil.rig.virtual_time import run


class Wires:
    """SCL and SDA with a chip that holds SDA for `clocks` more, or SCL for ever; `seen` are the levels (SCL, SDA)."""

    def __init__(self, clocks: int = 0, *, holds_clock: bool = False) -> None:
        self.clocks, self.holds_clock = clocks, holds_clock
        self.pulled: set[Line] = set()
        self.belongs_to = "adapter"
        self.seen: list[tuple[bool, bool]] = []

    async def take(self) -> None:
        self.belongs_to = "us"
        self._note()

    async def pull_low(self, line: Line) -> None:
        self.pulled.add(line)
        self._note()

    async def let_go(self, line: Line) -> None:
        if line is Line.SCL and line in self.pulled:
            self.clocks -= 1
        self.pulled.discard(line)
        self._note()

    async def is_high(self, line: Line) -> bool:
        held = self.holds_clock if line is Line.SCL else self.clocks > 0
        return line not in self.pulled and not held

    async def give_back(self) -> None:
        self.belongs_to = "adapter"

    def _note(self) -> None:
        self.seen.append((Line.SCL not in self.pulled, Line.SDA not in self.pulled))


@pytest.mark.parametrize("clocks", range(10))
def test_a_chip_in_the_midst_of_a_byte_is_clocked_out_and_receives_a_stop(clocks: int) -> None:
    wires = Wires(clocks)
    asyncio.run(NineClocks(wires).apply())
    assert wires.seen.count((False, True)) == clocks + 1, "one low phase a clock, and one before the STOP"
    assert wires.seen[-4:] == [(False, True), (False, False), (True, False), (True, True)], (
        "SDA rises while SCL is high"
    )
    assert wires.belongs_to == "adapter"


@pytest.mark.parametrize(
    ("wires", "text"), [(Wires(10), "SDA is still held low"), (Wires(holds_clock=True), "SCL is held low")]
)
def test_a_line_that_stays_low_is_said_and_the_adapter_has_its_lines_back(wires: Wires, text: str) -> None:
    with pytest.raises(BusError, match=text):
        asyncio.run(NineClocks(wires).apply())
    assert wires.belongs_to == "adapter"


Make = Callable[[Callable[[], gpiozero.DigitalOutputDevice]], RestingPin]


@pytest.mark.parametrize(("make", "low_s"), [(mux_reset, RESET_S), (rail_switch, RAIL_OFF_S)])
def test_a_pin_rests_high_and_is_low_for_its_time(make: Make, low_s: float) -> None:
    factory = MockFactory()
    action = make(lambda: gpiozero.DigitalOutputDevice(17, active_high=False, pin_factory=factory))
    action.prepare()
    pin = factory.pin(17)
    assert pin.state

    async def scenario() -> None:
        applying = asyncio.create_task(action.apply())
        await asyncio.sleep(0.9 * low_s)
        assert not pin.state
        await asyncio.sleep(0.2 * low_s)
        assert pin.state
        await applying

    run(scenario(), speed=None)
    action.close()
    action.close()
    assert pin.function == "input", "given back, so that the wiring decides"


def test_a_supply_is_on_again_when_the_daemon_is_stopped_in_between() -> None:
    factory = MockFactory()
    action = rail_switch(lambda: gpiozero.DigitalOutputDevice(17, active_high=False, pin_factory=factory))

    async def scenario() -> None:
        applying = asyncio.create_task(action.apply())
        await asyncio.sleep(RAIL_OFF_S / 2)
        assert not factory.pin(17).state
        applying.cancel()
        await asyncio.wait([applying])

    run(scenario(), speed=None)
    assert factory.pin(17).state


def test_a_pin_that_cannot_be_opened_is_not_fitted_and_tried_again() -> None:
    tries: list[int] = []

    def open_pin() -> gpiozero.DigitalOutputDevice:
        tries.append(1)
        raise gpiozero.PinInvalidPin("99 is not\na valid pin")

    action = mux_reset(open_pin)
    with pytest.raises(NotFitted, match="reset line: cannot be opened: 99 is not a valid pin"):
        action.prepare()
    with pytest.raises(NotFitted):
        run(action.apply(), speed=None)
    assert len(tries) == 2


def test_a_pin_that_cannot_be_driven_is_an_error() -> None:
    class Broken:
        value = 0

        def __setattr__(self, _name: str, _value: object) -> None:
            raise gpiozero.PinSetInput("cannot set state of pin")

    with pytest.raises(BusError, match="sensor supply: cannot be driven"):
        run(rail_switch(Broken).apply(), speed=None)
