import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from controller import AlarmRaised, CompressorStarted, DepartureRequest, Mode, SetPointRequest, Target, initial, present
from controller.targets import GRACE_S
from firmware.control.state_store import MAX_EVENTS, Store
from firmware.record import Record
from firmware.record.keys import CLEAN_STOP, LEARNED_VALUES, TARGETS
from firmware.record.learned_state import taken_up
from firmware.record.restored_state import clean_stop, compressor_off_since, targets_from_json
from firmware.record.state_changes import LEARNED_VALUES_EVERY_S
from firmware.record.write_buffer import Backlog
from firmware.runtime.clock import Clock, Now
from tests.firmware.record.record_place import AIR, LID, POINTS, SETTINGS, Cycle, Place, recorded


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "record.db")


def fill_disk(record: Record, *, full: bool) -> None:
    """Let the file grow no more, or again."""

    def limit() -> None:
        connection = record._file._connection
        assert connection is not None
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 1_000_000
        connection.execute(f"PRAGMA max_page_count = {pages}")

    record._worker.submit(limit).result()


def test_points_are_recorded_as_often_as_they_say_and_lids_when_they_move(place: Place) -> None:
    place.use(lambda record: recorded(record, Cycle(), 180.0))
    assert place.samples() == [
        (0.0, AIR, 4.5),
        (0.0, LID, 0.0),
        (60.0, AIR, 4.5),
        (60.0, LID, 0.0),
        (100.0, LID, 1.0),
        (110.0, LID, 0.0),
        (120.0, AIR, 4.5),
        (120.0, LID, 0.0),
    ]


def test_samples_wait_for_the_commit_and_a_lid_does_not(place: Place) -> None:
    async def scene(record: Record) -> list[int]:
        cycle, counts = Cycle(), []
        task = asyncio.create_task(record.run(cycle.store.subscribe(), POINTS, SETTINGS))
        await asyncio.sleep(0)
        for _ in range(3):
            await cycle.run(50.0)
            counts.append(len(place.samples()))
        task.cancel()
        return counts

    # At 50 s nothing yet; at 60 s the first commit; at 100 s and 110 s the lid.
    place.commit_every_s = 60.0
    assert place.use(scene) == [0, 2, 6]


def test_every_event_becomes_a_row(place: Place) -> None:
    request = SetPointRequest("1", "console", "food", 3.5)
    place.use(lambda record: recorded(record, Cycle(), 2.0, request))
    assert ("RequestAccepted", "accepted from console: food 3.5 °C") in place.events()


def test_an_alarm_is_written_at_once_and_other_events_with_it(place: Place) -> None:
    async def scene(record: Record) -> list[Any]:
        task = asyncio.create_task(record.run(Store().subscribe(), POINTS, SETTINGS))
        record.add_event(CompressorStarted(0.0))
        await asyncio.sleep(1.0)
        before = place.events()
        record.add_event(AlarmRaised(1.0, "fridge.food.too_warm", "close the lid"))
        await asyncio.sleep(1.0)
        task.cancel()
        return [before, place.events()]

    assert place.use(scene) == [
        [],
        [("CompressorStarted", "compressor started"), ("AlarmRaised", "ALARM fridge.food.too_warm: close the lid")],
    ]


def test_targets_survive_a_restart(place: Place) -> None:
    request = SetPointRequest("1", "mqtt", "medicine", 6.5)
    place.use(lambda record: recorded(record, Cycle(), 2.0, request))
    persisted = place.use(lambda record: record.persisted(TARGETS))
    targets = targets_from_json(persisted, SETTINGS, place.faults, Now(0.0, 0.0))
    assert targets is not None
    assert targets.compartments == (Target(4.0, Mode.COOL), Target(6.5, Mode.COOL))
    assert not place.faults.current


