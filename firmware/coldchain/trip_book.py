"""The book of trips: those that run, and the last ones that are over; orders of people change it. Pure."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from controller import CompartmentSettings
from firmware.coldchain.running import News, Over, Running, over_from, running_from
from firmware.coldchain.series import Fact, Item
from firmware.coldchain.trips import (
    Acknowledgement,
    SensorIdentity,
    Trip,
    TripEvent,
    acknowledged,
    started,
    stopped,
)
from firmware.config.cargo import Cargo
from firmware.config.cargo_profiles import USUAL, UnknownCargoError, cargo_of
from firmware.config.trip_rules import TripRule
from firmware.points.quantities import Point
from firmware.requests.tokens import CommandError, quoted
from firmware.requests.trip_orders import AcknowledgeExcursion, StartTrip, StopTrip
from firmware.runtime.clock import Clock

LAST = 20
"""So many trips that are over are remembered, for people at hub and console; the record has all."""


History = Callable[[str, float, float], tuple[Sequence[Item], Sequence[Fact]]]
"""Reads the minutes and the facts of a compartment from one time of day to another; raises FirmwareError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The installation as trips need it: `own` and `rules` are its owner's, `sensors` tells what measures where."""

    compartments: Sequence[CompartmentSettings]
    points: Sequence[Point]
    history: History
    own: Sequence[Cargo] = ()
    rules: Sequence[TripRule] = ()
    sensors: Callable[[str], tuple[SensorIdentity, ...]] = lambda _name: ()


class TripBook:
    """All trips of one place, the running ones by the name of their compartment.

    `begin` makes the running trip with its assessor; what is new is given to `note`.
    """

    def __init__(
        self, place: Place, *, clock: Clock, begin: Callable[[Trip], Running], note: Callable[[News], None]
    ) -> None:
        self._place, self._clock, self._begin, self._note = place, clock, begin, note
        self.running: dict[str, Running] = {}
        self.over: deque[Over] = deque(maxlen=LAST)
        self._next = 1

    def find(self, name: str) -> Running | Over:
        """Return the trip `name`, or the running one of the compartment `name`; raises CommandError."""
        every: dict[str, Running | Over] = {one.trip.trip_id.lower(): one for one in self.over}
        every |= {one.trip.trip_id.lower(): one for one in self.running.values()}
        found = self.running.get(name.lower()) or every.get(name.lower())
        if found is None:
            known = ", ".join(one.trip.trip_id for one in every.values()) or "none yet"
            raise CommandError(f"trip {quoted(name)}: no such trip runs or is remembered; there are: {known}")
        return found

    def start(self, order: StartTrip, origin: str) -> str:
        """Begin a trip; return the answer in one line. Raises CommandError."""
        settings = next((one for one in self._place.compartments if one.name == order.compartment), None)
        if settings is None:
            names = ", ".join(one.name for one in self._place.compartments)
            raise CommandError(f"compartment {quoted(order.compartment)}: must be one of {names}")
        if (other := self.running.get(settings.name)) is not None:
            raise CommandError(f"{settings.name}: {other.trip.label} runs there: stop it first")
        trip = Trip(
            trip_id=f"T{self._next}",
            compartment=settings.name,
            cargo=self._cargo(order.cargo or USUAL.get(settings.profile, "")),
            started_s=self._clock.wall_s(),
            started_by=origin,
            consignment=order.consignment,
            given_by=order.given_by,
            taken_by=order.taken_by,
            sensors=self._place.sensors(settings.name),
            clock=self._clock.quality().value,
        )
        self._next += 1
        running = self.running[settings.name] = self._begin(trip)
        ready = running.assessor.precooled
        text = f"{trip.label} began: {'' if ready.proven else 'not proven to be '}ready: {ready.why}"
        self._note(News(TripEvent.STARTED, text, started(trip)))
        return text

    def stop(self, order: StopTrip, origin: str) -> str:
        """End a trip; return the answer in one line. Raises CommandError."""
        found = self.find(order.trip)
        if isinstance(found, Over):
            raise CommandError(f"{found.trip.label}: is over already: {found.summary}")
        for news in found.news():
            self._note(news)
        trip = replace(
            found.trip,
            stopped_s=self._clock.wall_s(),
            stopped_by=origin,
            taken_by=order.taken_by or found.trip.taken_by,
        )
        del self.running[trip.compartment]
        self.over.append(Over(trip, found.summary, tuple(found.told)))
        text = f"{trip.label} ended: {found.summary}"
        self._note(News(TripEvent.STOPPED, text, stopped(trip)))
        return text

    def acknowledge(self, order: AcknowledgeExcursion) -> str:
        """Note that a person has seen an excursion; return the answer in one line. Raises CommandError."""
        found = self.find(order.trip)
        told = tuple(found.told)
        number = int(order.number) if order.number.isascii() and order.number.isdigit() else 0
        if not (order.person.strip() and order.comment.strip()):
            raise CommandError("an excursion is acknowledged by a person and with a comment")
        if not 1 <= number <= len(told):
            right = f"must be a number from 1 to {len(told)}" if told else "it has no excursion"
            raise CommandError(f"excursion {quoted(order.number)} of {found.trip.trip_id}: {right}")
        one = Acknowledgement(
            excursion=told[number - 1], person=order.person, comment=order.comment, wall_s=self._clock.wall_s()
        )
        text = f"{found.trip.trip_id}: excursion {number} acknowledged by {one.person}: {one.comment}"
        self._note(News(TripEvent.ACKNOWLEDGED, text, acknowledged(found.trip, one)))
        return text

    def to_json(self) -> dict[str, Any]:
        """Return what must outlive a restart, as JSON values."""
        running = [one.to_json() for one in self.running.values()]
        return {"next": self._next, "running": running, "over": [one.to_json() for one in self.over]}

    def take_up(self, values: Any) -> str:
        """Take up what `to_json` gave, as far as it can be used; return a line on the rest, "" where there is none."""
        if values is None:
            return ""
        if not isinstance(values, dict):
            return "trips of the last run cannot be used"
        names = {one.name for one in self._place.compartments}
        running = [running_from(each) for each in _list(values.get("running"))]
        over = [over_from(each) for each in _list(values.get("over"))]
        good = [one for one in running if one is not None and one.trip.compartment in names]
        self.running |= {one.trip.compartment: one for one in good}
        self.over.extend([one for one in over if one is not None])
        self._next = max(_number(values.get("next")), *self._numbers())
        lost = len(running) - len(good)
        return f"{lost} running trips of the last run cannot be used: start them again" if lost else ""

    def _numbers(self) -> Iterable[int]:
        trips = [*(one.trip for one in self.running.values()), *(one.trip for one in self.over)]
        return [1, *(_number(trip.trip_id.removeprefix("T")) + 1 for trip in trips)]

    def _cargo(self, name: str) -> Cargo:
        try:
            return cargo_of(name, self._place.own)
        except UnknownCargoError as error:
            raise CommandError(str(error)) from error


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
