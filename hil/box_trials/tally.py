"""The true figures of one law on one box through a day."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from controller.settings import CompartmentSettings, Profile
from hil.box_trials.course import BACK_K, HOUR_S, MINUTE_S, Course
from hil.plants import CoolingBox, CoolingCompartment

RISE_K, RISE_WITHIN_MIN, ONCE_IN_MIN = 0.5, 15, 60
"""Goods are seen where none came: the shown contents rise by so much within so many minutes while nobody comes, counted
once an hour. Engineering choice: 5 kg behind 20 W warm by 0.3 K in an hour in which nothing cools."""

FEW_STARTS = 3
"""From so many on the time between them tells their rate: what lies before the first or after the last is cut off."""

LEAST_OUT = 0.3
"""Where less of the heat that came in is carried out, a store of cold is used up, and what it took was paid before."""

IN_TIME = 0.7
"""A recovery that takes more of what is left of the day at the soonest is not judged: a slow one could not be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One law on one box through a day; None is what cannot be said."""

    law: str
    means_k: tuple[float, ...]
    """Of each compartment: true mean of the contents less the set-point, settled, while nobody comes."""
    errors_k: tuple[float, ...]
    """Shown contents less true ones, each minute that they are shown, once settled."""
    shown_share: float
    goods_seen_per_day: float
    out_of_band_min: float | None
    """Of medicine, its warmest and its coldest goods, once settled."""
    freeze_min: float
    """Of what must not freeze, from the beginning."""
    energy_w: float | None
    """While nobody comes, for the heat that came in: what came out of the store or went into it is reckoned out."""
    starts_per_h: float | None
    recovery_ratio: float | None
    """Over the soonest possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meter:
    """The sums of the box at some time."""

    energy_j: float
    heat_in_j: float
    heat_out_j: float

    @classmethod
    def read(cls, box: CoolingBox) -> "_Meter":
        """Read them now."""
        return cls(energy_j=box.energy_j, heat_in_j=box.heat_in_j, heat_out_j=box.heat_out_j)


def _energy_w(began: _Meter, ended: _Meter, hours: float) -> float | None:
    """Return the mean power for the heat that came in; None where nearly all of it went into the store."""
    heat_in_j, heat_out_j = ended.heat_in_j - began.heat_in_j, ended.heat_out_j - began.heat_out_j
    if heat_out_j < LEAST_OUT * abs(heat_in_j) or not heat_out_j:
        return None
    return (ended.energy_j - began.energy_j) * heat_in_j / heat_out_j / (hours * HOUR_S)


class _Place:
    """One compartment and what is shown of it."""

    def __init__(self, box: CoolingCompartment, settings: CompartmentSettings) -> None:
        self.box, self.settings = box, settings
        self.sum_k = 0.0
        self.errors_k: list[float] = []
        self.looks = self.goods_seen = 0
        self._recent: deque[float] = deque(maxlen=RISE_WITHIN_MIN + 1)
        self._waits = 0

    @property
    def chilled(self) -> bool:
        """True for what must not freeze."""
        return self.settings.freeze_guard_c >= 0.0

    @property
    def outside(self) -> bool:
        """True while some of its goods are out of their band."""
        return self.box.coldest_c < self.settings.low_c or self.box.warmest_c > self.settings.high_c

    def show(self, shown_c: float | None) -> None:
        """Hold what is shown against the truth."""
        self.looks += 1
        if shown_c is not None:
            self.errors_k.append(shown_c - self.box.contents_c)

    def leave_alone(self, shown_c: float | None) -> None:
        """Take in a minute in which nobody came."""
        self.sum_k += self.box.contents_c - self.settings.set_point_c
        self._waits -= 1
        if shown_c is None:
            self._recent.clear()
            return
        self._recent.append(shown_c)
        if self._waits <= 0 and shown_c - min(self._recent) >= RISE_K:
            self.goods_seen += 1
            self._waits = ONCE_IN_MIN


