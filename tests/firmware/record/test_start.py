"""How a record starts: on a card that is read-only, with a file that takes long, with what is damaged in it."""

import asyncio
import errno
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from controller import AlarmRaised, CompressorStarted, present
from firmware.record import Record, aside
from firmware.record.aside import beside
from firmware.record.identity import is_identity, of_this_computer
from firmware.record.integrity_check import Check, Checker
from firmware.record.keys import CLEAN_STOP
from firmware.record.migrations import VERSION
from tests.firmware.record.record_place import AIR, Cycle, Place, recorded
from tests.firmware.record.test_migrations import VERSION_1
from tests.patience import PATIENCE_S, until

MACHINE_ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "run" / "record.db")


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a card that is read-only answers to who opens a file for writing; root may write everything else."""

    def refused(file: Path) -> sqlite3.Connection:
        raise OSError(errno.EROFS, "Read-only file system", str(file))

    monkeypatch.setattr("firmware.record.opening.connect", refused)


async def at_start(record: Record) -> tuple[str, Any, Any]:
    return await record.identity(), await record.persisted("wishes"), await record.take(CLEAN_STOP)


async def stopped(record: Record) -> str:
    await record.persist("wishes", {"food": 3.0})
    await record.persist(CLEAN_STOP, {"boot_id": "boot-1"})
    return await record.identity()


def test_a_card_that_is_read_only_keeps_name_and_set_points(place: Place, request: pytest.FixtureRequest) -> None:
    true = place.use(stopped)
    before = {path.name: path.read_bytes() for path in place.file.parent.iterdir()}
    request.getfixturevalue("read_only")
    for _ in range(3):
        # The marker cannot be taken away, so it proves nothing.
        assert place.use(at_start) == (true, {"food": 3.0}, None)
        assert list(place.faults.current) == ["record file"]
        assert "Read-only file system" in place.faults.current["record file"]
    assert {path.name: path.read_bytes() for path in place.file.parent.iterdir()} == before


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> str:
    """A computer that has a name."""
    monkeypatch.setattr("firmware.record.recorder.of_this_computer", lambda: "computer")
    return "computer"


@pytest.mark.usefixtures("read_only")
def test_where_nothing_can_be_read_either_the_computer_has_a_name(place: Place, computer: str) -> None:
    assert {place.use(at_start)[0] for _ in range(3)} == {computer}


def test_a_new_name_that_cannot_be_persisted_is_not_taken(
    place: Place, computer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full from the first start on: each one would have another name."""

    async def named(record: Record) -> str:
        with monkeypatch.context() as full:
            full.setattr("firmware.record.database.write", refused)
            name = await record.identity()
        return name if await record.commit() and await record.persisted("device_id") == name else f"not kept: {name}"

    def refused(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert place.use(named) == computer
    assert place.use(lambda record: record.identity()) == computer


def test_the_name_of_a_computer_follows_from_what_it_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "proc/device-tree").mkdir(parents=True)
    assert of_this_computer(tmp_path) is None
    (tmp_path / "proc/device-tree/serial-number").write_bytes(b"10000000a1b2c3d4\0")
    by_board = of_this_computer(tmp_path)
    (tmp_path / "etc/machine-id").write_text("uninitialized\n", encoding="ascii")
    assert of_this_computer(tmp_path) == by_board
    (tmp_path / "etc/machine-id").write_bytes(b"\xff\n")
    assert of_this_computer(tmp_path) == by_board
    (tmp_path / "etc/machine-id").write_text(MACHINE_ID + "\n", encoding="ascii")
    by_system = of_this_computer(tmp_path)
    assert by_board is not None
    assert by_system is not None
    assert by_board != by_system
    assert is_identity(by_system)
    assert MACHINE_ID not in by_system


@pytest.mark.parametrize("persisted", [5, "", "two words", "x" * 65, "ü", ["abc"], "a\nb"])
def test_an_invalid_name_is_reported_and_replaced_for_good(place: Place, computer: str, persisted: Any) -> None:
    place.use(lambda record: record.persist("device_id", persisted))
    first = place.use(lambda record: record.identity())
    assert first == computer
    assert list(place.faults.current) == ["record kept"]
    assert repr(persisted)[:20] in place.faults.current["record kept"]
    assert place.use(lambda record: record.identity()) == first
    assert not place.faults.current


def test_a_persisted_value_that_is_damaged_is_reported_left_out_and_gone(place: Place) -> None:
    place.use(stopped)
    with closing(sqlite3.connect(place.file)) as connection:
        connection.execute("INSERT INTO kept VALUES ('lessons', '{\"boxes\": NaN}')")
        connection.commit()
    _, targets, _ = place.use(at_start)
    line = "record: the stored 'lessons' is damaged and is not used"
    assert (targets, place.faults.current) == ({"food": 3.0}, {"record kept": line})
    assert place.events() == [("RecordLeftOut", line.removeprefix("record: "))]
    place.use(at_start)
    assert not place.faults.current


