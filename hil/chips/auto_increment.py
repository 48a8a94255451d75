"""A simulated chip whose 8-bit registers follow each other, in both directions, behind one pointer byte."""

from hil.chips.byte_registers import SimByteRegisterChip


class SimAutoIncrementChip(SimByteRegisterChip):
    """The first byte written is the pointer, all others are values for the registers from there on."""

    def after(self, register: int) -> int:
        """Return the register that follows."""
        return (register + 1) & 0xFF

    def on_write(self, byte: int) -> bool:
        """Take the pointer first, then values."""
        if self._expects_value:
            self.store(self._pointer, byte)
            self._pointer = self.after(self._pointer)
        else:
            self._pointer, self._expects_value = byte, True
        return True

    def on_read(self) -> int:
        """Give a byte; the pointer moves on."""
        byte = self.load(self._pointer)
        self._pointer = self.after(self._pointer)
        return byte
