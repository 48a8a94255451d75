"""The figures of one subject over a trip, summed minute by minute. Pure."""

from collections.abc import Iterable

from firmware.coldchain.assessment import Figures
from firmware.coldchain.excursions import Watch
from firmware.coldchain.kinetics import KineticMean, KineticWindow
from firmware.coldchain.series import Gap, Item, Minute, Span, Subject
from firmware.config.cargo import Cargo


class Sums:
    """The sums of one subject. What was not recorded is in none of them but `longest_unknown_s`."""

    def __init__(self, subject: Subject, cargo: Cargo) -> None:
        self._subject, self._cargo = subject, cargo
        self._kinetic = KineticMean()
        self._window = None if cargo.kinetic is None else KineticWindow(cargo.kinetic.window_s)
        self._min_c, self._max_c = float("inf"), float("-inf")
        self._sum_c_s = self._out_of_range_s = self._bound_k = 0.0
        self._unknown_s = 0.0
        self.recorded_s = self.absent_s = 0.0
        self.out_s = 0.0
        """Time out of refrigeration."""
        self.aged_days = 0.0
        self.longest_unknown_s = 0.0

    def add(self, item: Item) -> None:
        """Go on by one minute, or over a gap."""
        if isinstance(item, Gap):
            self._unknown(float("inf") if item.duration_s is None else item.duration_s)
            return
        span = item.span(self._subject)
        if span is None:
            self.absent_s += item.duration_s
            self._unknown(item.duration_s)
        else:
            self._unknown_s = 0.0
            self._known(item, span)

    @property
    def worst_kinetic_c(self) -> float | None:
        """The highest mean kinetic temperature of any window; None where the cargo has no limit of it."""
        return None if self._window is None else self._window.highest_c

    def figures(self, watches: Iterable[Watch]) -> Figures:
        """Return the figures until now, with the time beyond each limit from `watches`."""
        known = self.recorded_s > 0.0
        return Figures(
            subject=self._subject,
            recorded_s=self.recorded_s,
            absent_s=self.absent_s,
            min_c=self._min_c if known else None,
            max_c=self._max_c if known else None,
            mean_c=self._sum_c_s / self.recorded_s if known else None,
            kinetic_c=self._kinetic.c,
            out_of_range_s=self._out_of_range_s,
            measured=self._bound_k == 0.0,
            bound_k=self._bound_k,
            beyond=tuple([(watch.limit, watch.beyond_s) for watch in watches]),
        )

    def _known(self, minute: Minute, span: Span) -> None:
        cargo, duration_s = self._cargo, minute.duration_s
        self.recorded_s += duration_s
        self._min_c, self._max_c = min(self._min_c, span.low), max(self._max_c, span.high)
        self._sum_c_s += span.mean * duration_s
        self._bound_k = max(self._bound_k, minute.bound_k(self._subject))
        self._kinetic.add(span.mean, duration_s)
        if self._window is not None:
            self._window.add(span.mean, duration_s)
        if not cargo.low_c <= span.mean <= cargo.high_c:
            self._out_of_range_s += duration_s
        if cargo.out_of_refrigeration is not None and span.mean > cargo.out_of_refrigeration.above_c:
            self.out_s += duration_s
        if cargo.shelf_life is not None:
            self.aged_days += cargo.shelf_life.used_days(span.mean, duration_s)

    def _unknown(self, duration_s: float) -> None:
        self._unknown_s += duration_s
        self.longest_unknown_s = max(self.longest_unknown_s, self._unknown_s)
