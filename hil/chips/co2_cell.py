"""The cell that measures carbon dioxide in an SCD4x and in a SEN66 (Sensirion data sheets)."""

from collections.abc import Callable

from hil.chips.sensirion import Words

REFERENCE_HPA = 1013

_RECALIBRATION_NEEDS_S = 180.0
_REFUSED = (0xFFFF,)
_NO_CORRECTION = 0x8000


class SimCo2Cell:
    """Air of `co2_ppm`; the signal goes with `pressure_hpa`, and is corrected by the pressure that it believes in."""

    def __init__(self, co2_ppm: Callable[[], float], pressure_hpa: Callable[[], float]) -> None:
        self._co2_ppm, self._pressure_hpa = co2_ppm, pressure_hpa
        self._shift_ppm = 0
        self.forget()

    def forget(self) -> None:
        """Believe in the usual pressure again; what was recalibrated stays."""
        self._believed_hpa = REFERENCE_HPA

    def word(self) -> int:
        """Return the concentration as it is shown, ppm."""
        corrected_ppm = self._co2_ppm() * self._pressure_hpa() / self._believed_hpa
        return min(max(round(corrected_ppm) + self._shift_ppm, 0), 0xFFFF)

    def pressure(self, words: Words) -> Words:
        """Tell the pressure that it believes in, or be told it."""
        if not words:
            return (self._believed_hpa,)
        self._believed_hpa = words[0]
        return ()

    def recalibrate(self, words: Words, measured_s: float) -> Words:
        """Take the present air for what it is told, and tell the correction; refused unless it measured long."""
        if not words or measured_s < _RECALIBRATION_NEEDS_S:
            return _REFUSED
        correction_ppm = words[0] - self.word()
        self._shift_ppm += correction_ppm
        return (_NO_CORRECTION + correction_ppm,)
