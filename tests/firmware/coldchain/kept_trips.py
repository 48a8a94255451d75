"""A service around the keeper of trips, as small as it can be: readings in, what it told out."""

from collections.abc import Mapping, Sequence
from typing import Any

from controller import (
    AlarmCleared,
    AlarmRaised,
    CompartmentInputs,
    Event,
    FridgeInputs,
    Settings,
    Snapshot,
    absent,
    initial,
    present,
    step,
)
from controller.interface.readings import Absence
from firmware.coldchain.series import Fact, Item
from firmware.coldchain.trip_book import Place
from firmware.coldchain.trip_keeper import TRIPS, TripKeeper
from firmware.config.trip_rules import TripRule
from firmware.control.state_store import Health, State, Store
from firmware.points import table
from firmware.requests.trip_orders import TripOrder
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults
from tests.firmware.coldchain.courses import BEGIN_S

SETTINGS = Settings()
FITTED = frozenset({"fridge.food.air_c", "fridge.food.lid_open", "fridge.medicine.air_c", "compressor"})
POINTS = table(SETTINGS, FITTED)
TICK_S = 10.0


Past = tuple[Sequence[Item], Sequence[Fact]]


class Record:
    """What was written."""

    def __init__(self, persisted: Any = None) -> None:
        self.notes: list[tuple[str, str, Mapping[str, Any]]] = []
        self.kept: dict[str, Any] = {TRIPS: persisted}
        self.commits = 0

    def note(self, kind: str, text: str, data: Mapping[str, Any]) -> None:
        self.notes.append((str(kind), text, data))

    def persist_soon(self, key: str, value: Any) -> None:
        self.kept[key] = value

    async def persisted(self, key: str) -> Any:
        return self.kept.get(key)

    async def commit(self) -> bool:
        self.commits += 1
        return True

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, *_ in self.notes]


class Kept:
    """A keeper and its world; `history` is what the record would give of earlier times."""

    def __init__(
        self, persisted: Any = None, *, boot_id: str = "boot", begins_s: float = 0.0, rules: Sequence[TripRule] = ()
    ) -> None:
        self.now_s, self.wall_at_zero_s = begins_s, BEGIN_S
        self.quality = ClockQuality.NTP
        self.record, self.store, self.faults = Record(persisted), Store(), Faults()
        self.events: list[Event] = []
        self.past: Past = ((), ())
        self.clock = Clock(
            monotonic_s=lambda: self.now_s,
            wall_s=lambda: self.wall_at_zero_s + self.now_s,
            boot_id=boot_id,
            quality=lambda: self.quality,
        )
        place = Place(
            compartments=SETTINGS.fridge.compartments, points=POINTS, history=lambda *_: self.past, rules=rules
        )
        self.keeper = TripKeeper(place, clock=self.clock, store=self.store, record=self.record, faults=self.faults)
        self._memory = initial(SETTINGS, now_s=self.now_s)
        self._subscription = self.store.subscribe()

    def live(self, minutes: float, air_c: float | None, *, lid_open: bool = False) -> None:
        """Go on for so long with this air in the food compartment; the medicine stays at 5 °C."""
        ends_s = self.now_s + 60.0 * minutes
        while self.now_s < ends_s:
            air = absent(Absence.OFFLINE, self.now_s) if air_c is None else present(air_c, self.now_s)
            food = CompartmentInputs(air_c=air, lid_open=present(float(lid_open), self.now_s))
            medicine = CompartmentInputs(air_c=present(5.0, self.now_s))
            seen = Snapshot(fridge=FridgeInputs((food, medicine)))
            taken = step(self._memory, seen, SETTINGS, now_s=self.now_s)
            self._memory = taken.memory
            state = State(step=taken, health=Health(), others={}, wall_s=self.clock.wall_s())
            self.store.publish(state)
            self.keeper.follow(state, taken.events)
            self.now_s += TICK_S
        self.now_s = ends_s

    def order(self, order: TripOrder, origin: str = "cli") -> str:
        return self.keeper.carry_out(order, origin)

    @property
    def alarms(self) -> list[str]:
        """What was raised (+) and cleared (-) of excursions since the beginning, in order."""
        self.store.publish(State(step=step(self._memory, Snapshot(), SETTINGS, now_s=self.now_s), health=Health()))
        told = self._subscription.__dict__["_events"]
        signs = [(event, "+" if isinstance(event, AlarmRaised) else "-") for event in told]
        return [
            sign + event.alarm
            for event, sign in signs
            if isinstance(event, AlarmRaised | AlarmCleared) and event.alarm.endswith(".excursion")
        ]

    def shown(self, key: str) -> float | None:
        """Return what hub and console are shown of a point."""
        latest = self.store.latest
        assert latest is not None
        return latest.others[key].value
