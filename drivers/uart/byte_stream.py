"""The bytes of one serial port, opened at the baud of its device, without ever holding up the event loop."""

import asyncio
import contextlib
import os
import select
import termios
from collections.abc import Callable, Mapping
from errno import EACCES, EAGAIN, EBUSY, ENOENT, ENOTTY
from functools import partial

import serial

from drivers.errors import BusError, DriverError, NotFitted

MAX_WAITING_OUT = 65_536
"""Bytes that wait for a slow reader, about 6 s at 115 200 baud; what comes on top is dropped and counted."""

_READ_AT_ONCE = 1_024

_ADVICE: Mapping[int, str] = {
    ENOENT: "is it plugged in? `homeward scan` lists the serial ports that there are",
    EACCES: "add the user to the group dialout",
    EAGAIN: "another program uses it: stop that one, or take another port",
    EBUSY: "another program uses it: stop that one, or take another port",
    ENOTTY: "this is no serial port; `homeward scan` lists those that there are",
}


class ByteStream:
    """One serial port; after it was closed or lost it can be opened again. For one event loop."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bytes_dropped = 0
        self._port: serial.SerialBase | None = None
        self._fd = -1
        self._on_bytes: Callable[[bytes], None]
        self._on_lost: Callable[[DriverError], None]
        self._waiting_out = bytearray()

    @property
    def is_open(self) -> bool:
        """True while bytes can be sent and received."""
        return self._port is not None

    def open(
        self,
        open_port: Callable[[], serial.SerialBase],
        on_bytes: Callable[[bytes], None],
        on_lost: Callable[[DriverError], None],
    ) -> None:
        """Open the port and listen. Bytes go to `on_bytes`; BusError to `on_lost`, once. Raises NotFitted."""
        self.close()
        try:
            port = open_port()
            self._fd = port.fileno()
            os.set_blocking(self._fd, False)
        except (OSError, ValueError, termios.error) as error:
            raise NotFitted(f"serial line {self.name}: cannot be opened: {_reason(error, _ADVICE)}") from error
        self._port, self._on_bytes, self._on_lost = port, on_bytes, on_lost
        self._waiting_out.clear()
        self.resume()

    def resume(self) -> None:
        """Listen again after pause()."""
        if self._port is not None:
            asyncio.get_running_loop().add_reader(self._fd, self._on_readable)

    def pause(self) -> None:
        """Let what arrives wait in the kernel."""
        if self._port is not None:
            asyncio.get_running_loop().remove_reader(self._fd)

    def send(self, data: bytes) -> None:
        """Send `data` as the port takes it. Nothing where the port is not open."""
        if self._port is None:
            return
        if len(self._waiting_out) + len(data) > MAX_WAITING_OUT:
            self.bytes_dropped += len(data)
            return
        self._waiting_out += data
        self._on_writable()

    def close(self) -> None:
        """Give the port back; again does nothing."""
        if self._port is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        loop.remove_writer(self._fd)
        with contextlib.suppress(OSError):
            self._port.close()
        self._port = None

    def _on_readable(self) -> None:
        try:
            data = os.read(self._fd, _READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(_reason(error, {}))
            return
        if data:
            self._on_bytes(data)
        else:
            self._on_nothing_read()

    def _on_nothing_read(self) -> None:
        """Look whether the port was unplugged: then it stays ready and gives nothing; so does a quicker reader."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        if poll.poll(0):
            self._lose("unplugged")

    def _on_writable(self) -> None:
        # Not through pyserial: its write() spins for as long as the kernel's buffer is full.
        try:
            del self._waiting_out[: os.write(self._fd, self._waiting_out)]
        except BlockingIOError:
            pass
        except OSError as error:
            self._lose(_reason(error, {}))
            return
        loop = asyncio.get_running_loop()
        if self._waiting_out:
            loop.add_writer(self._fd, self._on_writable)
        else:
            loop.remove_writer(self._fd)

    def _lose(self, why: str) -> None:
        self.close()
        self._on_lost(BusError(f"serial line {self.name}: lost: {why}"))


def _reason(error: Exception, advice: Mapping[int, str]) -> str:
    """Return the system's reason, without the repetitions of pyserial, and advice on what would be right."""
    number = error.args[0] if error.args else None
    if not isinstance(number, int):
        number = next((each for each in advice if os.strerror(each) in str(error)), None)  # pyserial wraps some
    if number is None:
        return str(error)
    return os.strerror(number) + (f" ({advice[number]})" if number in advice else "")


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
