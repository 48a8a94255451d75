"""BrewBlox's fridge set-up, from its description: a PID on the air, pulse width of half an hour, minimum times.

Gain -20 % per K, integral 2 h, derivative 10 min, minimum off 5 min, on 2 min (brewblox-ui plugins/quickstart at
1b544c1; the controller is brewblox-firmware Pid.cpp at b5ab3b5).
"""

from hil.baselines.baseline import Seen, Window

GAIN_PER_K, INTEGRAL_S, DERIVATIVE_S = 0.20, 7_200.0, 600.0
FILTER_S = 60.0
"""Its derivative filter is chosen from the derivative time; this is the order of it."""

ANTI_WINDUP = 3.0
PERIOD_S, MIN_ON_S, MIN_OFF_S = 1_800.0, 120.0, 300.0


class BrewBlox:
    """The integral follows proportional and derivative parts, and winds back from what could not be done."""

    def __init__(self, set_point_c: float) -> None:
        self.set_point_c = set_point_c
        self._integral = self._slope_k_s = 0.0
        self._air_c: float | None = None
        self._window = Window(PERIOD_S, min_on_s=MIN_ON_S, min_off_s=MIN_OFF_S)
        self._looked_s = 0.0

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        dt_s, self._looked_s = now_s - self._looked_s, now_s
        if seen.air_c is None or dt_s <= 0.0:
            return self._window.request(0.0, now_s=now_s)
        return self._window.request(self._duty(seen.air_c, dt_s), now_s=now_s)

    def _duty(self, air_c: float, dt_s: float) -> float:
        if self._air_c is not None:
            slope = (air_c - self._air_c) / dt_s
            self._slope_k_s += (slope - self._slope_k_s) * min(dt_s / FILTER_S, 1.0)
        self._air_c = air_c
        proportional = GAIN_PER_K * (air_c - self.set_point_c)
        derivative = min(max(GAIN_PER_K * DERIVATIVE_S * self._slope_k_s, -GAIN_PER_K), GAIN_PER_K)
        wanted = proportional + derivative + self._integral
        duty = min(max(wanted, 0.0), 1.0)
        self._integral += ((proportional + derivative) - ANTI_WINDUP * (wanted - duty)) * dt_s / INTEGRAL_S
        return duty
