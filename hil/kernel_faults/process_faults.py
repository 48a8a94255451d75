"""Faults of the process and of the machine's memory."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.kernel.guest import background
from hil.kernel.rig_errors import RigError
from hil.kernel_faults.kernel_stage import Stage

_LATEST_S, _DRIVES_WITHIN_S = 3.0, 30.0
_HOG = "held = []\nwhile True:\n    held.append(b'x' * 16_000_000)\n"


def hears(number: signal.Signals) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """It is sent this at a random moment at which it drives something."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        await asyncio.sleep(random.uniform(0.0, _LATEST_S))
        if await stage.until(lambda: stage.drives, _DRIVES_WITHIN_S) is not None and stage.service.pid is not None:
            os.kill(stage.service.pid, number)
        yield

    return inject


@asynccontextmanager
async def memory_full(_stage: Stage) -> AsyncIterator[None]:
    """Another program takes all the memory that there is, until the kernel ends it; and so again and again."""
    ended = asyncio.Event()
    async with background(_hog(ended)):
        await ended.wait()
        yield


async def _hog(ended: asyncio.Event) -> None:
    while True:
        hog = await asyncio.create_subprocess_exec(sys.executable, "-c", _HOG)
        try:
            if await hog.wait() != -signal.SIGKILL:
                raise RigError(f"memory did not run out: the program that takes it ended with {hog.returncode}")
            ended.set()
        finally:
            if hog.returncode is None:
                hog.kill()
                await hog.wait()
