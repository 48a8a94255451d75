"""The serial port of one device, opened at the baud that the device talks."""

from collections.abc import Callable
from functools import partial

import serial

from drivers.errors import DriverError
from drivers.uart.byte_stream import ByteStream


class Uart:
    """A SerialPort; `open_port` opens it at a baud, so that reads and writes never wait. For one event loop."""

    def __init__(self, name: str, open_port: Callable[[int], serial.SerialBase]) -> None:
        self._open_port = open_port
        self._stream = ByteStream(name)

    @property
    def name(self) -> str:
        """The port's name for people."""
        return self._stream.name

    def open(self, baud: int, on_bytes: Callable[[bytes], None], on_lost: Callable[[DriverError], None]) -> None:
        """Open at `baud`, anew if it is open, and tell what arrives; raises NotFitted."""
        self._stream.open(partial(self._open_port, baud), on_bytes, on_lost)

    def send(self, data: bytes) -> None:
        """Send `data` as the port takes it. Nothing where the port is not open."""
        self._stream.send(data)

    def close(self) -> None:
        """Give the port back; again does nothing."""
        self._stream.close()
