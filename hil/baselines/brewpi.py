"""BrewPi classic, from its description (brewpi-esp8266 at b6e45cd): the contents set the air's set-point.

fridge = set-point + Kp e + Ki I + Kd slope, within +-10 K and 1 to 30 °C; cooling ends when the peak that the run will
still bring is estimated to reach it. The estimator learns from each peak, and no run begins before that is found.
"""

from math import exp

from hil.baselines.baseline import MinimumTimes, Seen

KP, KI, KD_H = 5.0, 0.25, -1.5
"""Per K; per K and minute-step; per K/h."""

MAX_K, COLDEST_C, WARMEST_C = 10.0, 1.0, 30.0
INTEGRAL_EVERY_S, INTEGRAL_WITHIN_K, INTEGRAL_STOPS_K = 60.0, 0.5, 2.0
IDLE_BAND_K, STOP_MARGIN_K = 1.0, 1.0 / 32.0
MIN_ON_S, MIN_OFF_S = 180.0, 300.0

FRIDGE_FAST_B, FRIDGE_SLOW_B, BEER_B, SLOPE_B = 1, 4, 4, 4
"""The slowness of its filters, see Cascade."""

_SECTIONS = 3
_SECTION_S = 3.33
"""Its filters are three sections in a row, which delay by 3.33 x 2^b seconds each."""

ESTIMATOR_K_H, MAX_ESTIMATED_S = 5.0, 1_200.0
PEAK_WITHIN_S, PEAK_TOO_COLD_K, PEAK_TOO_WARM_K = 1_800.0, -0.3, 0.2
RISE_K = 1.0 / 32.0
"""A peak is over when the air has risen by half a step of its probe. Engineering choice."""

_GROWS, _MAX_GROWTH, _SHRINKS, _MAX_SHRINKING = 1.2, 1.5, 0.833, 0.667
_PER_K = 0.03
"""Increase of the estimator's correction per K of error, from the first of each pair to the second."""


class PeakEstimator:
    """The fall of the air that is still to come after a run, learned from the fall after the last one.

    The peak of a run is awaited after it, for PEAK_WITHIN_S at most.
    """

    def __init__(self) -> None:
        self.k_h = ESTIMATOR_K_H
        self._estimate_c: float | None = None
        self._min_c = float("inf")

    @property
    def pending(self) -> bool:
        """True while the peak of the last run is not found yet."""
        return self._estimate_c is not None

    def estimate(self, fridge_c: float, *, ran_s: float) -> float:
        """Return where the air would end if a run of `ran_s` ended now; the peak is held against the last answer."""
        estimate_c = fridge_c - self.k_h * min(ran_s, MAX_ESTIMATED_S) / 3_600.0
        self._estimate_c, self._min_c = estimate_c, float("inf")
        return estimate_c

    def look(self, slow_c: float, *, rested_s: float) -> None:
        """Look for the peak in the slowly filtered air, `rested_s` after the run."""
        if self._estimate_c is None:
            return
        self._min_c = min(self._min_c, slow_c)
        found = slow_c > self._min_c + RISE_K
        if not found and rested_s < PEAK_WITHIN_S:
            return
        self._learn(self._min_c - self._estimate_c, found=found)
        self._estimate_c = None

    def _learn(self, error_k: float, *, found: bool) -> None:
        """Correct the estimator by a peak; air that only drifts is no peak, and never a reason for more."""
        more = _PER_K * abs(error_k)
        if error_k > PEAK_TOO_WARM_K or not found:
            self.k_h *= max(_SHRINKS - more, _MAX_SHRINKING)
        elif error_k < PEAK_TOO_COLD_K:
            self.k_h *= min(_GROWS + more, _MAX_GROWTH)


