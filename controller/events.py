"""What a step has to tell: one frozen class per event, each with the time it happened.

The core logs nothing; the daemon writes these to the record and shows them at the hub and the console.
"""

from dataclasses import dataclass

from controller.readings import Absence


@dataclass(frozen=True, slots=True)
class ReadingLost:
    """A reading that was there is absent."""

    at_s: float
    point: str
    absence: Absence


@dataclass(frozen=True, slots=True)
class ReadingBack:
    """A reading is there again."""

    at_s: float
    point: str


@dataclass(frozen=True, slots=True)
class CompressorStarted:
    """The compressor was ordered on."""

    at_s: float


@dataclass(frozen=True, slots=True)
class CompressorStopped:
    """The compressor was ordered off."""

    at_s: float


@dataclass(frozen=True, slots=True)
class GuardLimited:
    """The guard began to order something else than the law wanted for `output`."""

    at_s: float
    output: str
    why: str


@dataclass(frozen=True, slots=True)
class RequestAccepted:
    """A request was taken over; `value` is what now holds."""

    at_s: float
    request_id: str
    origin: str
    target: str
    value: str


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """A request was refused; `reason` says what would be right."""

    at_s: float
    request_id: str
    origin: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """An alarm condition has held for its delay."""

    at_s: float
    alarm: str
    text: str


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """An alarm condition is over."""

    at_s: float
    alarm: str


Event = (
    ReadingLost
    | ReadingBack
    | CompressorStarted
    | CompressorStopped
    | GuardLimited
    | RequestAccepted
    | RequestRefused
    | AlarmRaised
    | AlarmCleared
)
