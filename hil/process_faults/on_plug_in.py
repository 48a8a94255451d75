"""Faults of code that is not ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hil.process_faults.plugged import Plugged
from hil.process_faults.stage import Stage


@asynccontextmanager
async def exits(_stage: Stage) -> AsyncIterator[None]:
    """Each read of the plug-in's driver calls for the end of the program, cancels itself, or never ends."""
    Plugged.misbehaving += 1
    try:
        yield
    finally:
        Plugged.misbehaving -= 1
