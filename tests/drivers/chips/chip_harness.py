"""One simulated chip on simulated wires, and the driver that reads it, in virtual time: what tests of drivers share."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Generic, ParamSpec, Self, TypeVar

from drivers.i2c.i2c_bus import I2cBus
from drivers.ports import I2cDevicePort
from hil.chips import SimChip
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run

ChipT = TypeVar("ChipT", bound=SimChip)
DriverT = TypeVar("DriverT")
Arguments = ParamSpec("Arguments")


def virtual_time(test: Callable[Arguments, Coroutine[Any, Any, None]]) -> Callable[Arguments, None]:
    """Run an async test on a loop of its own whose time jumps from timer to timer."""

    @wraps(test)
    def run_test(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        run(test(*args, **kwargs), speed=None)

    return run_test


def clock() -> Callable[[], float]:
    """The running loop's time, for whoever asks from whichever thread."""
    return asyncio.get_running_loop().time


class ChipBench(Generic[ChipT, DriverT]):
    """`chip` at `address` of a bus of its own, read by what `driver` makes of that bus; made on the running loop.

    `settle_s` after its start there is a first sample.
    The bench stands between driver and bus: a test may override `transfer` to come in between.
    """

    def __init__(
        self, address: int, chip: ChipT, driver: Callable[[I2cDevicePort, int], DriverT], settle_s: float = 0.0
    ) -> None:
        self.address, self.chip = address, chip
        self._settle_s = settle_s
        self.wires = SimI2cBus({address: chip})
        self.bus = I2cBus("main", lambda: self.wires)
        self.sensor = driver(self, address)
        self._held: tuple[bytes, int] | None = None

    def hold_once(self, register: bytes, level: int) -> None:
        """Let the line be held, each byte read being `level`, while `register` is read the next time."""
        self._held = register, level

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """What the driver has carried out."""
        reply = await self.bus.transfer(address, *operations)
        if self._held is None or operations[0] != self._held[0]:
            return reply
        (_, level), self._held = self._held, None
        return bytes([level]) * len(reply)

    async def measuring(self) -> Self:
        """Started, with a first sample to read."""
        await self.sensor.start()  # type: ignore[attr-defined]  # a memory has no start, and is never measuring
        await asyncio.sleep(self._settle_s)
        return self