class Cascade:
    """Low pass of the third order; begins at the first value."""

    def __init__(self, b: int) -> None:
        self._section_s = _SECTION_S * 2.0**b
        self._values: list[float] = []

    def next(self, value: float, dt_s: float) -> float:
        """Return the output `dt_s` after the last one."""
        if not self._values:
            self._values = [value] * _SECTIONS
        share = 1.0 - exp(-dt_s / self._section_s)
        for index, held in enumerate(self._values):
            value = self._values[index] = held + (value - held) * share
        return value


class Slope:
    """K/h of a filtered value, filtered again."""

    def __init__(self, b: int) -> None:
        self._filter, self._before_c = Cascade(b), float("nan")

    def next(self, value_c: float, dt_s: float) -> float:
        """Return the slope at `value_c`, `dt_s` after the last one; 0 at first."""
        known = self._before_c == self._before_c and dt_s > 0.0
        slope_k_h = (value_c - self._before_c) / dt_s * 3_600.0 if known else 0.0
        self._before_c = value_c
        return self._filter.next(slope_k_h, dt_s)


class BrewPi:
    """Needs a probe in the contents; without one it holds the air at the set-point."""

    def __init__(self, set_point_c: float) -> None:
        self.set_point_c = set_point_c
        self._compressor = MinimumTimes(on_s=MIN_ON_S, off_s=MIN_OFF_S)
        self._fast, self._slow = Cascade(FRIDGE_FAST_B), Cascade(FRIDGE_SLOW_B)
        self._beer, self._slope = Cascade(BEER_B), Slope(SLOPE_B)
        self._peak = PeakEstimator()
        self._integral = 0.0
        self._looked_s = self._integrated_s = 0.0

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        dt_s, self._looked_s = now_s - self._looked_s, now_s
        if seen.air_c is None:
            return self._compressor.want(False, now_s=now_s)
        fridge_c, slow_c = self._fast.next(seen.air_c, dt_s), self._slow.next(seen.air_c, dt_s)
        beer_c = self._beer.next(seen.air_c if seen.contents_c is None else seen.contents_c, dt_s)
        target_c = self._target_c(beer_c, self._slope.next(beer_c, dt_s), fridge_c, now_s)
        if self._compressor.on:
            return self._cooling(fridge_c, beer_c, target_c, now_s)
        self._peak.look(slow_c, rested_s=self._compressor.lasted_s(now_s))
        wants = fridge_c > target_c + IDLE_BAND_K and beer_c >= self.set_point_c + STOP_MARGIN_K
        return self._compressor.want(wants and not self._peak.pending, now_s=now_s)

    def _target_c(self, beer_c: float, slope_k_h: float, fridge_c: float, now_s: float) -> float:
        error_k = self.set_point_c - beer_c
        wanted_c = self.set_point_c + KP * error_k + KI * self._integral + KD_H * slope_k_h
        coldest_c = max(self.set_point_c - MAX_K, COLDEST_C)
        target_c = min(max(wanted_c, coldest_c), self.set_point_c + MAX_K, WARMEST_C)
        if not self._compressor.on and now_s - self._integrated_s >= INTEGRAL_EVERY_S:
            self._integrated_s = now_s
            too_warm = error_k < 0.0 and fridge_c > target_c + INTEGRAL_STOPS_K
            too_cold = error_k > 0.0 and fridge_c < target_c - INTEGRAL_STOPS_K
            self._integrate(error_k, stops=target_c != wanted_c or too_warm or too_cold)
        return target_c

    def _integrate(self, error_k: float, *, stops: bool) -> None:
        if abs(error_k) >= INTEGRAL_WITHIN_K:
            self._integral -= self._integral / 8.0
        elif error_k * self._integral < 0.0:
            self._integral += 2.0 * error_k
        elif not stops:
            self._integral += error_k

    def _cooling(self, fridge_c: float, beer_c: float, target_c: float, now_s: float) -> bool:
        estimate_c = self._peak.estimate(fridge_c, ran_s=self._compressor.lasted_s(now_s))
        is_enough = estimate_c <= target_c or beer_c < self.set_point_c - STOP_MARGIN_K
        return self._compressor.want(not is_enough, now_s=now_s)
