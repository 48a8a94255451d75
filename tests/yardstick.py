"""How much slower than a machine that has nothing else to do this one is, while a test measures real time."""

import threading
import time
from types import TracebackType
from typing import Self

PIECE_S = 0.1
"""Of CPU time: long against the turns by which a kernel lets processes run, so that none comes out of turn."""

EVERY_S = 0.5


class Yardstick:
    """A context manager: inside, a thread does a piece of work now and then.

    The processor's time for it is what it takes on a quiet machine; the real time is what it takes now.
    """

    def __init__(self) -> None:
        self._worst = 1.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._measure, name="yardstick", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def slowed(self) -> float:
        """How many times as long as on a quiet machine the slowest piece took; at least 1."""
        return self._worst

    def _measure(self) -> None:
        while True:
            self._worst = max(self._worst, _piece())
            if self._stop.wait(EVERY_S):
                return


def _piece() -> float:
    """Do a piece of work: its real time by its CPU time."""
    began_s, cpu_began_s = time.monotonic(), time.thread_time()
    while (cpu_s := time.thread_time() - cpu_began_s) < PIECE_S:
        sum(range(1_000))
    return (time.monotonic() - began_s) / cpu_s
