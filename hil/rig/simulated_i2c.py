"""A simulated I2C bus: stands where smbus2.SMBus stands, and carries messages byte by byte to simulated chips."""

from collections import Counter
from collections.abc import Mapping, Sequence
from errno import EIO, EOPNOTSUPP, EREMOTEIO
from os import strerror
from threading import Lock

from smbus2 import i2c_msg

from hil.chips import SimChip

_READ = 0x0001  # I2C_M_RD of linux/i2c.h


class SimI2cBus:
    """Chips by their 7-bit address. `transactions` counts the START ... STOP transactions by address.

    `adapter_errno` is what the adapter answers to all while it is set: ETIMEDOUT for a stuck line, ENODEV for a bus
    that has gone.
    """

    def __init__(self, chips: Mapping[int, SimChip]) -> None:
        self.adapter_errno: int | None = None
        self.transactions: Counter[int] = Counter()
        self._chips = chips
        self._lock = Lock()

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the messages as one transaction, as an adapter of the Raspberry Pi does; raises OSError."""
        with self._lock:
            self._refuse(messages)
            self.transactions.update(message.addr for message in messages[:1])
            addressed: list[SimChip] = []
            try:
                for message in messages:
                    addressed.append(self._chip(message))
                    _carry(message, addressed[-1])
            finally:
                for chip in dict.fromkeys(addressed):
                    chip.stop()

    def close(self) -> None:
        """Nothing to give back: the wires stay, and can be opened again."""

    def _refuse(self, messages: Sequence[i2c_msg]) -> None:
        """i2c-bcm2835 can read in the last message only."""
        if self.adapter_errno is not None:
            raise _os_error(self.adapter_errno)
        if any(message.flags & _READ for message in messages[:-1]):
            raise _os_error(EOPNOTSUPP)

    def _chip(self, message: i2c_msg) -> SimChip:
        chip = self._chips.get(message.addr)
        if chip is None:
            raise _os_error(EREMOTEIO)
        if chip.faults.adapter_errno is not None:
            raise _os_error(chip.faults.adapter_errno)
        return chip


def _carry(message: i2c_msg, chip: SimChip) -> None:
    """START, the address, and the message's bytes."""
    read = bool(message.flags & _READ)
    if not chip.start(read):
        raise _os_error(EREMOTEIO)
    for index in range(message.len):
        if read and index and chip.faults.short_reads:
            chip.faults.short_reads -= 1
            raise _os_error(EIO)  # as i2c-bcm2835 tells of a transfer of the wrong length
        if read:
            message.buf[index] = bytes([chip.read()])
        elif not chip.write(message.buf[index][0]):
            raise _os_error(EREMOTEIO)


def _os_error(number: int) -> OSError:
    return OSError(number, strerror(number))
