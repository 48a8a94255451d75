"""The socket protocol of the pigpio daemon, as far as gpiozero's PiGPIOFactory uses it. Pure.

Commands, answers and errors: pigpio's command.h and pigpio.h. A request and its answer are 16 bytes; the last word of
a request is the length of what follows it, that of an answer is the result.
"""

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

REQUEST = Struct("<IIII")
_ANSWER = Struct("<IIIi")
_REPORT = Struct("<HHII")

REVISION = 0xC03114
"""A Raspberry Pi 4 B, 4 GiB."""

BAD_GPIO, NOT_PWM_GPIO, UNKNOWN_COMMAND = -3, -92, -88
PINS = 28
"""GPIO 0 to 27 stand on the header."""

INPUT, OUTPUT = 0, 1


class Command(IntEnum):
    """Request of a client."""

    MODES = 0
    MODEG = 1
    PUD = 2
    READ = 3
    WRITE = 4
    PWM = 5
    PRS = 6
    PFS = 7
    BR1 = 10
    TICK = 16
    HWVER = 17
    NB = 19
    NC = 21
    PRG = 22
    PFG = 23
    PIGPV = 26
    GDC = 83
    FG = 97
    NOIB = 99


@dataclass(frozen=True, slots=True)
class Request:
    """A command with its two parameters, and the length of what follows."""

    command: int
    p1: int
    p2: int
    extension: int


def parse(message: bytes) -> Request:
    """Decode the 16 bytes of a request."""
    return Request(*REQUEST.unpack(message))


def answer(request: Request, result: int) -> bytes:
    """Encode the answer; negative results are errors."""
    signed = result - (1 << 32) if result >= 1 << 31 else result
    return _ANSWER.pack(request.command, request.p1, request.p2, signed)


def report(sequence: int, tick_us: int, levels: int) -> bytes:
    """Tell a listener the levels of all pins after one has changed."""
    return _REPORT.pack(sequence & 0xFFFF, 0, tick_us & 0xFFFFFFFF, levels)
