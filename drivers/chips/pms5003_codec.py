"""PMS5003 particle sensor: frames and commands. Source: Plantower data manual PMS5003 V2.3, Linux pms7003.c."""

from dataclasses import dataclass
from struct import Struct

from drivers.errors import BadFrame, ChecksumFailed, OutOfRange
from drivers.measured import Measured, alone
from drivers.uart.frames_codec import NOT_WHOLE_YET

START = b"\x42\x4d"
FRAME_BYTES = 32
PERIOD_S = 2.3
"""The longest: while the air hardly changes. Otherwise 0.2 to 0.8 s."""
WARM_UP_S = 30.0
"""Until the fan runs steadily and the values are right."""

_MAX_UGM3 = 1_000  # data manual: "maximum range"
_SATURATED = 0xFFFF

_HEAD = START + (FRAME_BYTES - 4).to_bytes(2, "big")  # the length counts what follows it
_CHECK_BYTES = 2
_WORDS = Struct(">12HBB")  # six concentrations, six counts, version and error


@dataclass(frozen=True, slots=True, kw_only=True)
class Pms5003Sample:
    """One measurement: concentrations in the atmosphere, and particles larger than so much in 0.1 l of air.

    What is beyond what the sensor is made for is absent alone.
    """

    pm1_ugm3: Measured
    pm25_ugm3: Measured
    pm10_ugm3: Measured
    over_0_3um_per_dl: Measured
    over_0_5um_per_dl: Measured
    over_1um_per_dl: Measured
    over_2_5um_per_dl: Measured
    over_5um_per_dl: Measured
    over_10um_per_dl: Measured


def _sum(body: bytes) -> bytes:
    return (sum(body) & 0xFFFF).to_bytes(2, "big")


def command(code: int, value: int) -> bytes:
    """Encode one command, such as 0xE4 0 for sleep."""
    body = START + bytes([code]) + value.to_bytes(2, "big")
    return body + _sum(body)


SLEEP = command(0xE4, 0)
WAKE_UP = command(0xE4, 1)
TALK_BY_ITSELF = command(0xE1, 1)
"""Active mode, as after power-up; in passive mode (0xE1 0) it talks only when asked."""


def measure(data: bytes) -> int:
    """Return the length of the frame that `data` begins with, for FrameCutter; raises BadFrame, ChecksumFailed.

    The short frames by which it acknowledges commands are no frames here: they tell nothing.
    """
    if not _HEAD.startswith(data[: len(_HEAD)]):
        raise BadFrame(f"a frame begins with 0x{_HEAD.hex()}, not 0x{data[: len(_HEAD)].hex()}")
    if len(data) < FRAME_BYTES:
        return NOT_WHOLE_YET
    body, stated = data[: FRAME_BYTES - _CHECK_BYTES], data[FRAME_BYTES - _CHECK_BYTES : FRAME_BYTES]
    if _sum(body) != stated:
        raise ChecksumFailed(f"the checksum is 0x{stated.hex()}, of these bytes it is 0x{_sum(body).hex()}")
    return FRAME_BYTES


def decode(frame: bytes) -> Pms5003Sample:
    """Return a frame that measure() has found good; raises BadFrame, OutOfRange where the sensor tells of an error."""
    if len(frame) != FRAME_BYTES:
        raise BadFrame(f"PMS5003: a frame has {FRAME_BYTES} bytes, not {len(frame)}")
    *words, _version, error = _WORDS.unpack_from(frame, len(_HEAD))
    if error:
        raise OutOfRange(f"PMS5003: it tells of error 0x{error:02x} (is its fan blocked, or its window dirty?)")
    _in_the_factory, atmospheric, counts = words[:3], words[3:6], words[6:]
    pm1_ugm3, pm25_ugm3, pm10_ugm3 = (alone(_ugm3, each) for each in atmospheric)
    over_0_3um, over_0_5um, over_1um, over_2_5um, over_5um, over_10um = (alone(_per_dl, each) for each in counts)
    return Pms5003Sample(
        pm1_ugm3=pm1_ugm3,
        pm25_ugm3=pm25_ugm3,
        pm10_ugm3=pm10_ugm3,
        over_0_3um_per_dl=over_0_3um,
        over_0_5um_per_dl=over_0_5um,
        over_1um_per_dl=over_1um,
        over_2_5um_per_dl=over_2_5um,
        over_5um_per_dl=over_5um,
        over_10um_per_dl=over_10um,
    )


def _ugm3(word: int) -> float:
    if word > _MAX_UGM3:
        raise OutOfRange(f"PMS5003: {word} ug/m3 is beyond its range of {_MAX_UGM3} (is its window dirty?)")
    return float(word)


def _per_dl(word: int) -> float:
    if word == _SATURATED:
        raise OutOfRange("PMS5003: a count is at the end of its scale (is its window dirty?)")
    return float(word)
