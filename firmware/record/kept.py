"""What must survive a restart of the controller, as JSON values and back; nonsense is never believed. Pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from controller import Mode, Preset, Settings, Wish, Wishes
from controller.wishes import GRACE_S, LATEST_DEPARTURE_S, configured
from firmware.clock import Clock, Now
from firmware.faults import Faults

WISHES = "wishes"
"""The key under which the record keeps what people asked for."""

CLEAN_STOP = "clean_stop"
"""The key of the marker that only a clean stop writes, and that each start takes away."""


def wishes_to_json(wishes: Wishes, settings: Settings, now: Now) -> dict[str, Any]:
    """By the names of the compartments, so that a changed order in the configuration mixes nothing up.

    The departure is kept in seconds since 1970, the only clock that outlives the computer's.
    """
    departs_at_s = wishes.departs_at_s
    names = (compartment.name for compartment in settings.fridge.compartments)
    return {
        "compartments": {name: _wish_to_json(wish) for name, wish in zip(names, wishes.compartments, strict=True)},
        "cabin": _wish_to_json(wishes.cabin),
        "quiet": wishes.quiet,
        "departs_wall_s": None if departs_at_s is None else departs_at_s - now.monotonic_s + now.wall_s,
    }


def wishes_from_json(kept: Any, settings: Settings, faults: Faults, now: Now) -> Wishes | None:
    """The wishes that were kept, None where there are none or they cannot be used (then there is a fault, too).

    A compartment that is new gets its configured wish. Ranges are for controller.start() to check.
    """
    if kept is None:
        return None
    defaults = configured(settings)
    try:
        compartments = tuple(
            _wish_from_json(kept["compartments"].get(compartment.name), default)
            for compartment, default in zip(settings.fridge.compartments, defaults.compartments, strict=True)
        )
        cabin = _wish_from_json(kept["cabin"], defaults.cabin)
        quiet = _quiet_from_json(kept.get("quiet", defaults.quiet))
        return Wishes(compartments, cabin, quiet, _departs_at_s(kept.get("departs_wall_s"), now))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        line = "record: the wishes kept from the last run cannot be used: the configured ones hold"
        faults.report(WISHES, line)
        return None


def clean_stop(clock: Clock, compressor_off_since_s: float) -> dict[str, Any]:
    """The marker to keep at a clean stop: since when (monotonic) the compressor has been off."""
    return {"boot_id": clock.boot_id, "compressor_off_since_s": compressor_off_since_s}


def compressor_off_since(marker: Any, clock: Clock) -> float | None:
    """The proven time (monotonic) since which the compressor is off; None where it must count as just stopped.

    Only a marker of a clean stop within this boot is a proof; the clock of another boot says nothing.
    """
    if not isinstance(marker, Mapping) or marker.get("boot_id") != clock.boot_id:
        return None
    since_s = marker.get("compressor_off_since_s")
    if not isinstance(since_s, float) or not 0.0 <= since_s <= clock.monotonic_s():
        return None
    return since_s


def _wish_to_json(wish: Wish) -> dict[str, Any]:
    return {"set_point_c": wish.set_point_c, "mode": wish.mode.value, "preset": wish.preset.value}


def _wish_from_json(kept: Any, default: Wish) -> Wish:
    if kept is None:
        return default
    set_point_c = float(kept["set_point_c"])
    if not isfinite(set_point_c):
        raise ValueError(f"set_point_c = {set_point_c}: must be finite")
    # A record written before there were presets has none.
    return Wish(set_point_c, Mode(kept["mode"]), Preset(kept.get("preset", default.preset)))


def _quiet_from_json(kept: Any) -> bool:
    if not isinstance(kept, bool):
        raise TypeError(f"quiet = {kept!r}: must be true or false")
    return kept


def _departs_at_s(kept: Any, now: Now) -> float | None:
    """On the monotonic clock; None for one that is over, or that only a clock that was set since could have made."""
    if kept is None:
        return None
    ahead_s = float(kept) - now.wall_s
    return now.monotonic_s + ahead_s if -GRACE_S <= ahead_s <= LATEST_DEPARTURE_S else None
