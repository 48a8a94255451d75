"""Trips as the record has them, read from a file that the service may be writing meanwhile."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from firmware.coldchain.assessment import Assessment
from firmware.coldchain.assessor import assess
from firmware.coldchain.leg import BEFORE_S
from firmware.coldchain.recorded import items_of
from firmware.coldchain.rows import opened, rows
from firmware.coldchain.series import Fact, Item
from firmware.coldchain.trips import Trip, TripEvent, trips_of
from firmware.errors import FirmwareError

_KINDS = tuple(kind.value for kind in TripEvent)
_EVENTS = f"SELECT wall_s, kind, text, data FROM events WHERE kind IN ({', '.join('?' * len(_KINDS))}) ORDER BY seq"  # noqa: S608  # places only

FAR_S = 4e9
"""A time of day that no record reaches."""


def trips_in(file: Path) -> tuple[Trip, ...]:
    """Return every trip of a record, in the order in which they began; raises FirmwareError."""
    with opened(file) as connection:
        return trips_of(_facts(connection))


def trip_in(file: Path, name: str) -> Trip:
    """Return the trip `name`, or the last one of the consignment or compartment `name`; raises FirmwareError."""
    trips = trips_in(file)
    for trip in reversed(trips):
        if name.lower() in (trip.trip_id.lower(), trip.consignment.lower(), trip.compartment):
            return trip
    known = ", ".join(trip.trip_id for trip in trips[-20:]) or "none"
    raise FirmwareError(f"trip {name!r:.60}: is not in {file}; there are: {known}")


def history(file: Path, compartment: str, from_s: float, to_s: float) -> tuple[Sequence[Item], Sequence[Fact]]:
    """Return the minutes of a compartment and what happened, from one time of day to another; raises FirmwareError."""
    return items_of(rows(file, compartment, from_s, to_s))


def items_of_trip(file: Path, trip: Trip) -> tuple[Sequence[Item], Sequence[Fact]]:
    """Return the minutes of a trip and what happened, from an hour before it on; raises FirmwareError."""
    to_s = FAR_S if trip.stopped_s is None else trip.stopped_s
    return history(file, trip.compartment, trip.started_s - BEFORE_S, to_s)


def assessment_of(file: Path, trip: Trip) -> Assessment:
    """Assess a trip by what the record has of it; raises FirmwareError."""
    items, facts = items_of_trip(file, trip)
    return assess(
        trip.cargo,
        items,
        facts,
        compartment=trip.compartment,
        started_s=trip.started_s,
        stopped_s=trip.stopped_s,
    )


def _facts(connection: sqlite3.Connection) -> Iterator[Fact]:
    for wall_s, kind, text, data in connection.execute(_EVENTS, _KINDS):
        try:
            yield Fact(wall_s=wall_s, kind=kind, text=text, data=json.loads(data))
        except ValueError:
            continue
