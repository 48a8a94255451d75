"""Stands where Adafruit's Blinka stands: its drivers find a simulated bus behind the modules that they import."""

import sys
import time
from types import ModuleType

from smbus2 import i2c_msg

from drivers.ports import RawI2c

_BYTE_S = 9 / 100e3  # eight bits and an acknowledge at 100 kHz


class Busio:
    """A busio.I2C on `wires`, whose transactions take time: some drivers wait by asking again and again."""

    def __init__(self, wires: RawI2c) -> None:
        self._wires = wires

    def try_lock(self) -> bool:
        """Nobody else is there."""
        return True

    def unlock(self) -> None:
        """Nobody waits."""

    def writeto(self, address: int, buffer: bytes | bytearray, *, start: int = 0, end: int | None = None) -> None:
        """One transaction that writes; nothing to write asks whether anybody is there."""
        self._transact(i2c_msg.write(address, bytes(buffer[start:end])))

    def readfrom_into(self, address: int, buffer: bytearray, *, start: int = 0, end: int | None = None) -> None:
        """One transaction that reads."""
        message = i2c_msg.read(address, len(buffer[start:end]))
        self._transact(message)
        buffer[start:end] = bytes(message)

    def writeto_then_readfrom(  # noqa: PLR0913  # as busio has it
        self,
        address: int,
        out_buffer: bytes | bytearray,
        in_buffer: bytearray,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
    ) -> None:
        """One transaction that writes and, after a repeated start, reads."""
        message = i2c_msg.read(address, len(in_buffer[in_start:in_end]))
        self._transact(i2c_msg.write(address, bytes(out_buffer[out_start:out_end])), message)
        in_buffer[in_start:in_end] = bytes(message)

    def _transact(self, *messages: i2c_msg) -> None:
        time.sleep(_BYTE_S * sum(1 + message.len for message in messages))
        self._wires.i2c_rdwr(*messages)


def stand_in() -> None:
    """Be Blinka from now on; before any of Adafruit's drivers is imported."""
    _module("busio", I2C=Busio, SPI=object)
    _module("digitalio", DigitalInOut=object)
    _module("micropython", const=lambda value: value)


def _module(name: str, **members: object) -> None:
    module = ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module
