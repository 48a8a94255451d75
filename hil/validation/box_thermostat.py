"""A car fridge's own thermostat, to measure a box with."""

from hil.plants import Compartment, Fridge, FridgeOrders, FridgeSurroundings

_HALF_BAND_K = 1.0
_LEAST_REST_S = 180.0


class Thermostat:
    """Holds the air of the first compartment within 1 K, with 180 s of rest; time passes in steps of one second."""

    def __init__(self, fridge: Fridge, set_point_c: float, around: FridgeSurroundings) -> None:
        self._fridge, self._around, self._orders = fridge, around, FridgeOrders()
        self._on_c, self._off_c = set_point_c + _HALF_BAND_K, set_point_c - _HALF_BAND_K
        self._rested_s = _LEAST_REST_S
        self.elapsed_s = 0.0

    @property
    def box(self) -> Compartment:
        """The compartment that it holds."""
        return self._fridge.compartments[0]

    def hold(self, for_s: float) -> float:
        """Let time pass; returns the electricity used meanwhile in J."""
        before_j = self._fridge.energy_j
        for _ in range(round(for_s)):
            self.second()
        return self._fridge.energy_j - before_j

    def second(self) -> None:
        """Let one second pass."""
        air_c, orders = self.box.air_c, self._orders
        if orders.compressor_on:
            orders.compressor_on = air_c > self._off_c
            self._rested_s = 0.0
        else:
            self._rested_s += 1.0
            orders.compressor_on = air_c >= self._on_c and self._rested_s >= _LEAST_REST_S
        self._fridge.advance(orders, self._around, 1.0)
        self.elapsed_s += 1.0
