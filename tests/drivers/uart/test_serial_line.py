import asyncio
import os
import select
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
import serial

from drivers.errors import BusError, NotFitted
from drivers.uart.byte_stream import MAX_WAITING_OUT
from drivers.uart.serial_line import MAX_WAITING_IN, SerialLine
from tests.patience import PATIENCE_S


class Terminal:
    """The far end of a serial line: a pseudo-terminal whose other side is the port."""

    def __init__(self) -> None:
        self.plug_in()

    def plug_in(self) -> None:
        self.fd, self._port_fd = os.openpty()
        self.path = os.ttyname(self._port_fd)
        os.set_blocking(self.fd, False)

    def line(self) -> SerialLine:
        return SerialLine("console", lambda: serial.Serial(self.path, 115_200, timeout=0))

    def type(self, data: bytes) -> None:
        os.write(self.fd, data)

    async def sees(self, length: int) -> bytes:
        """The next `length` bytes on the screen."""
        seen = b""
        while len(seen) < length:
            ready = asyncio.Event()
            asyncio.get_running_loop().add_reader(self.fd, ready.set)
            await ready.wait()
            with suppress(BlockingIOError):
                seen += os.read(self.fd, length - len(seen))
        asyncio.get_running_loop().remove_reader(self.fd)
        return seen

    def unplug(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            os.close(self._port_fd)
        self.fd = -1


def run(scene: Callable[[Terminal, SerialLine], Awaitable[None]]) -> None:
    async def main() -> None:
        terminal = Terminal()
        line = terminal.line()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await scene(terminal, line)
        finally:
            line.close()
            terminal.unplug()

    asyncio.run(main())


def test_lines_arrive_and_are_echoed() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        terminal.type(b"hel\x7flp\r\nsta")
        assert await anext(lines) == "help"
        terminal.type(b"tus\r")
        assert await anext(lines) == "status"
        assert await terminal.sees(18) == b"hel\b \blp\r\nstatus\r\n"

    run(scene)


def test_text_is_sent_with_line_ends_that_terminals_know() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        line.write("4.0 °C\nok\r\n")
        assert await terminal.sees(13) == "4.0 °C\r\nok\r\n".encode()

    run(scene)


def test_a_port_that_is_not_there_is_reported_in_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "ttyUSB9"
    line = SerialLine(str(missing), lambda: serial.Serial(str(missing)))
    with pytest.raises(NotFitted) as caught:
        line.open()
    where = f"serial line {missing}: cannot be opened: No such file or directory"
    assert str(caught.value) == f"{where} (is it plugged in? `homeward scan` lists the serial ports that there are)"


def test_a_port_that_another_program_uses_is_reported_in_one_line() -> None:
    path = Terminal().path
    with (
        serial.Serial(path, exclusive=True),
        pytest.raises(
            NotFitted, match=r"unavailable \(another program uses it: stop that one, or take another port\)$"
        ),
    ):
        SerialLine("console", lambda: serial.Serial(path, exclusive=True)).open()


def test_a_port_that_is_no_terminal_is_reported_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NotFitted, match=r"cannot be opened: Inappropriate ioctl for device \(this is no serial port; "):
        SerialLine("console", lambda: serial.Serial(str(file))).open()


def test_an_unplugged_port_is_bus_error_and_can_be_opened_again() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        terminal.type(b"help\r")
        assert await anext(lines) == "help"
        terminal.unplug()
        with pytest.raises(BusError, match=r"^serial line console: lost: "):
            await anext(lines)
        line.write("nobody hears this")
        with pytest.raises(NotFitted):
            line.open()
        terminal.plug_in()
        lines = line.lines()
        line.open()
        terminal.type(b"status\r")
        assert await anext(lines) == "status"

    run(scene)


