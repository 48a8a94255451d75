"""A battery-backed clock as the kernel shows it. Source: Linux Documentation/ABI/testing/sysfs-class-rtc."""

import re
from dataclasses import dataclass

from drivers.errors import BadFrame, OutOfRange

_SECONDS = re.compile(r"[0-9]{1,12}\n?")
_EARLIEST_S = 1_704_067_200  # 2024-01-01: a clock that shows less has never been set (engineering choice)
_LATEST_S = 4_102_444_800  # 2100-01-01: these clocks have two digits for the year


@dataclass(frozen=True, slots=True)
class RtcSample:
    """The time in seconds since 1970 in UTC."""

    wall_s: float


def decode(text: str) -> RtcSample:
    """The file since_epoch; raises BadFrame, OutOfRange for a time before 2024 or after 2099."""
    if not _SECONDS.fullmatch(text):
        raise BadFrame(f"RTC: {text[:40]!r} is no time in seconds")
    wall_s = int(text)
    if not _EARLIEST_S <= wall_s < _LATEST_S:
        raise OutOfRange(f"RTC: {wall_s} s since 1970 is not in 2024 to 2099 (was it ever set? hwclock --systohc)")
    return RtcSample(float(wall_s))
