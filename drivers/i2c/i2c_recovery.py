"""Ways to free an I2C bus that hangs, from the mildest on: clocks for the chip that holds SDA, a reset, their supply.

Each is a drivers.ports.RecoveryAction. None of the adapters of a Raspberry Pi does this by itself (Linux i2c-bcm2835
and i2c-gpio have no recovery).
"""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Any, Protocol

from drivers.errors import BusError, NotFitted
from drivers.gpio.gpio_errors import one_line, pin_errors

CLOCKS = 9  # a byte and its acknowledge: then whoever sends has let go (NXP UM10204, 3.1.16)
RESET_S = 0.001  # a TCA9548A needs 6 ns (TI SCPS207); a line with a filter needs more (engineering choice)
RAIL_OFF_S, RAIL_UP_S = 1.0, 0.1  # until capacitors are empty, and until the regulator is up (engineering choices)


class RestingPin:
    """A pin that rests high and is pulled low for `low_s`: the reset of a switch, or what switches the supply on.

    `open_pin` gives a gpiozero.DigitalOutputDevice that is active low, and inactive.
    """

    def __init__(self, name: str, open_pin: Callable[[], Any], *, low_s: float, settle_s: float) -> None:
        self.name = name
        self._open_pin, self._low_s, self._settle_s = open_pin, low_s, settle_s
        self._pin: Any = None

    def prepare(self) -> None:
        """Drive the line high; raises NotFitted."""
        if self._pin is not None:
            return
        try:
            self._pin = self._open_pin()
        except pin_errors() as error:
            raise NotFitted(f"{self.name}: cannot be opened: {one_line(error)}") from error

    async def apply(self) -> None:
        """Drive the line low for its time, then high whatever happens; raises NotFitted or BusError."""
        self.prepare()
        try:
            self._drive(low=True)
            await asyncio.sleep(self._low_s)
        finally:
            self._drive(low=False)
        await asyncio.sleep(self._settle_s)

    def close(self) -> None:
        """Give the pin back: undriven, the wiring decides (a supply should be off then)."""
        pin, self._pin = self._pin, None
        if pin is not None:
            pin.close()

    def _drive(self, *, low: bool) -> None:
        try:
            self._pin.value = low
        except pin_errors() as error:
            raise BusError(f"{self.name}: cannot be driven: {one_line(error)}") from error


def mux_reset(open_pin: Callable[[], Any]) -> RestingPin:
    """Return the recovery by the active-low reset line of the switches on the bus."""
    return RestingPin("reset line", open_pin, low_s=RESET_S, settle_s=RESET_S)


def rail_switch(open_pin: Callable[[], Any]) -> RestingPin:
    """Return the recovery by the switched supply of the sensors: all that hang on it start anew."""
    return RestingPin("sensor supply", open_pin, low_s=RAIL_OFF_S, settle_s=RAIL_UP_S)


class Line(Enum):
    """The two wires of the bus."""

    SCL = "SCL"
    SDA = "SDA"


class BusLines(Protocol):
    """The two lines of a bus, which its adapter has most of the time; a Raspberry Pi's pins or those of a test."""

    async def take(self) -> None:
        """Take both lines from the adapter, and let them go; raises DriverError."""

    async def pull_low(self, line: Line) -> None:
        """Drive it low; raises DriverError."""

    async def let_go(self, line: Line) -> None:
        """Drive it no more; raises DriverError."""

    async def is_high(self, line: Line) -> bool:
        """Return whether the line is high; raises DriverError."""

    async def give_back(self) -> None:
        """Give the lines to the adapter; raises DriverError."""


class NineClocks:
    """Nine clocks, by which a chip finishes what it has to say, and a STOP (NXP UM10204, 3.1.16)."""

    name = "nine clocks"

    def __init__(self, lines: BusLines) -> None:
        self._lines = lines

    def prepare(self) -> None:
        """Do nothing: the adapter has the lines until they are needed."""

    async def apply(self) -> None:
        """Send the clocks; raises BusError where a line stays low, another DriverError without the lines."""
        await self._lines.take()
        try:
            await self._free_data()
            await self._stop()
        finally:
            await self._lines.give_back()

    def close(self) -> None:
        """Do nothing: nothing is held."""

    async def _free_data(self) -> None:
        for _ in range(CLOCKS):
            if not await self._lines.is_high(Line.SCL):
                raise BusError(f"{self.name}: SCL is held low, only a reset or the supply can free it")
            if await self._lines.is_high(Line.SDA):
                return
            await self._lines.pull_low(Line.SCL)
            await self._lines.let_go(Line.SCL)
        if not await self._lines.is_high(Line.SDA):
            raise BusError(f"{self.name}: SDA is still held low, only a reset or the supply can free it")

    async def _stop(self) -> None:
        """Send a STOP; SDA falls while SCL is low, so that this is no START."""
        await self._lines.pull_low(Line.SCL)
        await self._lines.pull_low(Line.SDA)
        await self._lines.let_go(Line.SCL)
        await self._lines.let_go(Line.SDA)
