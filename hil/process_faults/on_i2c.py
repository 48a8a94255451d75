"""Faults of chips and of I2C buses."""

import errno
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, cast

from hil.process_faults.virtual_stage import VirtualStage

if TYPE_CHECKING:
    from hil.chips import SimChip

Inject = Callable[[VirtualStage], AbstractAsyncContextManager[None]]

_ENDLESS = 10**9


def unplugged(chip: str) -> Inject:
    """Take off the chip's connector."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        faults = stage.rig.chips[chip].faults
        faults.unplugged = True
        yield
        faults.unplugged = False
        stage.rig.chips[chip].power_cycle()

    return inject


def without_data(chip: str) -> Inject:
    """Let it answer everything as usual while its converter stands still."""
    return _wrong(chip, "no_data", True, well=False)


def noisy(chip: str) -> Inject:
    """Let every check byte arrive damaged."""
    return _wrong(chip, "bad_checks", _ENDLESS, well=0)


def _wrong(chip: str, what: str, value: bool | int, *, well: bool | int) -> Inject:
    """Let `what` of the chip's faults be `value`, and `well` at the end."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        faults = stage.rig.chips[chip].faults
        setattr(faults, what, value)
        yield
        setattr(faults, what, well)

    return inject


def bus_answers(bus: str, number: int) -> Inject:
    """Let the adapter of a whole bus answer this errno to everything."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        chips = [stage.rig.chips[each.name] for each in stage.config.sensors if each.i2c == bus]
        for chip in chips:
            chip.faults.adapter_errno = number
        yield
        for chip in chips:
            chip.faults.adapter_errno = None

    return inject


@asynccontextmanager
async def swapped(stage: VirtualStage) -> AsyncIterator[None]:
    """Put a humidity sensor where the thermometer of the food was."""
    wires = cast("MutableMapping[int, SimChip]", stage.rig.wires.on_bus(3))
    address = 0x48
    right = wires[address]
    wires[address] = stage.rig.chips["cabin air"]
    yield
    right.power_cycle()
    wires[address] = right


GONE, HUNG = errno.ENODEV, errno.ETIMEDOUT
