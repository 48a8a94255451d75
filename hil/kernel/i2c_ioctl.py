"""The ioctls of /dev/i2c-N, carried out on a bus that takes the messages of smbus2.

Numbers and layouts: Linux include/uapi/linux/i2c-dev.h and i2c.h.
"""

import errno
from ctypes import string_at
from enum import IntEnum
from struct import Struct

from smbus2 import i2c_msg

from drivers.ports import RawI2c
from hil.kernel.caller import Caller

_READ = 0x0001  # I2C_M_RD
_RDWR = Struct("=QIxxxx")
_MESSAGE = Struct("=HHHxxQ")
_SMBUS = Struct("=BBxxIQ")
_UNSIGNED_LONG = Struct("=Q")
_MAX_MESSAGES = 42  # I2C_RDWR_IOCTL_MAX_MSGS
_MAX_BLOCK = 32  # I2C_SMBUS_BLOCK_MAX
_MAX_ADDRESS = 0x7F

FUNCTIONS = 0x0C7F0001
"""I2C_FUNC_I2C and, of SMBus, quick, byte, byte data, word data and I2C blocks."""


class Command(IntEnum):
    """The ioctls that there are."""

    RETRIES = 0x701
    TIMEOUT = 0x702
    SLAVE = 0x703
    TENBIT = 0x704
    FUNCS = 0x705
    SLAVE_FORCE = 0x706
    RDWR = 0x707
    PEC = 0x708
    SMBUS = 0x720


class Size(IntEnum):
    """The kinds of SMBus transfers that are carried out."""

    QUICK = 0
    BYTE = 1
    BYTE_DATA = 2
    WORD_DATA = 3
    I2C_BLOCK = 8


_DATA_BYTES = {Size.QUICK: 0, Size.BYTE: 1, Size.BYTE_DATA: 1, Size.WORD_DATA: 2}


class I2cFile:
    """One open file of the device; it keeps the address that was chosen for SMBus calls."""

    def __init__(self, bus: RawI2c) -> None:
        self._bus, self._address = bus, 0

    def ioctl(self, command: int, argument: int, caller: Caller) -> int:
        """Carry out one ioctl and return its result; raises OSError with the errno that the caller is to see."""
        match command:
            case Command.RDWR:
                return self._rdwr(argument, caller)
            case Command.SMBUS:
                return self._smbus(argument, caller)
            case Command.FUNCS:
                caller.room([(argument, _UNSIGNED_LONG.size)])
                caller.write([_UNSIGNED_LONG.pack(FUNCTIONS)])
            case Command.SLAVE | Command.SLAVE_FORCE:
                if argument > _MAX_ADDRESS:
                    raise OSError(errno.EINVAL, "address")
                self._address = argument
            case Command.RETRIES | Command.TIMEOUT | Command.PEC:
                pass
            case _:
                raise OSError(errno.ENOTTY, "ioctl")
        return 0

    def _rdwr(self, argument: int, caller: Caller) -> int:
        (head,) = caller.read([(argument, _RDWR.size)])
        table, count = _RDWR.unpack(head)
        if not 1 <= count <= _MAX_MESSAGES:
            raise OSError(errno.EINVAL, "messages")
        (packed,) = caller.read([(table, count * _MESSAGE.size)])
        wanted = list(_MESSAGE.iter_unpack(packed))
        written = iter(caller.read([(buffer, length) for _, flags, length, buffer in wanted if not flags & _READ]))
        caller.room([(buffer, length) for _, flags, length, buffer in wanted if flags & _READ])
        messages = [
            i2c_msg.read(address, length) if flags & _READ else i2c_msg.write(address, next(written))
            for address, flags, length, _ in wanted
        ]
        self._bus.i2c_rdwr(*messages)
        caller.write([string_at(each.buf, each.len) for each in messages if each.flags & _READ])
        return int(count)

    def _smbus(self, argument: int, caller: Caller) -> int:
        (head,) = caller.read([(argument, _SMBUS.size)])
        is_read, command, size, data = _SMBUS.unpack(head)
        if size == Size.I2C_BLOCK:
            return self._block(bool(is_read), command, data, caller)
        if size not in _DATA_BYTES:
            raise OSError(errno.EOPNOTSUPP, "SMBus transfer")
        length = _DATA_BYTES[Size(size)]
        prefix = bytes([command]) if size in {Size.BYTE_DATA, Size.WORD_DATA} else b""
        if is_read:
            self._smbus_read(prefix, (data, length), caller)
        elif size in {Size.QUICK, Size.BYTE}:
            self._bus.i2c_rdwr(i2c_msg.write(self._address, [command] if size == Size.BYTE else []))
        else:
            (value,) = caller.read([(data, length)])
            self._bus.i2c_rdwr(i2c_msg.write(self._address, prefix + value))
        return 0

    def _block(self, is_read: bool, command: int, data: int, caller: Caller) -> int:
        ((length,), *_) = caller.read([(data, 1)])
        if not 1 <= length <= _MAX_BLOCK:
            raise OSError(errno.EINVAL, "block length")
        if is_read:
            self._smbus_read(bytes([command]), (data + 1, length), caller)
        else:
            (value,) = caller.read([(data + 1, length)])
            self._bus.i2c_rdwr(i2c_msg.write(self._address, bytes([command]) + value))
        return 0

    def _smbus_read(self, prefix: bytes, area: tuple[int, int], caller: Caller) -> None:
        caller.room([area] if area[1] else [])
        answer = i2c_msg.read(self._address, area[1])
        self._bus.i2c_rdwr(*([i2c_msg.write(self._address, prefix)] if prefix else []), answer)
        caller.write([string_at(answer.buf, answer.len)] if area[1] else [])
