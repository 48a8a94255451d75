"""Faults of the service's own code: its event loop, its process, the step of its controller."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from firmware.control import cycle
from hil.campaigns.campaign import SAFE_WITHIN_S
from hil.process_faults.virtual_stage import VirtualStage

STEP_RAISES_S = 20.0
"""Shorter than what the cycle bears before it tries more than the next tick."""

_SLICE_S = 0.25
"""A stall passes in slices: the thread that releases outputs looks several times per second."""


def stalls(duration_s: float) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Hold the event loop up, which notices nothing of the time that passes."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        stage.lose_control()
        left_s = duration_s
        while left_s > 0.0:
            slice_s = min(left_s, _SLICE_S)
            stage.block(slice_s)
            left_s -= slice_s
        yield

    return inject


@asynccontextmanager
async def stopped(stage: VirtualStage) -> AsyncIterator[None]:
    """Stop the service in order, and start it again at the end."""
    stage.lose_control()
    await stage.end("daemon")
    stage.note_whether_safe()
    yield
    stage.start_daemon()


@asynccontextmanager
async def step_raises(stage: VirtualStage) -> AsyncIterator[None]:
    """Let the step raise in each tick, of whichever daemon runs."""
    works, is_active = vars(cycle)["step"], True

    def raising(*arguments: Any, **more: Any) -> Any:
        if is_active:
            raise ZeroDivisionError("a law that was never tried with this")
        return works(*arguments, **more)

    setattr(cycle, "step", raising)  # noqa: B010  # a type checker forbids the assignment
    stage.lose_control()
    try:
        await stage.until(lambda: stage.outputs_are_off, SAFE_WITHIN_S)
        stage.note_whether_safe()
        yield
    finally:
        is_active = False
        if vars(cycle)["step"] is raising:  # otherwise somebody has wrapped it, and it passes on
            setattr(cycle, "step", works)  # noqa: B010  # see above
