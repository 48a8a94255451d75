"""Cargo: what kinds of goods bear, as single-event and cumulative limits side by side.

The kinds that everybody has stand in firmware/config/cargo_profiles.py; an owner writes others as [[cargo]].
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from controller.errors import SettingsError
from controller.settings.validation import check

DAY_S = 86_400.0
_Q10_STEP_K = 10.0
_COLDEST_C, _HOTTEST_C = -60.0, 90.0
"""Beyond these no goods are carried in a car. Engineering choice."""

_LONGEST_S = 400.0 * DAY_S


class Beyond(StrEnum):
    """The wrong side of a limit."""

    ABOVE = "above"
    BELOW = "below"


class Counting(StrEnum):
    """The time that a limit counts."""

    SINGLE = "single"
    """One event, without a break."""
    CUMULATIVE = "cumulative"
    """All of a trip, added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit that is broken by being beyond a temperature for a time."""

    beyond: Beyond
    """Its wrong side."""
    at_c: float
    """The temperature."""
    for_s: float
    """The time; 0 is at once."""
    counting: Counting = Counting.SINGLE
    """The time that counts: of a single event, or of all together."""
    inclusive: bool = True
    """Whether `at_c` itself is beyond, as in the rules of WHO: at 30.0 it counts, at 29.9 it does not."""
    warning: bool = False
    """Whether it only warns: an excursion is told and explained, and the goods are still good."""
    source: str = ""
    """Where it is from."""

    def __post_init__(self) -> None:
        check(self, at_c=(_COLDEST_C, _HOTTEST_C), for_s=(0.0, _LONGEST_S))

    def over_k(self, temperature_c: float) -> float:
        """Return how far beyond it `temperature_c` is; negative on the right side."""
        return temperature_c - self.at_c if self.beyond is Beyond.ABOVE else self.at_c - temperature_c

    def is_beyond(self, temperature_c: float) -> bool:
        """Return True on the wrong side."""
        over_k = self.over_k(temperature_c)
        return over_k >= 0.0 if self.inclusive else over_k > 0.0

    @property
    def key(self) -> str:
        """A name that stays the same: "single above 8 °C for 600 min"."""
        lasting = f" for {self.for_s / 60.0:g} min" if self.for_s else ""
        return f"{self.counting} {self.beyond} {self.at_c:g} °C{lasting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KineticLimit:
    """The highest mean kinetic temperature."""

    max_c: float
    """The temperature."""
    window_s: float
    """The time over which the mean is taken; of a shorter trip, all of it."""
    source: str = ""
    """Where it is from."""

    def __post_init__(self) -> None:
        check(self, max_c=(_COLDEST_C, _HOTTEST_C), window_s=(60.0, _LONGEST_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The time that goods may be out of refrigeration, in all hands together."""

    above_c: float
    """Above this they are out of it."""
    for_s: float
    """The time."""
    source: str = ""
    """Where it is from."""

    def __post_init__(self) -> None:
        check(self, above_c=(_COLDEST_C, _HOTTEST_C), for_s=(0.0, _LONGEST_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLife:
    """The days that goods keep, and how much faster where it is warmer."""

    days: float
    """So long they keep at `at_c`."""
    at_c: float
    """The temperature at which they keep so long."""
    q10: float
    """They age so many times as fast where it is 10 K warmer."""

    def __post_init__(self) -> None:
        check(self, days=(0.01, 4_000.0), at_c=(_COLDEST_C, _HOTTEST_C), q10=(1.0, 20.0))

    def used_days(self, temperature_c: float, duration_s: float) -> float:
        """Return how much of `days` a time at a temperature takes."""
        return float(self.q10 ** ((temperature_c - self.at_c) / _Q10_STEP_K)) * duration_s / DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """One kind of goods: the range that it is carried in, and what it bears beyond."""

    name: str
    """A lower-case word by which it is asked for."""
    title: str
    """For people."""
    low_c: float
    """The range it is carried in, both ends included ..."""
    high_c: float
    """... and its upper end."""
    limits: tuple[Limit, ...]
    """Each a [[cargo.limits]] table; all are looked at independently of each other."""
    kinetic: KineticLimit | None = None
    """A limit of the mean kinetic temperature."""
    out_of_refrigeration: Budget | None = None
    """The time that it may be out of refrigeration."""
    shelf_life: ShelfLife | None = None
    """The days that it keeps."""
    max_gap_s: float = 1_800.0
    """With a longer time of which nothing is known, nothing is proven. (CDC's toolkit: an interval of 30 min.)"""
    needs_certainty: bool = False
    """Whether it is only good where that is sure, with all uncertainty of an estimate against it."""

    def __post_init__(self) -> None:
        if not (self.name.isascii() and self.name.isidentifier() and self.name.islower()):
            raise SettingsError(f"name = {self.name!r}: must be a lower-case word such as soft_cheese")
        check(
            self,
            low_c=(_COLDEST_C, self.high_c),
            high_c=(self.low_c, _HOTTEST_C),
            max_gap_s=(60.0, DAY_S),
        )
        keys = sorted(limit.key for limit in self.limits)
        twice = next((one for one, other in pairwise(keys) if one == other), None)
        if not keys or twice:
            raise SettingsError(f"limits = ...: must be one or more, each once{f' (twice: {twice})' * bool(twice)}")
