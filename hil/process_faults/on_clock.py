"""Faults of the wall clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from controller.interface.requests import CABIN
from firmware.requests import NO_DEPARTURE, parse_set
from firmware.runtime.clock import ClockQuality
from firmware.runtime.local_time import next_at, time_of_day
from hil.process_faults.virtual_stage import VirtualStage

HOUR_S = 3_600.0
TEN_YEARS_S = 10 * 365.25 * 24 * HOUR_S

_AHEAD_S, _OFF_S = 20.0 * HOUR_S, 9.0 * HOUR_S
"""How far ahead the departure is: not prepared yet. How long the computer was off: its clock lags by that."""

_KEPT_WITHIN_S, _SET_AFTER_S, _TAKES_S, _NEAR_S = 2.0, 60.0, 3.0, 2.0
"""Within some ticks a departure is written down and worked out anew, to the second."""


def jumps(by_s: float) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Let the wall clock jump, and back at the end, as when NTP comes and goes."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        stage.wall.wrong_by_s = by_s
        yield
        stage.wall.wrong_by_s = 0.0

    return inject


@asynccontextmanager
async def at_1970(stage: VirtualStage) -> AsyncIterator[None]:
    """Let the wall clock begin at 1970, as on a board that has no clock of its own."""
    stage.wall.wrong_by_s = -stage.wall.now_s()
    yield
    stage.wall.wrong_by_s = 0.0


class SetLater:
    """The computer starts with the time of its last stop, and its clock is set a while later.

    A departure by the clock was asked for before: it is kept over the start, and must be at that time.
    """

    def __init__(self) -> None:
        self._wanted_s = self._set_at_s = 0.0

    @asynccontextmanager
    async def inject(self, stage: VirtualStage) -> AsyncIterator[None]:
        """Ask, start anew with a clock that is behind, set it, call the departure off."""
        text = time_of_day(stage.wall.now_s() + _AHEAD_S)
        self._wanted_s = next_at(text, wall_s=stage.wall.now_s()) or 0.0
        _ask(stage, text)
        await asyncio.sleep(_KEPT_WITHIN_S)
        await stage.end("daemon")
        stage.wall.wrong_by_s, stage.wall.quality = -_OFF_S, ClockQuality.RESTORED
        self._set_at_s = stage.loop.time() + _SET_AFTER_S
        stage.start_daemon()
        stage.begin("clock", self._set(stage))
        yield
        await stage.end("clock")
        _right(stage)
        _ask(stage, NO_DEPARTURE)

    def holds(self, stage: VirtualStage) -> bool:
        """Return True where the departure waits for the time of day, and is at the right time once that is known."""
        if stage.state is None or abs(stage.loop.time() - self._set_at_s) < _TAKES_S:
            return True
        targets = stage.state.step.memory.targets
        if not stage.wall.quality.is_known:
            return bool(targets.departs_by) and targets.departs_at_s is None
        if targets.departs_at_s is None:
            return False
        departs_wall_s = stage.wall.now_s() + targets.departs_at_s - stage.loop.time()
        return abs(departs_wall_s - self._wanted_s) < _NEAR_S

    async def _set(self, stage: VirtualStage) -> None:
        await asyncio.sleep(_SET_AFTER_S)
        _right(stage)
        stage.requested += 1  # the service works the departure out anew, by a request of its own


def _right(stage: VirtualStage) -> None:
    stage.wall.wrong_by_s, stage.wall.quality = 0.0, ClockQuality.NTP


def _ask(stage: VirtualStage, text: str) -> None:
    now = stage.clock.now
    stage.submit(parse_set(CABIN, "departure", text, request_id="rig", origin="rig", now=now))