def test_a_newer_file_is_one_fault_and_one_row(place: Place) -> None:
    true = place.use(stopped)
    with closing(sqlite3.connect(place.file)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    for _ in range(2):
        assert place.use(at_start) == (true, {"food": 3.0}, None)
        assert list(place.faults.current) == ["record"]
        assert "is of a newer program" in place.faults.current["record"]
    assert len(Place(beside(place.file)).events()) == 2


class Gate:
    """Something that takes as long as the test wants."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def wait(self) -> None:
        self.entered.set()
        assert self.opened.wait(timeout=PATIENCE_S)


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


def test_a_large_file_of_an_older_version_is_not_waited_for(
    place: Place, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.file.parent.mkdir()
    with closing(sqlite3.connect(place.file)) as connection:
        connection.executescript(VERSION_1)
    copy = aside.copy

    def slow(connection: sqlite3.Connection, to: Path, is_wanted: Any) -> None:
        gate.wait()
        copy(connection, to, is_wanted)

    async def main() -> None:
        async with place.record() as record:
            name, targets, marker = await at_start(record)
            assert name in VERSION_1
            assert targets["compartments"]["food"]["set_point_c"] == 3.5
            assert marker is None  # nobody can say yet that it is taken away
            assert not await record.persist("seat", 1)
            record.add_event(AlarmRaised(0.0, "fridge.food.too_warm", "close the lid"))
            assert not place.faults.current
            gate.opened.set()
            assert record._opening is not None
            await record._opening
            assert await record.commit()

    monkeypatch.setattr("firmware.record.opening.copy", slow)
    monkeypatch.setattr("firmware.record.recorder.OPENS_WITHIN_S", 0.01)
    asyncio.run(main())
    assert not place.faults.current
    assert place.events()[-1][0] == "AlarmRaised"
    assert dict(place.select("SELECT key, json FROM kept"))["seat"] == "1"
    assert CLEAN_STOP not in dict(place.select("SELECT key, json FROM kept"))


def test_a_stop_does_not_wait_for_a_copy(place: Place, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    place.file.parent.mkdir()
    with closing(sqlite3.connect(place.file)) as connection:
        connection.executescript(VERSION_1)
    asked: list[bool] = []

    def endless(_connection: sqlite3.Connection, _to: Path, is_wanted: Any) -> None:
        asked.append(is_wanted())
        gate.wait()
        asked.append(is_wanted())
        raise InterruptedError(errno.EINTR, "no longer wanted")

    async def main() -> None:
        record = Record(place.file, place.clock(), place.faults, commit_every_s=60.0)
        await record.open()
        await asyncio.to_thread(gate.entered.wait)
        closing_it = asyncio.create_task(record.close())
        await asyncio.sleep(0)
        gate.opened.set()
        await closing_it

    monkeypatch.setattr("firmware.record.opening.copy", endless)
    monkeypatch.setattr("firmware.record.recorder.OPENS_WITHIN_S", 0.01)
    asyncio.run(main())
    assert asked[:2] == [True, False]
    assert not place.faults.current
    assert len(place.samples()) == 60


def test_the_file_is_checked_beside_the_writing_and_set_aside_when_it_is_damaged(
    place: Place, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = place.use(stopped)

    def slow(check: Check) -> str | None:
        if check.file != place.file or gate.opened.is_set():
            return None
        gate.wait()
        return "a page is torn"

    async def main() -> None:
        async with place.record() as record:
            running = asyncio.create_task(recorded(record, Cycle(), 3_600.0))
            await asyncio.to_thread(gate.entered.wait)
            record.add_sample(AIR, present(7.5, 0.0))
            record.add_event(CompressorStarted(0.0))
            assert await record.commit()  # while it is being checked
            gate.opened.set()
            await until(lambda: "record" in place.faults.current)
            running.cancel()

    monkeypatch.setattr(Check, "verdict", slow)
    asyncio.run(main())
    assert "was damaged (a page is torn)" in place.faults.current["record"]
    # What this run had written went along, and who it is.
    assert 7.5 in [value for _, _, value in place.samples()]
    assert ("CompressorStarted", "compressor started") in place.events()
    assert place.use(at_start)[0] == true


def test_a_sound_file_is_reported_in_the_log_only(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "firmware.record.integrity_check")
    place.use(lambda record: recorded(record, Cycle(), 2.0))
    assert caplog.messages == [f"record: {place.file}: checked: sound"]
    assert not place.faults.current


def test_a_check_finds_damage_that_opening_does_not(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE rows(text)")
        connection.executemany("INSERT INTO rows VALUES (?)", [("x" * 1_000,)] * 100)
        connection.commit()
    assert Check(file).verdict() is None
    with file.open("r+b") as opened:
        opened.seek(3 * 4_096)
        opened.write(b"\xff" * 4_096)
    verdict = Check(file).verdict()
    assert verdict
    assert "\n" not in verdict


def test_a_check_that_is_stopped_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    file.write_bytes(b"garbage" * 1_000)
    check = Check(file)
    check.stop()
    assert check.verdict() is None
    assert Check(file).verdict() == "file is not a database"


def test_a_file_that_cannot_be_checked_is_reported_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        checker = Checker()
        assert await checker.verdict(tmp_path / "nothing.db") is None
        await checker.close()

    asyncio.run(main())
    assert "nothing.db could not be checked: unable to open database file" in caplog.text
