"""A simulated chip whose 16-bit registers, most significant byte first, stand behind a pointer byte."""

from abc import abstractmethod
from collections.abc import Callable

from hil.chips.simulated_chip import SimChip

_POINTER_AND_WORD = 3


class SimRegisterChip(SimChip):
    """The first byte written is the pointer, two more are a word for that register; a read gives the word there."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        super().__init__(now_s)
        self._pointer = 0
        self._written = bytearray()
        self._latched = bytearray()

    @abstractmethod
    def load(self, register: int) -> int:
        """Return the 16-bit word in `register`; reading may clear flags."""

    @abstractmethod
    def store(self, register: int, word: int) -> None:
        """Store the 16-bit `word` that arrives for `register`."""

    def on_start(self, read: bool) -> bool:  # noqa: ARG002  # acknowledges either way
        """Forget what an earlier transaction left behind."""
        self._written.clear()
        self._latched.clear()
        return True

    def on_write(self, byte: int) -> bool:
        """Take the pointer first, then the word."""
        self._written.append(byte)
        self._pointer = self._written[0]
        if len(self._written) == _POINTER_AND_WORD:
            self.store(self._pointer, self._written[1] << 8 | self._written[2])
        return True

    def on_read(self) -> int:
        """Give both bytes of one moment; reading on gives the register again."""
        if not self._latched:
            word = self.load(self._pointer)
            self._latched += bytes([word >> 8, word & 0xFF])
        return self._latched.pop(0)

    def on_stop(self) -> None:
        """Do nothing: all has been done byte by byte."""
