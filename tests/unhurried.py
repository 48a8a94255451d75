"""Time for scenes with a partner outside of the loop: real, without the time for which the machine let nobody run."""

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

STEP_S = 0.05
"""Real time that counts at most between two looks of a loop at its clock: many times what a partner needs to answer."""


class _Selector(selectors.DefaultSelector):
    """Looks up at least once per STEP_S, so that an idle loop misses nothing of the time."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(STEP_S if timeout is None else min(timeout, STEP_S))


class UnhurriedLoop(asyncio.SelectorEventLoop):
    """Its time runs `speed` times as fast as real time, and stands still while the loop is kept from running.

    So a limit of time is met by who does not answer, and not by a machine that has much to do.
    """

    def __init__(self, speed: float = 1.0) -> None:
        super().__init__(_Selector())
        self._speed = speed
        self._now_s, self._looked_s = 0.0, time.monotonic()

    def time(self) -> float:
        """Seconds since the loop was made."""
        before_s, self._looked_s = self._looked_s, time.monotonic()
        self._now_s += self._speed * min(self._looked_s - before_s, STEP_S)
        return self._now_s


def run(main: Coroutine[Any, Any, _T], *, speed: float = 1.0) -> _T:
    """Run `main` to its end."""
    with asyncio.Runner(loop_factory=lambda: UnhurriedLoop(speed)) as runner:
        return runner.run(main)
