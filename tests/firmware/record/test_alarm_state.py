"""Alarms outlive the daemon, whatever clock the next boot has; what is persisted is persisted seldom."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from controller import Commands, CompartmentInputs, FridgeInputs, Memory, Settings, Snapshot, Step, initial, present
from controller.alarms import evaluation
from controller.alarms.pull_down import ARMED_AFTER_S
from controller.interface.alarm import QUIET, Alarm, AlarmState
from controller.interface.energy_budget import FREE
from firmware.control.state_store import Health, State, Store
from firmware.record import Record
from firmware.record.alarm_state import PENDING_EVERY_S, PERSIST_EVERY_S, SOON_S, AlarmPersister, taken_up, to_json
from firmware.record.keys import ALARMS
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults
from hil.rig.virtual_time import run
from tests.firmware.service.test_daemon import EXPECTED, MINUTE_S, Car

SETTINGS = Settings()
FROZEN = "fridge.food.frozen"
WALL_S = 1_750_000_000.0


def clock(
    monotonic_s: float, wall_s: float, boot_id: str = "boot-1", quality: ClockQuality = ClockQuality.NTP
) -> Clock:
    return Clock(monotonic_s=lambda: monotonic_s, wall_s=lambda: wall_s, boot_id=boot_id, quality=lambda: quality)


def settled() -> Memory:
    """A memory to which nothing is wrong, and whose pull-downs are over."""
    memory = initial(SETTINGS, now_s=0.0)
    armings = tuple([replace(arming, since_s=None) for arming in memory.alarms.armings])
    return replace(memory, alarms=replace(memory.alarms, armings=armings))


def alarmed(since_s: float, *, waiting: bool = False) -> Memory:
    """A memory with one alarm, or one condition that waits to be one."""
    memory = settled()
    states = list(memory.alarms.states)
    states[1] = AlarmState(since_s, None if waiting else Alarm(FROZEN, since_s, "food: frozen"))
    return replace(memory, alarms=replace(memory.alarms, states=tuple(states)))


def persisted(at: Clock) -> Any:
    return json.loads(json.dumps(to_json(alarmed(900.0), SETTINGS, at), allow_nan=False))


def since_s(values: Any, at: Clock) -> float:
    """Since when the alarm is active, by the clock of the next run."""
    faults = Faults()
    memory = taken_up(values, initial(SETTINGS, now_s=at.monotonic_s()), SETTINGS, faults, at)
    assert not faults.current
    (alarm,) = memory.alarms.alarms
    assert (alarm.name, alarm.text) == (FROZEN, "food: frozen")
    return alarm.since_s


BEFORE = clock(1_000.0, WALL_S)


@pytest.mark.parametrize(
    ("values", "now", "expected_s"),
    [
        (persisted(BEFORE), clock(1_500.0, WALL_S - 9e6), 900.0),
        (persisted(BEFORE), clock(20.0, WALL_S + 3_600.0, "boot-2"), 20.0 - 3_600.0 - 100.0),
        (persisted(BEFORE), clock(20.0, WALL_S + 5.0, "boot-2", ClockQuality.RESTORED), 20.0 - 100.0),
        (persisted(clock(1_000.0, 50.0, quality=ClockQuality.NONE)), clock(20.0, WALL_S, "boot-2"), 20.0 - 100.0),
        (persisted(BEFORE), clock(20.0, WALL_S - 60.0, "boot-2"), 20.0 - 100.0),
    ],
    ids=["same boot", "clock that ran on", "clock restored now", "clock not set then", "clock turned back"],
)
def test_an_alarm_is_active_since_when_it_was_as_far_as_a_clock_tells(
    values: Any, now: Clock, expected_s: float
) -> None:
    assert since_s(values, now) == pytest.approx(expected_s)


def test_no_persisted_values_are_no_fault() -> None:
    memory, faults = initial(SETTINGS, now_s=0.0), Faults()
    assert taken_up(None, memory, SETTINGS, faults, BEFORE) is memory
    assert not faults.current


@pytest.mark.parametrize("values", [5, [], {}, {"monotonic_s": "soon"}])
def test_alarms_of_no_known_time_are_reported_in_one_line(values: Any) -> None:
    memory, faults = initial(SETTINGS, now_s=0.0), Faults()
    assert taken_up(values, memory, SETTINGS, faults, BEFORE) is memory
    line = "record: the alarms of the last run cannot be used: they are raised again after their delay"
    assert faults.current == {ALARMS: line}


@pytest.mark.parametrize("damaged", [{"clock": "sundial"}, {"clock": None}, {"wall_s": "noon"}, {"wall_s": None}])
def test_without_a_time_of_day_that_can_be_read_alarms_stand_as_after_a_break_of_none(damaged: Any) -> None:
    faults, now = Faults(), clock(20.0, WALL_S + 3_600.0, "boot-2")
    memory = taken_up(persisted(BEFORE) | damaged, initial(SETTINGS, now_s=20.0), SETTINGS, faults, now)
    assert [(alarm.name, alarm.since_s) for alarm in memory.alarms.alarms] == [(FROZEN, 20.0 - 100.0)]
    what = "of the alarms of the last run this cannot be used: time of day; it is detected again"
    assert faults.current == {ALARMS: f"record: {what}"}


def test_a_damaged_part_is_named_and_the_rest_is_taken_up() -> None:
    values, faults = persisted(BEFORE), Faults()
    values["watches"]["cabin.too_hot"] = {"since_s": "noon", "text": None}
    memory = taken_up(values, initial(SETTINGS, now_s=0.0), SETTINGS, faults, BEFORE)
    assert [alarm.name for alarm in memory.alarms.alarms] == [FROZEN]
    what = "of the alarms of the last run this cannot be used: watches cabin.too_hot; it is detected again"
    assert faults.current == {ALARMS: f"record: {what}"}


class Persisted:
    """A record that counts."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    async def persist(self, key: str, value: Any) -> bool:
        assert key == ALARMS
        self.values.append(value)
        return True


