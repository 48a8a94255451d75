"""A simulated TMP117 thermometer (TI data sheet SNOSD82)."""

from collections.abc import Callable

from hil.chips.registers import SimRegisterChip
from hil.chips.simulated_chip import Conversions

_TEMPERATURE, _CONFIGURATION, _HIGH_LIMIT, _LOW_LIMIT, _OFFSET, _DEVICE_ID = 0x00, 0x01, 0x02, 0x03, 0x07, 0x0F
_AT_POWER_UP = {_CONFIGURATION: 0x0220, _HIGH_LIMIT: 0x6000, _LOW_LIMIT: 0x8000, _OFFSET: 0}
_FLAGS, _DATA_READY, _EEPROM_BUSY, _SHUTDOWN, _SOFT_RESET = 0xF000, 0x2000, 0x1000, 0x0400, 0x0002
_NO_CONVERSION_YET = 0x8000

_CONVERSION_S = 0.0155
_AVERAGES = (1, 8, 32, 64)
_CYCLES_S = (0.0155, 0.125, 0.25, 0.5, 1.0, 4.0, 8.0, 16.0)
_EEPROM_LOAD_S = 0.0015


class SimTmp117(SimRegisterChip):
    """Measures `temperature_c` continuously; `eeprom` holds its registers at power-up.

    One-shot mode, alerts and writes to the EEPROM are not simulated.
    """

    def __init__(self, now_s: Callable[[], float], temperature_c: Callable[[], float]) -> None:
        super().__init__(now_s)
        self._temperature_c = temperature_c
        self.eeprom = dict(_AT_POWER_UP)
        self._ready = False
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go back to what the EEPROM holds; the first conversion begins."""
        self._registers = dict(self.eeprom)
        self._word, self._ready = _NO_CONVERSION_YET, False
        self._loaded_s = self.now_s() + _EEPROM_LOAD_S
        self._begin()

    def load(self, register: int) -> int:
        """Load a word; reading temperature or configuration clears DATA_READY."""
        self._convert()
        if register == _DEVICE_ID:
            return 0x0117
        if register not in (_TEMPERATURE, _CONFIGURATION):
            return self._registers.get(register, 0)
        ready, self._ready = self._ready, False
        if register == _TEMPERATURE:
            return self._word
        loading = self.now_s() < self._loaded_s
        return self._registers[_CONFIGURATION] | _DATA_READY * ready | _EEPROM_BUSY * loading

    def store(self, register: int, word: int) -> None:
        """Store a word; a write to the configuration begins a conversion, or resets."""
        if register == _CONFIGURATION and word & _SOFT_RESET:
            self.power_cycle()
        elif register == _CONFIGURATION:
            self._registers[_CONFIGURATION] = word & ~_FLAGS
            self._begin()
        elif register in self._registers:
            self._registers[register] = word

    def _begin(self) -> None:
        configuration = self._registers[_CONFIGURATION]
        busy_s = _CONVERSION_S * _AVERAGES[configuration >> 5 & 3]
        period_s = max(busy_s, _CYCLES_S[configuration >> 7 & 7])
        self._conversions, self._seen = Conversions(self.now_s(), busy_s, period_s), 0

    def _convert(self) -> None:
        """Bring the result up to now; it has the temperature of when it is first asked for."""
        finished = self.finished(self._conversions)
        if finished > self._seen and not self._registers[_CONFIGURATION] & _SHUTDOWN:
            self._seen, self._ready = finished, True
            self._word = min(max(round(self._temperature_c() * 128), -32_767), 32_767) & 0xFFFF
