"""Which fields of a sensor's samples have had no value for so long that it must be told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.errors import DriverError, NoDataYet, NotAvailable, NothingToMeasure

SAMPLES_UNTIL_TOLD = 3
"""A value that cannot be right, so many times in a row, is no disturbance (engineering choice, as for failed reads)."""

UNKNOWN_S = 120.0
"""A device that does not know a value yet may still warm up: a gas sensor takes 45 s (engineering choice)."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Since when a field has had no value, and in how many samples."""

    since_s: float
    samples: int


class FieldGaps:
    """Of one sensor; what it has nothing to measure for is no gap."""

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
    return gap.samples >= SAMPLES_UNTIL_TOLD
