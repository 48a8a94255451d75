"""LD2410 presence radar: reports, commands and their answers. Source: Hi-Link, LD2410 serial protocol V1.02 to V1.08.

report:  F4F3F2F1 length  type AA  target  55 00  F8F7F6F5
command: FDFCFBFA length  word  value             04030201
answer:  FDFCFBFA length  word+0x100  status  value  04030201      (numbers have their low byte first)
"""

from dataclasses import dataclass
from struct import Struct

from drivers.errors import BadFrame, NotAvailable, NothingToMeasure, OutOfRange
from drivers.measured import Measured, alone
from drivers.uart.frames_codec import NOT_WHOLE_YET

REPORT_START, REPORT_END = b"\xf4\xf3\xf2\xf1", b"\xf8\xf7\xf6\xf5"
COMMAND_START, COMMAND_END = b"\xfd\xfc\xfb\xfa", b"\x04\x03\x02\x01"
STARTS = REPORT_START[:1] + COMMAND_START[:1]
PERIOD_S = 0.1

READ_PARAMETERS = 0x61
END_CONFIGURATION = 0xFE
BEGIN_CONFIGURATION = 0xFF
CONFIGURATION_VERSION = b"\x01\x00"
"""Value that BEGIN_CONFIGURATION needs."""

_ENDS = {REPORT_START: REPORT_END, COMMAND_START: COMMAND_END}
_MARK_BYTES = 4
_HEAD_BYTES = _MARK_BYTES + 2
_MAX_CONTENT = 64  # the buffer size in the answer to BEGIN_CONFIGURATION
_TARGET = Struct("<BHBHBH")
_WORD = Struct("<H")
_BASIC, _ENGINEERING = 2, 1  # types; the second tells each gate's energy, too
_CONTENT_START, _CONTENT_END = b"\xaa", b"\x55\x00"
_BASIC_BYTES = 13
_MOVING_BIT, _STILL_BIT = 1, 2
_BOTH = _MOVING_BIT | _STILL_BIT
_LEARNS_BACKGROUND, _HAS_NOT_LEARNT = {4: "is being learnt", 5: "has been learnt"}, 6
_FARTHEST_CM, _FULL_PCT = 675, 100  # nine gates of 75 cm
_ANSWER_BIT = 0x0100
_ANSWER_HEAD = Struct("<HH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ld2410Sample:
    """One report; a distance or an energy that cannot be is absent alone.

    The distance of a target that there is not, is of no meaning; its energy is 0 or small.
    """

    presence: float
    """1 where somebody moves or is still, otherwise 0."""
    moving_cm: Measured
    moving_energy_pct: Measured
    still_cm: Measured
    still_energy_pct: Measured
    detection_cm: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Ld2410Parameters:
    """Settings of the radar; each tuple has one value per gate (75 cm each, or 20 cm)."""

    farthest_moving_gate: int
    farthest_still_gate: int
    moving_thresholds_pct: tuple[int, ...]
    still_thresholds_pct: tuple[int, ...]
    absent_after_s: float


@dataclass(frozen=True, slots=True)
class Ld2410Answer:
    """An answer to the command `word`; a `status` other than 0 is a refusal."""

    word: int
    status: int
    value: bytes


def command(word: int, value: bytes = b"") -> bytes:
    """Encode one command."""
    content = _WORD.pack(word) + value
    return COMMAND_START + _WORD.pack(len(content)) + content + COMMAND_END


def measure(data: bytes) -> int:
    """Return the length of the report or answer that `data` begins with, for FrameCutter; raises BadFrame."""
    start = data[:_MARK_BYTES]
    if not any(mark.startswith(start) for mark in _ENDS):
        raise BadFrame(f"0x{start.hex()} begins neither a report nor an answer")
    if len(data) < _HEAD_BYTES:
        return NOT_WHOLE_YET
    content_bytes = int.from_bytes(data[_MARK_BYTES:_HEAD_BYTES], "little")
    if content_bytes > _MAX_CONTENT:
        raise BadFrame(f"a length of {content_bytes} bytes is more than {_MAX_CONTENT}")
    length = _HEAD_BYTES + content_bytes + _MARK_BYTES
    if len(data) < length:
        return NOT_WHOLE_YET
    if data[length - _MARK_BYTES : length] != _ENDS[start]:
        raise BadFrame(f"after {content_bytes} bytes there is no 0x{_ENDS[start].hex()}")
    if start == REPORT_START:
        _check(_content(data[:length]))
    return length


def is_report(frame: bytes) -> bool:
    """Return whether this frame is a report, not an answer."""
    return frame.startswith(REPORT_START)


def decode(frame: bytes) -> Ld2410Sample:
    """Return a report; raises BadFrame, NotAvailable, and NothingToMeasure while it learns its background."""
    content = _content(frame)
    _check(content)
    state, moving_cm, moving_pct, still_cm, still_pct, detection_cm = _TARGET.unpack_from(content, 2)
    if state in _LEARNS_BACKGROUND:
        raise NothingToMeasure(f"LD2410: its background {_LEARNS_BACKGROUND[state]}")
    if state == _HAS_NOT_LEARNT:
        raise NotAvailable("LD2410: its background could not be learnt: repeat it with nobody there")
    if state > _BOTH:
        raise NotAvailable(f"LD2410: state 0x{state:02x} is no target")
    return Ld2410Sample(
        presence=float(bool(state)),
        moving_cm=alone(_cm, moving_cm),
        moving_energy_pct=alone(_pct, moving_pct),
        still_cm=alone(_cm, still_cm),
        still_energy_pct=alone(_pct, still_pct),
        detection_cm=alone(_cm, detection_cm),
    )


def _cm(distance_cm: int) -> float:
    if distance_cm > _FARTHEST_CM:
        raise OutOfRange(f"LD2410: {distance_cm} cm is beyond its {_FARTHEST_CM} cm")
    return float(distance_cm)


def _pct(energy_pct: int) -> float:
    if energy_pct > _FULL_PCT:
        raise OutOfRange(f"LD2410: an energy of {energy_pct} is more than {_FULL_PCT} %")
    return float(energy_pct)


def answer(frame: bytes) -> Ld2410Answer:
    """Decode the answer to a command; raises BadFrame."""
    content = _content(frame)
    if len(content) < _ANSWER_HEAD.size:
        raise BadFrame(f"LD2410: 0x{content.hex()} is no answer")
    word, status = _ANSWER_HEAD.unpack_from(content)
    return Ld2410Answer(word & ~_ANSWER_BIT, status, content[_ANSWER_HEAD.size :])


def decode_parameters(value: bytes) -> Ld2410Parameters:
    """Return the value of the answer to READ_PARAMETERS; raises BadFrame."""
    gates = value[1] + 1 if value[:1] == _CONTENT_START and len(value) > 1 else 0
    if not gates or len(value) != 4 + 2 * gates + _WORD.size:
        raise BadFrame(f"LD2410: 0x{value.hex()} are no parameters")
    moving, still = value[4 : 4 + gates], value[4 + gates : 4 + 2 * gates]
    (absent_after_s,) = _WORD.unpack_from(value, 4 + 2 * gates)
    return Ld2410Parameters(
        farthest_moving_gate=value[2],
        farthest_still_gate=value[3],
        moving_thresholds_pct=tuple(moving),
        still_thresholds_pct=tuple(still),
        absent_after_s=float(absent_after_s),
    )


def _content(frame: bytes) -> bytes:
    return frame[_HEAD_BYTES:-_MARK_BYTES]


def _check(content: bytes) -> None:
    """Check whatever can be: there is no checksum."""
    is_known = content[:1] == bytes([_BASIC]) and len(content) == _BASIC_BYTES
    is_known |= content[:1] == bytes([_ENGINEERING]) and len(content) >= _BASIC_BYTES
    if not is_known or content[1:2] != _CONTENT_START or content[-2:] != _CONTENT_END:
        raise BadFrame(f"0x{content.hex()} is no report")
