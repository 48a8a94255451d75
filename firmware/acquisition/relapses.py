"""Whether what fails and works again, over and over, is well in between. Pure.

A device that restarts itself each 30 s, a loose wire or a bit that flickers would otherwise be a fault that comes and
goes for ever: a flood in the journal, and at the hub nothing that anybody could act on.
"""

from collections import deque
from collections.abc import Sequence

WINDOW_S = 600.0
MANY = 3
"""So many failures within the window are more than bad luck (engineering choices)."""

WELL_S = 120.0
"""So long without a failure it is well again (engineering choice: two of the longest waits between attempts)."""


class Relapses:
    """The latest failures of one device or bus, and what is to be told of it between them."""

    def __init__(self) -> None:
        self._falls_s: deque[float] = deque(maxlen=MANY)
        self._is_failing = False
        self._failed_s = 0.0
        self._why = ""

    def fail(self, why: str, *, now_s: float) -> None:
        """It fails by `why`, or still does."""
        if not self._is_failing:
            self._falls_s.append(now_s)
        self._is_failing, self._failed_s, self._why = True, now_s, why

    def told(self, told: Sequence[str], *, now_s: float) -> Sequence[str]:
        """Take over what is wrong with it now, if anything; return what is to be told, the same until it is well."""
        if told:
            self.fail("; ".join(told), now_s=now_s)
        elif not self._falls_s:  # the usual case, thousands of times a second on a busy CAN bus
            return ()
        else:
            self._is_failing = False
        if not self._relapses(now_s):
            return told
        if not told and now_s - self._failed_s >= WELL_S:
            return ()
        return (f"{self._why} (it comes and goes: is its supply sound, a wire loose?)",)

    def _relapses(self, now_s: float) -> bool:
        return len(self._falls_s) == MANY and now_s - self._falls_s[0] <= WINDOW_S
