"""The datagrams of python-can's udp_multicast buses: one frame each, as a MessagePack map; pure.

Anybody in the network can send one, so what is no frame is passed over.
"""

import msgpack  # type: ignore[import-untyped]  # it has no types

from drivers.can.socketcan_codec import ERROR, EXTENDED, ID_BITS, REMOTE, RawFrame

MAX_BYTES = 64
"""Of a CAN FD frame (ISO 11898-1)."""

_FLAGS = (("is_extended_id", EXTENDED), ("is_remote_frame", REMOTE), ("is_error_frame", ERROR))


def parse_datagram(packet: bytes) -> RawFrame | None:
    """Return the id word and the data of one frame, None where it is none."""
    try:
        fields = msgpack.unpackb(packet)
    except ValueError:
        return None
    if not isinstance(fields, dict):
        return None
    number, data = fields.get("arbitration_id"), fields.get("data")
    if not isinstance(number, int) or not isinstance(data, bytes) or len(data) > MAX_BYTES:
        return None
    if not 0 <= number <= ID_BITS:
        return None
    for name, flag in _FLAGS:
        if fields.get(name):
            number |= flag
    return number, data