def test_targets_that_end_by_themselves_do_not_come_back(place: Place) -> None:
    """The controller forgets a departure that is over without anybody asking."""
    request = DepartureRequest(request_id="1", origin="mqtt", appliance="cabin", departs_at_s=5.0)
    place.use(lambda record: recorded(record, Cycle(), 20.0, request))
    assert place.use(lambda record: record.persisted(TARGETS))["departs_wall_s"] == 1_700_000_005.0
    place.use(lambda record: recorded(record, Cycle(), 5.0 + GRACE_S + 2.0, request))
    assert place.use(lambda record: record.persisted(TARGETS))["departs_wall_s"] is None


def test_what_was_learned_is_persisted_every_half_hour(place: Place) -> None:
    place.use(lambda record: recorded(record, Cycle(), LEARNED_VALUES_EVERY_S - 1.0))
    assert place.use(lambda record: record.persisted(LEARNED_VALUES)) is None
    place.use(lambda record: recorded(record, Cycle(), LEARNED_VALUES_EVERY_S + 1.0))
    persisted = place.use(lambda record: record.persisted(LEARNED_VALUES))
    assert taken_up(
        persisted,
        initial(SETTINGS, now_s=0.0),
        SETTINGS,
        place.faults,
        Clock(monotonic_s=lambda: 0.0, wall_s=lambda: 0.0, boot_id="boot-2"),
    )
    assert not place.faults.current


def test_what_is_persisted_is_there_after_a_restart_until_it_is_forgotten(place: Place) -> None:
    assert place.use(lambda record: record.persist("notes", {"a": [1, None]}))
    assert place.use(lambda record: record.persisted("notes")) == {"a": [1, None]}
    assert place.use(lambda record: record.persist("notes", None))
    assert place.use(lambda record: record.persisted("notes")) is None


def test_the_identity_stays_the_same_and_differs_between_installations(place: Place, tmp_path: Path) -> None:
    first = place.use(lambda record: record.identity())
    again = place.use(lambda record: record.identity())
    other = Place(tmp_path / "other.db").use(lambda record: record.identity())
    assert first == again != other


