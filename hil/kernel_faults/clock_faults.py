"""Faults of the wall clock, set in the kernel of the rig."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.kernel_faults.kernel_stage import Stage

HOUR_S = 3_600.0
TEN_YEARS_S = 10 * 365 * 24 * HOUR_S


def jumps(by_s: float) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """It is set wrong, and right again."""
    return _told(lambda right_s: right_s + by_s)


def at_1970() -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """It is as if the kernel had started at 1970; it can be set no earlier."""
    return _told(lambda _right_s: time.clock_gettime(time.CLOCK_BOOTTIME) + 1.0)


def _told(wrong_s: Callable[[float], float]) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def inject(_stage: Stage) -> AsyncIterator[None]:
        right_s, since_s = time.time(), time.monotonic()
        time.clock_settime(time.CLOCK_REALTIME, wrong_s(right_s))
        try:
            yield
        finally:
            time.clock_settime(time.CLOCK_REALTIME, right_s + time.monotonic() - since_s)

    return inject