class Tally:
    """Looks at the truth once per minute."""

    def __init__(self, box: CoolingBox, settings: Sequence[CompartmentSettings], course: Course) -> None:
        self._box, self._course = box, course
        self.places = [_Place(*each) for each in zip(box.compartments, settings, strict=True)]
        self._medicine = [each for each in self.places if each.settings.profile is Profile.MEDICINE]
        self._outside = self._alone_min = 0
        self._meters: list[_Meter] = []
        self._starts: list[tuple[float, int]] = []
        self._put_in: tuple[int, float, float | None] | None = None
        self._recovery_min: float | None = None

    def look(self, shown_c: Sequence[float | None], now_s: float) -> None:
        """Take in a minute, `now_s` from the beginning."""
        hour, course = now_s / HOUR_S, self._course
        if hour < course.settled_h:
            return
        self._count_starts(hour)
        if len(self._meters) < 1 + (hour >= course.used_h):
            self._meters.append(_Meter.read(self._box))
        self._outside += any(each.outside for each in self._medicine)
        for place, shown in zip(self.places, shown_c, strict=True):
            place.show(shown)
            if hour < course.used_h:
                place.leave_alone(shown)
        self._alone_min += hour < course.used_h
        self._recover(now_s)

    def put_in(self, number: int, soonest_min: float | None, now_s: float) -> None:
        """Take note that goods were put into a compartment, and of the soonest that physics lets them be cold."""
        self._put_in = number, now_s, soonest_min

    def _count_starts(self, hour: float) -> None:
        """Note the hour of each start while nobody comes, and the number of starts by then."""
        starts = self._box.compressor.starts
        before = self._starts[-1][1] if self._starts else None
        if before is None or (starts > before and hour < self._course.used_h):
            self._starts.append((hour, starts))

    def _starts_per_h(self) -> float:
        """Return starts per hour from the first start to the last; over the whole time where there are too few."""
        _, *noted = self._starts
        if len(noted) < FEW_STARTS:
            return len(noted) / (self._alone_min * MINUTE_S / HOUR_S)
        (first_h, begun), (last_h, ended) = noted[0], noted[-1]
        return (ended - begun) / (last_h - first_h)

    def _recover(self, now_s: float) -> None:
        if self._put_in is not None and self._recovery_min is None:
            number, since_s, _ = self._put_in
            place = self.places[number]
            if place.box.contents_c <= place.settings.set_point_c + BACK_K:
                self._recovery_min = (now_s - since_s) / MINUTE_S

    def held(self, law: str) -> Held:
        """Work out the figures at the end."""
        began, ended = (*self._meters, _Meter.read(self._box))[:2]
        hours = self._alone_min * MINUTE_S / HOUR_S
        looks = sum(each.looks for each in self.places)
        errors_k = tuple(error_k for each in self.places for error_k in each.errors_k)
        return Held(
            law=law,
            means_k=tuple(each.sum_k / self._alone_min for each in self.places),
            errors_k=errors_k,
            shown_share=len(errors_k) / looks,
            goods_seen_per_day=24.0 * sum(each.goods_seen for each in self.places) / hours,
            out_of_band_min=float(self._outside) if self._medicine else None,
            freeze_min=sum(each.box.freeze_s for each in self.places if each.chilled) / MINUTE_S,
            energy_w=_energy_w(began, ended, hours),
            starts_per_h=self._starts_per_h(),
            recovery_ratio=self._ratio(),
        )

    def _ratio(self) -> float | None:
        """Return the recovery over the soonest possible; where it has not come that day, it comes then at the soonest.

        None where physics leaves no time for it that day.
        """
        if self._put_in is None:
            return None
        _, since_s, soonest_min = self._put_in
        left_min = (self._course.ends_h * HOUR_S - since_s) / MINUTE_S
        if not soonest_min or soonest_min > IN_TIME * left_min:
            return None
        return (left_min if self._recovery_min is None else self._recovery_min) / soonest_min
