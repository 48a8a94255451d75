"""Trips: which goods went in which compartment, from when to when, in whose hands. Pure.

A trip is written as events, each a row of the record that can be proven: it is begun, stopped, handed over and
acknowledged. What is known of it is all of them together, in their order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from firmware.coldchain.series import Fact
from firmware.config.cargo import Cargo
from firmware.record import rows


class TripEvent(StrEnum):
    """The kinds of the rows of trips. They are recorded: a value never changes."""

    STARTED = rows.TRIP_STARTED
    STOPPED = rows.TRIP_STOPPED
    ACKNOWLEDGED = rows.ACKNOWLEDGED
    OPENED = rows.EXCURSION_OPENED
    CLOSED = rows.EXCURSION_CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorIdentity:
    """A sensor that measured: its point, what it is, and the certificate of its calibration with the day it is due."""

    point: str
    chip: str = ""
    serial: str = ""
    certificate: str = ""
    due: str = ""
    """A date, such as 2027-05-31; empty where nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A person who has seen an excursion, and what they say of it."""

    excursion: str
    person: str
    comment: str
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One trip. `started_by` and `stopped_by` are who asked ("cli", "mqtt", "console", "lid", "schedule")."""

    trip_id: str
    compartment: str
    cargo: Cargo
    """As it was when the trip began: limits that are changed later change no trip."""
    started_s: float
    started_by: str
    stopped_s: float | None = None
    stopped_by: str = ""
    consignment: str = ""
    given_by: str = ""
    taken_by: str = ""
    sensors: tuple[SensorIdentity, ...] = ()
    clock: str = ""
    """The quality of the time of day at the start."""
    acknowledgements: tuple[Acknowledgement, ...] = ()

    @property
    def is_running(self) -> bool:
        """True until it is stopped."""
        return self.stopped_s is None

    @property
    def label(self) -> str:
        """The trip in a few words: "T3 (food, groceries_chilled)"."""
        return f"{self.trip_id} ({self.compartment}, {self.cargo.name})"


_TRIP: TypeAdapter[Trip] = TypeAdapter(Trip)


def to_json(trip: Trip) -> dict[str, Any]:
    """Convert a trip to JSON values."""
    written: dict[str, Any] = _TRIP.dump_python(trip, mode="json")
    return written


def from_json(value: Any) -> Trip | None:
    """Convert JSON values to a trip; None where they are none."""
    try:
        return _TRIP.validate_python(value)
    except ValidationError:
        return None


def started(trip: Trip) -> Mapping[str, Any]:
    """Return the data of the row that begins `trip`."""
    return {"trip": trip.trip_id, "started": to_json(trip)}


def stopped(trip: Trip) -> Mapping[str, Any]:
    """Return the data of the row that ends `trip`."""
    return {"trip": trip.trip_id, "by": trip.stopped_by, "taken_by": trip.taken_by}


def acknowledged(trip: Trip, one: Acknowledgement) -> Mapping[str, Any]:
    """Return the data of the row of an acknowledgement."""
    return {"trip": trip.trip_id, "excursion": one.excursion, "person": one.person, "comment": one.comment}


def trips_of(facts: Iterable[Fact]) -> tuple[Trip, ...]:
    """Put the trips together from the rows of a record, in their order; a damaged row is as if it were not there."""
    trips: dict[str, Trip] = {}
    for fact in facts:
        if fact.kind == TripEvent.STARTED:
            trip = from_json(fact.data.get("started"))
            if trip is not None:
                trips[trip.trip_id] = replace(trip, started_s=fact.wall_s)
            continue
        known = trips.get(str(fact.data.get("trip")))
        if known is not None:
            trips[known.trip_id] = _changed(known, fact)
    return tuple(trips.values())


def _changed(trip: Trip, fact: Fact) -> Trip:
    data = {key: value for key, value in fact.data.items() if isinstance(value, str)}
    if fact.kind == TripEvent.STOPPED and trip.is_running:
        return replace(
            trip,
            stopped_s=fact.wall_s,
            stopped_by=data.get("by", ""),
            taken_by=data.get("taken_by", "") or trip.taken_by,
        )
    if fact.kind == TripEvent.ACKNOWLEDGED and data.keys() >= {"excursion", "person", "comment"}:
        one = Acknowledgement(
            excursion=data["excursion"], person=data["person"], comment=data["comment"], wall_s=fact.wall_s
        )
        return replace(trip, acknowledgements=(*trip.acknowledgements, one))
    return trip
