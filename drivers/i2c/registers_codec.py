"""Registers of 16 bits, most significant byte first, as in TMP117 and INA226."""

from drivers.errors import BadFrame

WORD_BYTES = 2


def looks_dead(reply: bytes) -> bool:
    """Return whether `reply` is all zeros or all ones, as from a line that hangs: check then that the chip is alive."""
    return not (reply.strip(b"\x00") and reply.strip(b"\xff"))


def unsigned16(reply: bytes) -> int:
    """Decode 0 to 65535; raises BadFrame unless `reply` has two bytes."""
    return int.from_bytes(_checked(reply), "big")


def signed16(reply: bytes) -> int:
    """Decode -32768 to 32767, two's complement; raises BadFrame unless `reply` has two bytes."""
    return int.from_bytes(_checked(reply), "big", signed=True)


def _checked(reply: bytes) -> bytes:
    if len(reply) != WORD_BYTES:
        raise BadFrame(f"a register has {WORD_BYTES} bytes, not {len(reply)}")
    return reply
