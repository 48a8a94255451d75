"""The library simple-pid itself, with time proportioning around it, as its users do."""

from simple_pid import PID

from hil.baselines.baseline import Seen, Window

GAIN_PER_K, INTEGRAL_PER_K_S = 0.3, 5e-4
"""Picked by hand on the reference box, as a user would."""

WINDOW_S, MIN_ON_S, MIN_OFF_S = 600.0, 60.0, 180.0


class SimplePid:
    """simple-pid 2.0.1, its default clamping of the integral included."""

    def __init__(self, set_point_c: float) -> None:
        self._pid = PID(
            -GAIN_PER_K, -INTEGRAL_PER_K_S, 0.0, setpoint=set_point_c, sample_time=None, output_limits=(0, 1)
        )
        self._window = Window(WINDOW_S, min_on_s=MIN_ON_S, min_off_s=MIN_OFF_S)
        self._looked_s = 0.0

    @property
    def set_point_c(self) -> float:
        """Set-point that it holds."""
        return float(self._pid.setpoint)

    @set_point_c.setter
    def set_point_c(self, set_point_c: float) -> None:
        self._pid.setpoint = set_point_c

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        dt_s, self._looked_s = now_s - self._looked_s, now_s
        if seen.air_c is None or dt_s <= 0.0:
            return self._window.request(0.0, now_s=now_s)
        return self._window.request(float(self._pid(seen.air_c, dt=dt_s) or 0.0), now_s=now_s)
