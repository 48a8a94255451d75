"""NMEA 0183 sentences in a stream of bytes: $, text, *, checksum, line end. Source: NMEA 0183 version 4.11."""

import re
from functools import reduce
from operator import xor

from drivers.errors import BadFrame, ChecksumFailed
from drivers.uart.frames_codec import NOT_WHOLE_YET

START = b"$"
MAX_LENGTH = 128
"""The standard has 82; receivers of high precision have some more (engineering choice)."""

_BEGUN = re.compile(rb"\$[\x20-\x23\x25-\x7e]*\r?")
_SENTENCE = re.compile(rb"\$([\x20-\x23\x25-\x29\x2b-\x7e]+)\*([0-9A-Fa-f]{2})\r?\n")


def checksum(text: bytes) -> int:
    """Of what stands between $ and *."""
    return reduce(xor, text, 0)


def measure(data: bytes) -> int:
    """The length of the sentence that `data` begins with, for FrameCutter; raises BadFrame, ChecksumFailed."""
    length = data.find(b"\n", 0, MAX_LENGTH) + 1
    if not length and len(data) < MAX_LENGTH and _BEGUN.fullmatch(data):
        return NOT_WHOLE_YET
    sentence = _SENTENCE.fullmatch(data[:length])
    if sentence is None:
        raise BadFrame(f"{data[: length or MAX_LENGTH]!r} is no NMEA sentence with a checksum")
    text, told = sentence.groups()
    if checksum(text) != int(told, 16):
        raise ChecksumFailed(f"the checksum of {data[:length]!r} should be {checksum(text):02X}")
    return length
