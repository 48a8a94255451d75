import asyncio
import os

import pytest
import serial

from hil.rig.null_modem import NullModem
from tests.patience import PATIENCE_S, until


async def read_line(port: serial.Serial) -> bytes:
    line = b""
    async with asyncio.timeout(PATIENCE_S):
        while not line.endswith(b"\n"):
            line += port.read(64)
            await asyncio.sleep(0.001)
    return line


def test_both_ports_hear_each_other_and_not_themselves() -> None:
    async def main() -> None:
        with (
            NullModem() as cable,
            serial.Serial(cable.daemon_port, timeout=0) as daemon,
            serial.Serial(cable.person_port, timeout=0) as person,
        ):
            person.write(b"status\r\n")
            assert await read_line(daemon) == b"status\r\n"
            daemon.write(b"all well\r\n")
            assert await read_line(person) == b"all well\r\n"
            assert daemon.read(64) == person.read(64) == b""

    asyncio.run(main())


def is_taken(port: serial.Serial, data: bytes) -> bool:
    """Return True where the kernel has room for it."""
    try:
        return os.write(port.fileno(), data) == len(data)
    except BlockingIOError:
        return False


def test_a_port_that_nobody_reads_holds_nobody_up() -> None:
    async def main() -> None:
        with NullModem() as cable, serial.Serial(cable.daemon_port, timeout=0) as daemon:
            for _ in range(100):  # together more than the kernel holds for a port
                await until(lambda: is_taken(daemon, bytes(512)))  # awaited at once

    asyncio.run(main())


def test_the_ports_are_gone_afterwards() -> None:
    async def main() -> str:
        with NullModem() as cable:
            return cable.person_port

    with pytest.raises(OSError, match=r"No such file|Input/output"):
        os.close(os.open(asyncio.run(main()), os.O_RDWR | os.O_NOCTTY))
