"""LIS3DH accelerometer: registers and what they mean. Source: ST data sheet LIS3DH."""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.chips.acceleration_codec import (
    Acceleration,
    beyond_gravity,
    deviations_g,
    mean,
    root_mean_square_g,
    tilt_deg,
)
from drivers.errors import BadFrame, NoDataYet, OutOfRange
from drivers.measured import Measured

WHO_AM_I = 0x0F
CONTROL = 0x20
REFERENCE = 0x26
OUTPUT = 0x28
FIFO_CONTROL = 0x2E
FIFO_STATE = 0x2F
SHOCK_CONFIGURATION = 0x30
SHOCK_SOURCE = 0x31
SHOCK_THRESHOLD = 0x32
SHOCK_DURATION = 0x33
BURST = 0x80
"""Added to a register's number: the address moves on with each byte."""

CONTROLS = bytes([0x57, 0x01, 0x00, 0x88, 0x48, 0x00])
"""100 Hz, high resolution within 2 g, FIFO (it keeps 4 mg); shocks are looked for behind a high-pass, and latched."""
FIFO_OFF, FIFO_STREAM = 0x00, 0x80
SHOCK_ANY_AXIS = 0x2A
SETTLE_S = 0.1
"""Turn-on takes 7 samples; the high-pass must not take gravity for a shock."""

VECTOR_BYTES = 6

_IDENTITY = b"\x33"
_FIFO_EMPTY, _FIFO_OVERRUN, _FIFO_COUNT, _FIFO_SIZE = 0x20, 0x40, 0x1F, 32
_SHOCK_SEEN = 0x40
_G_PER_DIGIT, _SPARE_BITS = 0.001, 4
_G_PER_THRESHOLD_STEP = 0.016
_THRESHOLDS_G = (0.1, 2.0)  # less is a bumpy road (engineering choice), more is beyond the scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Lis3dhSample:
    """The newest third of a second: how it stands and shakes; shock also since the last sample.

    Pitch and roll are the chip's own, tilt is against a level car. Motion is the root mean square, shock the largest
    deviation from the mean, or at least the threshold where the chip has seen one meanwhile. Its filter passes 11 Hz:
    short blows look weaker. In a crash there are no angles, and the shock is what counts.
    """

    pitch_deg: Measured
    roll_deg: Measured
    tilt_deg: Measured
    motion_g: float
    shock_g: float


def is_lis3dh(reply: bytes) -> bool:
    """Return whether this WHO_AM_I is that of a LIS3DH."""
    return reply == _IDENTITY


def pending(reply: bytes) -> int:
    """Return the number of vectors that FIFO_STATE announces, 1 to 32; raises BadFrame, NoDataYet."""
    state = _byte(reply)
    if state & _FIFO_OVERRUN:
        return _FIFO_SIZE
    if state & _FIFO_EMPTY or not state & _FIFO_COUNT:
        raise NoDataYet("LIS3DH: no measurement since the last one")
    return state & _FIFO_COUNT


def is_shocked(reply: bytes) -> bool:
    """Return whether SHOCK_SOURCE (cleared by reading it) reports a shock; raises BadFrame."""
    return bool(_byte(reply) & _SHOCK_SEEN)


def threshold_step(threshold_g: float) -> int:
    """Return the word for SHOCK_THRESHOLD; raises OutOfRange beyond 0.1 to 2 g."""
    min_g, max_g = _THRESHOLDS_G
    if not min_g <= threshold_g <= max_g:
        raise OutOfRange(f"shock_threshold_g = {threshold_g:g} must be {min_g:g} to {max_g:g}")
    return round(threshold_g / _G_PER_THRESHOLD_STEP)


def vectors(reply: bytes) -> tuple[Acceleration, ...]:
    """Decode the contents of the FIFO, oldest first; raises BadFrame unless they are whole vectors."""
    if not reply or len(reply) % VECTOR_BYTES:
        raise BadFrame(f"a vector has {VECTOR_BYTES} bytes, {len(reply)} are none")
    numbers = [_axis_g(reply[start : start + 2]) for start in range(0, len(reply), 2)]
    return tuple(Acceleration(*numbers[start : start + 3]) for start in range(0, len(numbers), 3))


def describe(window: Sequence[Acceleration], level: Acceleration, *, at_least_g: float) -> Lis3dhSample:
    """Return the sample of one `window`, with a shock of `at_least_g`; raises OutOfRange where it has no weight."""
    middle, deviations = mean(window), deviations_g(window)
    motion_g, shock_g = root_mean_square_g(deviations), max(*deviations, at_least_g)
    excess = beyond_gravity(middle)
    if excess is not None:
        return Lis3dhSample(pitch_deg=excess, roll_deg=excess, tilt_deg=excess, motion_g=motion_g, shock_g=shock_g)
    return Lis3dhSample(
        pitch_deg=middle.pitch_deg,
        roll_deg=middle.roll_deg,
        tilt_deg=tilt_deg(middle, level),
        motion_g=motion_g,
        shock_g=shock_g,
    )


def _axis_g(pair: bytes) -> float:
    return (int.from_bytes(pair, "little", signed=True) >> _SPARE_BITS) * _G_PER_DIGIT


def _byte(reply: bytes) -> int:
    if len(reply) != 1:
        raise BadFrame(f"a register has 1 byte, not {len(reply)}")
    return reply[0]