def test_close_ends_the_lines_and_may_be_repeated() -> None:
    async def scene(_terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        waiting = asyncio.ensure_future(anext(lines, None))
        await asyncio.sleep(0)
        line.close()
        line.close()
        assert await waiting is None

    run(scene)


def test_a_terminal_that_takes_nothing_never_blocks_and_what_is_too_much_is_counted() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        for _ in range(4 * MAX_WAITING_OUT // 1_000):
            line.write("x" * 1_000)
        assert line.bytes_dropped > MAX_WAITING_OUT
        taken = 4 * MAX_WAITING_OUT // 1_000 * 1_000 - line.bytes_dropped
        assert await terminal.sees(taken) == b"x" * taken
        line.write("again")
        assert await terminal.sees(5) == b"again"

    run(scene)


def test_a_pasted_text_waits_until_it_is_read() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        count = 40 * MAX_WAITING_IN

        async def paste() -> None:
            for number in range(count):
                terminal.type(b"%d\r" % number)
                await terminal.sees(len(b"%d\r\n" % number))

        pasting = asyncio.ensure_future(paste())
        assert [await anext(lines) for _ in range(count)] == [str(number) for number in range(count)]
        await pasting

    run(scene)


def test_lines_that_nobody_takes_are_not_read_from_the_port() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        terminal.type(b"1\r" * 1_500)
        while line._waiting_in.qsize() < MAX_WAITING_IN:
            select.select([line._stream._fd], [], [])
            line._stream._on_readable()
        assert asyncio.get_running_loop().remove_reader(line._stream._fd) is False
        lines = line.lines()
        assert [await anext(lines) for _ in range(1_500)] == ["1"] * 1_500

    run(scene)


def test_any_bytes_leave_the_line_working() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        terminal.type(bytes(range(256)) + b"\x15\r")
        terminal.type(b"help\r")
        while await anext(lines) != "help":
            pass

    run(scene)


def test_a_port_that_is_ready_for_ever_and_gives_nothing_is_unplugged() -> None:
    async def scene() -> None:
        near, far = socket.socketpair()
        line = SerialLine("console", lambda: cast("serial.SerialBase", near))
        line.open()
        lines = line.lines()
        far.close()
        with pytest.raises(BusError, match=r"^serial line console: lost: unplugged$"):
            await anext(lines)

    asyncio.run(scene())


def test_a_terminal_that_hangs_up_is_bus_error() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        line.open()
        lines = line.lines()
        os.close(terminal.fd)
        try:
            with pytest.raises(BusError, match=r"^serial line console: lost: "):
                await anext(lines)
        finally:
            terminal.fd = os.open(os.devnull, os.O_RDONLY)

    run(scene)


def test_a_port_that_fails_while_text_is_sent_is_bus_error() -> None:
    async def scene() -> None:
        near, far = socket.socketpair()
        line = SerialLine("console", lambda: cast("serial.SerialBase", near))
        waiting = asyncio.ensure_future(anext(line.lines()))
        await asyncio.sleep(0)
        far.close()
        line.write("nobody hears this")
        with pytest.raises(BusError, match=r"^serial line console: lost: Broken pipe$"):
            await waiting

    asyncio.run(scene())


def test_a_port_that_fails_while_it_is_read_is_bus_error() -> None:
    async def scene() -> None:
        near, far = socket.socketpair()
        line = SerialLine("console", lambda: cast("serial.SerialBase", near))
        line.open()
        line.write("what the other side never reads makes its end a reset")
        far.close()
        with pytest.raises(BusError, match=r"^serial line console: lost: Connection reset by peer$"):
            await anext(line.lines())

    asyncio.run(scene())


def test_a_port_that_has_nothing_after_all_is_still_there() -> None:
    async def scene(terminal: Terminal, line: SerialLine) -> None:
        near, far = socket.socketpair()
        for one in (line, SerialLine("socket", lambda: cast("serial.SerialBase", near))):
            one.open()
            one._stream._on_readable()
            one.write("still here")
            one._stream._on_readable()
        assert await terminal.sees(10) == far.recv(10) == b"still here"
        one.close()
        far.close()

    run(scene)
