"""BrewPi classic, from its description (brewpi-esp8266 at b6e45cd): the contents set the air's set-point.

fridge = set-point + Kp e + Ki I + Kd slope, within +-10 K and 1 to 30 °C; cooling ends when the peak that the run will
still bring is estimated to reach it. The estimator learns from each peak, and no run begins before that is found.
"""

from hil.baselines.baseline import MinimumTimes, Seen
from hil.baselines.brewpi_filters import Cascade, Slope
from hil.baselines.brewpi_peak import PeakEstimator

KP, KI, KD_H = 5.0, 0.25, -1.5
"""Per K; per K and minute-step; per K/h."""

MOST_K, COLDEST_C, WARMEST_C = 10.0, 1.0, 30.0
INTEGRAL_EVERY_S, INTEGRAL_WITHIN_K, INTEGRAL_STOPS_K = 60.0, 0.5, 2.0
IDLE_BAND_K, STOP_MARGIN_K = 1.0, 1.0 / 32.0
MIN_ON_S, MIN_OFF_S = 180.0, 300.0

FRIDGE_FAST_B, FRIDGE_SLOW_B, BEER_B, SLOPE_B = 1, 4, 4, 4
"""How slow its filters are, see Cascade."""


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

    def order(self, seen: Seen, *, now_s: float) -> bool:
        """As PeerLaw.order."""
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
        coldest_c = max(self.set_point_c - MOST_K, COLDEST_C)
        target_c = min(max(wanted_c, coldest_c), self.set_point_c + MOST_K, WARMEST_C)
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
