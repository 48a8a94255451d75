"""BrewPi's peaks: how far the air still falls after a run, learned from how far it fell after the last one."""

ESTIMATOR_K_H, LONGEST_ESTIMATED_S = 5.0, 1_200.0
PEAK_WITHIN_S, PEAK_TOO_COLD_K, PEAK_TOO_WARM_K = 1_800.0, -0.3, 0.2
RISE_K = 1.0 / 32.0
"""A peak is over when the air has risen by half a step of its probe. Engineering choice."""

_GROWS, _GROWS_MOST, _SHRINKS, _SHRINKS_MOST = 1.2, 1.5, 0.833, 0.667
_PER_K = 0.03
"""How much stronger the estimator is corrected per K of error, from the first of each pair to the second."""


class PeakEstimator:
    """The peak of one run is awaited after it, for PEAK_WITHIN_S at most."""

    def __init__(self) -> None:
        self.k_h = ESTIMATOR_K_H
        self._estimate_c: float | None = None
        self._lowest_c = float("inf")

    @property
    def pending(self) -> bool:
        """Whether the peak of the last run is not found yet."""
        return self._estimate_c is not None

    def estimate(self, fridge_c: float, *, ran_s: float) -> float:
        """Where the air would end if a run of `ran_s` ended now; the last answer is what the peak is held against."""
        estimate_c = fridge_c - self.k_h * min(ran_s, LONGEST_ESTIMATED_S) / 3_600.0
        self._estimate_c, self._lowest_c = estimate_c, float("inf")
        return estimate_c

    def look(self, slow_c: float, *, rested_s: float) -> None:
        """The slowly filtered air, `rested_s` after the run."""
        if self._estimate_c is None:
            return
        self._lowest_c = min(self._lowest_c, slow_c)
        found = slow_c > self._lowest_c + RISE_K
        if not found and rested_s < PEAK_WITHIN_S:
            return
        self._learn(self._lowest_c - self._estimate_c, found=found)
        self._estimate_c = None

    def _learn(self, error_k: float, *, found: bool) -> None:
        """Colder than estimated: more; warmer: less. Air that only drifts is no peak, and never a reason for more."""
        more = _PER_K * abs(error_k)
        if error_k > PEAK_TOO_WARM_K or not found:
            self.k_h *= max(_SHRINKS - more, _SHRINKS_MOST)
        elif error_k < PEAK_TOO_COLD_K:
            self.k_h *= min(_GROWS + more, _GROWS_MOST)
