"""Codec of SocketCAN raw sockets (linux/can.h, linux/can/raw.h): frames and filters to and from bytes; pure.

Every source of frames gives them in this form, so that what listens need not know where they come from.
"""

import struct
from collections.abc import Iterable

from can.typechecking import CanFilter

RawFrame = tuple[int, bytes | bytearray]
"""A frame as SocketCAN has it: its id with the three flags above it (struct can_frame), and its data."""

EXTENDED, REMOTE, ERROR = 0x8000_0000, 0x4000_0000, 0x2000_0000
"""Flags of a frame's id word (linux/can.h): 29 bits, remote frame, error frame."""

ID_BITS = 0x1FFF_FFFF
"""The id itself."""

_HEADER = struct.Struct("=IB3x")
"""can_id, length; then flags (CAN FD), padding, the length code of a classical frame."""

CLASSICAL_BYTES, FD_BYTES = 16, 72
"""CAN_MTU, CANFD_MTU: what one read gives."""

_SIZES = frozenset((CLASSICAL_BYTES, FD_BYTES))

_FILTER = struct.Struct("=II")

MAX_FILTERS = 512
"""CAN_RAW_FILTER_MAX; the kernel refuses more."""

CAN_RAW_ERR_FILTER, CAN_ERR_MASK = 2, 0x1FFF_FFFF
"""linux/can/raw.h, linux/can.h: the socket option that lets error frames pass, and its value for all of them."""


def parse_frame(packet: bytes) -> RawFrame | None:
    """Return the id word and the data of one packet of a raw socket; None where it is none."""
    size = len(packet)
    if size not in _SIZES:
        return None
    number, length = _HEADER.unpack_from(packet)
    return (number, packet[8 : 8 + length]) if length <= size - _HEADER.size else None


def pack_filters(filters: Iterable[CanFilter]) -> bytes:
    """Return the kernel's form of `filters`; nothing of them, or more than the kernel takes, lets everything pass.

    An id is matched together with its kind: 11 or 29 bits.
    """
    packed = [_packed(each) for each in filters]
    return b"".join(packed) if 0 < len(packed) <= MAX_FILTERS else _FILTER.pack(0, 0)


def _packed(wanted: CanFilter) -> bytes:
    number, mask = wanted["can_id"], wanted["can_mask"]
    if "extended" in wanted:
        number, mask = number | (EXTENDED if wanted["extended"] else 0), mask | EXTENDED
    return _FILTER.pack(number, mask)
