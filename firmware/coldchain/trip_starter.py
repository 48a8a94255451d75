"""Trips that begin and end by themselves, as the rules of the owner say: by the clock, or by the lid.

By the clock: while it is the time of a rule, its trip runs, also where the controller was off at its beginning; one
that a person has ended stays ended until the next time. By the lid: openings in a row begin a trip, and end the trip
that they began. What people began, only people end.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from firmware.coldchain.trips import Trip
from firmware.config.trip_rules import Day, TripRule
from firmware.control.state_store import State
from firmware.points.quantities import Point
from firmware.requests.trip_orders import StartTrip, StopTrip
from firmware.runtime.local_time import local, next_at

CLOCK, LID = "schedule", "lid"
"""Who asked for a trip, where nobody did. They are recorded: they never change."""

Order = tuple[StartTrip | StopTrip, str]

_LOOK_EVERY_S = 10.0
"""The clock is looked at so often: times are given to the minute. Engineering choice."""

_LONGEST_S = 90_000.0
"""A time of day is over after 25 hours at most: the day on which clocks are put back."""


@dataclass(slots=True)
class Openings:
    """The openings of one lid in a row."""

    at_s: deque[float] = field(default_factory=deque)
    was_shut: bool = False

    def follow(self, is_open: float | None, *, count: int, within_s: float, now_s: float) -> bool:
        """Go on by one reading; True with the last of `count` openings. An absent reading is no opening."""
        opened = self.was_shut and bool(is_open)
        self.was_shut = is_open is not None and not is_open
        if not opened:
            return False
        self.at_s.append(now_s)
        while self.at_s[0] < now_s - within_s:
            self.at_s.popleft()
        if len(self.at_s) < count:
            return False
        self.at_s.clear()
        return True


class TripStarter:
    """The rules of one place. `orders` is called with every state."""

    def __init__(self, rules: Sequence[TripRule], points: Iterable[Point]) -> None:
        keys = {point.key: point for point in points}
        self._hours = {rule.compartment: _scheduled(rules, rule.compartment) for rule in rules if rule.hours}
        lids = [(rule, keys.get(f"fridge.{rule.compartment}.lid_open")) for rule in rules if rule.lid_openings]
        self._lids = [(rule, point, Openings()) for rule, point in lids if point is not None]
        self._looked_s: float | None = None

    def orders(
        self, state: State, running: Mapping[str, Trip], over: Sequence[Trip], *, wall_s: float | None
    ) -> Iterator[Order]:
        """Yield orders, each with who asks; `wall_s` is None while the time of day is not known."""
        for rule, point, openings in self._lids:
            now_s, count = state.step.now_s, rule.lid_openings or 0
            if openings.follow(point.read(state).value, count=count, within_s=rule.within_s, now_s=now_s):
                yield from _by_lid(rule, running.get(rule.compartment))
        if wall_s is None or (self._looked_s is not None and abs(wall_s - self._looked_s) < _LOOK_EVERY_S):
            return
        self._looked_s = wall_s
        for compartment, rules in self._hours.items():
            past = [trip for trip in over if trip.compartment == compartment]
            yield from _by_clock(rules, running.get(compartment), past, wall_s)


def _scheduled(rules: Iterable[TripRule], compartment: str) -> tuple[TripRule, ...]:
    return tuple(rule for rule in rules if rule.compartment == compartment and rule.hours)


def _by_lid(rule: TripRule, trip: Trip | None) -> Iterator[Order]:
    if trip is None:
        yield _start(rule), LID
    elif trip.started_by == LID:
        yield StopTrip(trip=trip.trip_id), LID


def _by_clock(rules: Sequence[TripRule], trip: Trip | None, past: Iterable[Trip], wall_s: float) -> Iterator[Order]:
    """Yield what makes the trip of a compartment that of the rule whose time it is."""
    now = next(((rule, begin_s) for rule in rules if (begin_s := _begun_s(rule, wall_s)) is not None), None)
    if trip is not None:
        if trip.started_by == CLOCK and (now is None or trip.started_s < now[1]):
            yield StopTrip(trip=trip.trip_id), CLOCK
            trip, past = None, ()
        else:
            return
    if now is not None and not any((old.stopped_s or 0.0) >= now[1] for old in past):
        yield _start(now[0]), CLOCK


def _begun_s(rule: TripRule, wall_s: float) -> float | None:
    """Return when the time of `rule`, in which `wall_s` lies, began; None: it is another time."""
    if rule.hours is None:
        return None
    start, stop = rule.hours
    begin_s = next_at(start, wall_s=wall_s - _LONGEST_S)
    while begin_s is not None and begin_s <= wall_s:
        end_s = next_at(stop, wall_s=begin_s)
        if end_s is not None and wall_s < end_s and tuple(Day)[local(begin_s).weekday()] in rule.days:
            return begin_s
        begin_s = next_at(start, wall_s=begin_s)
    return None


def _start(rule: TripRule) -> StartTrip:
    return StartTrip(compartment=rule.compartment, cargo=rule.cargo, consignment=rule.consignment)
