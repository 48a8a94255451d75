"""A simulated SEN66 air station (Sensirion data sheet SEN6x)."""

from collections.abc import Callable

from hil.chips.sen_station import NOTHING_KNOWN, SimSenStation, StationAir
from hil.chips.sensirion import SimCommand, Words

_CO2_FROM_S = 5.5
_NO_CO2 = 0xFFFF
_REFERENCE_HPA = 1013
_RECALIBRATION_NEEDS_S = 180.0
_REFUSED = (0xFFFF,)


class SimSen66(SimSenStation):
    """A SEN66; `pressure_hpa` is what the CO2 signal goes with; it believes in 1013 hPa until it is told.

    The drift by self-calibration is not simulated.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        air: Callable[[], StationAir],
        pressure_hpa: Callable[[], float] = lambda: _REFERENCE_HPA,
    ) -> None:
        own = {
            0x0300: SimCommand(lambda _: self.measured((*NOTHING_KNOWN, _NO_CO2)), 0.015),
            0x0104: SimCommand(self.stop_measuring, 0.990),
            0x6707: SimCommand(self._recalibrate, 0.490),
            0x6711: SimCommand(self._self_calibration, 0.015),
            0x6720: SimCommand(self._pressure, 0.015),
        }
        self._pressure_hpa = pressure_hpa
        self._shift_ppm = 0
        super().__init__(now_s, air, "SEN66", own, 1.190)

    def _reset(self, _: Words) -> Words:
        """Self-calibration is on again; only the recalibration stays."""
        self.self_calibrates, self._believed_hpa = True, _REFERENCE_HPA
        return super()._reset(())

    def words(self, air: StationAir) -> Words:
        """CO2 comes last."""
        known = self.seconds_since_power_up() >= _CO2_FROM_S
        return *self.common_words(air), self._co2_word(air) if known else _NO_CO2

    def can_clean(self) -> bool:
        """It must be idle."""
        return not self.is_measuring

    def _co2_word(self, air: StationAir) -> int:
        """The signal goes with the pressure; the chip corrects it by the pressure that it believes in."""
        corrected_ppm = air.co2_ppm * self._pressure_hpa() / self._believed_hpa
        return min(max(round(corrected_ppm) + self._shift_ppm, 0), _NO_CO2)

    def _self_calibration(self, words: Words) -> Words:
        if self.is_measuring:
            return ()
        if not words:
            return (int(self.self_calibrates),)
        self.self_calibrates = bool(words[0])
        return ()

    def _pressure(self, words: Words) -> Words:
        if not words:
            return (self._believed_hpa,)
        self._believed_hpa = words[0]
        return ()

    def _recalibrate(self, words: Words) -> Words:
        """Nothing while it measures."""
        if self.is_measuring:
            return ()
        if not words or self.last_run_s < _RECALIBRATION_NEEDS_S:
            return _REFUSED
        correction_ppm = words[0] - self._co2_word(self._air())
        self._shift_ppm += correction_ppm
        return (0x8000 + correction_ppm,)
