"""Light and skin contact of a pulse sensor: pure functions of its 18-bit counts."""

from collections.abc import Sequence
from statistics import median

from drivers.chips.max30102_codec import FULL_SCALE, LED_MA_PER_STEP

IDLE_STEP = 7
"""1.4 mA while nobody touches it: cool, and safe to look into."""
FIRST_STEP = 36
"""7.2 mA, near the 7 mA that Linux max30102.c begins with."""
SETTLE_S = 1.0
"""After the light has changed, the filters of sensor and evaluation need it (engineering choice)."""

_STRONGEST_STEP = 127  # 25 mA, half of what the chip can: skin stays cool (engineering choice)
_CONTACT_COUNTS_PER_MA = 8_000.0  # SparkFun's example has 50 000 counts at 6.2 mA
_SATURATED_COUNT = FULL_SCALE - 64
_MIN_SHARE, _AIM_SHARE, _MAX_SHARE = 0.40, 0.55, 0.70  # of the full scale (engineering choice)


def has_contact(infrared_counts: Sequence[int], led_step: int) -> bool:
    """Return whether something that reflects like skin lies on the sensor; a saturated detector cannot tell."""
    if not infrared_counts:
        return False
    middle = median(infrared_counts)
    return _CONTACT_COUNTS_PER_MA * led_step * LED_MA_PER_STEP <= middle < _SATURATED_COUNT


def is_saturated(counts: Sequence[int]) -> bool:
    """Return whether most of `counts`, which must not be empty, are at the end of the scale."""
    return median(counts) >= _SATURATED_COUNT


def next_led_step(led_step: int, counts: Sequence[int], *, in_contact: bool) -> int:
    """Return the current that brings the light back to the middle of the scale; the same while it is near enough.

    A detector in saturation gets half the light. Without contact there is only as much as it needs to notice one.
    """
    if not counts:
        return led_step
    share = median(counts) / FULL_SCALE
    if max(counts) >= _SATURATED_COUNT:
        return max(led_step // 2, 1)
    if not in_contact:
        return IDLE_STEP
    if _MIN_SHARE <= share <= _MAX_SHARE:
        return led_step
    return min(max(round(led_step * _AIM_SHARE / max(share, 1 / FULL_SCALE)), 1), _STRONGEST_STEP)
