"""A person's terminal on a serial port: lines in, text out, without ever holding up the event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable

import serial

from drivers.errors import DriverError
from drivers.uart.byte_stream import ByteStream
from drivers.uart.serial_line_codec import LineEditor

MAX_WAITING_IN = 16
"""Lines that wait to be read; then the port is not read, so that a pasted text waits in the kernel."""


class SerialLine:
    """One serial port, opened at first use; after a failure it can be opened again. For one event loop."""

    def __init__(self, name: str, open_port: Callable[[], serial.SerialBase]) -> None:
        self._open_port = open_port
        self._stream = ByteStream(name)
        self._editor = LineEditor()
        self._waiting_in: asyncio.Queue[str | DriverError | None] = asyncio.Queue()

    @property
    def bytes_dropped(self) -> int:
        """The bytes that were too much for a slow terminal, since the start."""
        return self._stream.bytes_dropped

    def open(self) -> None:
        """Open the port unless it is open; raises NotFitted."""
        if self._stream.is_open:
            return
        self._editor, self._waiting_in = LineEditor(), asyncio.Queue()
        self._stream.open(self._open_port, self._on_bytes, self._waiting_in.put_nowait)

    async def lines(self) -> AsyncIterator[str]:
        """Yield each line as it is typed, until close(). Raises NotFitted, or BusError when the port is lost."""
        self.open()
        waiting = self._waiting_in
        while True:
            if waiting.empty():
                self._stream.resume()
            line = await waiting.get()
            if line is None:
                return
            if isinstance(line, DriverError):
                raise line
            yield line

    def write(self, text: str) -> None:
        """Send `text` as the port takes it; each line feed becomes CRLF. Nothing where the port is not open."""
        self._stream.send(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(errors="replace"))

    def close(self) -> None:
        """Give the port back and end lines(); again does nothing."""
        if self._stream.is_open:
            self._stream.close()
            self._waiting_in.put_nowait(None)

    def _on_bytes(self, data: bytes) -> None:
        edited = self._editor.feed(data)
        for line in edited.lines:
            self._waiting_in.put_nowait(line)
        if self._waiting_in.qsize() >= MAX_WAITING_IN:
            self._stream.pause()
        self._stream.send(edited.echo)
