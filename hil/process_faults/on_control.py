"""Faults of the controller itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from firmware.control import cycle
from hil.process_faults.campaign import SAFE_WITHIN_S
from hil.process_faults.stage import Stage

STEP_RAISES_S = 20.0
"""Shorter than what the cycle bears before it tries more than the next tick."""


@asynccontextmanager
async def step_raises(stage: Stage) -> AsyncIterator[None]:
    """The step raises in each tick, of whichever daemon runs."""
    works, is_active = vars(cycle)["step"], True

    def raising(*arguments: Any, **more: Any) -> Any:
        if is_active:
            raise ZeroDivisionError("a law that was never tried with this")
        return works(*arguments, **more)

    setattr(cycle, "step", raising)  # noqa: B010  # a type checker forbids the assignment
    stage.stalled_at_s, stage.safe_after_s = stage.loop.time(), None
    try:
        await stage.until(lambda: stage.outputs_are_off, SAFE_WITHIN_S)
        stage.note_whether_safe()
        yield
    finally:
        is_active = False
        if vars(cycle)["step"] is raising:  # otherwise somebody has wrapped it, and it passes on
            setattr(cycle, "step", works)  # noqa: B010  # see above
