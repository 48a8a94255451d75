"""Trips as text for people: the list, and all that is known of one. Pure."""

from collections.abc import Iterable, Iterator

from firmware.coldchain.assessment import Assessment, Explained, Figures
from firmware.coldchain.running import Over, Running
from firmware.coldchain.trips import Trip
from firmware.runtime.local_time import local

_MINUTE_S = 60.0


def line(trip: Trip, summary: str = "") -> str:
    """Return one line on a trip."""
    until = "runs" if trip.stopped_s is None else f"until {_time(trip.stopped_s)}"
    of = f", consignment {trip.consignment}" if trip.consignment else ""
    return f"{trip.label}: since {_time(trip.started_s)}, {until}{of}{f'; {summary}' if summary else ''}"


def remembered(running: Iterable[Running], over: Iterable[Over]) -> str:
    """Return the list of trips as the service remembers them."""
    lines = [line(one.trip, one.summary) for one in over] + [line(one.trip, one.summary) for one in running]
    return "\n".join(lines) or "no trips yet"


def one_remembered(found: Running | Over) -> str:
    """Return what the service remembers of one trip."""
    if isinstance(found, Running) and found.latest is not None:
        return whole(found.trip, found.latest)
    return line(found.trip, found.summary)


def whole(trip: Trip, found: Assessment) -> str:
    """Return all that is known of a trip."""
    return "\n".join(_lines(trip, found))


def _lines(trip: Trip, found: Assessment) -> Iterator[str]:
    yield line(trip)
    yield f"{found.verdict}: {found.why}"
    yield f"before loading: {'ready' if found.precooled.proven else 'not proven to be ready'}: {found.precooled.why}"
    hands = [f"{what} {who}" for what, who in (("given by", trip.given_by), ("taken by", trip.taken_by)) if who]
    if hands:
        yield ", ".join(hands)
    for figures in (found.air, found.contents):
        yield _figures(figures)
    if found.left_s is not None:
        out_min = (found.out_of_refrigeration_s or 0.0) / _MINUTE_S
        yield f"out of refrigeration: {out_min:.0f} min, {_left(found.left_s)}"
    if found.shelf_life_days is not None:
        yield f"shelf life left: {max(found.shelf_life_days, 0.0):.1f} days"
    yield f"lid: {found.lid_openings} openings, {found.lid_open_s / _MINUTE_S:.0f} min in all"
    for gap in found.gaps:
        lasted = "for an unknown time" if gap.duration_s is None else f"for {gap.duration_s / _MINUTE_S:.0f} min"
        yield f"nothing recorded since {_time(gap.wall_s)} {lasted}: {gap.why}"
    acknowledged = {one.excursion: one for one in trip.acknowledgements}
    for number, each in enumerate(found.excursions, start=1):
        yield from _excursion(number, each)
        if (one := acknowledged.get(each.excursion.key)) is not None:
            yield f"  acknowledged by {one.person}: {one.comment}"
    for sensor in trip.sensors:
        paper = f"certificate {sensor.certificate}, due {sensor.due or 'nobody said'}" if sensor.certificate else "none"
        yield f"sensor {sensor.point}: {sensor.chip} {sensor.serial}".rstrip() + f"; calibration: {paper}"


def _figures(figures: Figures) -> str:
    if figures.min_c is None or figures.max_c is None or figures.mean_c is None or figures.kinetic_c is None:
        return f"{figures.subject}: nothing recorded"
    estimated = "" if figures.measured else f", estimated within {figures.bound_k:.1f} K"
    return (
        f"{figures.subject}: {figures.min_c:.1f} to {figures.max_c:.1f} °C, mean {figures.mean_c:.1f} °C,"
        f" MKT {figures.kinetic_c:.1f} °C, out of range {figures.out_of_range_s / _MINUTE_S:.0f} min{estimated}"
    )


def _excursion(number: int, each: Explained) -> Iterator[str]:
    one = each.excursion
    yield (
        f"excursion {number}: {one.subject} {one.limit.key}{' (warning)' * one.limit.warning}: {one.state},"
        f" {_time(one.began_s)} to {_time(one.ended_s)}, {one.beyond_s / _MINUTE_S:.0f} min,"
        f" {one.min_c:.1f} to {one.max_c:.1f} °C, {one.degree_min:.0f} K min{'' if one.sure else ', not sure'}"
    )
    yield f"  likely cause: {each.cause.cause}: {each.cause.evidence}"


def _left(left_s: float) -> str:
    return f"{left_s / _MINUTE_S:.0f} min left" if left_s >= 0.0 else f"{-left_s / _MINUTE_S:.0f} min too long"


def _time(wall_s: float) -> str:
    return local(wall_s).strftime("%Y-%m-%d %H:%M")
