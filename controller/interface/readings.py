"""A measured value with the time it was taken, or the reason why there is none.

Stale, sentinel, out-of-range and damaged values never become numbers: they are absent, with a reason.
"""

from enum import StrEnum
from math import isfinite

from controller.interface.immutable import immutable


class Absence(StrEnum):
    """The reason why a reading has no value. The text is shown to people."""

    NOT_FITTED = "not fitted"
    NO_DATA_YET = "no data yet"
    STALE = "stale"
    OFFLINE = "device does not answer"
    BUS = "bus error"
    CHECKSUM = "checksum failed"
    OUT_OF_RANGE = "out of range"
    SENTINEL = "signal not available"
    UNDECODABLE = "cannot be decoded"
    IN_THE_FUTURE = "taken in the future"
    NO_FIX = "no fix"
    """A satellite receiver is well and does not know yet where it is."""
    IMPLAUSIBLE = "not to be believed"
    """Verification has found the sensor wrong; an alarm tells how."""
    NOT_JUDGED = "could not be judged"
    """The controller itself failed to look at it; an alarm tells where."""


@immutable
class Reading:
    """One value in the unit that its field name tells, taken at `taken_at_s` (monotonic seconds).

    `stands_s` is how long it stands until its slow sensor gives the next one; 0 where the sensor is quick.
    Exactly one of `value` and `absence` is None. When absent, `taken_at_s` is when the absence was noticed.
    """

    value: float | None
    taken_at_s: float
    absence: Absence | None = None
    stands_s: float = 0.0


NOT_FITTED = Reading(None, 0.0, Absence.NOT_FITTED)
NO_DATA_YET = Reading(None, 0.0, Absence.NO_DATA_YET)


def present(value: float, taken_at_s: float, stands_s: float = 0.0) -> Reading:
    """Make a reading of `value`; a value that is no finite number is absent as out of range."""
    if not isfinite(value):
        return Reading(None, taken_at_s, Absence.OUT_OF_RANGE)
    return Reading(value, taken_at_s, None, stands_s)


def absent(absence: Absence, noticed_at_s: float) -> Reading:
    """Make a reading without a value, because of `absence`."""
    return Reading(None, noticed_at_s, absence)
