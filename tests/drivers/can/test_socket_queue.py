import socket
import struct

import pytest

from drivers.can.socket_source import QUEUE_BYTES, SO_RCVBUFFORCE, SO_RXQ_OVFL, dropped_before, enlarge

COUNT = struct.pack("I", 991)


@pytest.mark.parametrize(
    ("ancillary", "count"),
    [
        ([], None),
        ([(socket.SOL_SOCKET, SO_RXQ_OVFL, COUNT)], 991),
        ([(socket.SOL_SOCKET, 35, bytes(16)), (socket.SOL_SOCKET, SO_RXQ_OVFL, COUNT)], 991),
        ([(socket.SOL_SOCKET, SO_RXQ_OVFL, b"\x01")], None),
        ([(socket.IPPROTO_IP, SO_RXQ_OVFL, COUNT)], None),
    ],
    ids=["nothing", "the count", "behind a time stamp", "cut short", "of another level"],
)
def test_the_count_is_found_in_what_comes_with_a_packet(
    ancillary: list[tuple[int, int, bytes]], count: int | None
) -> None:
    assert dropped_before(ancillary) == count


class NoRights:
    """A socket of a process that may not exceed the limit of the system."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def setsockopt(self, _level: int, option: int, value: int) -> None:
        self.asked.append((option, value))
        if option == SO_RCVBUFFORCE:
            raise PermissionError


def test_without_the_right_to_force_it_the_queue_is_asked_for() -> None:
    receiver = NoRights()
    enlarge(receiver)  # type: ignore[arg-type]  # the one method that is used
    assert receiver.asked == [(SO_RCVBUFFORCE, QUEUE_BYTES), (socket.SO_RCVBUF, QUEUE_BYTES)]
