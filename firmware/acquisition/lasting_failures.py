"""Failures of sensors over time: which of them last, or keep coming back, and so must be reported. Pure.

Without it a device that restarts itself every 30 s, or a loose wire, would be a fault that comes and goes for ever: a
flood in the journal, and at the hub nothing that anybody could act on.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers.errors import DriverError, NoDataYet, NotAvailable, NothingToMeasure

SAMPLES_UNTIL_REPORTED = 3
"""A value that cannot be right, so many times in a row, is no disturbance (engineering choice, as for failed reads)."""

UNKNOWN_S = 120.0
"""A device that does not know a value yet may still warm up: a gas sensor takes 45 s (engineering choice)."""

RELAPSE_WINDOW_S = 600.0
MANY_FAILURES = 3
"""So many failures within the window are more than bad luck (engineering choices)."""

WELL_S = 120.0
"""After so long without a failure it is well again (engineering choice: two of the longest waits between attempts)."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """The time from which a field has had no value, and the number of samples since."""

    since_s: float
    samples: int


class FieldGaps:
    """Fields of one sensor that have no value; a field with nothing to measure is no gap."""

    def __init__(self) -> None:
        self._gaps: dict[str, _Gap] = {}

    def begin_anew(self) -> None:
        """Forget all: the sensor was started."""
        self._gaps.clear()

    def lasting(self, values: Mapping[str, float | DriverError], *, now_s: float) -> dict[str, DriverError]:
        """Take over one more sample; return the errors of the fields whose gap has lasted."""
        found = {}
        for field, value in values.items():
            if not isinstance(value, DriverError) or isinstance(value, NothingToMeasure):
                self._gaps.pop(field, None)
                continue
            before = self._gaps.get(field, _Gap(now_s, 0))
            gap = self._gaps[field] = _Gap(before.since_s, before.samples + 1)
            if _has_lasted(gap, value, now_s=now_s):
                found[field] = value
        return found


def _has_lasted(gap: _Gap, error: DriverError, *, now_s: float) -> bool:
    if isinstance(error, NoDataYet | NotAvailable):
        return now_s - gap.since_s >= UNKNOWN_S
    return gap.samples >= SAMPLES_UNTIL_REPORTED


class Relapses:
    """The latest failures of one device or bus, and the text that is reported between them."""

    def __init__(self) -> None:
        self._falls_s: deque[float] = deque(maxlen=MANY_FAILURES)
        self._is_failing = False
        self._failed_s = 0.0
        self._why = ""

    def fail(self, why: str, *, now_s: float) -> None:
        """Note that it fails because of `why`, or still does."""
        if not self._is_failing:
            self._falls_s.append(now_s)
        self._is_failing, self._failed_s, self._why = True, now_s, why

    def reported(self, complaints: Sequence[str], *, now_s: float) -> Sequence[str]:
        """Take over the present complaints, if any; return those to report, the same until it is well."""
        if complaints:
            self.fail("; ".join(complaints), now_s=now_s)
        elif not self._falls_s:  # the usual case, thousands of times a second on a busy CAN bus
            return ()
        else:
            self._is_failing = False
        if not self._relapses(now_s):
            return complaints
        if not complaints and now_s - self._failed_s >= WELL_S:
            return ()
        return (f"{self._why} (it comes and goes: check its supply and its wires)",)

    def _relapses(self, now_s: float) -> bool:
        return len(self._falls_s) == MANY_FAILURES and now_s - self._falls_s[0] <= RELAPSE_WINDOW_S
