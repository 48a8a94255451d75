"""The thermostat of car fridges: on at the upper end of a band around the set-point, off at its lower end."""

from hil.baselines.baseline import MinimumTimes, Seen

HALF_BAND_K = 1.0
"""Car fridges have 1 to 2 K."""

MIN_OFF_S = 180.0
"""As compressor makers recommend (Danfoss: 180 s or more)."""


class Thermostat:
    """Holds the air within `half_band_k` of the set-point; without a reading it stands."""

    def __init__(self, set_point_c: float, *, half_band_k: float = HALF_BAND_K) -> None:
        self.set_point_c, self._half_band_k = set_point_c, half_band_k
        self._compressor = MinimumTimes(on_s=0.0, off_s=MIN_OFF_S)

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Order as PeerLaw.order."""
        if seen.air_c is None:
            return self._compressor.want(False, now_s=now_s)
        error_k = seen.air_c - self.set_point_c
        wanted = self._compressor.on
        if abs(error_k) >= self._half_band_k:
            wanted = error_k > 0.0
        return self._compressor.want(wanted, now_s=now_s)
