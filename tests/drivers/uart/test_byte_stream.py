import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import serial

from drivers.errors import BusError, DriverError, NotFitted
from drivers.uart.byte_stream import Uart
from hil.uart.pty_port import PtyPort
from hil.uart.simulated_device import SimUartDevice
from tests.patience import PATIENCE_S


class Parrot(SimUartDevice):
    """Says back what it hears."""

    def __init__(self) -> None:
        super().__init__(9_600, 1.0)

    def receive(self, data: bytes) -> None:
        self.transmit(data)

    def report(self) -> None:
        self.transmit(b"hello")

    def power_cycle(self) -> None:
        pass


class Ear:
    """Who listens to a port."""

    def __init__(self) -> None:
        self.received = b""
        self.lost: list[DriverError] = []
        self._more = asyncio.Event()

    def on_bytes(self, data: bytes) -> None:
        self.received += data
        self._more.set()

    def on_lost(self, why: DriverError) -> None:
        self.lost.append(why)
        self._more.set()

    async def until(self, is_enough: Callable[[], object]) -> None:
        while not is_enough():
            self._more.clear()
            await self._more.wait()


def run(scene: Callable[[PtyPort, Uart, Ear, Parrot], Awaitable[None]]) -> None:
    async def main() -> None:
        parrot = Parrot()
        with PtyPort(parrot) as port:
            line = Uart("/dev/ttyAMA0", lambda baud: serial.Serial(port.path, baud, timeout=0, exclusive=True))
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await scene(port, line, Ear(), parrot)
            finally:
                line.close()

    asyncio.run(main())


def test_send_and_receive() -> None:
    async def scene(_port: PtyPort, line: Uart, ear: Ear, parrot: Parrot) -> None:
        line.open(9_600, ear.on_bytes, ear.on_lost)
        line.send(bytes(range(256)))
        await ear.until(lambda: len(ear.received) == 256)
        parrot.report()
        await ear.until(lambda: ear.received == bytes(range(256)) + b"hello")

    run(scene)


@pytest.mark.parametrize("baud", [9_600, 38_400, 115_200, 256_000])
def test_it_is_opened_at_the_baud_of_who_uses_it(baud: int) -> None:
    async def scene(port: PtyPort, line: Uart, ear: Ear, _parrot: Parrot) -> None:
        line.open(baud, ear.on_bytes, ear.on_lost)
        assert port.baud == baud

    run(scene)


def test_opened_again_it_tells_only_who_opened_it_last() -> None:
    async def scene(_port: PtyPort, line: Uart, ear: Ear, _parrot: Parrot) -> None:
        other = Ear()
        line.open(9_600, other.on_bytes, other.on_lost)
        line.open(9_600, ear.on_bytes, ear.on_lost)
        line.send(b"who?")
        await ear.until(lambda: ear.received == b"who?")
        assert (other.received, other.lost) == (b"", [])

    run(scene)


def test_a_closed_port_sends_and_receives_nothing() -> None:
    async def scene(port: PtyPort, line: Uart, ear: Ear, parrot: Parrot) -> None:
        line.send(b"before")
        line.open(9_600, ear.on_bytes, ear.on_lost)
        line.close()
        line.close()
        line.send(b"after")
        parrot.report()
        os.fstat(os.open(port.path, os.O_RDWR | os.O_NOCTTY))
        line.open(9_600, ear.on_bytes, ear.on_lost)
        line.send(b"now")
        await ear.until(lambda: ear.received)
        assert ear.received == b"now"
        assert ear.lost == []

    run(scene)


def test_an_unplugged_port_is_reported_once_and_cannot_be_opened() -> None:
    async def scene(port: PtyPort, line: Uart, ear: Ear, _parrot: Parrot) -> None:
        line.open(9_600, ear.on_bytes, ear.on_lost)
        port.unplug()
        await ear.until(lambda: ear.lost)
        line.send(b"nobody hears this")
        assert [type(why) for why in ear.lost] == [BusError]
        assert str(ear.lost[0]).startswith("serial line /dev/ttyAMA0: lost: ")
        with pytest.raises(
            NotFitted, match=r"^serial line /dev/ttyAMA0: cannot be opened: No such file or directory \(is "
        ):
            line.open(9_600, ear.on_bytes, ear.on_lost)

    run(scene)


def test_a_port_that_another_process_has_is_reported_in_one_line() -> None:
    async def scene(port: PtyPort, line: Uart, ear: Ear, _parrot: Parrot) -> None:
        with serial.Serial(port.path, exclusive=True), pytest.raises(NotFitted, match="cannot be opened: "):
            line.open(9_600, ear.on_bytes, ear.on_lost)

    run(scene)


def test_a_port_that_is_not_there_is_reported_in_one_line(tmp_path: Path) -> None:
    missing = str(tmp_path / "ttyUSB9")
    line = Uart(missing, lambda baud: serial.Serial(missing, baud))
    with pytest.raises(NotFitted) as caught:
        line.open(9_600, lambda _data: None, lambda _why: None)
    assert line.name == missing
    assert str(caught.value).startswith(f"serial line {missing}: cannot be opened: No such file or directory (is ")
