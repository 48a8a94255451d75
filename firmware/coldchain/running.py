"""A trip that runs, and one that is over, as the keeper of trips has them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from firmware.coldchain.assessment import Assessment, Explained
from firmware.coldchain.assessor import Assessor
from firmware.coldchain.excursions import State
from firmware.coldchain.trips import Trip, TripEvent, from_json, to_json
from firmware.config.cargo import Beyond
from firmware.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell of a trip, as a row of the record has it."""

    kind: TripEvent
    text: str
    data: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Running:
    """A trip that runs. `boot_id` and `monotonic_s` are of its start, for a clock that is set later.

    `told` maps the excursions that were told to their state, in the order in which they were told.
    """

    trip: Trip
    assessor: Assessor
    boot_id: str
    monotonic_s: float
    told: dict[str, str]
    latest: Assessment | None = None

    def news(self) -> Iterator[News]:
        """Assess the trip; yield what is new since the last time."""
        self.latest = self.assessor.assessment()
        for each in self.latest.excursions:
            state, before = each.excursion.state, self.told.get(each.excursion.key)
            if state == before:
                continue
            self.told[each.excursion.key] = state
            if state is State.OPEN or before is None:
                yield self._opened(each)
            if state is not State.OPEN:
                yield self._closed(each)

    def start_at(self, wall_at_zero_s: float, clock: Clock) -> None:
        """Set the time of its start by a clock that is known only now, where it ran on since then."""
        if self.boot_id == clock.boot_id:
            started_s = wall_at_zero_s + self.monotonic_s
            self.trip = replace(self.trip, started_s=started_s, clock=clock.quality().value)

    @property
    def is_out(self) -> bool:
        """True while there is an excursion."""
        return self.assessor.is_out

    @property
    def summary(self) -> str:
        """The trip until now, in one line."""
        latest = self.latest
        if latest is None:
            return "nothing is recorded yet"
        figures, count = latest.deciding, len(latest.excursions)
        lines = [f"{latest.verdict}: {latest.why}"]
        if figures.min_c is not None and figures.max_c is not None and figures.kinetic_c is not None:
            lines.append(f"{figures.min_c:.1f} to {figures.max_c:.1f} °C, MKT {figures.kinetic_c:.1f} °C")
        lines.append(f"{count} excursion{'s' * (count != 1)}")
        return "; ".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return what must outlive a restart, as JSON values."""
        return {
            "trip": to_json(self.trip),
            "boot_id": self.boot_id,
            "monotonic_s": self.monotonic_s,
            "told": self.told,
        }

    def _opened(self, each: Explained) -> News:
        one = each.excursion
        at_c = one.max_c if one.limit.beyond is Beyond.ABOVE else one.min_c
        return self._news(TripEvent.OPENED, each, f"{at_c:.1f} °C")

    def _closed(self, each: Explained) -> News:
        one = each.excursion
        over = f"over ({one.state}), {one.beyond_s / 60.0:.0f} min, {one.min_c:.1f} to {one.max_c:.1f} °C"
        return self._news(TripEvent.CLOSED, each, over)

    def _news(self, kind: TripEvent, each: Explained, what: str) -> News:
        one = each.excursion
        number = list(self.told).index(one.key) + 1
        where = f"{self.trip.label}: excursion {number}, {one.subject} {one.limit.beyond} {one.limit.at_c:g} °C"
        data = {
            "trip": self.trip.trip_id,
            "number": number,
            "excursion": one.key,
            "subject": one.subject.value,
            "limit": one.limit.key,
            "state": one.state.value,
            "cause": each.cause.cause.value,
            "evidence": each.cause.evidence,
        }
        return News(kind, f"{where}: {what}; likely cause: {each.cause.cause}, {each.cause.evidence}", data)


@dataclass(frozen=True, slots=True)
class Over:
    """A trip that is over: what came of it in one line, and its excursions in the order in which they were told."""

    trip: Trip
    summary: str
    told: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"trip": to_json(self.trip), "summary": self.summary, "told": list(self.told)}


def running_from(values: Any) -> Running | None:
    """Read what `Running.to_json` gave; None where it is nonsense."""
    try:
        trip = from_json(values["trip"])
        told = {str(key): str(state) for key, state in values["told"].items()}
        boot_id, monotonic_s = str(values["boot_id"]), float(values["monotonic_s"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if trip is None:
        return None
    assessor = Assessor(trip.cargo, compartment=trip.compartment, started_s=trip.started_s)
    return Running(trip=trip, assessor=assessor, boot_id=boot_id, monotonic_s=monotonic_s, told=told)


def over_from(values: Any) -> Over | None:
    """Read what `Over.to_json` gave; None where it is nonsense."""
    try:
        trip = from_json(values["trip"])
        return None if trip is None else Over(trip, str(values["summary"]), tuple(map(str, values["told"])))
    except (KeyError, TypeError):
        return None
