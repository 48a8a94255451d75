"""State that survives a restart of the controller, as JSON values and back; nonsense is never believed. Pure."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

from controller import CabinSettings, CompartmentSettings, Mode, Preset, Settings, Target, Targets
from controller.interface.requests import CABIN_MODES, CABIN_PRESETS, COMPARTMENT_MODES, COMPARTMENT_PRESETS
from controller.targets import configured
from firmware.record.keys import TARGETS
from firmware.requests.departure import at_moment, departs_at_s, moment
from firmware.runtime.clock import Clock, Now
from firmware.runtime.faults import Faults
from firmware.runtime.local_time import in_two_digits

_T = TypeVar("_T")

Place = CabinSettings | CompartmentSettings

Departure = tuple[float | None, str]
"""On the monotonic clock, and what was said of it."""


def targets_to_json(targets: Targets, settings: Settings, now: Now) -> dict[str, Any]:
    """Convert the targets by the names of the compartments, so that a changed order mixes nothing up.

    The departure is persisted in seconds since 1970, the only clock that outlives the computer's, and as what was said
    of it for the time until that clock is known.
    """
    names = (compartment.name for compartment in settings.fridge.compartments)
    return {
        "compartments": {
            name: _target_to_json(target) for name, target in zip(names, targets.compartments, strict=True)
        },
        "cabin": _target_to_json(targets.cabin),
        "quiet": targets.quiet,
        "departs_wall_s": _departs_wall_s(targets, now),
        "departs_by": targets.departs_by,
    }


def targets_from_json(persisted: Any, settings: Settings, faults: Faults, now: Now) -> Targets | None:
    """Restore the persisted targets, each value as far as it can be used; None where none can.

    A fault names the rest, for which what is configured holds. A compartment that is new gets its configured target.
    """
    if persisted is None:
        return None
    reader = _Reader()
    targets = reader.value("all of them", lambda: _targets(_mapping(persisted), settings, reader, now), None)
    if reader.left_out:
        which = "; ".join(reader.left_out)
        faults.report(
            TARGETS, f"record: targets of the last run that cannot be used, the configured ones apply: {which}"
        )
    return targets


class _Reader:
    """A reader of persisted values, any of which may be damaged; `left_out` names those that were, and why."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def value(self, name: str, read: Callable[[], _T], default: _T) -> _T:
        """Return the result of `read`; where it fails, `default`, and the value is named."""
        try:
            return read()
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            why = "missing" if isinstance(error, LookupError) else f"{error!s:.100}"
            self.left_out.append(f"{name}: {why}")
            return default


def _targets(persisted: Mapping[str, Any], settings: Settings, reader: _Reader, now: Now) -> Targets:
    default, boxes = configured(settings), settings.fridge.compartments
    none: Mapping[str, Any] = {}
    of_boxes = reader.value("compartments", lambda: _mapping(persisted["compartments"]), none)
    names = [box.name for box in boxes]
    reader.left_out += [f"{name!r:.40}: there are {', '.join(names)}" for name in of_boxes if name not in names]
    said, wall_s = persisted.get("departs_by", ""), persisted.get("departs_wall_s")
    no_departure: Departure = None, ""
    departs_at_s, departs_by = reader.value("departure", lambda: _departure(said, wall_s, now), no_departure)
    return Targets(
        compartments=tuple(
            _target(box.name, of_boxes.get(box.name), box, target, reader)
            for box, target in zip(boxes, default.compartments, strict=True)
        ),
        cabin=_target(
            "cabin", reader.value("cabin", lambda: persisted["cabin"], None), settings.cabin, default.cabin, reader
        ),
        quiet=reader.value("quiet", lambda: _bool(persisted.get("quiet", default.quiet)), default.quiet),
        departs_at_s=departs_at_s,
        departs_by=departs_by,
    )


