"""Time for scenes with a partner outside of the loop: real, without the time for which the machine let others run."""

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

STEP_S = 0.05
"""Real time that counts at most for one look at who has answered: many times what a partner needs."""


class _Selector(selectors.DefaultSelector):
    """Waits the speed-th part of what is asked for, in steps, and counts no more of it than was to be waited."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed
        self.waited_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        limit_s = STEP_S if timeout is None else min(max(timeout / self._speed, 0.0), STEP_S)
        began_s = time.monotonic()
        events = super().select(limit_s)
        self.waited_s += min(time.monotonic() - began_s, limit_s)
        return events


class UnhurriedLoop(asyncio.SelectorEventLoop):
    """Its time runs `speed` times as fast as real time, and stands still while the loop is kept from running.

    It is what the loop has waited and the processor's time that its thread has had. So a limit of time is met by who
    does not answer, and not by a machine that has much else to do. For the loop's own thread.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._waiting, self._speed, self._began_s = _Selector(speed), speed, time.thread_time()
        super().__init__(self._waiting)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._speed * (self._waiting.waited_s + time.thread_time() - self._began_s)


def run(main: Coroutine[Any, Any, _T], *, speed: float = 1.0) -> _T:
    """Run `main` to its end."""
    with asyncio.Runner(loop_factory=lambda: UnhurriedLoop(speed)) as runner:
        return runner.run(main)