def test_the_identity_survives_damage_that_leaves_it_readable(place: Place) -> None:
    first = place.use(lambda record: record.identity())
    with closing(sqlite3.connect(place.file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert place.use(lambda record: record.identity()) == first
    assert "record" in place.faults.current


def test_a_clean_stop_proves_the_off_time_once(place: Place) -> None:
    async def stop(record: Record) -> None:
        await asyncio.sleep(10.0)
        await record.persist(CLEAN_STOP, clean_stop(place.clock(), 7.5))

    async def start_again(record: Record) -> float | None:
        await asyncio.sleep(20.0)
        return compressor_off_since(await record.take(CLEAN_STOP), place.clock())

    place.use(stop)
    assert place.use(start_again) == 7.5
    assert place.use(start_again) is None


def test_the_marker_is_gone_before_a_process_that_took_it_can_be_killed(place: Place, tmp_path: Path) -> None:
    place.use(lambda record: record.persist(CLEAN_STOP, {"boot_id": "boot-1", "compressor_off_since_s": 0.0}))

    async def take(record: Record) -> Any:
        marker = await record.take(CLEAN_STOP)
        # What a kill at this moment leaves behind.
        shutil.copytree(place.file.parent, tmp_path / "left", ignore=shutil.ignore_patterns("left"))
        return marker

    assert place.use(take) is not None
    assert Place(tmp_path / "left" / "record.db").use(lambda record: record.persisted(CLEAN_STOP)) is None


def test_a_marker_that_cannot_be_taken_away_is_not_believed(place: Place) -> None:
    place.use(lambda record: record.persist(CLEAN_STOP, {"boot_id": "boot-1", "compressor_off_since_s": 0.0}))

    async def scene(record: Record) -> Any:
        connection = record._file._connection
        assert connection is not None
        record._worker.submit(connection.execute, "PRAGMA query_only = ON").result()
        return await record.take(CLEAN_STOP)

    assert place.use(scene) is None


def test_a_damaged_file_is_a_fault_a_row_and_no_obstacle(place: Place) -> None:
    place.file.write_bytes(b"garbage" * 1_000)
    place.use(lambda record: recorded(record, Cycle(), 2.0))
    assert list(place.faults.current) == ["record"]
    line = place.faults.current["record"]
    assert line == (
        f"record: {place.file} was damaged (file is not a database): "
        f"it is {place.file}.damaged-1 now, and a new record has begun"
    )
    assert ("RecordSetAside", line.removeprefix("record: ")) in place.events()
    assert len(place.samples()) == 2


def test_a_folder_that_cannot_be_used_is_a_fault_until_it_can(tmp_path: Path) -> None:
    place = Place(tmp_path / "homeward" / "record.db", commit_every_s=600.0)
    (tmp_path / "homeward").touch()

    async def scene(record: Record) -> tuple[dict[str, str], dict[str, str]]:
        cycle = Cycle()
        identity = await record.identity()
        task = asyncio.create_task(record.run(cycle.store.subscribe(), POINTS, SETTINGS))
        await asyncio.sleep(0)
        await cycle.run(90.0)
        broken = dict(place.faults.current)
        (tmp_path / "homeward").unlink()
        await cycle.run(60.0)
        task.cancel()
        assert await record.identity() == identity
        return broken, dict(place.faults.current)

    broken, mended = place.use(scene)
    assert list(broken) == ["record file"]
    assert broken["record file"].startswith(f"record: {place.file} cannot be written: ")
    assert "\n" not in broken["record file"]
    assert mended == {}
    # Nothing of the time without a file is missing.
    assert [now_s for now_s, key, _ in place.samples() if key == AIR] == [0.0, 60.0, 120.0]


def test_an_identity_of_a_time_without_a_file_is_persisted_with_the_first_file(tmp_path: Path) -> None:
    place = Place(tmp_path / "homeward" / "record.db")
    (tmp_path / "homeward").touch()

    async def scene(record: Record) -> str:
        identity = await record.identity()
        (tmp_path / "homeward").unlink()
        await record.commit()
        return identity

    assert place.use(scene) == place.use(lambda record: record.identity())


def test_an_identity_of_a_time_without_a_file_never_replaces_the_true_one(tmp_path: Path) -> None:
    place = Place(tmp_path / "homeward" / "record.db")
    true = place.use(lambda record: record.identity())
    (tmp_path / "homeward").rename(tmp_path / "away")
    (tmp_path / "homeward").touch()

    async def scene(record: Record) -> None:
        assert await record.identity() != true
        (tmp_path / "homeward").unlink()
        (tmp_path / "away").rename(tmp_path / "homeward")
        await record.commit()

    place.use(scene)
    assert place.use(lambda record: record.identity()) == true


def test_a_full_disk_is_a_fault_and_loses_nothing(place: Place) -> None:
    place.commit_every_s = 10.0

    async def scene(record: Record) -> tuple[dict[str, str], dict[str, str]]:
        for number in range(5):
            record.add_sample(AIR, present(float(number), 0.0))
        await record.commit()
        fill_disk(record, full=True)
        for number in range(5, 3_000):
            record.add_sample(AIR, present(float(number), 0.0))
        assert not await record.commit()
        broken = dict(place.faults.current)
        fill_disk(record, full=False)
        await recorded(record, Cycle(), 12.0)
        return broken, dict(place.faults.current)

    broken, mended = place.use(scene)
    assert broken == {
        "record file": f"record: {place.file}: its disk is full: make room on it; "
        "until then new samples wait in memory, and alarms are still recorded"
    }
    assert mended == {}
    assert [value for _, _, value in place.samples()][:3_000] == [float(number) for number in range(3_000)]


def test_rows_that_found_no_room_in_memory_are_reported(place: Place) -> None:
    async def scene(record: Record) -> None:
        record._backlog = Backlog(samples=1_000)
        fill_disk(record, full=True)
        for number in range(2_500):
            record.add_sample(AIR, present(float(number), 0.0))
            if number == 1_500:
                assert not await record.commit()
        fill_disk(record, full=False)
        assert await record.commit()

    place.use(scene)
    assert [value for _, _, value in place.samples()] == [float(number) for number in range(1_500, 2_500)]
    assert place.events() == [("RecordGap", "1500 rows were lost while the record could not be written")]


def test_events_that_were_lost_on_the_way_are_reported_once(place: Place) -> None:
    async def scene(record: Record) -> None:
        cycle = Cycle()
        await cycle.run(0.5)
        subscription, state = cycle.store.subscribe(), cycle.store.latest
        assert state is not None
        many = replace(state.step, events=(CompressorStarted(0.0),) * (MAX_EVENTS + 7))
        cycle.store.publish(replace(state, step=many))
        task = asyncio.create_task(record.run(subscription, POINTS, SETTINGS))
        await cycle.run(2.0)
        task.cancel()

    place.use(scene)
    told = [text for kind, text in place.events() if kind == "RecordGap"]
    assert told == ["7 events were lost before they could be recorded"]


def test_what_was_persisted_follows_into_a_new_file_when_the_old_one_was_removed(place: Place) -> None:
    async def scene(record: Record) -> str:
        identity = await record.identity()
        for path in place.file.parent.iterdir():
            path.unlink()
        record.add_event(CompressorStarted(0.0))
        await record.commit()
        return identity

    assert place.use(scene) == place.use(lambda record: record.identity())


def test_a_cancelled_commit_loses_nothing(place: Place) -> None:
    async def scene(record: Record) -> None:
        record.add_event(CompressorStarted(0.0))
        committing = asyncio.create_task(record.commit())
        await asyncio.sleep(0)
        committing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await committing

    place.use(scene)
    assert place.events() == [("CompressorStarted", "compressor started")]


def test_close_writes_what_waits_and_may_be_repeated(place: Place) -> None:
    async def scene(record: Record) -> bool:
        record.add_event(CompressorStarted(0.0))
        await record.close()
        await record.close()
        return await record.commit()

    assert place.use(scene) is False
    assert len(place.events()) == 1


def test_rows_that_cannot_be_written_at_the_end_are_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    (tmp_path / "homeward").touch()

    async def scene(record: Record) -> None:
        record.add_event(CompressorStarted(0.0))

    Place(tmp_path / "homeward" / "record.db").use(scene)
    assert [record.message for record in caplog.records] == ["record: 1 rows could not be written before the end"]


def test_a_second_program_at_the_file_is_a_fault_that_passes(place: Place) -> None:
    async def scene(record: Record) -> str:
        connection = record._file._connection
        assert connection is not None
        record._worker.submit(connection.execute, "PRAGMA busy_timeout = 0").result()
        with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            record.add_event(CompressorStarted(0.0))
            assert not await record.commit()
            line = place.faults.current["record file"]
            other.execute("ROLLBACK")
        assert await record.commit()
        return line

    assert "database is locked: another program holds it" in place.use(scene)
    assert len(place.events()) == 1


def test_an_hour_of_two_points_needs_few_bytes(place: Place) -> None:
    place.use(lambda record: recorded(record, Cycle(), 0.5))
    empty_bytes = place.file.stat().st_size
    place.use(lambda record: recorded(record, Cycle(), 3_600.0))
    assert len(place.samples()) == 124
    assert place.file.stat().st_size - empty_bytes < 20_000


def test_targets_of_which_some_cannot_be_used_are_persisted_again_without_them(place: Place) -> None:
    place.use(lambda record: recorded(record, Cycle(), 2.0, SetPointRequest("1", "mqtt", "medicine", 6.5)))

    async def damage(record: Record) -> None:
        persisted = await record.persisted(TARGETS)
        await record.persist(TARGETS, persisted | {"compartments": {**persisted["compartments"], "fo/od": {}}})

    place.use(damage)
    place.use(lambda record: recorded(record, Cycle(), 2.0))
    assert sorted(place.use(lambda record: record.persisted(TARGETS))["compartments"]) == ["food", "medicine"]
    before = place.select("SELECT json FROM kept WHERE key = 'wishes'")
    place.use(lambda record: recorded(record, Cycle(), 2.0))
    assert place.select("SELECT json FROM kept WHERE key = 'wishes'") == before
