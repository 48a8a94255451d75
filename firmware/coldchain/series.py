"""Minutes of one compartment as they are judged, the gaps between them, and what happened meanwhile. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MINUTE_S = 60.0


class Subject(StrEnum):
    """The thing whose temperature is judged."""

    AIR = "air"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest, the mean and the highest value of one minute."""

    low: float
    mean: float
    high: float


def level(value: float) -> Span:
    """Return the span of a single value."""
    return Span(value, value, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The rest that was seen in a minute: means, and seconds of what is on or off; None is not fitted or not known."""

    set_point_c: float | None = None
    cools: bool | None = None
    """Whether the compartment was asked to cool."""
    lid_open_s: float | None = None
    compressor_s: float | None = None
    """So long what makes the cold was commanded on."""
    fan_pct: float | None = None
    plate_c: float | None = None
    cabin_c: float | None = None
    supply_v: float | None = None
    supply_a: float | None = None


UNSEEN = Surroundings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """One minute of a compartment, or a part of one. What is absent has a reason.

    `wall_s` is when it began, in seconds since 1970; `duration_s` is measured by the monotonic clock, so a clock of the
    day that is set meanwhile makes no time longer. `contents_k` is a bound: the true value is within so much, in 95 of
    100 cases; 0 where the contents are measured.
    """

    wall_s: float
    duration_s: float = MINUTE_S
    air_c: Span | None = None
    air_absence: str = ""
    contents_c: Span | None = None
    contents_k: float = 0.0
    contents_absence: str = ""
    around: Surroundings = UNSEEN

    def span(self, subject: Subject) -> Span | None:
        """Return the temperature of `subject`; None where it is absent."""
        return self.air_c if subject is Subject.AIR else self.contents_c

    def bound_k(self, subject: Subject) -> float:
        """Return how far the truth may be from the temperature of `subject`; 0 where it is measured."""
        return 0.0 if subject is Subject.AIR else self.contents_k


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time of which nothing was recorded. `duration_s` is None where no clock tells how long it was."""

    wall_s: float
    duration_s: float | None
    why: str
    power_lost: bool = False
    """Whether the controller itself was without power: it began anew afterwards."""


Item = Minute | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event of the record: its kind, its text for people, its data for programs."""

    wall_s: float
    kind: str
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
