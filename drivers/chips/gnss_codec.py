"""NMEA 0183 from a satellite receiver: sentences in a stream of bytes, and position, speed and time from RMC and GGA.

A sentence is $, text, *, checksum, line end. Source: NMEA 0183 version 4.11.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import xor
from typing import Any

import pynmea2  # type: ignore[import-untyped]  # has no types

from drivers.errors import BadFrame, ChecksumFailed, NoFix, NotAvailable, NothingToMeasure, OutOfRange
from drivers.measured import Measured, alone, product
from drivers.uart.frames_codec import NOT_WHOLE_YET

START = b"$"
MAX_LENGTH = 128
"""The standard has 82; receivers of high precision have some more (engineering choice)."""

_BEGUN = re.compile(rb"\$[\x20-\x23\x25-\x7e]*\r?")
_SENTENCE = re.compile(rb"\$([\x20-\x23\x25-\x29\x2b-\x7e]+)\*([0-9A-Fa-f]{2})\r?\n")


def checksum(text: bytes) -> int:
    """Compute the checksum of what stands between $ and *."""
    return reduce(xor, text, 0)


def measure(data: bytes) -> int:
    """Return the length of the sentence that `data` begins with, for FrameCutter; raises BadFrame, ChecksumFailed."""
    length = data.find(b"\n", 0, MAX_LENGTH) + 1
    if not length and len(data) < MAX_LENGTH and _BEGUN.fullmatch(data):
        return NOT_WHOLE_YET
    sentence = _SENTENCE.fullmatch(data[:length])
    if sentence is None:
        raise BadFrame(f"{data[: length or MAX_LENGTH]!r} is no NMEA sentence with a checksum")
    text, stated = sentence.groups()
    if checksum(text) != int(stated, 16):
        raise ChecksumFailed(f"the checksum of {data[:length]!r} should be {checksum(text):02X}")
    return length


FIRST_YEAR = 2024
"""Of this code. A receiver whose 1024-week count has rolled over tells a date 19.6 years earlier."""

_KPH_PER_KNOT = 1.852
_MAX_KNOTS, _MAX_M = 1_000.0, 18_000.0  # receivers fall silent beyond (export limits)
_MIN_M = -500.0  # the Dead Sea is at -430 m
_MAX_SATELLITES, _WORST_HDOP = 99.0, 99.99  # what the fields can tell
_MEASURED = frozenset(range(1, 7))  # GGA quality: not 0 no fix, 7 entered by hand, 8 simulator
_NOT_MEASURED = ("N", "M", "S")  # RMC mode: no fix, entered by hand, simulator
_NOT_SENT = NotAvailable("GNSS: the sentence that would tell it has not come with the fix")
_NORTH_SOUTH, _EAST_WEST = {"N": 1.0, "S": -1.0}, {"E": 1.0, "W": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class GnssSample:
    """One fix: a position, and each of the others, or why it alone is absent."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: Measured
    """Above mean sea level."""
    speed_kph: Measured
    course_deg: Measured
    """Clockwise from true north; receivers leave it out while the car stands."""
    satellites: Measured
    hdop: Measured
    fix_quality: Measured
    """1 GNSS, 2 differential, 3 PPS, 4 RTK, 5 float RTK, 6 dead reckoning."""
    utc_s: Measured
    """Time of measurement, in seconds since 1970; absent without a date or with an impossible one."""


class FixAssembler:
    """A join of the RMC and the GGA of one moment to a fix; any talker (GP, GN, GA, ...), in either order.

    One that comes again without the other, which was damaged or is never told, makes a fix of its own. A moment is told
    once: one that comes again and again is that of a receiver which stands still. Receivers that tell each system by
    itself (GP, then BD) have a fix as long as one of them has.
    """

    def __init__(self) -> None:
        self._halves: dict[bytes, Any] = {}
        self._last: object = None
        self._talker = ""
        self._passed_over: set[bytes] = set()  # sentences of others without a fix, since that of the teller

    def begin_anew(self) -> None:
        """Forget half a moment; the one that was told is not told again, as by a receiver that stands still."""
        self._halves.clear()

    def take(self, sentence: bytes) -> GnssSample | None:
        """Return the fix that a good `sentence` completes, or None; raises NoFix, BadFrame, OutOfRange."""
        kind = sentence[3:6]
        if kind not in _REQUIRED:
            return None
        try:
            half = _REQUIRED[kind](_parse(sentence))
        except NoFix:
            talker = sentence[1:3].decode("ascii")
            self._halves = {each: half for each, half in self._halves.items() if half.talker != talker}
            if self._is_of_another(talker, sentence[:6]):
                return None
            raise
        is_alone = kind in self._halves
        self._halves[kind] = half
        rmc, gga = self._halves.get(_RMC), self._halves.get(_GGA)
        if rmc is not None and gga is not None and rmc.timestamp == gga.timestamp:
            self._halves.clear()
            return self._once(rmc, gga)
        if not is_alone:
            return None
        return self._once(half, None) if kind == _RMC else self._once(None, half)

    def _once(self, rmc: Any, gga: Any) -> GnssSample | None:
        moment = (rmc or gga).timestamp, rmc is None, gga is None
        if moment == self._last:
            return None
        self._last = moment
        fix = _fix(rmc, gga)
        self._talker = (rmc or gga).talker
        self._passed_over.clear()
        return fix

    def _is_of_another(self, talker: str, sentence: bytes) -> bool:
        """Return True for the first such `sentence` without a fix after another talker reported one: it is no news."""
        if not self._talker or self._talker == talker or sentence in self._passed_over:
            self._talker = ""
            return False
        self._passed_over.add(sentence)
        return True


