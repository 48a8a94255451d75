"""A simulated AHT20 for tests: it encodes with maths of its own, never the driver's."""

from collections.abc import Callable

from hil.chips import SimChip

_DIVISOR = 0x131  # x^8 + x^5 + x^4 + 1
_MEASURE_S = 0.075
_BUSY, _CALIBRATED = 0x80, 0x08


class SimAht20(SimChip):
    """Measures `humidity_pct` and `temperature_c` when it is told to."""

    def __init__(
        self, now_s: Callable[[], float], humidity_pct: Callable[[], float], temperature_c: Callable[[], float]
    ) -> None:
        super().__init__(now_s)
        self._humidity_pct, self._temperature_c = humidity_pct, temperature_c
        self.power_cycle()

    def power_cycle(self) -> None:
        """Not set up, nothing measured."""
        self._is_set_up, self._done_s, self._next = False, 0.0, 0
        self._value, self._written, self._answer = 0, bytearray(), bytearray()

    def on_start(self, read: bool) -> bool:
        """Acknowledge always; a read begins with the status."""
        self._written.clear()
        if read:
            self._answer = self._reply()
        return True

    def on_write(self, byte: int) -> bool:
        """Take a command."""
        self._written.append(byte)
        return True

    def on_read(self) -> int:
        """Status, values, check byte."""
        return self._answer.pop(0) if self._answer else 0xFF

    def on_stop(self) -> None:
        """Carry out a command."""
        if self._written == b"\xbe\x08\x00":
            self._is_set_up = True
        elif self._written == b"\xac\x33\x00" and self._is_set_up:
            self._done_s = self.now_s() + _MEASURE_S
            self._next = _steps(self._humidity_pct() / 100.0) << 20 | _steps((self._temperature_c() + 50.0) / 200.0)

    def _reply(self) -> bytearray:
        is_busy = self.now_s() < self._done_s
        self._value = self._value if is_busy else self._next
        body = bytes([_BUSY * is_busy | _CALIBRATED * self._is_set_up]) + self._value.to_bytes(5, "big")
        return bytearray(body + bytes([_remainder(body)]))


def _steps(share: float) -> int:
    return min(max(round(share * 2**20), 0), 2**20 - 1)


def _remainder(body: bytes) -> int:
    """By polynomial division, the first byte inverted (start value 0xFF)."""
    dividend = (int.from_bytes(body, "big") ^ 0xFF << 8 * (len(body) - 1)) << 8
    for bit in range(8 * len(body) + 7, 7, -1):
        if dividend >> bit & 1:
            dividend ^= _DIVISOR << (bit - 8)
    return dividend
