"""An asyncio loop whose time runs as fast as wanted; what runs on it only ever asks the loop, and never notices.

At a finite speed, loop time is real time since an epoch, times the speed: two processes with the same epoch and speed
agree without talking. As fast as possible (speed None), time stands still while anything is ready or a worker thread
has a job, and then jumps to the next timer. Sockets are given a moment of real time before each jump while there is
traffic on them, because an answer may be under way. (The package looptime showed that the idea holds.)
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

from hil.rig.pacing import Pace

_T = TypeVar("_T")

SOCKET_GRACE_S = 0.0002
"""Real time that an answer on loopback may need (engineering choice: several times the usual)."""

TRAFFIC_MEMORY_S = 0.002
"""Real time after the last traffic during which the grace is given."""


_MIN_WAIT_S = 0.000_1
"""Real time: where time waits for somebody, a timer that is nearly due must not spin."""


class _JumpingSelector(selectors.SelectSelector):
    """Waits in virtual time; select() rather than epoll() because its waits are finer than a millisecond."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.jobs = 0
        self._last_traffic_s = -TRAFFIC_MEMORY_S

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for `timeout` virtual seconds; it costs no real time unless somebody may still answer."""
        if timeout is None or (self.jobs and timeout > 0):
            return super().select(None)
        quiet = timeout == 0 or time.monotonic() - self._last_traffic_s > TRAFFIC_MEMORY_S
        events = super().select(0 if quiet else SOCKET_GRACE_S)
        if events:
            self._last_traffic_s = time.monotonic()
        else:
            self.now_s += timeout
        return events


class _ScaledSelector(selectors.DefaultSelector):
    """Waits the speed-th part of what is asked for."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for `timeout` virtual seconds, which are shorter real ones."""
        return super().select(timeout and max(timeout / self._speed, _MIN_WAIT_S))


class ScaledLoop(asyncio.SelectorEventLoop):
    """Time is what `now_s` says, which runs `speed` times as fast as real time, or slower."""

    def __init__(self, speed: float, now_s: Callable[[], float]) -> None:
        super().__init__(_ScaledSelector(speed))
        self._now_s = now_s

    def time(self) -> float:
        """Return the virtual seconds since the epoch."""
        return self._now_s()


class JumpingLoop(asyncio.SelectorEventLoop):
    """Time jumps from timer to timer, from 0."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual seconds since the loop was made."""
        return self._jumping.now_s

    def pass_time(self, duration_s: float) -> None:
        """Let so much time pass at once, for a caller that would block meanwhile."""
        self._jumping.now_s += duration_s

    def run_in_executor(  # type: ignore[override]  # the stub's type variables cannot be spelled in a subclass
        self, executor: Executor | None, func: Callable[..., _T], *args: Any
    ) -> asyncio.Future[_T]:
        """Run it as usual; time stands still until the job is done."""
        future = super().run_in_executor(executor, func, *args)
        self._jumping.jobs += 1
        future.add_done_callback(self._job_done)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109  # as asyncio has it
        """Wait for the library's worker threads as long as it takes; time stands still meanwhile."""
        self._jumping.jobs += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self._jumping.jobs -= 1

    def _job_done(self, _future: asyncio.Future[Any]) -> None:
        self._jumping.jobs -= 1


def run(
    main: Coroutine[Any, Any, _T], *, speed: float | None, epoch_s: float | None = None, pace: Pace | None = None
) -> _T:
    """Run `main` to its end at `speed` times real time; None is as fast as possible.

    `epoch_s` (time.monotonic) is where virtual time was 0; None means now. Only a finite speed takes one. With a `pace`
    time waits for whoever is late.
    """

    def loop() -> asyncio.AbstractEventLoop:
        if speed is None:
            return JumpingLoop()
        began_s = time.monotonic() if epoch_s is None else epoch_s
        return ScaledLoop(speed, pace.now_s if pace else lambda: (time.monotonic() - began_s) * speed)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(main)
