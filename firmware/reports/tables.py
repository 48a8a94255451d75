"""The same report for programs, in degrees Celsius and UTC: one JSON object, or its minutes as a CSV table."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from firmware.coldchain.assessment import Explained, Figures
from firmware.coldchain.series import Gap, Minute, Span
from firmware.config.cargo import Limit
from firmware.reports.page import Page, Segment
from firmware.reports.sheet import deciding, unknown_time_s

COLUMNS = (
    *("time", "duration_s", "trip", "air_min_c", "air_mean_c", "air_max_c", "air_absence"),
    *("contents_min_c", "contents_mean_c", "contents_max_c", "contents_within_k", "contents_absence"),
    *("set_point_c", "lid_open_s", "compressor_s", "cabin_c", "supply_v", "gap"),
)
"""The columns of the CSV. A name never changes."""


def as_json(page: Page) -> dict[str, Any]:
    """Return all of `page` but for its minutes."""
    told = page.assessment
    return {
        "verdict": told.verdict,
        "why": told.why,
        "decided_by": told.decided_by,
        "consignment": page.consignment,
        "cargo": asdict(page.cargo),
        "began": utc(page.began_s),
        "ended": None if page.ended_s is None else utc(page.ended_s),
        "air": _figures(told.air),
        "contents": _figures(told.contents),
        "mkt_c": deciding(page).kinetic_c,
        "unknown_s": unknown_time_s(page),
        "out_of_refrigeration_s": told.out_of_refrigeration_s,
        "out_of_refrigeration_left_s": told.left_s,
        "shelf_life_days": told.shelf_life_days,
        "lid_openings": told.lid_openings,
        "lid_open_s": told.lid_open_s,
        "precooled": {"proven": told.precooled.proven, "why": told.precooled.why},
        "excursions": [_excursion(one) for one in told.excursions],
        "gaps": [_gap(gap) for gap in told.gaps],
        "segments": [_segment(segment) for segment in page.segments],
        "between": [{"began": utc(from_s), "duration_s": to_s - from_s} for from_s, to_s in page.between()],
        "seal": None if page.seal is None else page.seal.text,
        "made": utc(page.made_s),
        "version": page.version,
    }


def as_csv(page: Page) -> str:
    """Return every minute and gap of `page` as a table."""
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_lines(page.segments))
    return written.getvalue()


def utc(wall_s: float) -> str:
    """Write a time of day as ISO 8601."""
    return datetime.fromtimestamp(wall_s, tz=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(segments: Sequence[Segment]) -> Iterator[list[object]]:
    for segment in segments:
        for item in segment.items:
            if isinstance(item, Minute):
                yield _minute(segment.trip_id, item)
            else:
                empty = len(COLUMNS) - 4
                yield [utc(item.wall_s), item.duration_s, segment.trip_id, *([None] * empty), item.why]


def _minute(trip_id: str, minute: Minute) -> list[object]:
    around = minute.around
    return [
        *(utc(minute.wall_s), minute.duration_s, trip_id, *_span(minute.air_c), minute.air_absence),
        *(*_span(minute.contents_c), None if minute.contents_c is None else minute.contents_k, minute.contents_absence),
        *(around.set_point_c, around.lid_open_s, around.compressor_s, around.cabin_c, around.supply_v, None),
    ]


def _span(span: Span | None) -> tuple[float | None, ...]:
    return (None, None, None) if span is None else (round(span.low, 3), round(span.mean, 3), round(span.high, 3))


def _figures(figures: Figures) -> dict[str, Any]:
    beyond = [{"limit": limit.key, "beyond_s": beyond_s} for limit, beyond_s in figures.beyond]
    return {**asdict(figures), "beyond": beyond}


def _excursion(one: Explained) -> dict[str, Any]:
    found = one.excursion
    return {
        "subject": found.subject,
        "limit": _limit(found.limit),
        "state": found.state,
        "began": utc(found.began_s),
        "ended": utc(found.ended_s),
        "beyond_s": found.beyond_s,
        "min_c": found.min_c,
        "max_c": found.max_c,
        "degree_min": found.degree_min,
        "sure": found.sure,
        "cause": one.cause.cause,
        "evidence": one.cause.evidence,
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"key": limit.key, **asdict(limit)}


def _gap(gap: Gap) -> dict[str, Any]:
    return {"began": utc(gap.wall_s), "duration_s": gap.duration_s, "why": gap.why, "power_lost": gap.power_lost}


def _segment(one: Segment) -> dict[str, Any]:
    return {
        "trip": one.trip_id,
        "keeper": one.keeper,
        "compartment": one.compartment,
        "began": utc(one.began_s),
        "ended": None if one.ended_s is None else utc(one.ended_s),
        "given_by": one.given_by,
        "taken_by": one.taken_by,
        "verdict": one.assessment.verdict,
        "why": one.assessment.why,
        "signature": one.signature,
        "key": one.key,
        "sensors": [asdict(each) for each in one.sensors],
        "acknowledgements": [{**asdict(each), "at": utc(each.wall_s)} for each in one.acknowledgements],
    }
