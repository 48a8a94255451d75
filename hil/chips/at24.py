"""A simulated AT24 or 24LC EEPROM: pages that wrap, a write cycle in which it is deaf, and wear."""

from collections.abc import Callable

from hil.chips.simulated_chip import SimChip

_WRITE_CYCLE_S = 0.0045
_ERASED = 0xFF


class SimAt24(SimChip):
    """`size` bytes in pages of `page`, behind an address of `address_bytes`; `memory` is what it keeps.

    A supply that is lost within a write cycle leaves the page erased. `is_protected` is its pin WP; `write_cycles`
    counts what wears it out.
    """

    def __init__(self, now_s: Callable[[], float], size: int, page: int, address_bytes: int) -> None:
        super().__init__(now_s)
        self._page, self._address_bytes = page, address_bytes
        self.memory = bytearray([_ERASED]) * size
        self.is_protected = False
        self.write_cycles = 0
        self._address = self._at_work_on = 0
        self._written = bytearray()

    def power_cycle(self) -> None:
        """Lose a write that is under way, with its whole page."""
        if self.is_busy:
            self.memory[self._at_work_on : self._at_work_on + self._page] = bytes([_ERASED]) * self._page
        self.be_busy(0.0)
        self._address = 0
        self._written.clear()

    def on_start(self, read: bool) -> bool:
        """Begin; what was written before a read is an address and nothing else."""
        if read:
            self._take_address()
        self._written.clear()
        return True

    def on_write(self, byte: int) -> bool:
        """Take the address, then data."""
        self._written.append(byte)
        return True

    def on_read(self) -> int:
        """Give byte by byte, and round at the end of the memory."""
        byte = self.memory[self._address]
        self._address = (self._address + 1) % len(self.memory)
        return byte

    def on_stop(self) -> None:
        """Begin the write cycle."""
        self._take_address()
        data = self._written[self._address_bytes :]
        if data and not self.is_protected:
            self._store(data)
        self._written.clear()

    def _take_address(self) -> None:
        if len(self._written) >= self._address_bytes:
            self._address = int.from_bytes(self._written[: self._address_bytes], "big") % len(self.memory)

    def _store(self, data: bytearray) -> None:
        """Store `data`; at the end of a page it goes on at the beginning of the same page."""
        begin = self._address - self._address % self._page
        for index, byte in enumerate(data):
            self.memory[begin + (self._address - begin + index) % self._page] = byte
        self._at_work_on = begin
        self.write_cycles += 1
        self.be_busy(_WRITE_CYCLE_S)
