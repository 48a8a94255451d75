"""One running trip: its assessor, and what was told of it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from firmware.coldchain.assessment import Assessment, Explained
from firmware.coldchain.assessor import Assessor
from firmware.coldchain.excursions import State
from firmware.coldchain.series import Item
from firmware.coldchain.trips import Trip, TripEvent, from_json, to_json


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell of a trip, as a row of the record has it."""

    kind: TripEvent
    text: str
    data: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Running:
    """A running trip. `boot_id` and `monotonic_s` are of its start, for a clock that is set later.

    `told` maps the excursions that were told to their state, in the order in which they were told.
    """

    trip: Trip
    assessor: Assessor
    boot_id: str
    monotonic_s: float
    told: dict[str, str]
    latest: Assessment | None = None

    def add(self, item: Item) -> None:
        """Go on by a minute, or over a gap."""
        self.assessor.add(item)

    def news(self) -> Iterator[News]:
        """Assess the trip; yield what is new since the last time."""
        self.latest = self.assessor.assessment()
        for each in self.latest.excursions:
            state, before = each.excursion.state, self.told.get(each.excursion.key)
            if state == before:
                continue
            self.told[each.excursion.key] = state
            if state is State.OPEN:
                yield self._opened(each, again=before is not None)
            elif before is None:
                yield self._opened(each, again=False)
                yield self._closed(each)
            else:
                yield self._closed(each)

    @property
    def is_out(self) -> bool:
        """True while there is an excursion."""
        return self.assessor.is_out

    def since(self, started_s: float, clock: str) -> None:
        """Set the start by a clock that is known now."""
        self.trip = replace(self.trip, started_s=started_s, clock=clock)

    def to_json(self) -> dict[str, Any]:
        """Return what must outlive a restart, as JSON values."""
        return {
            "trip": to_json(self.trip),
            "boot_id": self.boot_id,
            "monotonic_s": self.monotonic_s,
            "told": self.told,
        }

    def _opened(self, each: Explained, *, again: bool) -> News:
        one, trip = each.excursion, self.trip
        text = (
            f"{trip.label}: {one.subject} {one.limit.beyond} {one.limit.at_c:g} °C{' again' * again},"
            f" {one.max_c if one.limit.beyond == 'above' else one.min_c:.1f} °C;"
            f" likely cause: {each.cause.cause}, {each.cause.evidence}"
        )
        return News(TripEvent.OPENED, text, self._data(each))

    def _closed(self, each: Explained) -> News:
        one = each.excursion
        text = (
            f"{self.trip.label}: {one.subject} {one.limit.beyond} {one.limit.at_c:g} °C is over ({one.state}),"
            f" {one.beyond_s / 60.0:.0f} min, {one.min_c:.1f} to {one.max_c:.1f} °C;"
            f" likely cause: {each.cause.cause}, {each.cause.evidence}"
        )
        return News(TripEvent.CLOSED, text, self._data(each))

    def _data(self, each: Explained) -> Mapping[str, Any]:
        one = each.excursion
        return {
            "trip": self.trip.trip_id,
            "number": list(self.told).index(one.key) + 1,
            "excursion": one.key,
            "subject": one.subject.value,
            "limit": one.limit.key,
            "state": one.state.value,
            "cause": each.cause.cause.value,
            "evidence": each.cause.evidence,
        }


def read(values: Any) -> tuple[Trip, str, float, dict[str, str]] | None:
    """Read what `to_json` gave; None where it is nonsense."""
    try:
        trip = from_json(values["trip"])
        told = {str(key): str(state) for key, state in values["told"].items()}
        return None if trip is None else (trip, str(values["boot_id"]), float(values["monotonic_s"]), told)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
