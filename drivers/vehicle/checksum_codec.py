"""The checksums by which cars protect their messages; pure. Vehicle profiles name them as here."""

from binascii import crc_hqx
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor

from drivers.crc_codec import remainder8

MAX_11_BIT_ID = 0x7FF


@dataclass(frozen=True, slots=True)
class Checksum:
    """Computation of a checksum of `bits` bits, from data and the message's id.

    A sum counts the place of the checksum itself as zero; a CRC leaves it out: `leaves_itself_out`.
    """

    bits: int
    compute: Callable[[bytes, int], int]
    leaves_itself_out: bool = False


def _nibble_sum(data: bytes) -> int:
    return sum((byte >> 4) + (byte & 0xF) for byte in data)


def _honda(data: bytes, frame_id: int) -> int:
    extended = 3 if frame_id > MAX_11_BIT_ID else 0
    return 8 - _nibble_sum(frame_id.to_bytes(4, "big") + data) + extended & 0xF


CHECKSUMS: Mapping[str, Checksum] = {
    "xor8": Checksum(8, lambda data, _: reduce(xor, data, 0)),
    "sum8": Checksum(8, lambda data, _: sum(data) & 0xFF),
    "sum8-inverted": Checksum(8, lambda data, _: ~sum(data) & 0xFF),
    "sum4-nibbles-negated": Checksum(4, lambda data, _: -_nibble_sum(data) & 0xF),
    "honda": Checksum(4, _honda),
    "toyota": Checksum(8, lambda data, frame_id: len(data) + sum(data + frame_id.to_bytes(4, "big")) & 0xFF),
    "crc8-j1850": Checksum(8, lambda data, _: remainder8(data, polynomial=0x1D, start=0xFF) ^ 0xFF, True),
    "crc8-autosar": Checksum(8, lambda data, _: remainder8(data, polynomial=0x2F, start=0xFF) ^ 0xFF, True),
    "crc16-ccitt": Checksum(16, lambda data, _: crc_hqx(data, 0xFFFF), True),
}
"""By name. The makers' sums are as the opendbc project has them (honda_checksum, toyota_checksum); the CRCs have the
parameters of SAE-J1850, AUTOSAR and IBM-3740 in the catalogue of parametrised CRC algorithms."""
