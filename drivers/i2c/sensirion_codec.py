"""Wire format of all Sensirion chips: commands, and 16-bit words each followed by a check byte."""

from dataclasses import dataclass

from drivers.crc_codec import remainder8
from drivers.errors import BadFrame, ChecksumFailed

# CRC-8 with polynomial x^8 + x^5 + x^4 + 1, start 0xFF, not reflected (data sheets SHT4x and SCD4x).
_POLYNOMIAL, _START = 0x31, 0xFF
_WORD_BYTES = 2
_GROUP_BYTES = 3


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its bytes, the time that the chip then works on it, and the number of words in its answer.

    One that is not `repeatable` does harm or loses data when a disturbed transfer is simply tried again.
    """

    code: bytes
    wait_s: float
    reply_words: int = 0
    repeatable: bool = True

    @property
    def reply_bytes(self) -> int:
        """The answer's length with check bytes."""
        return self.reply_words * _GROUP_BYTES


def crc8(data: bytes) -> int:
    """Return the check byte over `data`; 0xBEEF gives 0x92."""
    return remainder8(data, polynomial=_POLYNOMIAL, start=_START)


def pack_words(*words: int) -> bytes:
    """Return the words, each most significant byte first and followed by its check byte."""
    pairs = (word.to_bytes(_WORD_BYTES, "big") for word in words)
    return b"".join(pair + bytes([crc8(pair)]) for pair in pairs)


def unpack_words(reply: bytes, count: int) -> tuple[int, ...]:
    """Return the `count` words of `reply`; raises BadFrame (length) or ChecksumFailed."""
    if len(reply) != count * _GROUP_BYTES:
        raise BadFrame(f"{count} words need {count * _GROUP_BYTES} bytes, not {len(reply)}")
    return tuple(_word(reply[start : start + _GROUP_BYTES]) for start in range(0, len(reply), _GROUP_BYTES))


def serial_number(reply: bytes, count: int) -> int:
    """Return the serial number in `count` words; raises BadFrame or ChecksumFailed."""
    unpack_words(reply, count)
    return int.from_bytes(bytes(byte for index, byte in enumerate(reply) if index % _GROUP_BYTES < _WORD_BYTES), "big")


def temperature_c(word: int) -> float:
    """Return the temperature of SHT4x and SCD4x (data sheets: -45 + 175 w / 65535)."""
    return -45.0 + 175.0 * word / 65_535


def _word(group: bytes) -> int:
    pair, check = group[:_WORD_BYTES], group[_WORD_BYTES]
    if crc8(pair) != check:
        raise ChecksumFailed(f"word {pair.hex()} came with check byte {check:02x}, expected {crc8(pair):02x}")
    return int.from_bytes(pair, "big")
