"""Rules by which a trip of goods begins and ends without a person who asks: by the clock, or by the lid."""

from enum import StrEnum

from pydantic import Field, model_validator

from firmware.config.fields import TIME_OF_DAY, Name, Section


class Day(StrEnum):
    """The days of the week, in their order."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


MAX_OPENINGS = 10
"""Nobody counts further at a lid. Engineering choice."""


class TripRule(Section):
    """A trip that begins and ends by itself: `start` and `stop` go by the clock, `lid_openings` by the lid."""

    compartment: Name
    """The compartment of the goods."""
    cargo: str = ""
    """The kind of goods; empty is the usual one of the compartment."""
    consignment: str = Field("", max_length=200)
    """A reference for the papers."""
    start: str | None = Field(None, pattern=TIME_OF_DAY)
    """The local time at which a trip begins, such as 08:00."""
    stop: str | None = Field(None, pattern=TIME_OF_DAY)
    """The local time at which it ends; an earlier one than `start` is on the next day."""
    days: tuple[Day, ...] = tuple(Day)
    """The days on which it begins."""
    lid_openings: int | None = Field(None, ge=2, le=MAX_OPENINGS)
    """So many openings of the lid in a row begin a trip, and the same end it."""
    within_s: float = Field(20.0, ge=5.0, le=120.0)
    """The time for them; loading takes longer for as many. (Engineering choice.)"""

    @model_validator(mode="after")
    def _is_whole(self) -> "TripRule":
        if (self.start is None) != (self.stop is None):
            raise ValueError("start and stop go together: write both, such as 08:00 and 17:30")
        if self.start is None and self.lid_openings is None:
            raise ValueError("must have start and stop, or lid_openings")
        if self.start is not None and self.start == self.stop:
            raise ValueError("start and stop are the same time: a trip must have an end")
        return self

    @property
    def hours(self) -> tuple[str, str] | None:
        """The times of its beginning and its end; None where it does not go by the clock."""
        return None if self.start is None or self.stop is None else (self.start, self.stop)