def _parse(sentence: bytes) -> Any:
    try:
        return pynmea2.parse(sentence.decode("ascii"), check=True)
    except ValueError as error:
        raise BadFrame(f"GNSS: {sentence!r} cannot be read") from error


def _require_active(rmc: Any) -> Any:
    # Not by pynmea2's is_valid: it wants a navigational status, which u-blox receivers tell as "V" for "not provided".
    if rmc.status != "A" or rmc.mode_indicator in _NOT_MEASURED:
        raise NoFix(f"GNSS: no fix (RMC status {rmc.status!r}, mode {rmc.mode_indicator!r})")
    return _require_time(rmc)


def _require_measured(gga: Any) -> Any:
    if gga.gps_qual not in _MEASURED:
        raise NoFix(f"GNSS: no fix (GGA quality {gga.gps_qual!r})")
    return _require_time(gga)


def _require_time(sentence: Any) -> Any:
    if not isinstance(sentence.timestamp, time):
        raise BadFrame(f"GNSS: {sentence.timestamp!r} is no time")
    return sentence


_RMC, _GGA = b"RMC", b"GGA"
_REQUIRED = {_RMC: _require_active, _GGA: _require_measured}


def _fix(rmc: Any, gga: Any) -> GnssSample:
    """Make a fix of one of the two sentences, or both."""
    place = rmc or gga
    latitude_deg = _angle(place.lat, place.lat_dir, _NORTH_SOUTH, 90.0)
    longitude_deg = _angle(place.lon, place.lon_dir, _EAST_WEST, 180.0)
    if latitude_deg == longitude_deg == 0.0:
        raise NoFix("GNSS: 0 N 0 E is what a receiver tells that has no position")
    return GnssSample(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=_of(gga, "altitude", "altitude", _MIN_M, _MAX_M),
        speed_kph=product(_of(rmc, "speed", "spd_over_grnd", 0.0, _MAX_KNOTS), _KPH_PER_KNOT),
        course_deg=_course_deg(rmc),
        satellites=_of(gga, "satellite count", "num_sats", 0.0, _MAX_SATELLITES),
        hdop=_of(gga, "HDOP", "horizontal_dil", 0.0, _WORST_HDOP),
        fix_quality=_NOT_SENT if gga is None else float(gga.gps_qual),
        utc_s=_NOT_SENT if rmc is None else alone(_utc_s, rmc.datestamp, rmc.timestamp),
    )


def _course_deg(rmc: Any) -> Measured:
    if rmc is not None and rmc.true_course in (None, ""):
        return NothingToMeasure("GNSS: no course while the car stands")
    return _of(rmc, "course", "true_course", 0.0, 360.0)


def _of(sentence: Any, what: str, field: str, minimum: float, maximum: float) -> Measured:
    """Return a field of a sentence that may be absent."""
    return _NOT_SENT if sentence is None else alone(_number, what, getattr(sentence, field), minimum, maximum)


def _angle(text: str, side: str, sides: Mapping[str, float], max_deg: float) -> float:
    """Convert degrees and minutes, dddmm.mmmm."""
    if not text or not side:
        raise NoFix("GNSS: a fix without a position")
    try:
        angle_deg = pynmea2.nmea_utils.dm_to_sd(text) * sides[side]
    except (ValueError, KeyError) as error:
        raise BadFrame(f"GNSS: {text!r} {side!r} is no angle") from error
    return _number("angle", angle_deg, -max_deg, max_deg)


def _number(what: str, stated: Any, minimum: float, maximum: float) -> float:
    if stated in (None, ""):
        raise NotAvailable(f"GNSS: a fix without {what}")
    try:
        value = float(stated)
    except ValueError as error:
        raise BadFrame(f"GNSS: {what} {stated!r} is no number") from error
    if not minimum <= value <= maximum:
        raise OutOfRange(f"GNSS: {what} {value:g} is outside {minimum:g} to {maximum:g}")
    return value


def _utc_s(day: object, clock: time) -> float:
    if not isinstance(day, date):
        raise NotAvailable(f"GNSS: a fix without a date ({day!r})")
    if day.year < FIRST_YEAR:
        raise NotAvailable(f"GNSS: {day} is before {FIRST_YEAR} (has the receiver's count of weeks rolled over?)")
    return datetime.combine(day, clock).timestamp()
