"""Bytes read at another speed than they were sent at, with 8 data bits, no parity, 1 stop bit."""

_DATA_BITS = 8
_STOP = 1 + _DATA_BITS  # bits of a frame, counted from the start bit
_IDLE = 1


def as_read(data: bytes, sent_baud: int, read_baud: int) -> bytes:
    """Return the bytes that a port at `read_baud` sees where `data` comes at `sent_baud`, in one piece.

    Like the kernel by default, it reads 0x00 where the stop bit is missing.
    """
    if sent_baud == read_baud:
        return data
    levels = [level for byte in data for level in (0, *(byte >> bit & 1 for bit in range(_DATA_BITS)), _IDLE)]
    sent_per_read = sent_baud / read_baud
    seen = bytearray()
    start = _next_fall(levels, 0.0)
    while start is not None:
        bits = [_level(levels, start + (each + 0.5) * sent_per_read) for each in range(1, _STOP + 1)]
        seen.append(sum(bit << place for place, bit in enumerate(bits[:-1])) if bits[-1] else 0)
        start = _next_fall(levels, start + (_STOP + 0.5) * sent_per_read)
    return bytes(seen)


def _level(levels: list[int], at: float) -> int:
    return levels[int(at)] if at < len(levels) else _IDLE


def _next_fall(levels: list[int], begin: float) -> float | None:
    """Return the first edge from idle to start at or after `begin`, in bits as sent."""
    before = _level(levels, begin) if begin else _IDLE
    for at in range(int(begin) + bool(begin), len(levels)):
        if before and not levels[at]:
            return float(at)
        before = levels[at]
    return None
