import struct

import pytest
from can import Message
from can.interfaces.socketcan.socketcan import build_can_frame
from can.typechecking import CanFilter
from hypothesis import given
from hypothesis import strategies as st

from drivers.can.socketcan_codec import ERROR, EXTENDED, MAX_FILTERS, REMOTE, pack_filters, parse_frame


@pytest.mark.parametrize(
    ("packet", "frame"),
    [
        ("10010000 02000000 1027000000000000", (0x110, b"\x10\x27")),
        ("56341298 01000000 ff00000000000000", (EXTENDED | 0x1812_3456, b"\xff")),
        ("10010040 08000000 0000000000000000", (REMOTE | 0x110, bytes(8))),
        ("40000020 08000000 0000000000000000", (ERROR | 0x40, bytes(8))),
        ("10010000 0c010000" + 12 * "aa" + 52 * "00", (0x110, 12 * b"\xaa")),
        ("10010000 40040000" + 64 * "aa", (0x110, 64 * b"\xaa")),
    ],
    ids=["11 bits", "29 bits", "remote", "bus-off", "FD", "FD, full"],
)
def test_a_packet_of_the_kernel_is_its_id_word_and_its_data(packet: str, frame: tuple[int, bytes]) -> None:
    assert parse_frame(bytes.fromhex(packet)) == frame


@given(st.binary(max_size=80))
def test_any_packet_is_a_frame_or_none(packet: bytes) -> None:
    frame = parse_frame(packet)
    assert frame is None or len(frame[1]) <= len(packet) - 8


@pytest.mark.parametrize("packet", [b"", bytes(15), bytes(71), bytes(4) + b"\x09" + bytes(11)])
def test_a_packet_of_another_size_or_with_too_long_a_length_is_none(packet: bytes) -> None:
    assert parse_frame(packet) is None


@given(number=st.integers(0, 0x7FF), data=st.binary(max_size=8), is_extended=st.booleans())
def test_what_python_can_sends_is_read_back(number: int, data: bytes, is_extended: bool) -> None:
    sent = Message(arbitration_id=number, data=data, is_extended_id=is_extended)
    assert parse_frame(build_can_frame(sent)) == (number | (EXTENDED if is_extended else 0), data)


def test_filters_match_the_id_and_its_kind() -> None:
    filters = [
        CanFilter(can_id=0x110, can_mask=0x7FF, extended=False),
        CanFilter(can_id=0x18FE_F100, can_mask=0x03FF_FF00, extended=True),
        CanFilter(can_id=0x7E8, can_mask=0x7F8),
    ]
    assert list(struct.iter_unpack("=II", pack_filters(filters))) == [
        (0x110, 0x7FF | EXTENDED),
        (0x18FE_F100 | EXTENDED, 0x03FF_FF00 | EXTENDED),
        (0x7E8, 0x7F8),
    ]


@pytest.mark.parametrize("count", [0, MAX_FILTERS + 1])
def test_what_the_kernel_cannot_filter_passes(count: int) -> None:
    filters = [CanFilter(can_id=number, can_mask=0x7FF) for number in range(count)]
    assert pack_filters(filters) == bytes(8)