def _target(name: str, persisted: Any, place: Place, default: Target, reader: _Reader) -> Target:
    """Read one target; None is that of a new compartment. A record written before there were presets has none."""
    if persisted is None:
        return default
    values = reader.value(name, lambda: _mapping(persisted), None)
    if values is None:
        return default
    is_cabin = isinstance(place, CabinSettings)
    modes, presets = (CABIN_MODES, CABIN_PRESETS) if is_cabin else (COMPARTMENT_MODES, COMPARTMENT_PRESETS)
    return Target(
        reader.value(f"{name} set_point_c", lambda: _set_point_c(values["set_point_c"], place), default.set_point_c),
        reader.value(f"{name} mode", lambda: Mode(_one_of(values["mode"], modes)), default.mode),
        reader.value(
            f"{name} preset", lambda: Preset(_one_of(values.get("preset", default.preset), presets)), default.preset
        ),
    )


def clean_stop(clock: Clock, compressor_off_since_s: float) -> dict[str, Any]:
    """Make the marker to keep at a clean stop: since when (monotonic) the compressor has been off."""
    return {"boot_id": clock.boot_id, "compressor_off_since_s": compressor_off_since_s}


def compressor_off_since(marker: Any, clock: Clock) -> float | None:
    """Return since when (monotonic) the compressor is proven to be off; None: it counts as just stopped.

    Only a marker of a clean stop within this boot is a proof; the clock of another boot says nothing.
    """
    if not isinstance(marker, Mapping) or marker.get("boot_id") != clock.boot_id:
        return None
    since_s = marker.get("compressor_off_since_s")
    if not isinstance(since_s, float) or not 0.0 <= since_s <= clock.monotonic_s():
        return None
    return since_s


def _target_to_json(target: Target) -> dict[str, Any]:
    return {"set_point_c": target.set_point_c, "mode": target.mode.value, "preset": target.preset.value}


def _mapping(persisted: Any) -> Mapping[str, Any]:
    if not isinstance(persisted, Mapping):
        raise TypeError(f"{persisted!r:.40}: must be values by name")
    return persisted


def _bool(persisted: Any) -> bool:
    if not isinstance(persisted, bool):
        raise TypeError(f"{persisted!r:.40}: must be true or false")
    return persisted


def _number(persisted: Any) -> float:
    if isinstance(persisted, bool) or not isinstance(persisted, int | float) or not isfinite(persisted):
        raise TypeError(f"{persisted!r:.40}: must be a number")
    return float(persisted)


def _set_point_c(persisted: Any, place: Place) -> float:
    set_point_c, min_c, max_c = _number(persisted), place.lowest_set_point_c, place.highest_set_point_c
    if not min_c <= set_point_c <= max_c:
        raise ValueError(f"{set_point_c:g} °C: it takes {min_c:g} to {max_c:g} °C")
    return set_point_c


def _one_of(persisted: Any, possible: Sequence[str]) -> str:
    if not isinstance(persisted, str) or persisted not in possible:
        raise ValueError(f"{persisted!r:.40}: it takes {', '.join(possible)}")
    return persisted


def _departs_wall_s(targets: Targets, now: Now) -> float | None:
    """Return the moment of the departure, None where there is none or the clock does not tell it."""
    if targets.departs_by and moment(targets.departs_by) is not None:
        return moment(targets.departs_by)
    if targets.departs_at_s is None or not now.is_known:
        return None
    return targets.departs_at_s - now.monotonic_s + now.wall_s


def _departure(said: Any, wall_s: Any, now: Now) -> Departure:
    """Tell when it is by the monotonic clock, and in words; raises ValueError, TypeError.

    A moment that was known counts more than words. None waits for the time of day; one that is over is left out, and so
    is one that a clock made that was wrong by days.
    """
    departs_by = said if wall_s is None else at_moment(_number(wall_s))
    if departs_by == "":
        return None, ""
    if wall_s is None and in_two_digits(departs_by) != departs_by:
        raise ValueError(f"{said!r:.40}: must be a time of day")
    at_s = departs_at_s(departs_by, now.monotonic_s, now)
    if now.is_known and (at_s is None or at_s == float("-inf")):
        return None, ""
    return at_s, departs_by if said or at_s is None else ""
