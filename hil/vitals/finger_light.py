"""Light that comes back from a finger, in counts of an 18-bit sensor, for a heart and a breath that are known. Pure.

A beat is two humps, the second from the wave that comes back from the legs (dicrotic); light falls when blood comes.
Breath moves the middle of the light, the swing of the beats and their intervals, as it does in people. The ratio of the
colours follows from the oxygen, by the usual line of textbooks (110 - 25 R), so that it is nobody's own curve.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, pi, sin
from random import Random

INFRARED_COUNTS, RED_COUNTS = 130_000.0, 110_000.0
FULL_SCALE = (1 << 18) - 1

_HUMPS = ((0.18, 0.055, 1.0), (0.42, 0.09, 0.38))
"""Place and width in shares of an interval, and height, of both humps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A heart and a breath; `swing_pct` is the swing of infrared over its light, `noise_counts` of the sensor."""

    rate_bpm: float = 70.0
    breaths_per_min: float = 14.0
    oxygen_pct: float = 97.0
    swing_pct: float = 1.2
    variability: float = 0.03
    """Swing of the intervals by breath, as a share; chance adds a third of it."""
    noise_counts: float = 30.0
    seed: int = 1


@dataclass(slots=True)
class Finger:
    """The finger of a person on a sensor; times rise from call to call."""

    person: Person
    beats_s: list[float] = field(default_factory=list)
    """The beats until now, as a chest strap would tell them."""
    _chance: Random = field(init=False)
    _drift: float = 0.0

    def __post_init__(self) -> None:
        self._chance = Random(self.person.seed)  # chance of a simulation
        self.beats_s.append(-60.0 / self.person.rate_bpm)
        self._beat_up_to(1.0)

    def light(self, at_s: float) -> tuple[float, float]:
        """Return red and infrared counts."""
        self._beat_up_to(at_s + 1.0)
        person, breath = self.person, sin(2.0 * pi * self.person.breaths_per_min / 60.0 * at_s)
        blood = self._blood(at_s) * (1.0 + 0.15 * breath)
        self._drift += self._chance.gauss(0.0, 1.0) - 0.002 * self._drift
        ratio = (110.0 - person.oxygen_pct) / 25.0
        swing = person.swing_pct / 100.0
        middle = 1.0 + 0.002 * breath + 1e-5 * self._drift
        infrared = INFRARED_COUNTS * middle * (1.0 - swing * blood)
        red = RED_COUNTS * middle * (1.0 - swing * ratio * blood)
        return (self._counted(red), self._counted(infrared))

    def _counted(self, counts: float) -> float:
        noisy = counts + self._chance.gauss(0.0, self.person.noise_counts)
        return min(max(round(noisy), 0), FULL_SCALE)

    def _beat_up_to(self, until_s: float) -> None:
        while self.beats_s[-1] <= until_s:
            at_s, person = self.beats_s[-1], self.person
            breath = sin(2.0 * pi * person.breaths_per_min / 60.0 * at_s)
            varied = 1.0 + person.variability * (breath + self._chance.gauss(0.0, 0.33))
            self.beats_s.append(at_s + 60.0 / person.rate_bpm * varied)

    def _blood(self, at_s: float) -> float:
        """Return how much more blood there is than between beats, 0 to about 1."""
        last = bisect_right(self.beats_s, at_s) - 1
        begin_s, end_s = self.beats_s[last], self.beats_s[last + 1]
        return _humps((at_s - begin_s) / (end_s - begin_s))


def _humps(place: float) -> float:
    return sum(
        height * exp(-0.5 * ((place - at + turn) / width) ** 2)
        for at, width, height in _HUMPS
        for turn in (-1.0, 0.0, 1.0)
    )


def times(seconds: float, rate_hz: float) -> Sequence[float]:
    """Return even times from 0."""
    return [number / rate_hz for number in range(int(seconds * rate_hz))]
