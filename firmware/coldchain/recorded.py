"""Rows of the record as the minutes, gaps and facts that trips are judged by. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from firmware.coldchain.minutes import BY, COLD, CONTENTS, LID, PROBE, WITHIN
from firmware.coldchain.rows import MINUTE, Row
from firmware.coldchain.series import Fact, Gap, Item, Minute, Span, Surroundings
from firmware.record.leaves import EVENT

_MILLI = 1_000.0

AWAY_S = 30.0
"""Between two minutes of the record that are further apart there is a gap. Engineering choice: three samples."""


def minute_of(body: Mapping[str, Any], wall_s: float) -> Minute:
    """Read the body of a minute that began at `wall_s`."""
    absent = body.get("absent", {})
    contents_c = _span(body.get(CONTENTS))
    return Minute(
        wall_s=wall_s,
        duration_s=body["ms"] / _MILLI,
        air_c=_span(body.get("air_mc")),
        air_absence=str(absent.get("air_mc", "")),
        contents_c=contents_c,
        contents_k=0.0 if body.get(BY) == PROBE else _value(body.get(WITHIN)) or 0.0,
        contents_absence=str(absent.get(CONTENTS, "")),
        around=_around(body),
    )


def _around(body: Mapping[str, Any]) -> Surroundings:
    mode = body.get("mode")
    return Surroundings(
        set_point_c=_value(body.get("set_point_mc")),
        cools=None if mode is None else mode == "cool",
        lid_open_s=_value(body.get(LID)),
        compressor_s=_value(body.get(COLD)),
        fan_pct=_value(body.get("fan_mpct")),
        plate_c=_value(body.get("plate_mc")),
        cabin_c=_value(body.get("cabin_mc")),
        supply_v=_value(body.get("supply_mv")),
        supply_a=_value(body.get("supply_ma")),
    )


def _span(values: Sequence[int] | None) -> Span | None:
    if values is None:
        return None
    low, mean, high = values
    return Span(low / _MILLI, mean / _MILLI, high / _MILLI)


def _value(value: int | Sequence[int] | None) -> float | None:
    """Return a value, of three their mean."""
    if value is None:
        return None
    return (value if isinstance(value, int) else value[1]) / _MILLI


def items_of(rows: Iterable[Row]) -> tuple[list[Item], list[Fact]]:
    """Read rows of the record, in the order of writing: minutes with the gaps between them, and events."""
    items: list[Item] = []
    facts: list[Fact] = []
    last: tuple[float, str] | None = None
    for row in sorted(rows, key=lambda row: row.at_ms):
        if row.kind == EVENT:
            facts.append(_fact(row))
        elif row.kind == MINUTE:
            minute = minute_of(row.body, row.at_s)
            if last is not None and minute.wall_s - last[0] > AWAY_S:
                items.append(gap_between(last[0], minute.wall_s, rebooted=row.boot_id != last[1]))
            items.append(minute)
            last = minute.wall_s + minute.duration_s, row.boot_id
    return items, facts


def gap_between(from_s: float, to_s: float, *, rebooted: bool) -> Gap:
    """Make the gap of a time in which nothing was recorded."""
    why = "the controller was without power" if rebooted else "the service did not run"
    return Gap(wall_s=from_s, duration_s=max(to_s - from_s, 0.0), why=why, power_lost=rebooted)


def _fact(row: Row) -> Fact:
    data = json.loads(row.body["data"])
    return Fact(wall_s=row.at_s, kind=row.body["kind"], text=row.body["text"], data=data)
