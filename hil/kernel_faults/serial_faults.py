"""Faults of the technician's serial line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hil.kernel_faults.kernel_stage import Stage


@asynccontextmanager
async def unplugged(stage: Stage) -> AsyncIterator[None]:
    """The adapter is pulled while it is open; then it is there again, as another device of the same name."""
    stage.devices.unplug_cable()
    try:
        yield
    finally:
        stage.devices.plug_cable()
