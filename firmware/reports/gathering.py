"""A page put together: a trip of the own record, or all segments of a consignment, whoever recorded them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.coldchain import proof_file
from firmware.coldchain.assessment import Assessment, Explained, Verdict
from firmware.coldchain.assessor import assess
from firmware.coldchain.causes import NOBODY_KNOWS
from firmware.coldchain.rows import opened
from firmware.coldchain.segment import Handed
from firmware.coldchain.segment_folder import folder_of, kept
from firmware.coldchain.series import MINUTE_S, Gap
from firmware.coldchain.trip_reader import items_of_trip, trips_in
from firmware.coldchain.trips import Trip
from firmware.errors import FirmwareError
from firmware.reports.page import Page, Seal, Segment, Signature, between

BETWEEN = "between two hands nobody measured"
SUMMARY_ONLY = "handed over without its minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The own record, the name of the device that keeps it, and when a page is made by which version."""

    record: Path
    keeper: str
    made_s: float
    version: str


def page_of(source: Source, name: str, warn: Callable[[str], None]) -> Page:
    """Return the page of the trip or the consignment `name`; what cannot be used is told to `warn`.

    Raises FirmwareError.
    """
    own = _own(source, name)
    is_trip = bool(own) and _is(own[0].trip.trip_id, name)
    others = () if is_trip else _others(source, name, warn)
    handed = list(_distinct(sorted([*own, *others], key=lambda each: each.trip.started_s)))
    if not handed:
        raise FirmwareError(f"{name!r:.60}: is no trip and no consignment: see `homeward trip list`")
    segments = [_segment(each, source) for each in handed]
    return Page(
        consignment=handed[0].trip.consignment,
        cargo=handed[0].trip.cargo,
        segments=segments,
        assessment=segments[0].assessment if len(segments) == 1 else joined(handed, segments),
        seal=_seal(source, name) if own else None,
        made_s=source.made_s,
        version=source.version,
    )


def handed_of(record: Path, keeper: str, trip: Trip) -> Handed:
    """Return a trip of the own `record` with all that belongs to it; raises FirmwareError."""
    items, facts = items_of_trip(record, trip)
    return Handed(trip=trip, keeper=keeper, items=items, facts=facts)


def assessed(handed: Handed) -> Assessment:
    """Assess one segment by itself; of one that came without its minutes, believe what its keeper has signed."""
    trip = handed.trip
    told = assess(
        trip.cargo,
        handed.items,
        handed.facts,
        compartment=trip.compartment,
        started_s=trip.started_s,
        stopped_s=trip.stopped_s,
    )
    if not handed.summary:
        return told
    return replace(told, verdict=Verdict(handed.summary["verdict"]), why=str(handed.summary["why"]))


def joined(handed: Sequence[Handed], segments: Sequence[Segment]) -> Assessment:
    """Assess all segments together: limits that add up do so over all hands, and what lay between was not refrigerated.

    The goods are those of the first segment.
    """
    cargo = handed[0].trip.cargo
    later = (item for segment in segments[1:] for item in segment.items)
    items = [*handed[0].items, *later, *_between(segments), *_without_minutes(segments)]
    told = assess(
        cargo,
        sorted(items, key=lambda item: item.wall_s),
        compartment=segments[0].compartment,
        started_s=segments[0].began_s,
        stopped_s=segments[-1].ended_s,
    )
    told = replace(
        told,
        precooled=segments[0].assessment.precooled,
        excursions=tuple([_with_cause(one, segments) for one in told.excursions]),
    )
    broken = next((each for each in segments if each.assessment.verdict is Verdict.BROKEN), None)
    if broken is not None and told.verdict is not Verdict.BROKEN:
        told = replace(told, verdict=Verdict.BROKEN, why=f"{broken.keeper}: {broken.assessment.why}")
    budget = cargo.out_of_refrigeration
    if budget is None or told.out_of_refrigeration_s is None:
        return told
    out_s = told.out_of_refrigeration_s + sum(gap.duration_s or 0.0 for gap in _between(segments))
    told = replace(told, out_of_refrigeration_s=out_s, left_s=budget.for_s - out_s)
    if out_s <= budget.for_s or told.verdict is Verdict.BROKEN:
        return told
    return replace(told, verdict=Verdict.BROKEN, why=f"{out_s / MINUTE_S:.0f} min out of refrigeration in all hands")


