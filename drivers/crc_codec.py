"""The CRC-8 by which chips check their bytes; they differ only in polynomial and start."""


def remainder8(data: bytes, *, polynomial: int, start: int) -> int:
    """Return the 8-bit remainder over `data`, most significant bit first, nothing reflected or inverted."""
    crc = start
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1) ^ (polynomial if crc & 0x80 else 0)
        crc &= 0xFF
    return crc
