"""A simulated chip whose 8-bit registers stand behind a pointer byte."""

from abc import abstractmethod
from collections.abc import Callable

from hil.chips.simulated_chip import SimChip

_REGISTERS = 256


class SimByteRegisterChip(SimChip):
    """Written are pairs of pointer and value; a read gives the byte there, and reading on those that follow."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        super().__init__(now_s)
        self._pointer = 0
        self._expects_value = False

    @abstractmethod
    def load(self, register: int) -> int:
        """Return the byte in `register`; reading may clear flags."""

    @abstractmethod
    def store(self, register: int, byte: int) -> None:
        """Store the `byte` that arrives for `register`."""

    def on_start(self, read: bool) -> bool:  # noqa: ARG002  # acknowledges either way
        """Begin; the next byte written is a pointer."""
        self._expects_value = False
        return True

    def on_write(self, byte: int) -> bool:
        """Take a pointer and a value in turn."""
        if self._expects_value:
            self.store(self._pointer, byte)
        else:
            self._pointer = byte
        self._expects_value = not self._expects_value
        return True

    def on_read(self) -> int:
        """Give a byte; the pointer moves on."""
        byte = self.load(self._pointer)
        self._pointer = (self._pointer + 1) % _REGISTERS
        return byte

    def on_stop(self) -> None:
        """Do nothing: all has been done byte by byte."""
