"""People's orders on the list of alarms, and the list over a restart."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from controller import Alarm, AlarmCleared, AlarmRaised, Event, Settings, Snapshot, initial, step
from firmware.control.alarm_list import OVER_AFTER_S, Standing
from firmware.control.state_store import Health, State, Store
from firmware.requests.alarm_keeper import LIST, AlarmKeeper
from firmware.requests.alarm_orders import (
    AcknowledgeAlarm,
    AlarmOrder,
    ListAlarms,
    ShelveAlarm,
    from_json,
    parse_acknowledge,
    parse_at,
    parse_shelve,
    to_json,
)
from firmware.requests.tokens import CommandError
from firmware.runtime.clock import Clock

WARM, HOT, EXCURSION = "fridge.food.too_warm", "cabin.too_hot", "fridge.food.excursion"
STEP = step(initial(Settings(), now_s=0.0), Snapshot(), Settings(), now_s=1.0)


class Diary:
    def __init__(self) -> None:
        self.notes: list[tuple[str, Mapping[str, Any]]] = []
        self.kept: dict[str, Any] = {}

    def note(self, kind: str, text: str, data: Mapping[str, Any]) -> None:
        assert text
        self.notes.append((kind, data))

    def persist_soon(self, key: str, value: Any) -> None:
        self.kept[key] = json.loads(json.dumps(value))

    async def persisted(self, key: str) -> Any:
        return self.kept.get(key)


class Desk:
    """A keeper in front of a service whose alarms the test sets."""

    def __init__(self, diary: Diary | None = None) -> None:
        self.now_s, self.store, self.diary = 0.0, Store(), diary or Diary()
        clock = Clock(monotonic_s=lambda: self.now_s, wall_s=lambda: 1.8e9 + self.now_s, boot_id="boot")
        self.keeper = AlarmKeeper(clock=clock, store=self.store, record=self.diary)
        self.keeper.take_up(self.diary.kept.get(LIST))

    def see(self, *names: str, events: tuple[Event, ...] = (), for_s: float = 1.0) -> "Desk":
        alarms = tuple(Alarm(name, 0.0, f"{name} is so") for name in names)
        end_s = self.now_s + for_s
        while self.now_s < end_s:
            self.now_s += 1.0
            state = State(step=replace(STEP, now_s=self.now_s, alarms=alarms), health=Health())
            self.keeper.follow(state, events)
            self.store.publish(state)
            events = ()
        return self

    @property
    def standings(self) -> dict[str, Standing]:
        assert self.store.latest is not None
        return {entry.name: entry.standing for entry in self.store.latest.alarm_list}

    def order(self, order: AlarmOrder) -> str:
        return self.keeper.carry_out(order, "console")


def test_the_next_state_shows_the_list_and_all_read_the_same() -> None:
    desk = Desk().see(WARM, for_s=2.0)
    assert desk.standings == {WARM: Standing.NEW}
    said = desk.order(ListAlarms())
    assert said.startswith(f"{WARM}: warning, not acknowledged; raised 2027-01-1")
    assert said.endswith(f"  {WARM} is so")


def test_who_acknowledges_is_recorded_and_shown() -> None:
    desk = Desk().see(WARM, HOT)
    assert desk.order(AcknowledgeAlarm(alarm=WARM, person="Ann")) == f"acknowledged by Ann: {WARM}"
    assert desk.order(AcknowledgeAlarm(alarm="all")) == f"acknowledged by console: {HOT}"
    assert desk.diary.notes == [
        ("AlarmAcknowledged", {"alarm": WARM, "person": "Ann"}),
        ("AlarmAcknowledged", {"alarm": HOT, "person": "console"}),
    ]
    assert f"{WARM}: warning, acknowledged by Ann at " in desk.order(ListAlarms())
    assert "nothing new" in desk.order(AcknowledgeAlarm(alarm="all"))


def test_the_list_survives_a_restart_and_tells_nothing_anew() -> None:
    diary = Diary()
    desk = Desk(diary).see(WARM, HOT)
    desk.order(AcknowledgeAlarm(alarm=WARM, person="Ann"))
    desk.order(ShelveAlarm(alarm=HOT, minutes=20.0))
    later = Desk(diary).see(WARM, HOT, for_s=2.0)
    assert later.standings == {WARM: Standing.SEEN, HOT: Standing.NEW}
    assert "shelved by console, 20 min left" in later.order(ListAlarms())
    assert not any(entry.asks for entry in later.keeper._list.entries)


@pytest.mark.parametrize(
    "kept", [None, 3, "x", [3], [{}], [{"name": "a"}], [[]], [{"name": "a", "text": 1, "raised_s": "x"}]]
)
def test_nonsense_that_was_kept_is_no_alarm(kept: Any) -> None:
    diary = Diary()
    diary.kept[LIST] = kept
    assert Desk(diary).order(ListAlarms()) == "no alarms"


def test_it_takes_up_the_list_by_itself() -> None:
    diary = Diary()
    Desk(diary).see(WARM)

    async def main() -> None:
        desk = Desk()
        desk.diary.kept = diary.kept
        task = asyncio.create_task(desk.keeper.run(desk.store.subscribe()))
        await asyncio.sleep(0)
        desk.store.publish(State(step=replace(STEP, alarms=(Alarm(WARM, 0.0, "so"),)), health=Health()))
        await asyncio.sleep(0)
        assert WARM in desk.order(ListAlarms())
        task.cancel()

    asyncio.run(main())


def test_an_excursion_is_listed_and_acknowledged_where_its_trip_is() -> None:
    raised = (AlarmRaised(1.0, EXCURSION, "food is out of limits"),)
    desk = Desk().see(events=raised, for_s=3.0)
    assert desk.standings == {EXCURSION: Standing.NEW}
    with pytest.raises(CommandError, match="trip acknowledge TRIP NUMBER PERSON: COMMENT"):
        desk.order(AcknowledgeAlarm(alarm=EXCURSION))
    desk.keeper.seen(EXCURSION, "Ann")
    desk.keeper.seen("fridge.medicine.excursion", "Ann")
    assert desk.see(for_s=2.0).standings == {EXCURSION: Standing.SEEN}
    cleared = (AlarmCleared(1.0, EXCURSION),)
    assert desk.see(events=cleared, for_s=OVER_AFTER_S + 3.0).standings == {}


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (
            AcknowledgeAlarm(alarm="supply.off"),
            "unknown alarm 'supply.off': there are cabin.too_hot, fridge.food.too_w",
        ),
        (ShelveAlarm(alarm=WARM, minutes=481.0), "1 to 480 minutes"),
        (ShelveAlarm(alarm=HOT, minutes=31.0), "1 to 30 minutes"),
        (ShelveAlarm(alarm=HOT, minutes=-1.0), "1 to 30 minutes"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(order: AlarmOrder, why: str) -> None:
    desk = Desk().see(HOT, WARM)
    with pytest.raises(CommandError, match=why):
        desk.order(order)
    assert desk.diary.notes == []


def test_where_there_is_no_alarm_that_is_said() -> None:
    with pytest.raises(CommandError, match="there is no alarm"):
        Desk().order(AcknowledgeAlarm(alarm=WARM))


@pytest.mark.parametrize(
    "order",
    [
        AcknowledgeAlarm(alarm="all", person="Ann Other"),
        AcknowledgeAlarm(alarm=WARM),
        ShelveAlarm(alarm=WARM, minutes=30.0, person="Ann"),
        ListAlarms(),
    ],
)
def test_orders_are_the_same_as_json(order: AlarmOrder) -> None:
    assert from_json(json.loads(json.dumps(to_json(order)))) == order


@pytest.mark.parametrize(
    "value", [{}, {"do": "x"}, {"do": "shelve"}, {"do": "acknowledge", "alarm": 3.5, "person": "x" * 99}]
)
def test_orders_of_anybody_are_refused(value: Mapping[str, Any]) -> None:
    with pytest.raises(CommandError):
        from_json(value)


def test_words_are_read_as_they_are_typed_and_sent() -> None:
    assert parse_acknowledge(["ALL", "Ann", "Other"]) == AcknowledgeAlarm(alarm="all", person="Ann Other")
    assert parse_shelve([WARM, "30"]) == ShelveAlarm(alarm=WARM, minutes=30.0)
    assert parse_at("acknowledge", "all") == AcknowledgeAlarm(alarm="all")
    assert parse_at("shelve", f"{WARM} 5 Ann") == ShelveAlarm(alarm=WARM, minutes=5.0, person="Ann")
    for field, text in (("shelve", WARM), ("shelve", f"{WARM} nan"), ("acknowledge", ""), ("sell", "all")):
        with pytest.raises(CommandError):
            parse_at(field, text)
