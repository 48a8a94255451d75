"""SMBus additions to I2C: words with the low byte first, and a packet error code over the whole transaction.

Source: System Management Bus specification 3.2, sections 5.4 and 6.5.
"""

from drivers.crc_codec import remainder8
from drivers.errors import BadFrame, ChecksumFailed

WORD_AND_PEC_BYTES = 3

# CRC-8 with polynomial x^8 + x^2 + x + 1, start 0, not reflected.
_POLYNOMIAL = 0x07


def pec(data: bytes) -> int:
    """Return the packet error code over all bytes of a transaction, addresses included; of "123456789" it is 0xF4."""
    return remainder8(data, polynomial=_POLYNOMIAL, start=0)


def received_word(address: int, command: int, reply: bytes) -> int:
    """Return the word that the chip at the 7-bit `address` answers to `command`; raises BadFrame, ChecksumFailed.

    `reply` is low byte, high byte, PEC, read after a repeated start.
    """
    if len(reply) != WORD_AND_PEC_BYTES:
        raise BadFrame(f"a word with its PEC has {WORD_AND_PEC_BYTES} bytes, not {len(reply)}")
    low, high, found = reply
    right = pec(bytes([address << 1, command, address << 1 | 1, low, high]))
    if found != right:
        raise ChecksumFailed(f"PEC of command 0x{command:02x} is 0x{found:02x}, expected 0x{right:02x}")
    return high << 8 | low
