"""A simulated MLX90614 infrared thermometer (Melexis data sheet), over SMBus with a packet error code."""

from collections.abc import Callable

from hil.chips.simulated_chip import IDLE_LINE, SimChip

_AMBIENT, _OBJECT, _EMISSIVITY = 0x06, 0x07, 0x24
_EEPROM_AT_DELIVERY = {_EMISSIVITY: 0xFFFF, 0x25: 0x9FB4, 0x2E: 0xBE5A}
_NUMBER = {0x3C: 0x1234, 0x3D: 0x5678, 0x3E: 0x9ABC, 0x3F: 0xDEF0}
_FLAGGED = 0x8000

_POWER_UP_S = 0.25
_DIVISOR = 0x107  # x^8 + x^2 + x + 1
_ADDRESS = 0x5A


class SimMlx90614(SimChip):
    """Sees a surface of `object_c` and `surface_emissivity`, with its own case at `ambient_c`.

    `is_wrong` makes it flag its measurements. Writing, sleep and the second detector are not simulated.
    """

    def __init__(
        self,
        now_s: Callable[[], float],
        object_c: Callable[[], float],
        ambient_c: Callable[[], float],
        surface_emissivity: float = 0.95,
    ) -> None:
        super().__init__(now_s)
        self._object_c, self._ambient_c = object_c, ambient_c
        self.surface_emissivity = surface_emissivity
        self.eeprom = _EEPROM_AT_DELIVERY | _NUMBER
        self.is_wrong = False
        self._command: int | None = None
        self._answer = bytearray()
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin anew: the first result takes a quarter of a second; the memory reads zero until then."""
        self._first_result_s = self.now_s() + _POWER_UP_S

    def on_start(self, read: bool) -> bool:
        """Begin; a read without a command in the same transaction is not acknowledged."""
        if read and self._command is not None:
            self._answer = bytearray(self._reply(self._command))
        return not read or self._command is not None

    def on_write(self, byte: int) -> bool:
        """Take the command only; what would be written is refused."""
        if self._command is not None:
            return False
        self._command = byte
        return True

    def on_read(self) -> int:
        """Give low byte, high byte, PEC."""
        return self._answer.pop(0) if self._answer else IDLE_LINE

    def on_stop(self) -> None:
        """Forget the command, which lives within one transaction."""
        self._command = None
        self._answer.clear()

    def _reply(self, command: int) -> bytes:
        low, high = self._word(command) & 0xFF, self._word(command) >> 8
        return bytes([low, high, _remainder([_ADDRESS * 2, command, _ADDRESS * 2 + 1, low, high])])

    def _word(self, command: int) -> int:
        if command not in (_AMBIENT, _OBJECT):
            return self.eeprom.get(command, 0)
        if self.now_s() < self._first_result_s:
            return 0
        kelvin = self._ambient_c() + 273.15 if command == _AMBIENT else self._seen_k()
        return min(max(round(kelvin * 50), 0), 0x7FFF) | _FLAGGED * self.is_wrong

    def _seen_k(self) -> float:
        """Return the object temperature that follows from the radiation with the emissivity in the EEPROM."""
        object_k, ambient_k = self._object_c() + 273.15, self._ambient_c() + 273.15
        radiation = self.surface_emissivity * (object_k**4 - ambient_k**4)
        return float((ambient_k**4 + radiation * 65_535 / self.eeprom[_EMISSIVITY]) ** 0.25)


def _remainder(data: list[int]) -> int:
    """Divide the whole as one polynomial, by long division."""
    dividend = int.from_bytes(bytes(data), "big") << 8
    for bit in range(8 * len(data) + 7, 7, -1):
        if dividend >> bit & 1:
            dividend ^= _DIVISOR << (bit - 8)
    return dividend
