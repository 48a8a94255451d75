"""Faults of the machine that the service runs on: signals to its process, full memory, a wrong clock."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.kernel.rig_errors import RigError
from hil.kernel_faults.kernel_stage import KernelStage
from hil.rig.background import background

HOUR_S = 3_600.0
TEN_YEARS_S = 10 * 365 * 24 * HOUR_S

_LATEST_S, _DRIVES_WITHIN_S = 3.0, 30.0
_HOG = "held = []\nwhile True:\n    held.append(b'x' * 16_000_000)\n"


def hears(number: signal.Signals) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Send it this signal at a random moment at which it drives something."""

    @asynccontextmanager
    async def inject(stage: KernelStage) -> AsyncIterator[None]:
        await asyncio.sleep(random.uniform(0.0, _LATEST_S))
        drives_s = await stage.until(lambda: not stage.outputs_are_off, _DRIVES_WITHIN_S)
        if drives_s is not None and stage.service.pid is not None:
            os.kill(stage.service.pid, number)
        stage.lose_control()
        yield

    return inject


@asynccontextmanager
async def memory_full(_stage: KernelStage) -> AsyncIterator[None]:
    """Let another program take all the memory that there is, until the kernel ends it; and so again and again."""
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


def clock_jumps(by_s: float) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Set the wall clock wrong, and right again."""
    return _set_to(lambda right_s: right_s + by_s)


def clock_at_1970() -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Set the wall clock as if the kernel had started at 1970; it can be set no earlier."""
    return _set_to(lambda _right_s: time.clock_gettime(time.CLOCK_BOOTTIME) + 1.0)


def _set_to(wrong_s: Callable[[float], float]) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def inject(_stage: KernelStage) -> AsyncIterator[None]:
        right_s, since_s = time.time(), time.monotonic()
        time.clock_settime(time.CLOCK_REALTIME, wrong_s(right_s))
        try:
            yield
        finally:
            time.clock_settime(time.CLOCK_REALTIME, right_s + time.monotonic() - since_s)

    return inject
