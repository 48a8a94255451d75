"""A calibration in a memory that may lose its supply at any moment: two slots, of which the newest sound one counts.

A slot: magic (4 bytes), version (1), sequence (4), length (2), payload, CRC-32 over all before (4); most significant
byte first.
"""

from dataclasses import dataclass
from struct import Struct, pack
from zlib import crc32

from drivers.errors import BadFrame, ChecksumFailed, NoDataYet, NotIdentified, OutOfRange

SLOTS = (0, 1)

_HEADER = Struct(">4sBIH")
HEADER_BYTES = _HEADER.size

_MAGIC, _VERSION = b"HWCA", 1
_CHECK_BYTES = 4
_ERASED = 0xFF


@dataclass(frozen=True, slots=True)
class Slot:
    """One sound slot."""

    sequence: int
    payload: bytes


def payload_bytes(slot_bytes: int) -> int:
    """Return the maximum length of a calibration in a slot of `slot_bytes`."""
    return slot_bytes - HEADER_BYTES - _CHECK_BYTES


def pack_slot(slot: Slot, slot_bytes: int) -> bytes:
    """Encode `slot`; raises OutOfRange for a payload that does not fit into `slot_bytes`."""
    if len(slot.payload) > payload_bytes(slot_bytes):
        wanted = f"at most {payload_bytes(slot_bytes)} fit into this memory"
        raise OutOfRange(f"a calibration of {len(slot.payload)} bytes is too long: {wanted}")
    body = _HEADER.pack(_MAGIC, _VERSION, slot.sequence, len(slot.payload)) + slot.payload
    return body + pack(">I", crc32(body))


def bytes_in_use(header: bytes, slot_bytes: int) -> int:
    """Return the total length of the slot that begins with `header`, in bytes.

    Raises NoDataYet (blank), NotIdentified (something else, or another version), BadFrame.
    """
    if len(header) != HEADER_BYTES:
        raise BadFrame(f"a slot's header has {HEADER_BYTES} bytes, not {len(header)}")
    if set(header) == {_ERASED}:
        raise NoDataYet("there is no calibration: the slot is blank")
    magic, version, _, length = _HEADER.unpack(header)
    if (magic, version) != (_MAGIC, _VERSION):
        found, expected = f"{magic.hex()} version {version}", f"{_MAGIC.hex()} version {_VERSION}"
        raise NotIdentified(f"what is there is no calibration: {found}, expected {expected}")
    if length > payload_bytes(slot_bytes):
        raise BadFrame(f"a calibration of {length} bytes cannot be in a slot of {slot_bytes} bytes")
    return HEADER_BYTES + int(length) + _CHECK_BYTES


def unpack_slot(data: bytes, slot_bytes: int) -> Slot:
    """Return the slot in `data`; raises as bytes_in_use does, and ChecksumFailed."""
    if len(data) != bytes_in_use(data[:HEADER_BYTES], slot_bytes):
        raise BadFrame(f"{len(data)} bytes are not the whole slot")
    body, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
    if pack(">I", crc32(body)) != check:
        raise ChecksumFailed("the calibration is damaged")
    return Slot(_HEADER.unpack(body[:HEADER_BYTES])[2], body[HEADER_BYTES:])
