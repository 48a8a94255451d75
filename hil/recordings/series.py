"""The one table that every kind of recording is read into."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


class UnreadableError(ValueError):
    """A recording that cannot be read; the text names file, line and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One row: what was recorded at `at_s` (Unix time, or seconds since the begin). None: not in this row.

    `running` is the compressor's state where it was recorded, `heating` a heater's in the box. `light` is the raw value
    of a light sensor inside, `power_w` what the box draws.
    """

    at_s: float
    air_c: float | None = None
    contents_c: float | None = None
    set_point_c: float | None = None
    running: bool | None = None
    heating: bool | None = None
    light: float | None = None
    door_open: bool | None = None
    power_w: float | None = None


@dataclass(frozen=True)
class Series:
    """A recording: its name, its moments in the order of time, and notes on how it was read."""

    name: str
    moments: Sequence[Moment]
    notes: tuple[str, ...] = ()

    def has(self, field: str) -> bool:
        """Return True where at least one moment has it."""
        return field in self.fields

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that at least one moment has."""
        names = [name for name in Moment.__slots__ if name != "at_s"]
        return frozenset(name for name in names if any(getattr(each, name) is not None for each in self.moments))

    @property
    def duration_s(self) -> float:
        """From the first moment to the last."""
        return self.moments[-1].at_s - self.moments[0].at_s
