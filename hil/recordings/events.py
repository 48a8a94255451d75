"""Event-driven recordings: JSON in which, somewhere, objects have a time and a temperature."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hil.recordings import columns
from hil.recordings.columns import to_celsius
from hil.recordings.series import Moment, Series, UnreadableError
from hil.recordings.time_stamps import of_column

TIMES = ("time", "timestamp", "ts", "at")
CELSIUS = ("degc", "temp_c", "temperature_c", "temperature", "temp", "celsius", "value_c")
FAHRENHEIT = ("degf", "temp_f", "temperature_f", "fahrenheit")
MAX_DEPTH = 8


def series(file: Path, text: str) -> Series:
    """Read such a recording; objects without a temperature are other events, and are counted."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{file}: no JSON: {error}") from error
    timed = list(_timed(held, 0))
    parse = of_column([str(_time(each)) for each in timed])
    if parse is None:
        raise UnreadableError(f"{file}: no series in it: objects with a time and a temperature are wanted")
    moments = [Moment(at_s=parse(str(_time(each))), air_c=_celsius(each, 0)) for each in timed]
    read = [moment for moment in moments if moment.air_c is not None]
    others = len(moments) - len(read)
    return columns.in_order(file.name, read, (f"{others} other events left out",) if others else ())


def set_point(text: str) -> float | None:
    """Return the set-point that a thermostat's settings in JSON tell; None where they tell none."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return next((value for name, value in _numbers(held, 0) if "setpoint" in name.replace("_", "")), None)


def _timed(held: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield every object that has a time of its own."""
    if depth > MAX_DEPTH:
        return
    if isinstance(held, dict):
        if _time(held) is not None:
            yield held
            return
        held = list(held.values())
    if isinstance(held, list):
        for each in held:
            yield from _timed(each, depth + 1)


def _time(held: Mapping[str, Any]) -> Any:
    return next((held[name] for name in TIMES if isinstance(held.get(name), int | float | str)), None)


def _celsius(held: Any, depth: int) -> float | None:
    numbers = dict(_numbers(held, depth))
    for name in CELSIUS:
        if name in numbers:
            return numbers[name]
    return next((to_celsius(numbers[name]) for name in FAHRENHEIT if name in numbers), None)


def _numbers(held: Any, depth: int) -> Iterator[tuple[str, float]]:
    """Yield every number with its name in lower case, at whatever depth."""
    if isinstance(held, list) and depth <= MAX_DEPTH:
        for each in held:
            yield from _numbers(each, depth + 1)
    if not isinstance(held, dict) or depth > MAX_DEPTH:
        return
    for name, value in held.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name.lower(), float(value)
        else:
            yield from _numbers(value, depth + 1)
