"""The raw number of one signal in the bytes of its message; pure.

A place is computed once from the map, so that a frame costs one shift and one mask, and so that a signal can be read
whatever else the map puts at the same bits.
"""

import struct
from collections.abc import Callable
from functools import partial
from typing import Literal

from cantools.database.can import Message, Signal

from drivers.errors import BadDatabase

WIDEST_SIGNAL_BITS = 64
"""The widest number that a signal holds (the DBC format's largest type)."""

_FLOATS = {16: "e", 32: "f", 64: "d"}
"""IEEE 754 formats of a signal that is marked as a real number, by its bits."""


class RawField:
    """Position of one signal in its message. Raises BadDatabase where it cannot stand there."""

    def __init__(self, message: Message, signal: Signal) -> None:
        self.name, self.bits = signal.name, signal.length
        where = f"{message.name}.{signal.name}"
        if not 1 <= signal.length <= WIDEST_SIGNAL_BITS:
            raise BadDatabase(f"{where}: {signal.length} bits; a number has 1 to {WIDEST_SIGNAL_BITS}")
        first = signal.start
        self._order: Literal["little", "big"] = "little"
        if signal.byte_order == "big_endian":  # a DBC counts the bits of each byte from the right
            first, self._order = first - first % 8 + 7 - first % 8, "big"
        self.span = slice(first // 8, (first + signal.length + 7) // 8)
        if self.span.stop > message.length:
            raise BadDatabase(f"{where}: does not fit into a message of {message.length} bytes")
        self._shift = first % 8 if self._order == "little" else 8 * self.span.stop - first - signal.length
        self._mask = (1 << signal.length) - 1
        self._interpret = _interpretation(where, signal)

    def raw(self, data: bytes) -> float:
        """Return the raw number in `data`, which has the message's length."""
        number = int.from_bytes(data[self.span], self._order) >> self._shift & self._mask
        return number if self._interpret is None else self._interpret(number)

    def cleared(self, data: bytes) -> bytes:
        """Return `data` with zeros in the place of this signal."""
        number = int.from_bytes(data[self.span], self._order) & ~(self._mask << self._shift)
        size = self.span.stop - self.span.start
        return data[: self.span.start] + number.to_bytes(size, self._order) + data[self.span.stop :]


def _interpretation(where: str, signal: Signal) -> Callable[[int], float] | None:
    """Return the conversion of the raw bits into a number, None where they are the number."""
    if signal.conversion.is_float:
        if signal.length not in _FLOATS:
            raise BadDatabase(f"{where}: no real number has {signal.length} bits; 16, 32 or 64 would be right")
        return partial(_real, struct.Struct(f">{_FLOATS[signal.length]}"))
    return partial(_signed, 1 << signal.length - 1) if signal.is_signed else None


def _signed(sign: int, number: int) -> int:
    return (number ^ sign) - sign


def _real(layout: struct.Struct, number: int) -> float:
    value: float = layout.unpack(number.to_bytes(layout.size, "big"))[0]
    return value
