"""Health of a device: its conditions, and the table of transitions between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum


class Condition(StrEnum):
    """The condition of a device."""

    UNKNOWN = "unknown"
    """It has given no value since the daemon or its bus started."""
    OK = "ok"
    WAITING = "waiting"
    """It is well, and says that it has nothing to measure for the moment."""
    FAULTY = "faulty"
    """It gives values, and it or they tell that something of it is broken."""
    DEGRADED = "degraded"
    """It fails: its values are absent, and it has been set up anew."""
    LOST = "lost"
    """That did not help: it is tried again less and less often, with everything that a first start does."""


class Outcome(Enum):
    """An outcome of a read or of a start of a device."""

    STARTED = "it was identified and set up"
    VALUE = "it gave a value"
    NOTHING = "it said that it has nothing to measure"
    VALUE_AND_FAULT = "it gave a value, and something of it is broken"
    FAILED = "it failed, for the moment"
    FAILED_OFTEN = "it failed so often that its last value no longer counts"
    GIVEN_UP = "it cannot be started, or failed in spite of that"
    BUS_RESTARTED = "its bus was recovered"


_ALWAYS = {
    Outcome.VALUE: Condition.OK,
    Outcome.NOTHING: Condition.WAITING,
    Outcome.VALUE_AND_FAULT: Condition.FAULTY,
    Outcome.GIVEN_UP: Condition.LOST,
    Outcome.BUS_RESTARTED: Condition.UNKNOWN,
}
"""What these lead to, whatever was before."""

_WORKS = {Outcome.STARTED: Condition.UNKNOWN, Outcome.FAILED_OFTEN: Condition.DEGRADED}

NEXT: Mapping[Condition, Mapping[Outcome, Condition]] = {
    Condition.UNKNOWN: _ALWAYS | _WORKS | {Outcome.FAILED: Condition.UNKNOWN},
    Condition.OK: _ALWAYS | _WORKS | {Outcome.FAILED: Condition.OK},
    Condition.WAITING: _ALWAYS | _WORKS | {Outcome.FAILED: Condition.WAITING},
    Condition.FAULTY: _ALWAYS | _WORKS | {Outcome.FAILED: Condition.FAULTY},
    Condition.DEGRADED: _ALWAYS
    | {
        Outcome.STARTED: Condition.DEGRADED,
        Outcome.FAILED: Condition.DEGRADED,
        Outcome.FAILED_OFTEN: Condition.DEGRADED,
    },
    Condition.LOST: _ALWAYS
    | {
        Outcome.STARTED: Condition.UNKNOWN,
        Outcome.FAILED: Condition.LOST,
        Outcome.FAILED_OFTEN: Condition.LOST,
    },
}

ALIVE = frozenset({Condition.OK, Condition.WAITING, Condition.FAULTY})
"""It answers, and has what it has to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """One device, or one bus, as observers see it. Times are monotonic; counts are since the daemon's start."""

    name: str
    kind: str
    """The chip, or "bus"."""
    where: str
    condition: Condition
    since_s: float
    reason: str | None
    """Why it is not well."""
    serial: str | None
    """What the chip says is its own number, where it has one."""
    newest_s: float | None
    """When its newest value was taken."""
    transfers: int = 0
    nacks: int = 0
    timeouts: int = 0
    other_errors: int = 0
    bad_checks: int = 0
    """Answers whose check bytes (CRC, PEC) were wrong."""
    silences: int = 0
    """How often it answered and had no new value for too long."""
    starts: int = 0
    """How often it was identified and set up."""
    recoveries: int = 0
    """How often its bus was recovered."""
