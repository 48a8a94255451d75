import os
import pty
import select
import tty
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import can
import pytest

from drivers.can.python_can_source import PythonCanSource
from drivers.can.socketcan_codec import ERROR, EXTENDED, REMOTE, RawFrame


def read(source: PythonCanSource, maximum: int = 1_000) -> list[RawFrame]:
    frames: list[RawFrame] = []
    source.read(frames, maximum)
    return frames


@pytest.mark.parametrize(
    ("fields", "frame"),
    [
        ({"arbitration_id": 0x110, "is_extended_id": False, "data": b"\x01"}, (0x110, b"\x01")),
        ({"arbitration_id": 0x110, "data": b"\x01"}, (0x110 | EXTENDED, b"\x01")),
        ({"arbitration_id": 0x110, "is_extended_id": False, "is_remote_frame": True}, (0x110 | REMOTE, b"")),
        (
            {"arbitration_id": 0x40, "is_extended_id": False, "is_error_frame": True, "data": bytes(8)},
            (0x40 | ERROR, bytes(8)),
        ),
        ({"arbitration_id": 0x110, "is_extended_id": False, "is_fd": True, "data": bytes(64)}, (0x110, bytes(64))),
    ],
    ids=["11 bits", "29 bits", "remote", "error", "FD"],
)
def test_each_kind_of_frame_of_the_virtual_bus_is_told_apart(fields: dict[str, Any], frame: RawFrame) -> None:
    with can.Bus("source", "virtual", ignore_config=True) as node:
        source = PythonCanSource(can.Bus("source", "virtual", ignore_config=True))
        with closing(source):
            node.send(can.Message(**fields))
            node.send(can.Message(arbitration_id=1, is_extended_id=False))
            assert source.fileno() is None
            assert read(source, maximum=1) == [frame]
            assert read(source) == [(1, b"")]
            assert read(source) == []


def wait(descriptor: int | None) -> None:
    """Until there is something to read."""
    assert descriptor is not None
    assert select.select([descriptor], [], [], 10.0)[0]


def read_for_ever(source: PythonCanSource) -> None:
    while True:
        wait(source.fileno())
        read(source)


class Adapter:
    """An adapter of the slcan protocol (LAWICEL) on a pseudo-terminal."""

    def __init__(self) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)

    def receives(self, last: bytes) -> bytes:
        """All commands up to the line `last`; the kernel hands bytes over in its own time."""
        received = b""
        while not received.endswith(last + b"\r"):
            wait(self._master)
            received += os.read(self._master, 1_000)
        return received

    def says(self, line: bytes) -> None:
        os.write(self._master, line + b"\r")

    def unplug(self) -> None:
        """Take the device away; whoever has the port open gets errors from then on."""
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        if self._master >= 0:
            os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def adapter() -> Iterator[Adapter]:
    with closing(Adapter()) as plugged:
        yield plugged


def open_slcan(adapter: Adapter) -> PythonCanSource:
    bus = can.Bus(
        adapter.port, "slcan", bitrate=500_000, listen_only=True, timeout=0.0, sleep_after_open=0.0, ignore_config=True
    )
    return PythonCanSource(bus)


def test_an_adapter_on_a_serial_line_is_opened_to_listen_only(adapter: Adapter) -> None:
    with closing(open_slcan(adapter)):
        commands = adapter.receives(b"L").split(b"\r")
        assert b"S6" in commands  # 500 kbit/s
        assert b"O" not in commands
    assert adapter.receives(b"C").split(b"\r")[-2:] == [b"C", b""]


def test_frames_of_an_adapter_on_a_serial_line_are_read_and_never_waited_for(adapter: Adapter) -> None:
    with closing(open_slcan(adapter)) as source:
        assert read(source) == []
        frames: list[RawFrame] = []
        for line in (b"t11021027", b"T18FEF1001FF", b"r1100"):
            adapter.says(line)
        while len(frames) < 3:
            wait(source.fileno())
            frames += read(source)
        assert frames == [(0x110, b"\x10\x27"), (0x18FE_F100 | EXTENDED, b"\xff"), (0x110 | REMOTE, b"")]


def test_nonsense_from_an_adapter_is_an_error_that_a_listener_expects(adapter: Adapter) -> None:
    with closing(open_slcan(adapter)) as source:
        adapter.says(b"tnonsense")
        with pytest.raises(ValueError, match="invalid literal"):
            read_for_ever(source)


def test_an_adapter_that_was_unplugged_can_be_closed(adapter: Adapter) -> None:
    source = open_slcan(adapter)
    adapter.unplug()
    source.close()
