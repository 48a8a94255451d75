"""Time that waits for whoever is late, shared by the process of the car and the process of its daemon.

At a speed beyond what a machine can do, time would run away from the two: cycles get lost, readings grow old on their
way, and the daemon rightly raises alarms that tell of the machine only. So time goes no further than a tick beyond what
either of them has done, and takes up its speed from there.
"""

import mmap
import os
import time
from collections.abc import Callable
from math import inf
from typing import BinaryIO, Self

AHEAD_S = 0.5
"""One tick of the daemon: a cycle that is due is never missed, and a machine that keeps up never waits."""

PATIENCE_S = 3.0
"""Of real time: who does nothing for so long hangs or is gone, and time goes on without it (engineering choice)."""

_OFFSET, _CAR, _DAEMON = range(3)
_BYTES = 24


class Pace:
    """Virtual time at `speed` times real time, or slower. The three numbers in `file` have one writer each."""

    def __init__(self, file: BinaryIO, speed: float, real_s: Callable[[], float] = time.monotonic) -> None:
        self.speed, self._file, self._real_s = speed, file, real_s
        self._shared = memoryview(mmap.mmap(file.fileno(), _BYTES)).cast("d")
        self._last_s = 0.0
        self._seen = {_CAR: (inf, 0.0), _DAEMON: (inf, 0.0)}  # each with the real time at which it was seen first

    @classmethod
    def begin(cls, file: BinaryIO, speed: float, real_s: Callable[[], float] = time.monotonic) -> Self:
        """Begin a new time with 0, in an empty `file`."""
        os.ftruncate(file.fileno(), _BYTES)
        pace = cls(file, speed, real_s)
        pace._shared[_OFFSET], pace._shared[_DAEMON] = real_s() * speed, inf
        return pace

    @property
    def fd(self) -> int:
        """The descriptor that the other process must be given."""
        return self._file.fileno()

    def now_s(self) -> float:
        """Return the seconds since the beginning; never less than before."""
        real_s = self._real_s()
        wanted_s = real_s * self.speed - self._shared[_OFFSET]
        allowed_s = min(self._awaited_s(_CAR, real_s), self._awaited_s(_DAEMON, real_s)) + AHEAD_S
        self._last_s = max(self._last_s, min(wanted_s, allowed_s))
        return self._last_s

    def car_has_done(self, now_s: float) -> None:
        """Note that the process of the car has done all up to `now_s`; what was lost by waiting is not made up for."""
        # First the time that is wanted, then what is allowed: else it would run ahead before anybody can follow.
        behind_s = self._real_s() * self.speed - self._shared[_OFFSET] - now_s
        self._shared[_OFFSET] += max(behind_s, 0.0)
        self._shared[_CAR] = now_s

    def daemon_has_done(self, now_s: float) -> None:
        """Note that the cycle of `now_s` is complete."""
        self._shared[_DAEMON] = now_s

    def without_daemon(self) -> None:
        """Let nobody wait for a daemon: there is none, or it starts, or it stops."""
        self._shared[_DAEMON] = inf

    def _awaited_s(self, whom: int, real_s: float) -> float:
        """Return the time up to which it is done; infinite where nobody waits for it, or has waited long enough."""
        done_s, (seen_s, since_s) = self._shared[whom], self._seen[whom]
        if done_s != seen_s:
            self._seen[whom] = done_s, real_s
            return done_s
        return done_s if real_s - since_s < PATIENCE_S else inf
