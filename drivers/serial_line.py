"""A person's terminal on a serial port: lines in, text out, without ever holding up the event loop."""

import asyncio
import contextlib
import os
import select
import termios
from collections.abc import AsyncIterator, Callable

import serial

from drivers.errors import BusTrouble, NotFitted
from drivers.serial_line_codec import LineEditor

MOST_WAITING_OUT = 65_536
"""Bytes that wait for a slow terminal, about 6 s at 115 200 baud; what comes on top is dropped and counted."""

MOST_WAITING_IN = 16
"""Lines that wait to be read; then the port is not read, so that a pasted text waits in the kernel."""

_READ_AT_ONCE = 1_024


class SerialLine:
    """One serial port, opened at first use; after a failure it can be opened again. For one event loop."""

    def __init__(self, name: str, open_port: Callable[[], serial.SerialBase]) -> None:
        self.name = name
        self.bytes_dropped = 0
        self._open_port = open_port
        self._port: serial.SerialBase | None = None
        self._fd = -1
        self._editor = LineEditor()
        self._waiting_in: asyncio.Queue[str | BusTrouble | None] = asyncio.Queue()
        self._waiting_out = bytearray()

    def open(self) -> None:
        """Open the port unless it is open; raises NotFitted."""
        if self._port is not None:
            return
        try:
            port = self._open_port()
            self._fd = port.fileno()
            os.set_blocking(self._fd, False)
        except (OSError, ValueError, termios.error) as error:
            raise NotFitted(f"serial line {self.name}: cannot be opened: {_reason(error)}") from error
        self._port, self._editor, self._waiting_in = port, LineEditor(), asyncio.Queue()
        self._waiting_out.clear()
        self._listen()

    async def lines(self) -> AsyncIterator[str]:
        """Each line as it is typed, until close(). Raises NotFitted, or BusTrouble when the port is lost."""
        self.open()
        waiting = self._waiting_in
        while True:
            if waiting.empty():
                self._listen()
            line = await waiting.get()
            if line is None:
                return
            if isinstance(line, BusTrouble):
                raise line
            yield line

    def write(self, text: str) -> None:
        """Send `text` as the port takes it; each line feed becomes CRLF. Nothing where the port is not open."""
        self._send(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(errors="replace"))

    def close(self) -> None:
        """Give the port back and end lines(); again does nothing."""
        self._close(None)

    def _listen(self) -> None:
        if self._port is not None:
            asyncio.get_running_loop().add_reader(self._fd, self._on_readable)

    def _on_readable(self) -> None:
        try:
            data = os.read(self._fd, _READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(_reason(error))
            return
        if not data:
            self._on_nothing_read()
            return
        edited = self._editor.feed(data)
        for line in edited.lines:
            self._waiting_in.put_nowait(line)
        if self._waiting_in.qsize() >= MOST_WAITING_IN:
            asyncio.get_running_loop().remove_reader(self._fd)
        self._send(edited.echo)

    def _on_nothing_read(self) -> None:
        """A port that was unplugged stays ready and gives nothing; another reader may have been quicker, too."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        if poll.poll(0):
            self._fail("unplugged")

    def _send(self, data: bytes) -> None:
        if self._port is None:
            return
        if len(self._waiting_out) + len(data) > MOST_WAITING_OUT:
            self.bytes_dropped += len(data)
            return
        self._waiting_out += data
        self._on_writable()

    def _on_writable(self) -> None:
        # Not through pyserial: its write() spins for as long as the kernel's buffer is full.
        try:
            del self._waiting_out[: os.write(self._fd, self._waiting_out)]
        except BlockingIOError:
            pass
        except OSError as error:
            self._fail(_reason(error))
            return
        loop = asyncio.get_running_loop()
        if self._waiting_out:
            loop.add_writer(self._fd, self._on_writable)
        else:
            loop.remove_writer(self._fd)

    def _fail(self, why: str) -> None:
        self._close(BusTrouble(f"serial line {self.name}: lost: {why}"))

    def _close(self, why: BusTrouble | None) -> None:
        if self._port is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        loop.remove_writer(self._fd)
        with contextlib.suppress(OSError):
            self._port.close()
        self._port = None
        self._waiting_in.put_nowait(why)


def _reason(error: Exception) -> str:
    """What the system says, without the repetitions of pyserial."""
    number = error.args[0] if error.args else None
    return os.strerror(number) if isinstance(number, int) else str(error)
