"""A simulated SEN66 air station (Sensirion data sheet SEN6x)."""

from collections.abc import Callable

from hil.chips.co2_cell import REFERENCE_HPA, SimCo2Cell
from hil.chips.sen_station import NOTHING_KNOWN, SimSenStation, StationAir
from hil.chips.sensirion import SimCommand, Words

_CO2_FROM_S = 5.5
_NO_CO2 = 0xFFFF


class SimSen66(SimSenStation):
    """A SEN66; `pressure_hpa` is what the CO2 signal goes with; it believes in 1013 hPa until it is told.

    The drift by self-calibration is not simulated.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        air: Callable[[], StationAir],
        pressure_hpa: Callable[[], float] = lambda: REFERENCE_HPA,
    ) -> None:
        self._cell = SimCo2Cell(lambda: air().co2_ppm, pressure_hpa)
        own = {
            0x0300: SimCommand(lambda _: self.measured((*NOTHING_KNOWN, _NO_CO2)), 0.015),
            0x0104: SimCommand(self.stop_measuring, 0.990),
            0x6707: SimCommand(self._recalibrate, 0.490),
            0x6711: SimCommand(self._self_calibration, 0.015),
            0x6720: SimCommand(self._cell.pressure, 0.015),
        }
        super().__init__(now_s, air, "SEN66", own, 1.190)

    def _reset(self, _: Words) -> Words:
        """Reset: self-calibration is on again, and only the recalibration stays."""
        self.self_calibrates = True
        self._cell.forget()
        return super()._reset(())

    def words(self, air: StationAir) -> Words:
        """Return the words, with CO2 last."""
        known = self.seconds_since_power_up() >= _CO2_FROM_S
        return *self.common_words(air), self._cell.word() if known else _NO_CO2

    def can_clean(self) -> bool:
        """Return True while it is idle."""
        return not self.is_measuring

    def _self_calibration(self, words: Words) -> Words:
        if self.is_measuring:
            return ()
        if not words:
            return (int(self.self_calibrates),)
        self.self_calibrates = bool(words[0])
        return ()

    def _recalibrate(self, words: Words) -> Words:
        """Recalibrate, but not while it measures."""
        if self.is_measuring:
            return ()
        return self._cell.recalibrate(words, self.last_run_s)
