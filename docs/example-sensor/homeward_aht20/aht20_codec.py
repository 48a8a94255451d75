"""AHT20: commands and what its answer means. Source: Aosong data sheet AHT20, sections 5.3 and 6."""

from dataclasses import dataclass

from drivers.crc_codec import remainder8
from drivers.errors import BadFrame, ChecksumFailed, NoDataYet

INITIALISE = b"\xbe\x08\x00"
INITIALISE_S = 0.010
MEASURE = b"\xac\x33\x00"
MEASURE_S = 0.080
STATUS_BYTES, REPLY_BYTES = 1, 7

_BUSY, _CALIBRATED = 0x80, 0x08
_POLYNOMIAL, _START = 0x31, 0xFF
_FULL_SCALE = 1 << 20


@dataclass(frozen=True, slots=True)
class Aht20Sample:
    """One measurement."""

    humidity_pct: float
    temperature_c: float


def is_calibrated(status: bytes) -> bool:
    """Whether it is ready to measure; raises BadFrame."""
    if len(status) != STATUS_BYTES:
        raise BadFrame(f"AHT20: a status has {STATUS_BYTES} byte, not {len(status)}")
    return bool(status[0] & _CALIBRATED)


def decode(reply: bytes) -> Aht20Sample:
    """Status, 20 bits of humidity, 20 bits of temperature, check byte; raises BadFrame, ChecksumFailed, NoDataYet."""
    if len(reply) != REPLY_BYTES:
        raise BadFrame(f"AHT20: an answer has {REPLY_BYTES} bytes, not {len(reply)}")
    if remainder8(reply[:-1], polynomial=_POLYNOMIAL, start=_START) != reply[-1]:
        raise ChecksumFailed(f"AHT20: the check byte of {reply.hex(' ')} is wrong")
    if reply[0] & _BUSY:
        raise NoDataYet("AHT20: still measures")
    both = int.from_bytes(reply[1:6], "big")
    humidity, temperature = both >> 20, both & (_FULL_SCALE - 1)
    return Aht20Sample(100.0 * humidity / _FULL_SCALE, 200.0 * temperature / _FULL_SCALE - 50.0)
