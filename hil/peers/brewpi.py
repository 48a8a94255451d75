"""BrewPi classic, from its description (brewpi-esp8266 at b6e45cd): the contents set the air's set-point.

fridge = set-point + Kp e + Ki I + Kd slope, within +-10 K and 1 to 30 °C; cooling ends when the peak that the run will
still bring is estimated to reach it. The estimator learns from each peak.
"""

from hil.peers.base import MinimumTimes, Seen

KP, KI, KD_H = 5.0, 0.25, -1.5
"""Per K; per K and minute-step; per K/h."""

MOST_K, COLDEST_C, WARMEST_C = 10.0, 1.0, 30.0
INTEGRAL_EVERY_S, INTEGRAL_WITHIN_K = 60.0, 0.5
IDLE_BAND_K, STOP_MARGIN_K = 1.0, 1.0 / 32.0
ESTIMATOR_K_H, LONGEST_ESTIMATED_S = 5.0, 1_200.0
MIN_ON_S, MIN_OFF_S = 180.0, 300.0
PEAK_WITHIN_S, PEAK_TOO_COLD_K, PEAK_TOO_WARM_K = 1_800.0, -0.3, 0.2
FILTER_S, SLOPE_FILTER_S = 120.0, 900.0


class BrewPi:
    """Needs a probe in the contents; without one it holds the air at the set-point."""

    def __init__(self, set_point_c: float) -> None:
        self.set_point_c = set_point_c
        self._compressor = MinimumTimes(on_s=MIN_ON_S, off_s=MIN_OFF_S)
        self._contents_c: float | None = None
        self._slope_k_h = self._integral = 0.0
        self._estimator_k_h = ESTIMATOR_K_H
        self._estimate_c = self._lowest_c = float("inf")
        self._looked_s = self._integrated_s = 0.0

    def order(self, seen: Seen, *, now_s: float) -> bool:
        """As PeerLaw.order."""
        dt_s, self._looked_s = now_s - self._looked_s, now_s
        if seen.air_c is None:
            return self._compressor.want(False, now_s=now_s)
        beer_c = self._filtered(seen.contents_c if seen.contents_c is not None else seen.air_c, dt_s)
        target_c = self._target_c(beer_c, seen.air_c, now_s)
        if self._compressor.on:
            return self._cooling(seen.air_c, beer_c, target_c, now_s)
        self._learn(seen.air_c, now_s)
        wants = seen.air_c > target_c + IDLE_BAND_K and beer_c >= self.set_point_c + STOP_MARGIN_K
        return self._compressor.want(wants, now_s=now_s)

    def _filtered(self, contents_c: float, dt_s: float) -> float:
        if self._contents_c is None or dt_s <= 0.0:
            self._contents_c = contents_c
            return contents_c
        before_c = self._contents_c
        self._contents_c += (contents_c - before_c) * min(dt_s / FILTER_S, 1.0)
        slope_k_h = (self._contents_c - before_c) / dt_s * 3_600.0
        self._slope_k_h += (slope_k_h - self._slope_k_h) * min(dt_s / SLOPE_FILTER_S, 1.0)
        return self._contents_c

    def _target_c(self, beer_c: float, air_c: float, now_s: float) -> float:
        error_k = self.set_point_c - beer_c
        wanted_c = self.set_point_c + KP * error_k + KI * self._integral + KD_H * self._slope_k_h
        target_c = min(max(wanted_c, self.set_point_c - MOST_K, COLDEST_C), self.set_point_c + MOST_K, WARMEST_C)
        if not self._compressor.on and now_s - self._integrated_s >= INTEGRAL_EVERY_S:
            self._integrated_s = now_s
            self._integrate(error_k, is_saturated=target_c != wanted_c or abs(air_c - target_c) > 2.0 * IDLE_BAND_K)
        return target_c

    def _integrate(self, error_k: float, *, is_saturated: bool) -> None:
        if abs(error_k) >= INTEGRAL_WITHIN_K:
            self._integral -= self._integral / 8.0
        elif error_k * self._integral < 0.0:
            self._integral += 2.0 * error_k
        elif not is_saturated:
            self._integral += error_k

    def _cooling(self, air_c: float, beer_c: float, target_c: float, now_s: float) -> bool:
        ran_s = min(self._compressor.lasted_s(now_s), LONGEST_ESTIMATED_S)
        self._estimate_c = air_c - self._estimator_k_h * ran_s / 3_600.0
        self._lowest_c = air_c
        is_enough = self._estimate_c <= target_c or beer_c < self.set_point_c - STOP_MARGIN_K
        return self._compressor.want(not is_enough, now_s=now_s)

    def _learn(self, air_c: float, now_s: float) -> None:
        """After a run: the estimator grows when the peak was colder than estimated, shrinks when it was warmer."""
        if self._estimate_c == float("inf"):
            return
        self._lowest_c = min(self._lowest_c, air_c)
        if air_c < self._lowest_c + IDLE_BAND_K / 4.0 and self._compressor.lasted_s(now_s) < PEAK_WITHIN_S:
            return
        error_k = self._lowest_c - self._estimate_c
        if error_k < PEAK_TOO_COLD_K:
            self._estimator_k_h *= 1.2
        elif error_k > PEAK_TOO_WARM_K:
            self._estimator_k_h *= 0.833
        self._estimate_c = float("inf")
