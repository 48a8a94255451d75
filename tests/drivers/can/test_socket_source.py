import errno
import socket
import struct
from collections.abc import Iterator
from contextlib import closing

import can
import pytest

from drivers.can.socket_source import SocketSource, open_multicast, open_socketcan
from drivers.can.socketcan_codec import RawFrame, parse_frame

GROUP = "239.74.163.2"


def packet(number: int, data: bytes) -> bytes:
    return struct.pack("=IB3x8s", number, len(data), data)


def read(source: SocketSource, maximum: int = 1_000) -> list[RawFrame]:
    frames: list[RawFrame] = []
    source.read(frames, maximum)
    return frames


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, SocketSource]]:
    """Datagrams of this kernel carry real bytes of SocketCAN where it has no CAN itself."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with here, closing(SocketSource(there, parse_frame)) as source:
        yield here, source


def test_frames_are_read_in_their_order_and_never_waited_for(wire: tuple[socket.socket, SocketSource]) -> None:
    here, source = wire
    for number in range(5):
        here.send(packet(number, b"\x01"))
    assert read(source, maximum=3) == [(0, b"\x01"), (1, b"\x01"), (2, b"\x01")]
    assert read(source) == [(3, b"\x01"), (4, b"\x01")]
    assert read(source) == []


def test_a_packet_that_is_no_frame_is_passed_over(wire: tuple[socket.socket, SocketSource]) -> None:
    here, source = wire
    here.send(b"hello")
    here.send(packet(272, b""))
    assert read(source) == [(272, b"")]


def test_frames_that_came_before_a_failure_are_not_lost(wire: tuple[socket.socket, SocketSource]) -> None:
    here, source = wire
    here.send(packet(272, b"\x01"))
    frames = read(source, maximum=1)
    source.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        source.read(frames, 2)
    assert frames == [(272, b"\x01")]


@pytest.fixture
def udp() -> Iterator[tuple[socket.socket, socket.socket, SocketSource]]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("127.0.0.1", 0))
        sender.connect(receiver.getsockname())
        with closing(SocketSource(receiver, parse_frame)) as source:
            yield sender, receiver, source


def test_every_frame_is_read_or_counted_as_lost(udp: tuple[socket.socket, socket.socket, SocketSource]) -> None:
    sender, receiver, source = udp
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)  # the least that the kernel allows
    for _ in range(2):
        for number in range(100):
            sender.send(packet(number, b""))
        before = source.lost
        frames = read(source)
        assert 0 < len(frames) < 100
        assert source.lost - before == 100 - len(frames)  # those behind the last frame as well


def test_losses_are_reported_with_the_next_frame_even_while_more_wait(
    udp: tuple[socket.socket, socket.socket, SocketSource],
) -> None:
    sender, receiver, source = udp
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
    for number in range(100):
        sender.send(packet(number, b""))
    kept = len(read(source))
    sender.send(packet(1, b""))
    sender.send(packet(2, b""))
    assert len(read(source, maximum=1)) == 1
    assert source.lost == 100 - kept


def test_the_queue_holds_a_second_of_a_full_bus(udp: tuple[socket.socket, socket.socket, SocketSource]) -> None:
    _, receiver, _ = udp
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ordinary:
        usual = ordinary.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    assert receiver.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > usual


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("", 0))
        return int(free.getsockname()[1])


def test_what_python_can_sends_by_multicast_is_received() -> None:
    port = free_port()
    with closing(open_multicast(GROUP, port)) as source:
        with can.Bus(GROUP, "udp_multicast", port=port, hop_limit=0, fd=True, ignore_config=True) as node:
            node.send(can.Message(arbitration_id=0x110, data=b"\x10\x27", is_extended_id=False))
            node.send(can.Message(arbitration_id=0x1812_3456, data=bytes(64), is_fd=True))
        assert read(source) == [(0x110, b"\x10\x27"), (0x9812_3456, bytes(64))]
        assert source.lost == 0


@pytest.mark.parametrize("group", ["127.0.0.1", "::1"])
def test_an_address_that_is_no_group_is_an_error_of_the_system(group: str) -> None:
    with pytest.raises(OSError, match=r"Invalid argument|not supported"):
        open_multicast(group)


def test_a_can_interface_that_is_not_there_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  # which of the two depends on the kernel
        open_socketcan("nocan0", [])
    assert caught.value.errno in {errno.ENODEV, errno.EAFNOSUPPORT}
