"""MAX30102 pulse oximeter front end: registers and what they mean. Source: Maxim data sheet, Linux max30102.c."""

from dataclasses import dataclass

from drivers.errors import BadFrame, NoDataYet, OutOfRange

INTERRUPT_STATE = 0x00
FIFO_WRITE_POINTER = 0x04
FIFO_OVERFLOW = 0x05
FIFO_READ_POINTER = 0x06
FIFO_DATA = 0x07
FIFO_CONFIGURATION = 0x08
MODE = 0x09
FIRST_LED_CURRENT = 0x0C
SECOND_LED_CURRENT = 0x0D
PART_ID = 0xFF

RESET, RESET_S = 0x40, 0.001
TWO_LEDS = 0x03
MEAN_OF_4 = 0x4F
"""200 conversions a second become 50 samples. A full FIFO keeps what it has: in order, and a gap comes after it."""
RATE_HZ = 50.0
POINTER_BYTES, SAMPLE_BYTES = 3, 6
LED_MA_PER_STEP = 0.2
FULL_SCALE = (1 << 18) - 1

_PART = b"\x15"
_FIFO_SIZE, _POINTER_MASK = 32, 0x1F
_CHANNEL_BYTES = 3
_RANGES_NA = (2_048, 4_096, 8_192, 16_384)
_RATES_HZ = (50, 100, 200, 400, 800, 1_000, 1_600, 3_200)
_PULSES_US = (69, 118, 215, 411)
_MAX_HZ = {69: 1_600, 118: 1_000, 215: 800, 411: 400}  # with two LEDs
_SPARE_BITS = {69: 3, 118: 2, 215: 1, 411: 0}  # 15 to 18 bits, left-justified


@dataclass(frozen=True, slots=True)
class FifoState:
    """Number of samples waiting, 0 to 32, and whether later ones were lost."""

    count: int
    has_overflowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PpgBatch:
    """Samples in a row, RATE_HZ per second by the chip's own clock, of light that comes back from the skin.

    With `gap_before` it does not continue the batch before it: samples were lost, or the light was changed. Counts fall
    when the heart pumps. Without contact, or while the light settles, they tell nothing about a person.
    """

    red_counts: tuple[int, ...]
    infrared_counts: tuple[int, ...]
    gap_before: bool
    has_contact: bool
    is_settling: bool


def is_max30102(reply: bytes) -> bool:
    """Return whether this PART_ID is the one that MAX30101, MAX30102 and MAX30105 share."""
    return reply == _PART


def is_reset(reply: bytes) -> bool:
    """Return whether MODE shows that the reset is over; raises BadFrame."""
    if len(reply) != 1:
        raise BadFrame(f"a register has 1 byte, not {len(reply)}")
    return not reply[0] & RESET


def oximetry_configuration(range_na: int, rate_hz: int, pulse_us: int) -> int:
    """Return the byte for both LEDs; raises OutOfRange for what the chip does not have or cannot do so fast."""
    known = range_na in _RANGES_NA and rate_hz in _RATES_HZ and pulse_us in _PULSES_US
    if not known or rate_hz > _MAX_HZ[pulse_us]:
        raise OutOfRange(f"MAX30102: {range_na} nA, {rate_hz} Hz and {pulse_us} us do not go together")
    return _RANGES_NA.index(range_na) << 5 | _RATES_HZ.index(rate_hz) << 2 | _PULSES_US.index(pulse_us)


def fifo_state(reply: bytes) -> FifoState:
    """Decode FIFO_WRITE_POINTER to FIFO_READ_POINTER; raises BadFrame.

    A FIFO that has just become full shows the same pointers as an empty one, until the next sample is lost.
    """
    if len(reply) != POINTER_BYTES:
        raise BadFrame(f"write pointer, overflow and read pointer are {POINTER_BYTES} bytes, not {len(reply)}")
    write, lost, read = (byte & _POINTER_MASK for byte in reply)
    return FifoState(_FIFO_SIZE if lost else (write - read) % _FIFO_SIZE, has_overflowed=lost > 0)


def require_some(state: FifoState) -> int:
    """Return the number of samples waiting, 1 to 32; raises NoDataYet if there is none."""
    if not state.count:
        raise NoDataYet("MAX30102: no sample since the last one")
    return state.count


def channels(reply: bytes, pulse_us: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the counts of the first and the second LED in FIFO_DATA; raises BadFrame unless samples are whole."""
    if not reply or len(reply) % SAMPLE_BYTES:
        raise BadFrame(f"a sample has {SAMPLE_BYTES} bytes, {len(reply)} are none")
    starts = range(0, len(reply), _CHANNEL_BYTES)
    counts = [_count(reply[start : start + _CHANNEL_BYTES], pulse_us) for start in starts]
    return tuple(counts[0::2]), tuple(counts[1::2])


def _count(reply: bytes, pulse_us: int) -> int:
    """Decode 18 bits, of which a shorter pulse fills the upper ones; the bits above them are not defined."""
    return (int.from_bytes(reply, "big") & FULL_SCALE) >> _SPARE_BITS[pulse_us]
