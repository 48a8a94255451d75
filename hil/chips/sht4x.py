"""A simulated SHT4x humidity and temperature sensor (Sensirion data sheet SHT4x)."""

from collections.abc import Callable

from hil.chips.sensirion import SimCommand, SimSensirionChip, Words, word_of

_POWER_UP_S = 0.001
_SERIAL = (0x0F1E, 0x2D3C)


class SimSht4x(SimSensirionChip):
    """Measures `temperature_c` and `humidity_pct` when asked to; the heater is not simulated."""

    def __init__(
        self, now_s: Callable[[], float], temperature_c: Callable[[], float], humidity_pct: Callable[[], float]
    ) -> None:
        commands = {
            0xFD: SimCommand(self._measure, 0.0083),
            0xF6: SimCommand(self._measure, 0.0045),
            0xE0: SimCommand(self._measure, 0.0016),
            0x89: SimCommand(lambda _: _SERIAL, 0.0005),
            0x94: SimCommand(lambda _: (), 0.001),
        }
        super().__init__(now_s, 1, commands)
        self._temperature_c, self._humidity_pct = temperature_c, humidity_pct
        self.power_cycle()

    def power_cycle(self) -> None:
        """Lose an answer not yet fetched."""
        self._answer.clear()
        self.be_busy(_POWER_UP_S)

    def _measure(self, _arguments: Words) -> Words:
        return word_of(self._temperature_c(), -45.0, 175.0), word_of(self._humidity_pct(), -6.0, 125.0)
