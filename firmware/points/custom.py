"""The rows of measurements that owners name themselves, for sensors that nothing else here knows."""

from collections.abc import Mapping

from firmware.points.builders import OWN, shown
from firmware.points.quantities import CURRENT, POWER, PRESSURE, SPEED, TEMPERATURE, VOLTAGE, Kind, Point, plain

KINDS: Mapping[str, Kind] = {
    "c": TEMPERATURE,
    "hpa": PRESSURE,
    "v": VOLTAGE,
    "a": CURRENT,
    "w": POWER,
    "kph": SPEED,
    "pct": plain("%"),
    "ppm": plain("ppm"),
    "ppb": plain("ppb"),
    "ugm3": plain("µg/m³"),
    "bqm3": plain("Bq/m³"),
    "lx": plain("lx"),
    "db": plain("dB"),
    "deg": plain("°"),
    "m": plain("m"),
    "cm": plain("cm"),
    "g": plain("g"),
    "kg": plain("kg"),
    "rpm": plain("rpm"),
    "bpm": plain("bpm"),
    "hz": plain("Hz"),
    "wh": plain("Wh"),
    "ah": plain("Ah"),
    "s": plain("s"),
}
"""By the last word of the name."""

PERSONAL = frozenset({"bpm"})
"""Beats and breaths per minute are a person's."""


def extra(key: str) -> Point:
    """Make the point `key` of one sensor; "extra.radon_bqm3" is "Radon" in Bq/m3, without a known unit a number."""
    path = key.partition(".")[2]
    words, _, unit = path.rpartition("_")
    kind = KINDS.get(unit) if words else None
    name = (path if kind is None else words).replace("_", " ").capitalize()
    personal = kind is not None and unit in PERSONAL
    return shown(key, name, kind or plain(None), f"{OWN}.Extra.{path}", personal=personal)
