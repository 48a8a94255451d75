"""Figures of one run in a box."""

from dataclasses import dataclass
from math import nan, sqrt

from hil.plants import CoolingBox
from hil.scenarios.box import HOUR_S, BoxScenario

_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One law on one box. nan where it cannot be said."""

    energy_w: float
    starts_per_h: float
    contents_mean_c: float
    contents_rms_k: float
    """Around the set-point."""
    ripple_k: float
    """Half of the whole swing of the contents."""
    air_min_c: float
    out_of_band_pct: float
    """Of the time, the contents were too warm, or they or the goods beside the plate too cold."""
    freeze_min: float
    recovery_min: float
    recovery_ratio: float
    """Over the soonest that physics allows this box, its air at 1 °C at the lowest."""
    min_off_violations: float


@dataclass(slots=True, kw_only=True)
class Tally:
    """Sums since the measuring began; energy and starts count from a first start to a last, so that no cycle is cut."""

    scenario: BoxScenario
    ticks: int = 0
    sum_c: float = 0.0
    squares_k2: float = 0.0
    coldest_c: float = float("inf")
    warmest_c: float = float("-inf")
    air_min_c: float = float("inf")
    outside: int = 0
    recovery_s: float = nan
    soonest_min: float = nan
    frozen_before_s: float = 0.0
    first: tuple[float, float, int] | None = None
    last: tuple[float, float, int] | None = None
    was_on: bool = True
    """A run that is under way when the measuring begins is no start."""

    def look(self, fridge: CoolingBox, now_s: float, set_point_c: float) -> None:
        """Take the truth of one tick."""
        box, scenario = fridge.compartments[-1], self.scenario
        contents_c = box.contents_c
        if not self.ticks:
            self.frozen_before_s = self._freeze_s(fridge)
        self.ticks += 1
        self.sum_c += contents_c
        self.squares_k2 += (contents_c - set_point_c) ** 2
        self.coldest_c, self.warmest_c = min(self.coldest_c, contents_c), max(self.warmest_c, contents_c)
        self.air_min_c = min(self.air_min_c, box.air_c)
        low_c, high_c = scenario.band_c
        self.outside += not (low_c <= min(contents_c, box.nearest_c) and contents_c <= high_c)
        if (
            scenario.recovered_c is not None
            and self.recovery_s != self.recovery_s
            and contents_c <= scenario.recovered_c
        ):
            self.recovery_s = now_s - scenario.settled_h * HOUR_S
        self._mark(fridge, now_s)

    def _mark(self, fridge: CoolingBox, now_s: float) -> None:
        running = fridge.compressor.running
        if running and not self.was_on:
            here = (now_s, fridge.energy_j, fridge.compressor.starts)
            self.first, self.last = self.first or here, here
        self.was_on = running

    def figures(self, fridge: CoolingBox, hours: float) -> Figures:
        """Work out the figures at the end."""
        energy_w, starts_per_h = self._rates(fridge, hours)
        return Figures(
            energy_w=energy_w,
            starts_per_h=starts_per_h,
            contents_mean_c=self.sum_c / self.ticks,
            contents_rms_k=sqrt(self.squares_k2 / self.ticks),
            ripple_k=(self.warmest_c - self.coldest_c) / 2.0,
            air_min_c=self.air_min_c,
            out_of_band_pct=100.0 * self.outside / self.ticks,
            freeze_min=(self._freeze_s(fridge) - self.frozen_before_s) / _MINUTE_S,
            recovery_min=self.recovery_s / _MINUTE_S,
            recovery_ratio=self.recovery_s / _MINUTE_S / (self.soonest_min or nan),
            min_off_violations=float(fridge.compressor.min_off_violations),
        )

    def _rates(self, fridge: CoolingBox, hours: float) -> tuple[float, float]:
        """Return mean W and starts per hour over whole cycles, over everything where there is no whole cycle."""
        if self.first is None or self.last is None or self.last[0] == self.first[0]:
            return fridge.energy_j / (hours * HOUR_S), fridge.compressor.starts / hours
        (began_s, began_j, begun), (ended_s, ended_j, ended) = self.first, self.last
        return (ended_j - began_j) / (ended_s - began_s), (ended - begun) / (ended_s - began_s) * HOUR_S

    def _freeze_s(self, fridge: CoolingBox) -> float:
        """Sum the time of all compartments in which nothing is to freeze."""
        kept = fridge.compartments if self.scenario.food_c is None else fridge.compartments[-1:]
        return sum(each.freeze_s for each in kept)
