"""Position, speed and time from the RMC and GGA sentences of a satellite receiver. Source: NMEA 0183 version 4.11."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from math import nan
from typing import Any

import pynmea2  # type: ignore[import-untyped]  # has no types

from drivers.errors import BadFrame, NotAvailable, OutOfRange

FIRST_YEAR = 2024
"""Of this code. A receiver whose 1024-week count has rolled over tells a date 19.6 years earlier."""

_KPH_PER_KNOT = 1.852
_FASTEST_KNOTS, _HIGHEST_M = 1_000.0, 18_000.0  # receivers fall silent beyond (export limits)
_LOWEST_M = -500.0  # the Dead Sea is at -430 m
_MOST_SATELLITES, _WORST_HDOP = 99.0, 99.99  # what the fields can tell
_MEASURED = frozenset(range(1, 7))  # GGA quality: not 0 no fix, 7 entered by hand, 8 simulator
_NOT_MEASURED = ("N", "M", "S")  # RMC mode: no fix, entered by hand, simulator
_NORTH_SOUTH, _EAST_WEST = {"N": 1.0, "S": -1.0}, {"E": 1.0, "W": -1.0}


@dataclass(frozen=True, slots=True)
class GnssSample:
    """One fix. Of the fields only `course_deg` and `utc_s` can be not a number, where the receiver does not know it."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    """Above mean sea level."""
    speed_kph: float
    course_deg: float
    """Clockwise from true north; receivers leave it out while the car stands."""
    satellites: float
    hdop: float
    fix_quality: float
    """1 GNSS, 2 differential, 3 PPS, 4 RTK, 5 float RTK, 6 dead reckoning."""
    utc_s: float
    """When it was measured, seconds since 1970; not a number without a date or with one that cannot be."""


class FixAssembler:
    """Joins the RMC and the GGA of one moment to a fix; any talker (GP, GN, GA, ...), in either order."""

    def __init__(self) -> None:
        self._rmc: Any = None
        self._gga: Any = None

    def take(self, sentence: bytes) -> GnssSample | None:
        """The fix that a good `sentence` completes, or None; raises NotAvailable (no fix), BadFrame, OutOfRange."""
        kind = sentence[3:6]
        if kind == b"RMC":
            self._rmc = _require_active(_parse(sentence))
        elif kind == b"GGA":
            self._gga = _require_measured(_parse(sentence))
        else:
            return None
        if self._rmc is None or self._gga is None or self._rmc.timestamp != self._gga.timestamp:
            return None
        rmc, gga, self._rmc, self._gga = self._rmc, self._gga, None, None
        return _fix(rmc, gga)


def _parse(sentence: bytes) -> Any:
    try:
        return pynmea2.parse(sentence.decode("ascii"), check=True)
    except ValueError as error:
        raise BadFrame(f"GNSS: {sentence!r} cannot be read") from error


def _require_active(rmc: Any) -> Any:
    # Not by pynmea2's is_valid: it wants a navigational status, which u-blox receivers tell as "V" for "not provided".
    if rmc.status != "A" or rmc.mode_indicator in _NOT_MEASURED:
        raise NotAvailable(f"GNSS: no fix (RMC status {rmc.status!r}, mode {rmc.mode_indicator!r})")
    return rmc


def _require_measured(gga: Any) -> Any:
    if gga.gps_qual not in _MEASURED:
        raise NotAvailable(f"GNSS: no fix (GGA quality {gga.gps_qual!r})")
    return gga


def _fix(rmc: Any, gga: Any) -> GnssSample:
    latitude_deg = _angle(rmc.lat, rmc.lat_dir, _NORTH_SOUTH, 90.0)
    longitude_deg = _angle(rmc.lon, rmc.lon_dir, _EAST_WEST, 180.0)
    if latitude_deg == longitude_deg == 0.0:
        raise NotAvailable("GNSS: 0 N 0 E is what a receiver tells that has no position")
    return GnssSample(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=_number("altitude", gga.altitude, _LOWEST_M, _HIGHEST_M),
        speed_kph=_number("speed", rmc.spd_over_grnd, 0.0, _FASTEST_KNOTS) * _KPH_PER_KNOT,
        course_deg=nan if rmc.true_course in (None, "") else _number("course", rmc.true_course, 0.0, 360.0),
        satellites=_number("satellite count", gga.num_sats, 0.0, _MOST_SATELLITES),
        hdop=_number("HDOP", gga.horizontal_dil, 0.0, _WORST_HDOP),
        fix_quality=float(gga.gps_qual),
        utc_s=_utc_s(rmc.datestamp, rmc.timestamp),
    )


def _angle(text: str, side: str, sides: Mapping[str, float], largest_deg: float) -> float:
    """From degrees and minutes, dddmm.mmmm."""
    if not text or not side:
        raise NotAvailable("GNSS: a fix without a position")
    try:
        angle_deg = pynmea2.nmea_utils.dm_to_sd(text) * sides[side]
    except (ValueError, KeyError) as error:
        raise BadFrame(f"GNSS: {text!r} {side!r} is no angle") from error
    return _number("angle", angle_deg, -largest_deg, largest_deg)


def _number(what: str, told: Any, lowest: float, highest: float) -> float:
    if told in (None, ""):
        raise NotAvailable(f"GNSS: a fix without {what}")
    try:
        value = float(told)
    except ValueError as error:
        raise BadFrame(f"GNSS: {what} {told!r} is no number") from error
    if not lowest <= value <= highest:
        raise OutOfRange(f"GNSS: {what} {value:g} is outside {lowest:g} to {highest:g}")
    return value


def _utc_s(day: object, clock: object) -> float:
    if not isinstance(clock, time):
        raise BadFrame(f"GNSS: {clock!r} is no time")
    if not isinstance(day, date) or day.year < FIRST_YEAR:
        return nan
    return datetime.combine(day, clock).timestamp()
