"""Events of a step: one frozen class per kind, each with its time.

The core logs nothing; the daemon writes these to the record and shows them at the hub and the console.
"""

from typing import Self

from controller.interface.immutable import immutable
from controller.interface.readings import Absence
from controller.interface.requests import Request


@immutable
class ReadingLost:
    """A reading that was there is absent."""

    at_s: float
    point: str
    absence: Absence


@immutable
class ReadingBack:
    """A reading is there again."""

    at_s: float
    point: str


@immutable
class SampleRefused:
    """A sample that could not be was not confirmed by the next one; `refused` is how many were since the start."""

    at_s: float
    point: str
    value: float
    refused: int


@immutable
class CompressorStarted:
    """The compressor was switched on."""

    at_s: float


@immutable
class CompressorStopped:
    """The compressor was switched off."""

    at_s: float


@immutable
class GuardLimited:
    """The guard began to apply something else than the law requested of `output`."""

    at_s: float
    output: str
    why: str


@immutable
class PreparationChanged:
    """The preparation of the cabin for a departure is "running" or "ready", or there is "none" any more."""

    at_s: float
    stage: str
    air_c: float


@immutable
class DefogChanged:
    """The windscreen comes first, or no longer; `margin_k` is its distance from the dew point, None if not known."""

    at_s: float
    active: bool
    margin_k: float | None


@immutable(kw_only=True)
class TuningFound:
    """The climate found its own PID, in the terms of the settings."""

    at_s: float
    gain_per_k: float
    integral_s: float
    derivative_s: float
    derivative_filter_s: float


@immutable
class TuningRefused:
    """The climate could not tune itself."""

    at_s: float
    why: str


@immutable(kw_only=True)
class OpeningInferred:
    """The air of `compartment` tells that its lid was opened `ago_s` ago; `confidence` is 0 to 1.

    The air rose for `lasted_s`: about as long as the lid was open, and half a minute more.
    """

    at_s: float
    compartment: str
    ago_s: float
    lasted_s: float
    rise_k: float
    confidence: float


@immutable(kw_only=True)
class AimOutOfReach:
    """The cooler does all it can and holds `compartment` at `air_c`: its set-point is out of reach in this heat.

    The fridge is `lift_k` colder than the cabin.
    """

    at_s: float
    compartment: str
    set_point_c: float
    air_c: float
    lift_k: float


@immutable(kw_only=True)
class RequestAccepted:
    """A request was taken over; `value` is what now holds."""

    at_s: float
    request_id: str
    origin: str
    appliance: str
    value: str


@immutable(kw_only=True)
class RequestRefused:
    """A request was refused; `reason` says what would be right."""

    at_s: float
    request_id: str
    origin: str
    appliance: str
    reason: str

    @classmethod
    def of(cls, request: Request, reason: str, *, at_s: float) -> Self:
        """Refuse `request`, for the one who made it."""
        return cls(
            at_s=at_s,
            request_id=request.request_id,
            origin=request.origin,
            appliance=request.appliance,
            reason=reason,
        )


@immutable
class AlarmRaised:
    """An alarm condition has held for its delay."""

    at_s: float
    alarm: str
    text: str


@immutable
class AlarmCleared:
    """An alarm condition is over."""

    at_s: float
    alarm: str


@immutable
class LoadShed:
    """The supply no longer carries `rank` ("medicine", "food", "safety", "comfort" or "all"); `why` is the evidence."""

    at_s: float
    rank: str
    why: str


@immutable
class LoadRestored:
    """The supply carries `rank` again."""

    at_s: float
    rank: str
    why: str


Event = (
    ReadingLost
    | ReadingBack
    | SampleRefused
    | CompressorStarted
    | CompressorStopped
    | GuardLimited
    | PreparationChanged
    | DefogChanged
    | TuningFound
    | TuningRefused
    | OpeningInferred
    | AimOutOfReach
    | LoadShed
    | LoadRestored
    | RequestAccepted
    | RequestRefused
    | AlarmRaised
    | AlarmCleared
)
