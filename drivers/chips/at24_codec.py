"""AT24 and 24LC EEPROMs: sizes, addresses and page writes. Source: data sheets of Microchip and Atmel, Linux at24.c."""

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.errors import OutOfRange

WRITE_CYCLE_S = 0.005


@dataclass(frozen=True, slots=True)
class Geometry:
    """A memory of `size` bytes, written `page` bytes at most at a time, with `address_bytes` before the data."""

    size: int
    page: int
    address_bytes: int


GEOMETRIES = {
    1: Geometry(128, 8, 1),
    2: Geometry(256, 8, 1),
    32: Geometry(4_096, 32, 2),
    64: Geometry(8_192, 32, 2),
    128: Geometry(16_384, 64, 2),
    256: Geometry(32_768, 64, 2),
    512: Geometry(65_536, 128, 2),
}
"""By kbit, the number in the type's name. 24C04 to 24C16 take several bus addresses each, and are left out."""


def geometry(kbit: int) -> Geometry:
    """Return the geometry of the 24C`kbit`; raises OutOfRange for one that is not known."""
    if kbit not in GEOMETRIES:
        known = ", ".join(f"24C{each:02d}" for each in GEOMETRIES)
        raise OutOfRange(f"24C{kbit:02d} is not known: only {known}")
    return GEOMETRIES[kbit]


def position(offset: int, shape: Geometry) -> bytes:
    """Return the bytes that set the chip's address to `offset`."""
    return offset.to_bytes(shape.address_bytes, "big")


def page_writes(offset: int, data: bytes, shape: Geometry) -> Iterator[bytes]:
    """Split `data` into one write per transaction: none crosses a page, where the chip would wrap to its beginning."""
    while data:
        room = shape.page - offset % shape.page
        yield position(offset, shape) + data[:room]
        offset, data = offset + room, data[room:]
