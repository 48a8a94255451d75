"""Wiring that the simulated INA226 and INA228 have in common."""

from collections.abc import Callable

from hil.chips.registers import SimRegisterChip


class SimShuntMonitor(SimRegisterChip):
    """Measures `voltage_v`, and `current_a` through `shunt_ohm`."""

    def __init__(
        self,
        now_s: Callable[[], float],
        voltage_v: Callable[[], float],
        current_a: Callable[[], float],
        shunt_ohm: float,
    ) -> None:
        super().__init__(now_s)
        self._voltage_v, self._current_a, self._shunt_ohm = voltage_v, current_a, shunt_ohm
        self.power_cycle()
