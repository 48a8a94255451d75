"""How long control may fail before more is tried than the next tick. Pure.

from the first failed tick on    what is tried
0 s                              everything off; the next tick, with the last good memory
FRESH_AFTER_S                    a fresh memory: what the controller remembers may be what it fails by
END_AFTER_S                      the process ends: the service manager starts another, or it stays in safe mode

WELL_AFTER_S without a failed tick, and it is over. So ticks that fail now and then count as one lapse.
"""

from enum import Enum

FRESH_AFTER_S = 30.0
END_AFTER_S = 45.0
"""Engineering choices: food bears a minute without cooling; a start that never regulates ends before systemd's 60 s."""

WELL_AFTER_S = 10.0
"""Engineering choice: twenty good ticks, among them five in which all laws were asked."""


class Remedy(Enum):
    """What to try next."""

    NEXT_TICK = "the next tick"
    FRESH_MEMORY = "a fresh memory"
    END = "a new process"


class Lapse:
    """One run of ticks that fail, as it is seen from the present tick."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._failed_s = 0.0
        self._is_fresh = False

    def failed(self, *, now_s: float) -> Remedy:
        """Take note of a tick that failed; FRESH_MEMORY comes once in a lapse."""
        if self._since_s is None:
            self._since_s, self._is_fresh = now_s, False
        self._failed_s = now_s
        lasts_s = now_s - self._since_s
        if lasts_s >= END_AFTER_S:
            return Remedy.END
        if lasts_s < FRESH_AFTER_S or self._is_fresh:
            return Remedy.NEXT_TICK
        self._is_fresh = True
        return Remedy.FRESH_MEMORY

    def worked(self, *, now_s: float) -> bool:
        """Take note of a good tick; whether it ends the lapse."""
        if self._since_s is None or now_s - self._failed_s < WELL_AFTER_S:
            return False
        self._since_s = None
        return True
