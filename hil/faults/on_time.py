"""Faults of clocks, of the event loop and of the process."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.faults.stage import Stage

HOUR_S = 3_600.0
TEN_YEARS_S = 10 * 365.25 * 24 * HOUR_S

_SLICE_S = 0.25
"""Real and simulated time pass together in a stall: the thread that releases outputs looks in real time."""


def jumps(by_s: float) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """The wall clock jumps, and back at the end, as when NTP comes and goes."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        stage.wall.wrong_by_s = by_s
        yield
        stage.wall.wrong_by_s = 0.0

    return inject


@asynccontextmanager
async def at_1970(stage: Stage) -> AsyncIterator[None]:
    """The wall clock begins at 1970, as on a board that has no clock of its own."""
    stage.wall.wrong_by_s = -stage.wall.now_s()
    yield
    stage.wall.wrong_by_s = 0.0


def stalls(duration_s: float) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """Something holds the event loop up, which notices nothing of the time that passes."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        left_s, stage.stalled_at_s = duration_s, stage.loop.time()
        while left_s > 0.0:
            slice_s = min(left_s, _SLICE_S)
            time.sleep(slice_s)  # noqa: ASYNC251  # to block the loop is the fault
            stage.loop.pass_time(slice_s)
            left_s -= slice_s
            stage.note_whether_safe()
        yield

    return inject


@asynccontextmanager
async def stopped(stage: Stage) -> AsyncIterator[None]:
    """The service is stopped in order, and starts again at the end."""
    stage.stalled_at_s = stage.loop.time()
    await stage.end("daemon")
    stage.note_whether_safe()
    yield
    stage.start_daemon()
