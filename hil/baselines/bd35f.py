"""The law of the BD35F fridge controller by AK-Homberger, from its description: a band, and a slow mean of the air.

Once a second; a jump of more than 1 K is dropped, a lost sensor keeps its last value, there is no minimum off time, and
an hour of continuous running forces 20 minutes of defrosting (BD35F-FridgeController, FridgeControl.ino at ecf6ff5).
"""

from hil.baselines.baseline import Seen

HYSTERESIS_K, MEAN_BAND_K = 2.0, 0.1
COLDEST_C, WARMEST_C = 2.0, 10.0
"""Off at or below, on at or above these, whatever the mean says."""

MEAN_S = 3_600.0
JUMP_K = 1.0
MAX_RUN_S, DEFROST_S = 3_600.0, 1_200.0


class Bd35fController:
    """One second of it at a time."""

    def __init__(self, set_point_c: float) -> None:
        self.set_point_c = set_point_c
        self._air_c: float | None = None
        self._mean_c = set_point_c
        self._on = False
        self._since_s = self._looked_s = 0.0
        self._defrost_until_s = float("-inf")

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        self._look(seen.air_c, now_s - self._looked_s)
        self._looked_s = now_s
        wanted = self._wanted() and now_s >= self._defrost_until_s
        if wanted and self._on and now_s - self._since_s >= MAX_RUN_S:
            self._defrost_until_s, wanted = now_s + DEFROST_S, False
        if wanted != self._on:
            self._on, self._since_s = wanted, now_s
        return self._on

    def _look(self, air_c: float | None, dt_s: float) -> None:
        if air_c is not None and (self._air_c is None or abs(air_c - self._air_c) <= JUMP_K * max(dt_s, 1.0)):
            self._air_c = air_c
        if self._air_c is not None:
            self._mean_c += (self._air_c - self._mean_c) * min(dt_s / MEAN_S, 1.0)

    def _wanted(self) -> bool:
        if self._air_c is None:
            return False
        cold = self._air_c <= self.set_point_c - HYSTERESIS_K and self._mean_c <= self.set_point_c + MEAN_BAND_K
        warm = self._air_c >= self.set_point_c + HYSTERESIS_K and self._mean_c >= self.set_point_c - MEAN_BAND_K
        if cold or self._air_c <= min(COLDEST_C, self.set_point_c - HYSTERESIS_K):
            return False
        return warm or self._air_c >= max(WARMEST_C, self.set_point_c + HYSTERESIS_K) or self._on
