"""A simulated LIS3DH accelerometer (ST data sheet LIS3DH): FIFO, and shocks latched behind a high-pass."""

from collections import deque
from collections.abc import Callable
from math import pi

from hil.chips.auto_increment import SimAutoIncrementChip
from hil.chips.simulated_chip import Conversions

Vector = tuple[float, float, float]

_WHO_AM_I, _REFERENCE, _OUTPUT, _OUTPUT_END = 0x0F, 0x26, 0x28, 0x2D
_RATE, _CONTROL_4, _CONTROL_5, _FIFO_CONTROL, _FIFO_STATE = 0x20, 0x23, 0x24, 0x2E, 0x2F
_SHOCK_CONFIGURATION, _SHOCK_SOURCE, _SHOCK_THRESHOLD, _SHOCK_DURATION = 0x30, 0x31, 0x32, 0x33
_AT_POWER_UP = {_RATE: 0x07, _WHO_AM_I: 0x33, _FIFO_CONTROL: 0}
_READ_ONLY = frozenset({_WHO_AM_I, _FIFO_STATE, _SHOCK_SOURCE, *range(_OUTPUT, _OUTPUT_END + 1)})

_RATES_HZ = (0.0, 1.0, 10.0, 25.0, 50.0, 100.0, 200.0, 400.0)
_HIGH_PASS_RATIO = 1 / 50  # of the rate, at the lowest setting
_DEPTH = 32
_MOVES_ON = 0x80


class SimLis3dh(SimAutoIncrementChip):
    """Measures `acceleration_g` along its three axes; only 2 g in high resolution is simulated."""

    def __init__(self, now_s: Callable[[], float], acceleration_g: Callable[[], Vector]) -> None:
        super().__init__(now_s)
        self._acceleration_g = acceleration_g
        self._newest: Vector = (0.0, 0.0, 0.0)
        self._reference: Vector = (0.0, 0.0, 0.0)
        self.power_cycle()

    def power_cycle(self) -> None:
        """Power down, with all forgotten."""
        self._registers = dict(_AT_POWER_UP)
        self._output = bytes(_OUTPUT_END - _OUTPUT + 1)
        self._fifo: deque[bytes] = deque(maxlen=_DEPTH)
        self._overrun = self._shocked = False
        self._newest = self._reference = (0.0, 0.0, 0.0)
        self._begin()

    def knock(self, peak_g: Vector) -> None:
        """Let one measurement show a blow on top of what there is now."""
        self._convert()
        self._take([at_rest + peak for at_rest, peak in zip(self._acceleration_g(), peak_g, strict=True)], 1)

    def after(self, register: int) -> int:
        """Move the address on where its highest bit is set, and within the FIFO's output round and round."""
        if not register & _MOVES_ON:
            return register
        return (_OUTPUT if register & 0x7F == _OUTPUT_END else (register & 0x7F) + 1) | _MOVES_ON

    def load(self, register: int) -> int:
        """Load a byte; reading takes a vector out of the FIFO, unlatches the shock, or sets the high-pass to zero."""
        self._convert()
        register &= 0x7F
        if _OUTPUT <= register <= _OUTPUT_END:
            return self._output_byte(register - _OUTPUT)
        if register == _FIFO_STATE:
            unread = min(len(self._fifo), _DEPTH - 1)
            return 0x40 * self._overrun | 0x20 * (not self._fifo) | unread
        if register == _SHOCK_SOURCE:
            shocked, self._shocked = self._shocked, False
            return 0x40 * shocked
        if register == _REFERENCE:
            self._reference = self._newest
        return self._registers.get(register, 0)

    def store(self, register: int, byte: int) -> None:
        """Store a byte; a new rate begins anew, and leaving a FIFO mode empties it."""
        self._convert()
        register &= 0x7F
        if register not in _READ_ONLY:
            self._registers[register] = byte
        if register == _RATE:
            self._begin()
        if register == _FIFO_CONTROL and not byte >> 6:
            self._fifo.clear()
            self._overrun = False

    def _begin(self) -> None:
        rate_hz = _RATES_HZ[min(self._registers[_RATE] >> 4, 7)]
        self._conversions = Conversions(self.now_s(), 1 / rate_hz, 1 / rate_hz) if rate_hz else None
        self._seen = 0

    def _convert(self) -> None:
        """Bring all up to now, as if it had always been shaken as it is when it is asked."""
        finished = self.finished(self._conversions) if self._conversions else self._seen
        if finished > self._seen:
            self._newest = self._acceleration_g()
            self._take(list(self._newest), finished - self._seen)
            self._seen = finished

    def _take(self, acceleration_g: list[float], count: int) -> None:
        self._look_for_a_shock(acceleration_g, count)
        if self._registers.get(_CONTROL_5, 0) & 0x40 and self._registers[_FIFO_CONTROL] >> 6:
            self._overrun = self._overrun or len(self._fifo) + count >= _DEPTH
            self._fifo.extend([_encoded(acceleration_g, lost_bits=2)] * min(count, _DEPTH))
        else:
            self._output = _encoded(acceleration_g)

    def _look_for_a_shock(self, acceleration_g: list[float], count: int) -> None:
        """Compare all that is above the reference, whatever its sign; that follows as a low-pass does."""
        kept = (1 - 2 * pi * _HIGH_PASS_RATIO) ** count
        pairs = list(zip(acceleration_g, self._reference, strict=True))
        max_mg = max(abs(axis - reference) for axis, reference in pairs) * 1_000
        threshold_mg = 16 * self._registers.get(_SHOCK_THRESHOLD, 0)
        self._shocked |= bool(self._registers.get(_SHOCK_CONFIGURATION, 0) & 0x2A) and max_mg > threshold_mg
        x, y, z = (axis + (reference - axis) * kept for axis, reference in pairs)
        self._reference = (x, y, z)

    def _output_byte(self, index: int) -> int:
        if index == 0 and self._fifo:
            self._output, self._overrun = self._fifo.popleft(), False
        return self._output[index]


def _encoded(acceleration_g: list[float], lost_bits: int = 0) -> bytes:
    """Encode milli-g in the upper 12 bits, low byte first; the FIFO keeps 10 of them."""
    digits = [min(max(round(axis_g * 1_000), -2_048), 2_047) >> lost_bits << lost_bits for axis_g in acceleration_g]
    return b"".join((each * 16).to_bytes(2, "little", signed=True) for each in digits)