def _own(source: Source, name: str) -> list[Handed]:
    """Return the trip `name`, or all of the consignment `name`."""
    if not source.record.exists():
        return []
    trips = trips_in(source.record)
    found = [trip for trip in trips if _is(trip.trip_id, name)] or [
        trip for trip in trips if _is(trip.consignment, name)
    ]
    return [handed_of(source.record, source.keeper, trip) for trip in found]


def _others(source: Source, consignment: str, warn: Callable[[str], None]) -> Iterator[Handed]:
    for found in kept(folder_of(source.record)):
        if isinstance(found, FirmwareError):
            warn(f"left out: {found}")
        elif _is(found.trip.consignment, consignment):
            yield found


def _distinct(handed: Sequence[Handed]) -> Iterator[Handed]:
    """Leave out the second of two that tell of the same trip of the same device."""
    seen: set[tuple[str, str, float]] = set()
    for each in handed:
        mark = each.keeper, each.trip.trip_id, each.trip.started_s
        if mark not in seen:
            seen.add(mark)
            yield each


def _segment(handed: Handed, source: Source) -> Segment:
    trip = handed.trip
    ends_s = float("inf") if trip.stopped_s is None else trip.stopped_s
    is_own = handed.keeper == source.keeper and not handed.note
    return Segment(
        trip_id=trip.trip_id,
        keeper=handed.keeper,
        compartment=trip.compartment,
        began_s=trip.started_s,
        ended_s=trip.stopped_s,
        given_by=trip.given_by,
        taken_by=trip.taken_by,
        items=[item for item in handed.items if trip.started_s <= item.wall_s < ends_s],
        assessment=assessed(handed),
        sensors=trip.sensors,
        acknowledgements=trip.acknowledgements,
        clock=trip.clock,
        signature=Signature.OWN if is_own else Signature.NONE if handed.key is None else Signature.GOOD,
        key="" if handed.key is None else handed.key.name,
    )


def _between(segments: Sequence[Segment]) -> Iterator[Gap]:
    for from_s, to_s in between(segments):
        yield Gap(wall_s=from_s, duration_s=to_s - from_s, why=BETWEEN)


def _without_minutes(segments: Sequence[Segment]) -> Iterator[Gap]:
    """Yield the segments of which only a summary came: nobody else can tell what was in them."""
    for each in segments:
        if not each.items and each.ended_s is not None:
            yield Gap(wall_s=each.began_s, duration_s=each.ended_s - each.began_s, why=SUMMARY_ONLY)


def _with_cause(one: Explained, segments: Sequence[Segment]) -> Explained:
    """Explain an excursion of all hands together as the hand did in which it was, which knows what happened."""
    excursion = one.excursion
    near = [
        other
        for segment in segments
        for other in segment.assessment.excursions
        if other.excursion.limit.beyond is excursion.limit.beyond
        and other.excursion.began_s <= excursion.ended_s
        and excursion.began_s <= other.excursion.ended_s
    ]
    best = max(
        near,
        key=lambda other: (other.excursion.subject is excursion.subject, other.cause.strength),
        default=None,
    )
    return Explained(excursion, NOBODY_KNOWS if best is None else best.cause)


def _seal(source: Source, name: str) -> Seal | None:
    """Return the newest checkpoint of the own record; None where no row is signed yet."""
    with opened(source.record) as connection:
        try:
            note = proof_file.newest(connection)
        except FirmwareError:
            return None
    return Seal(text=str(note), command=f"homeward record verify {name}.proof")


def _is(name: str, asked: str) -> bool:
    return name != "" and name.casefold() == asked.casefold()