def test_an_alarm_is_persisted_at_once_what_waits_seldom_and_time_alone_hardly_ever() -> None:
    quiet, waiting, rang = settled(), alarmed(5.0, waiting=True), alarmed(5.0)
    looks = [
        (0.0, rang, 0),
        (1.0, rang, 0),
        (2.0, quiet, 1),
        (3.0, waiting, 1),
        (1.0 + 2.0 * SOON_S, waiting, 1),
        (2.0 + 2.0 * SOON_S, waiting, 2),
        (1_000.0, waiting, 3),
        (999.0 + PENDING_EVERY_S, waiting, 3),
        (1_000.0 + PENDING_EVERY_S, waiting, 4),
        (1_001.0 + PENDING_EVERY_S, rang, 5),
        (1_000.0 + PENDING_EVERY_S + PERSIST_EVERY_S, rang, 5),
        (1_001.0 + PENDING_EVERY_S + PERSIST_EVERY_S, rang, 6),
    ]

    async def main() -> None:
        store, record = Store(), Persisted()
        persistence = AlarmPersister(SETTINGS, BEFORE)
        task = asyncio.create_task(persistence.run(store.subscribe(), record))  # type: ignore[arg-type]  # a stand-in
        for now_s, memory, writes in looks:
            step = Step(
                now_s=now_s,
                memory=memory,
                inputs=Snapshot(),
                commands=Commands(),
                events=(),
                alarms=memory.alarms.alarms,
            )
            store.publish(State(step=step, health=Health()))
            await asyncio.sleep(0.01)
            assert len(record.values) == writes, now_s
        task.cancel()
        assert record.values[-1]["watches"] == {FROZEN: {"since_s": 5.0, "text": "food: frozen"}}

    run(main(), speed=None)


@pytest.mark.parametrize("quality", [ClockQuality.NTP, ClockQuality.NONE])
@pytest.mark.parametrize("life_s", [240.0, 600.0, 1_740.0, 10_200.0])
def test_a_warm_box_is_reported_whatever_the_time_between_power_cuts(life_s: float, quality: ClockQuality) -> None:
    """No run ends in order; what was persisted is all that the next one has."""
    values, run_s = None, 0.0
    for boot in range(200):
        told_s, values = one_life(values, life_s, boot, WALL_S + run_s, quality)
        run_s += life_s if told_s is None else told_s
        if told_s is not None:
            break
    assert run_s <= 2.1 * (ARMED_AFTER_S + SETTINGS.fridge.compartments[0].too_warm_after_s)


def one_life(values: Any, life_s: float, boot: int, wall_s: float, quality: ClockQuality) -> tuple[float | None, Any]:
    """After how long it was told that boxes of 18 °C are too warm, if it was, and what was persisted last."""
    first = clock(0.0, wall_s, f"boot-{boot}", quality)
    memory = taken_up(values, initial(SETTINGS, now_s=0.0), SETTINGS, Faults(), first)
    seconds = [0.0]
    now = Clock(
        monotonic_s=lambda: seconds[0],
        wall_s=lambda: wall_s + seconds[0],
        boot_id=f"boot-{boot}",
        quality=lambda: quality,
    )
    persistence = AlarmPersister(SETTINGS, now)
    while seconds[0] < life_s:
        now_s = seconds[0]
        inputs = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(18.0, now_s)),) * 2))
        watched = evaluation.update(memory.alarms, inputs, memory.targets, FREE, SETTINGS, now_s=now_s).memory
        memory = replace(memory, alarms=watched)
        if watched.alarms:
            return now_s, values
        if persistence.is_due(
            Step(now_s=now_s, memory=memory, inputs=inputs, commands=Commands(), events=(), alarms=())
        ):
            values = json.loads(json.dumps(to_json(memory, SETTINGS, now)))
        seconds[0] += 20.0
    return None, values


@pytest.mark.parametrize("boot_id", ["boot-1", "boot-2"])
def test_an_alarm_of_the_last_run_is_published_with_the_first_cycle_of_the_next(tmp_path: Path, boot_id: str) -> None:
    async def main() -> None:
        car = Car(tmp_path)
        await car.drive(MINUTE_S)
        record = Record(car.config.record.file, clock(0.0, WALL_S), Faults(), commit_every_s=1.0)
        await record.open()
        values = await record.persisted(ALARMS)
        assert set(values) >= {"watches", "pull_downs", "boxes", "boot_id"}
        now_s = asyncio.get_running_loop().time()
        values["watches"]["fridge.stuck_on"] = {
            "since_s": now_s - 70.0,
            "text": "compressor runs although it is switched off",
        }
        await record.persist(ALARMS, values)
        await record.close()
        again = await Car(tmp_path, boot_id).drive(1.0)
        assert set(again.health.faults) <= EXPECTED
        assert "fridge.stuck_on" in [alarm.name for alarm in again.step.alarms]
        assert again.step.memory.verify.states[0] is QUIET

    run(main(), speed=None)
