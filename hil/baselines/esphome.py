"""ESPHome's PID climate with its dead band, and slow_pwm behind it, from their description (esphome at 33fdbbe)."""

from hil.baselines.baseline import Seen, Window

GAIN_PER_K, INTEGRAL_PER_K_S = 0.3, 5e-4
"""kp has no default there; picked as for simple-pid."""

DEAD_BAND_K = 0.5
INSIDE_GAIN_RATIO, INSIDE_INTEGRAL_RATIO = 0.1, 0.0
"""Defaults of kp_multiplier and ki_multiplier."""

PERIOD_S, MIN_ON_S, MIN_OFF_S = 900.0, 60.0, 180.0


class EspHome:
    """Cooling is what the output is below 0; here the sign is turned."""

    def __init__(self, set_point_c: float) -> None:
        self.set_point_c = set_point_c
        self._integral = 0.0
        self._window = Window(PERIOD_S, min_on_s=MIN_ON_S, min_off_s=MIN_OFF_S)
        self._looked_s = 0.0

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        dt_s, self._looked_s = now_s - self._looked_s, now_s
        duty = 0.0 if seen.air_c is None else self._duty(seen.air_c - self.set_point_c, dt_s)
        return self._window.request(duty, now_s=now_s)

    def _duty(self, error_k: float, dt_s: float) -> float:
        proportional = GAIN_PER_K * error_k
        increment = INTEGRAL_PER_K_S * error_k * dt_s
        if abs(error_k) < DEAD_BAND_K:
            proportional *= INSIDE_GAIN_RATIO
            increment *= INSIDE_INTEGRAL_RATIO
        else:  # so that the output does not jump at the edge of the band
            edge_k = DEAD_BAND_K if error_k > 0.0 else -DEAD_BAND_K
            proportional += (INSIDE_GAIN_RATIO - 1.0) * GAIN_PER_K * edge_k
        self._integral = min(max(self._integral + increment, -1.0), 1.0)
        return min(max(proportional + self._integral, 0.0), 1.0)
