"""A simulated EMC2101 fan controller (Microchip data sheet DS20006703), with the fan on it."""

from collections.abc import Callable

from hil.chips.byte_registers import SimByteRegisterChip
from hil.chips.simulated_chip import Conversions

_CHIP, _DIODE_HIGH, _DIODE_LOW, _CONFIGURATION = 0x00, 0x01, 0x10, 0x03
_TACH_LOW, _TACH_HIGH, _FAN, _SETTING, _FREQUENCY, _HYSTERESIS = 0x46, 0x47, 0x4A, 0x4C, 0x4D, 0x4F
_CURVE = range(0x50, 0x60)
_AT_POWER_UP = {
    _CONFIGURATION: 0x00,
    0x18: 0x08,
    _FAN: 0x20,
    0x4B: 0x3F,
    _SETTING: 0x00,
    _FREQUENCY: 0x17,
    _HYSTERESIS: 0x04,
} | dict.fromkeys(_CURVE, 0x7F)
_IDENTITY = {0xFD: 0x16, 0xFE: 0x5D, 0xFF: 0x01}
_PROGRAM, _STILL_READS_FFFF, _TACH_INPUT = 0x20, 0x01, 0x04
_CONVERSION_S = 1 / 16
_RPM_MINUTES = 5_400_000
_MIN_RPM = 83.0
_OPEN, _SHORT = 0x7F00, 0x7FE0
_HOTTEST_C = 127


class SimEmc2101(SimByteRegisterChip):
    """Measures its diode and turns a fan of `max_rpm` by its curve, or as it is set.

    `diode` may be "open" or "short"; `fan_is_blocked` says it. It lives from one look at it to the next. Alerts, the
    DAC and spin-up are not simulated.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        diode_c: Callable[[], float],
        chip_c: Callable[[], float],
        max_rpm: float = 2_000.0,
    ) -> None:
        super().__init__(now_s)
        self._diode_c, self._chip_c, self._max_rpm = diode_c, chip_c, max_rpm
        self.diode, self.fan_is_blocked = "well", False
        self.power_cycle()

    def power_cycle(self) -> None:
        """Stop the fan until there is a new order; nothing is measured yet."""
        self._registers = dict(_AT_POWER_UP)
        self._chip, self._diode, self._held_tach_high = 0, 0, 0
        self._conversions, self._seen = Conversions(self.now_s(), _CONVERSION_S, _CONVERSION_S), 0

    @property
    def duty(self) -> float:
        """Duty of the fan's drive, from 0 to 1."""
        self._convert()
        return min(self._registers[_SETTING] / (2 * max(self._registers[_FREQUENCY] & 0x1F, 1)), 1.0)

    @property
    def rpm(self) -> float:
        """Speed of the fan."""
        return 0.0 if self.fan_is_blocked else self._max_rpm * self.duty

    def load(self, register: int) -> int:
        """Load a byte; reading the tach's low byte holds its high byte still."""
        self._convert()
        if register == _TACH_LOW:
            self._held_tach_high, low = divmod(self._tach(), 256)
            return low
        measured = {
            _CHIP: self._chip & 0xFF,
            _DIODE_HIGH: self._diode >> 8,
            _DIODE_LOW: self._diode & 0xFF,
            _TACH_HIGH: self._held_tach_high,
        }
        return (_IDENTITY | measured | self._registers).get(register, 0)

    def store(self, register: int, byte: int) -> None:
        """Store a byte; curve and setting are read-only while the curve is followed."""
        is_locked = register in (_SETTING, *_CURVE) and not self._registers[_FAN] & _PROGRAM
        if register in self._registers and not is_locked:
            self._registers[register] = byte

    def _convert(self) -> None:
        """Bring the temperatures up to now, and the setting after them."""
        finished = self.finished(self._conversions)
        if finished > self._seen:
            self._seen = finished
            self._chip = round(self._chip_c())
            eighths = round(self._diode_c() * 8)
            self._diode = {"open": _OPEN, "short": _SHORT}.get(self.diode, (eighths & 0x7FF) << 5)
            if not self._registers[_FAN] & _PROGRAM:
                self._follow(_HOTTEST_C if self.diode != "well" else eighths / 8)

    def _follow(self, warm_c: float) -> None:
        """Return the last point that is reached; downwards it holds on for the hysteresis."""
        points = [(self._registers[each], self._registers[each + 1]) for each in _CURVE[::2]]
        now = self._registers[_SETTING]
        up = max((setting for at_c, setting in points if warm_c >= at_c), default=0)
        held_c = warm_c + self._registers[_HYSTERESIS]
        down = max((setting for at_c, setting in points if held_c >= at_c), default=0)
        self._registers[_SETTING] = up if up >= now else min(now, down)

    def _tach(self) -> int:
        if not self._registers[_CONFIGURATION] & _TACH_INPUT or self.rpm < _MIN_RPM:
            return 0xFFFF if self._registers[_FAN] & _STILL_READS_FFFF else 0xFFFE
        return round(_RPM_MINUTES / self.rpm)
