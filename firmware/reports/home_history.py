"""The history of a thermometer as Home Assistant exports it: CSV of its history page, or JSON of its API. Pure.

CSV has the columns entity_id, state, last_changed. JSON is a list for each entity, of objects with entity_id (only the
first has it where the answer was asked to be short), state, last_changed, and the unit among the attributes.
"""

import csv
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from itertools import pairwise
from typing import Any, NamedTuple

from firmware.coldchain.series import MINUTE_S, Gap, Item, Minute, Span
from firmware.errors import FirmwareError
from firmware.languages.local_forms import TemperatureUnit, in_celsius

HOLDS_S = 7_200.0
"""A state holds until the next; Home Assistant writes changes only. A thermometer in a fridge changes within two hours
(compressor cycles of 30 to 90 min): a longer silence is a gap. Engineering choice."""

_ABSENT = frozenset({"unavailable", "unknown", ""})
_HEAD = ["entity_id", "state", "last_changed"]
_COLDEST, _HOTTEST = -90.0, 200.0
"""No thermometer in a fridge shows what is beyond, in either unit. Engineering choice."""

_MAX_MINUTES = 400 * 1_440


class Sample(NamedTuple):
    """A state and since when; None is that there was none."""

    wall_s: float
    temperature_c: float | None


def is_history(text: str) -> bool:
    """Return True for what looks like such an export."""
    return re.match(r"\s*(entity_id,|\[\s*\[)", text.lstrip("\ufeff")) is not None


def read_history(text: str, name: str, entity: str = "", unit: TemperatureUnit = TemperatureUnit.CELSIUS) -> list[Item]:
    """Read the minutes of `entity`, or of the only one, which shows `unit`; raises FirmwareError with one line."""
    try:
        by_entity = _of_csv(text) if text.lstrip("\ufeff \r\n").startswith("entity_id") else _of_json(text)
        samples = sorted(_chosen(by_entity, entity))
    except FirmwareError as error:
        raise FirmwareError(f"{name}: {error}") from error
    return minutes_of([Sample(at_s, None if value is None else in_celsius(value, unit)) for at_s, value in samples])


def minutes_of(samples: Sequence[Sample]) -> list[Item]:
    """Lay states into minutes; of each the lowest, mean and highest that held in it."""
    items: list[Item] = []
    for begin, end in pairwise(samples):
        lasted_s = end.wall_s - begin.wall_s
        if begin.temperature_c is None or lasted_s > HOLDS_S:
            why = "no value" if begin.temperature_c is None else "no change for long"
            items.append(Gap(wall_s=begin.wall_s, duration_s=lasted_s, why=why))
        elif lasted_s > 0.0:
            items.extend(_pieces(begin, end.wall_s))
    return _joined(items)


def _pieces(begin: Sample, to_s: float) -> Iterator[Minute]:
    at_s, value = begin.wall_s, begin.temperature_c
    while value is not None and at_s < to_s:
        ends_s = min((math.floor(at_s / MINUTE_S) + 1) * MINUTE_S, to_s)
        yield Minute(wall_s=at_s, duration_s=ends_s - at_s, air_c=Span(value, value, value))
        at_s = ends_s


def _joined(items: Sequence[Item]) -> list[Item]:
    """Join pieces of the same minute."""
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if isinstance(item, Minute) and isinstance(last, Minute) and _same_minute(last, item):
            joined[-1] = _both(last, item)
        else:
            joined.append(item)
    return joined


def _same_minute(one: Minute, other: Minute) -> bool:
    return math.floor(one.wall_s / MINUTE_S) == math.floor(other.wall_s / MINUTE_S)


def _both(one: Minute, other: Minute) -> Minute:
    first, second = one.air_c, other.air_c
    if first is None or second is None:
        return one
    total_s = one.duration_s + other.duration_s
    mean = (first.mean * one.duration_s + second.mean * other.duration_s) / total_s
    span = Span(min(first.low, second.low), mean, max(first.high, second.high))
    return Minute(wall_s=one.wall_s, duration_s=total_s, air_c=span)


def _chosen(by_entity: Mapping[str, list[Sample]], entity: str) -> list[Sample]:
    known = ", ".join(sorted(by_entity)) or "none"
    if entity and entity not in by_entity:
        raise FirmwareError(f"has no entity {entity}: there are {known}")
    if not entity and len(by_entity) != 1:
        raise FirmwareError(f"has the entities {known}: choose one with --entity")
    samples = by_entity[entity] if entity else next(iter(by_entity.values()))
    if sum(each.temperature_c is not None for each in samples) < 2:  # noqa: PLR2004  # of one no time is known
        raise FirmwareError("has less than two temperatures: must be the history of a thermometer")
    if samples[-1].wall_s - samples[0].wall_s > _MAX_MINUTES * MINUTE_S:
        raise FirmwareError("is longer than 400 days: export a shorter time")
    return samples


def _of_csv(text: str) -> dict[str, list[Sample]]:
    table = csv.reader(StringIO(text.lstrip("\ufeff \r\n").partition("\n")[2]))
    head = text.lstrip("\ufeff \r\n").partition("\n")[0].strip().split(",")
    if head[:3] != _HEAD:
        raise FirmwareError(f"begins with {', '.join(head)!r:.60}: must be {', '.join(_HEAD)}")
    by_entity: dict[str, list[Sample]] = {}
    try:
        for line, row in enumerate(table, start=2):
            if not row:
                continue
            if len(row) < len(_HEAD):
                raise FirmwareError(f"line {line}: has {len(row)} values: must be {', '.join(_HEAD)}; cut off?")
            by_entity.setdefault(row[0], []).append(_sample(row[1], row[2], f"line {line}"))
    except csv.Error as error:
        raise FirmwareError(f"is no CSV: {error}") from error
    return by_entity


def _of_json(text: str) -> dict[str, list[Sample]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FirmwareError(f"is no JSON, or cut off: {error}") from error
    by_entity: dict[str, list[Sample]] = {}
    if not isinstance(told, list) or not all(isinstance(states, list) for states in told):
        raise FirmwareError("must be a list with a list of states for each entity")
    for states in told:
        entity = ""
        for number, state in enumerate(states):
            where = f"state {number + 1} of {entity or 'an entity'}"
            if not isinstance(state, dict) or "state" not in state:
                raise FirmwareError(f"{where}: must be an object with state and last_changed")
            entity = str(state.get("entity_id", entity))
            changed = str(state.get("last_changed", state.get("last_updated", "")))
            by_entity.setdefault(entity, []).append(_sample(str(state["state"]), changed, where))
    return by_entity


def _sample(state: str, changed: str, where: str) -> Sample:
    try:
        at_s = datetime.fromisoformat(changed).astimezone().timestamp()
    except (ValueError, OverflowError) as error:
        raise FirmwareError(
            f"{where}: last_changed {changed!r:.40}: must be a time such as 2026-12-01T08:00:00Z"
        ) from error
    if state.lower() in _ABSENT:
        return Sample(at_s, None)
    value = _finite(state)
    if value is None:
        raise FirmwareError(f"{where}: state {state!r:.40}: must be a temperature")
    return Sample(at_s, value)


def _finite(state: Any) -> float | None:
    try:
        value = float(state)
    except ValueError:
        return None
    return value if _COLDEST <= value <= _HOTTEST else None
