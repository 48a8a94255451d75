"""A simulated MAX30102 pulse oximeter front end (Maxim data sheet MAX30102)."""

from collections import deque
from collections.abc import Callable
from math import cos, pi

from hil.chips.auto_increment import SimAutoIncrementChip
from hil.chips.simulated_chip import Conversions

_INTERRUPTS, _WRITE_POINTER, _LOST, _READ_POINTER, _DATA = 0x00, 0x04, 0x05, 0x06, 0x07
_FIFO_CONFIGURATION, _MODE, _OXIMETRY, _FIRST_LED, _SECOND_LED = 0x08, 0x09, 0x0A, 0x0C, 0x0D
_IDENTITY = {0xFE: 0x03, 0xFF: 0x15}
_WRITABLE = frozenset({0x02, 0x03, _FIFO_CONFIGURATION, _MODE, _OXIMETRY, _FIRST_LED, _SECOND_LED, 0x11, 0x12})
_RESET, _TWO_LEDS, _ROLLS_OVER, _POWER_READY = 0x40, 0x03, 0x10, 0x01

_RATES_HZ = (50.0, 100.0, 200.0, 400.0, 800.0, 1_000.0, 1_600.0, 3_200.0)
_DEPTH, _SAMPLE_BYTES = 32, 6
_FULL_SCALE = 0x3FFFF
_RESET_S = 0.0005
_MOST_AT_ONCE = 1_000  # whoever was away longer has lost all but 32 anyway

_SKIN_PER_MA = {"red": 12_500.0, "infrared": 14_000.0}
_AIR_PER_MA = 250.0
_PULSE_SHARE = {"red": 0.005, "infrared": 0.009}


class SimMax30102(SimAutoIncrementChip):
    """Sees a finger whose heart beats at `heart_bpm`, or air where that is None.

    `is_swapped` makes it a clone with the LEDs the wrong way round. Proximity, interrupts and the
    die's thermometer are not simulated.
    """

    def __init__(self, now_s: Callable[[], float], heart_bpm: Callable[[], float | None]) -> None:
        super().__init__(now_s)
        self._heart_bpm = heart_bpm
        self.is_swapped = False
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go dark and idle."""
        self._registers = dict.fromkeys(_WRITABLE, 0) | {_INTERRUPTS: _POWER_READY}
        self._fifo: deque[bytes] = deque()
        self._written = self._lost = self._position = 0
        self._reset_until_s = self.now_s() + _RESET_S
        self._begin()

    def on_start(self, read: bool) -> bool:
        """Begin; a sample that was read in part is read from its beginning."""
        self._position = 0
        return super().on_start(read)

    def after(self, register: int) -> int:
        """Return the next register; the FIFO's data are read from one."""
        return register if register == _DATA else super().after(register)

    def load(self, register: int) -> int:
        """Load a byte; reading takes samples out of the FIFO, and clears interrupts."""
        self._convert()
        pointers = {
            _WRITE_POINTER: self._written % _DEPTH,
            _LOST: min(self._lost, 31),
            _READ_POINTER: (self._written - len(self._fifo)) % _DEPTH,
        }
        if register == _DATA:
            return self._take_byte()
        if register == _INTERRUPTS:
            return self._registers.pop(_INTERRUPTS, 0)
        if register == _MODE and self.now_s() < self._reset_until_s:
            return _RESET
        return (_IDENTITY | pointers | self._registers).get(register, 0)

    def store(self, register: int, byte: int) -> None:
        """Store a byte; a pointer that is written empties the FIFO, and a new setting begins anew."""
        if register == _MODE and byte & _RESET:
            self.power_cycle()
            return
        self._convert()
        if register in (_WRITE_POINTER, _READ_POINTER):
            self._fifo.clear()
            self._written = self._lost = 0
        elif register in _WRITABLE:
            self._registers[register] = byte
        if register in (_FIFO_CONFIGURATION, _MODE, _OXIMETRY):
            self._begin()

    def _begin(self) -> None:
        averaged = 1 << min(self._registers[_FIFO_CONFIGURATION] >> 5, 5)
        period_s = averaged / _RATES_HZ[self._registers[_OXIMETRY] >> 2 & 7]
        self._conversions, self._seen = Conversions(self.now_s(), period_s, period_s), 0

    def _convert(self) -> None:
        """Convert every sample since, as of its own time."""
        finished = self.finished(self._conversions)
        if self._registers[_MODE] & 0x87 == _TWO_LEDS:
            for index in range(max(self._seen, finished - _MOST_AT_ONCE), finished):
                own_s = self._conversions.started_s + (index + 1) * self._conversions.period_s
                self._push(self._sample(self.true_s(own_s)))
        self._seen = finished

    def _push(self, sample: bytes) -> None:
        if len(self._fifo) == _DEPTH:
            self._lost += 1
            if not self._registers[_FIFO_CONFIGURATION] & _ROLLS_OVER:
                return
            self._fifo.popleft()
        self._fifo.append(sample)
        self._written += 1

    def _take_byte(self) -> int:
        """Take a byte; an empty FIFO gives zeros, and a sample is gone with its last byte."""
        if not self._fifo:
            return 0
        byte = self._fifo[0][self._position]
        self._position += 1
        if self._position == _SAMPLE_BYTES:
            self._fifo.popleft()
            self._position = self._lost = 0
        return byte

    def _sample(self, now_s: float) -> bytes:
        first, second = ("infrared", "red") if self.is_swapped else ("red", "infrared")
        return self._encoded(first, _FIRST_LED, now_s) + self._encoded(second, _SECOND_LED, now_s)

    def _encoded(self, colour: str, led: int, now_s: float) -> bytes:
        """Encode as many bits as the pulse is long enough for, at the upper end of 18."""
        count = round(self._registers[led] / 5 * self._per_ma(colour, now_s))
        spare_bits = 3 - (self._registers[_OXIMETRY] & 3)
        return (min(count, _FULL_SCALE) >> spare_bits << spare_bits).to_bytes(3, "big")

    def _per_ma(self, colour: str, now_s: float) -> float:
        bpm = self._heart_bpm()
        if bpm is None:
            return _AIR_PER_MA
        return _SKIN_PER_MA[colour] * (1 - _PULSE_SHARE[colour] * (1 + cos(2 * pi * bpm / 60 * now_s)) / 2)
