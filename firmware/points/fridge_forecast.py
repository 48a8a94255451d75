"""Forecasts for a compartment, as the fridge law learned it: contents, hold-over and ready times, frost.

A clock that is not known is absent, and its notes tell why.
"""

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import Any

from controller import Absence, CompartmentStatus, Mode, Reading, absent, present
from controller.interface.status import FORECAST_AFTER_H, FORECAST_TO_H
from firmware.control.state_store import State
from firmware.points.quantities import DURATION, DUTY, MARGIN, TEMPERATURE, WHY, Kind, Point
from firmware.runtime.local_time import time_of_day

_SHOWN_TO_S = 300.0
"""A time of day is told to five minutes: a note that always changes would fill the hub's own recorder."""

_STEP_K = 0.5

HOUR_S = 3_600.0

_FAR = f"not within {FORECAST_TO_H:.0f} h"


def clocks(name: str, number: int, vss: str) -> Iterator[Point]:
    """Make the points of the compartment `name`, the one of this `number`, below the path `vss`."""
    label = name.replace("_", " ").capitalize()

    def point(field: str, what: str, kind: Kind, path: str, **more: Any) -> Point:
        sources = (f"fridge.{name}.air_c",)
        return Point(
            key=f"fridge.{name}.{field}",
            name=f"{label} {what}",
            kind=kind,
            vss=f"{vss}.{path}",
            sources=sources,
            **more,
        )

    def within(state: State) -> Reading:
        return _reading(_known(state, number).contents_k, state)

    yield point(
        "expected_c",
        "contents, estimated",
        TEMPERATURE,
        "ExpectedContents",
        read=lambda s: _reading(_known(s, number).contents_c, s),
        notes=lambda s: _expected(s, number),
    )
    yield point("expected_k", "contents, estimated within", MARGIN, "ExpectedContentsWithin", read=within)
    yield point(
        "hold_over_min",
        "hold-over without power",
        DURATION,
        "HoldOver",
        read=lambda s: _clock(_known(s, number).hold_over_s, s, number),
        notes=lambda s: _held(s, number),
    )
    yield point(
        "ready_min",
        "ready in",
        DURATION,
        "ReadyIn",
        read=lambda s: _clock(_known(s, number).ready_s, s, number),
        notes=lambda s: _ready(s, number),
    )
    yield point("frost_pct", "frost", DUTY, "Frost", read=lambda s: _frost(s, number))


def _known(state: State, number: int) -> CompartmentStatus:
    return state.step.status.fridge.compartments[number]


def _reading(value: float | None, state: State, absence: Absence = Absence.NO_DATA_YET) -> Reading:
    now_s = state.step.now_s
    return absent(absence, now_s) if value is None else present(value, now_s)


def _clock(seconds: float | None, state: State, number: int) -> Reading:
    """Read it in minutes; absent while the law has not seen enough, and out of range beyond what it can foresee."""
    absence = Absence.NO_DATA_YET if _unknown(state, number) else Absence.OUT_OF_RANGE
    return _reading(None if seconds is None else seconds / 60.0, state, absence)


def _frost(state: State, number: int) -> Reading:
    """Read by how much less cold the plate gives than at its best; absent before that is known."""
    ratio = _known(state, number).frost_ratio
    return _reading(None if ratio is None else 100.0 * ratio, state)


def _unknown(state: State, number: int) -> str:
    """Tell why there is no forecast for the compartment; empty when there is one."""
    air = state.step.inputs.fridge.compartments[number].air_c
    if air.value is None:
        return f"air temperature: {air.absence}"
    if _known(state, number).seen_h < FORECAST_AFTER_H:
        return f"needs {FORECAST_AFTER_H * 60.0:.0f} min of readings first"
    unsure = _known(state, number).unsure
    return "" if unsure is None else f"contents not known: {unsure}"


def _expected(state: State, number: int) -> Mapping[str, str]:
    """Tell how near the truth is, in steps of half a kelvin, or why it is not told."""
    known = _known(state, number)
    if known.unsure is not None:
        return {WHY: known.unsure.value}
    return {} if known.contents_k is None else {"within": f"{ceil(known.contents_k / _STEP_K) * _STEP_K:.1f} K"}


def _between(range_s: tuple[float, float] | None) -> str:
    """Write a range in half hours; empty where none is known, or it is farther ahead than is told."""
    if range_s is None or range_s[0] >= FORECAST_TO_H * HOUR_S:
        return ""
    soonest_h = floor(range_s[0] / HOUR_S * 2.0) / 2.0
    latest_h = ceil(range_s[1] / HOUR_S * 2.0) / 2.0
    return f"{soonest_h:.1f} and {latest_h:.1f} h" + (" or more" if latest_h >= FORECAST_TO_H else "")


def _range(range_s: tuple[float, float] | None) -> Mapping[str, str]:
    """Note the range of a clock that is told, where there is one."""
    between = _between(range_s)
    return {"between": between} if between else {}


def _far(range_s: tuple[float, float] | None) -> str:
    """Tell why a clock is not told that has been worked out."""
    if range_s is None:
        return "not watched for long enough"
    between = _between(range_s)
    return f"not known better than between {between}" if between else _FAR


def _held(state: State, number: int) -> Mapping[str, str]:
    known = _known(state, number)
    if known.hold_over_limit_c is not None:
        return {"until": f"contents at {known.hold_over_limit_c:.1f} °C", **_range(known.hold_over_range_s)}
    return {WHY: _unknown(state, number) or _far(known.hold_over_range_s)}


def _ready(state: State, number: int) -> Mapping[str, str]:
    known = _known(state, number)
    if known.ready_s is not None:
        by_s = ceil((state.wall_s + known.ready_s) / _SHOWN_TO_S) * _SHOWN_TO_S
        return {"by": time_of_day(by_s), **_range(known.ready_range_s)} if known.ready_s > 0.0 else {"by": "now"}
    if state.step.memory.targets.compartments[number].mode is Mode.OFF:
        return {WHY: "it is off"}
    return {WHY: _unknown(state, number) or _far(known.ready_range_s)}
