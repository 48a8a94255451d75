"""Faults of /dev/i2c-N."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.kernel_faults.kernel_stage import Stage


def vanished(bus: int) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """The device is gone, whoever has it open; then there is a new one."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        stage.devices.unplug_bus(bus)
        try:
            yield
        finally:
            await stage.devices.plug_bus(bus)

    return inject


@asynccontextmanager
async def hung(stage: Stage) -> AsyncIterator[None]:
    """Each transfer is taken, and its answer waits."""
    stage.devices.hang_i2c()
    try:
        yield
    finally:
        stage.devices.release_i2c()
