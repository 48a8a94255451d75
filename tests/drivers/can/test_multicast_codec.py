from typing import Any

import msgpack  # type: ignore[import-untyped]  # it has no types
import pytest
from can import Message
from can.interfaces.udp_multicast.utils import pack_message
from hypothesis import given
from hypothesis import strategies as st

from drivers.can.multicast_codec import parse_datagram
from drivers.can.socketcan_codec import ERROR, EXTENDED, REMOTE

GOOD = {"arbitration_id": 0x110, "data": b"\x01", "is_extended_id": False}


@pytest.mark.parametrize(
    ("flags", "number"),
    [
        ({}, 0x110),
        ({"is_extended_id": True}, 0x110 | EXTENDED),
        ({"is_error_frame": True}, 0x110 | ERROR),
        ({"is_fd": True, "data": bytes(64)}, 0x110),
    ],
    ids=["11 bits", "29 bits", "error", "FD"],
)
def test_what_python_can_sends_is_read_back(flags: dict[str, Any], number: int) -> None:
    fields: dict[str, Any] = {"arbitration_id": 0x110, "data": b"\x01\x02", "is_extended_id": False, **flags}
    assert parse_datagram(pack_message(Message(**fields))) == (number, fields["data"])


def test_a_remote_frame_is_told_apart() -> None:
    sent = Message(arbitration_id=0x110, is_remote_frame=True, is_extended_id=False, dlc=4)
    assert parse_datagram(pack_message(sent)) == (0x110 | REMOTE, b"")


@pytest.mark.parametrize(
    "fields",
    [
        1,
        [GOOD],
        {},
        {**GOOD, "arbitration_id": "272"},
        {**GOOD, "arbitration_id": -1},
        {**GOOD, "arbitration_id": 0x2000_0000},
        {**GOOD, "data": "text"},
        {**GOOD, "data": None},
        {**GOOD, "data": bytes(65)},
    ],
)
def test_what_is_no_frame_is_none(fields: Any) -> None:
    assert parse_datagram(msgpack.packb(fields)) is None


@given(st.binary(max_size=300))
def test_any_datagram_is_a_frame_or_none(packet: bytes) -> None:
    frame = parse_datagram(packet)
    assert frame is None or len(frame[1]) <= 64


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_datagram_is_a_frame_or_none(place: int, byte: int) -> None:
    damaged = bytearray(pack_message(Message(arbitration_id=0x110, data=bytes(8), is_extended_id=False)))
    damaged[place % len(damaged)] = byte
    frame = parse_datagram(bytes(damaged))
    assert frame is None or len(frame[1]) <= 64
