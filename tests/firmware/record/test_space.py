"""A record on a disk that is full, and one whose log a reader holds: alarms are persisted, and both are told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.record.database import RecordFile
from firmware.record.rows import EventRow, SampleRow
from firmware.record.space import RESERVE_BYTES, SPARE_BYTES, Disk, Reserve, disk_of
from firmware.record.write_buffer import Batch
from firmware.record.writing import Limit, limit

TOTAL = 1 << 34
ROOMY = Disk(TOTAL, TOTAL // 2)


def samples(count: int, first: int) -> tuple[SampleRow, ...]:
    numbers = range(first, first + count)
    return tuple(SampleRow("boot", float(n), 0.0, "fridge.food.air_c", 4.0, None, "ntp") for n in numbers)


def alarm(number: int) -> EventRow:
    return EventRow("boot", float(number), 0.0, "AlarmRaised", f"alarm {number}", "{}", "ntp")


class Car:
    """A record on a disk whose room is told by the test."""

    def __init__(self, file: Path) -> None:
        self.disk, self.file, self.minutes, self.was_short = ROOMY, file, 0, False
        self.record = RecordFile(file, disk=lambda _folder: self.disk)

    def drive(self, minutes: int) -> int:
        """A batch a minute with an alarm in each; how many samples waited in the end."""
        waiting: tuple[SampleRow, ...] = ()
        for _ in range(minutes):
            self.minutes += 1
            now = samples(500, first=500 * self.minutes)
            waiting = self.record.write(Batch((*waiting, *now), (alarm(self.minutes),))).samples
            self.was_short |= self.record.is_short
        return len(waiting)

    def is_short(self) -> bool:
        return self.record.is_short

    def is_held(self) -> bool:
        return self.record.log.is_held

    def number(self, sql: str) -> int:
        with closing(sqlite3.connect(self.file)) as connection:
            found: int = connection.execute(sql).fetchone()[0]
        return found

    @property
    def alarms(self) -> int:
        return self.number("SELECT count(*) FROM events WHERE kind = 'AlarmRaised'")

    @property
    def pages(self) -> int:
        return self.number("PRAGMA page_count")

    def may_grow_to(self, pages: int) -> None:
        connection = self.record._connection
        assert connection is not None
        connection.execute(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def car(tmp_path: Path) -> Iterator[Car]:
    car = Car(tmp_path / "record.db")
    yield car
    car.record.close()


def test_on_a_full_disk_the_oldest_samples_go_and_every_alarm_is_persisted(car: Car) -> None:
    car.drive(1)
    car.may_grow_to(600)
    assert car.drive(200) == 0
    assert car.was_short
    assert (car.pages, car.alarms) == (600, 201)
    assert car.number("SELECT max(monotonic_s) FROM samples") == 500 * 202 - 1
    assert car.number("SELECT count(*) FROM samples") > 10_000
    assert car.number("SELECT max(seq) - min(seq) + 1 - count(*) FROM samples") == 0


def test_where_not_even_that_is_enough_samples_wait_and_alarms_do_not(car: Car) -> None:
    car.drive(1)
    car.may_grow_to(car.pages + 1)
    many = samples(5_000, first=10_000)
    assert car.record.write(Batch(many, (alarm(7),))) == Batch(many)
    assert car.is_short()
    assert (car.alarms, car.number("SELECT count(*) FROM samples")) == (2, 500)
    car.may_grow_to(100_000)
    assert not car.record.write(Batch(many))
    assert car.number("SELECT count(*) FROM samples") == 5_500


def test_alarms_that_find_no_room_either_make_it(car: Car) -> None:
    car.drive(1)
    car.may_grow_to(car.pages)
    assert (
        len(car.record.write(Batch(samples(5_000, first=10_000), tuple(alarm(n) for n in range(100)))).samples) == 5_000
    )
    assert car.alarms == 101
    assert car.number("SELECT count(*) FROM samples") == 1


def test_a_disk_that_takes_nothing_at_all_is_an_error(car: Car) -> None:
    car.drive(1)
    car.may_grow_to(car.pages)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        car.record.write(Batch(events=tuple(alarm(n) for n in range(10_000))))
    assert (car.alarms, car.number("SELECT count(*) FROM samples")) == (1, 500)


def test_before_the_disk_is_full_the_file_grows_no_more(car: Car) -> None:
    car.drive(60)
    assert not car.is_short()
    car.disk = Disk(TOTAL, SPARE_BYTES - 1)
    car.drive(5)
    grown = car.pages
    assert car.drive(60) == 0
    assert car.is_short()
    assert car.pages <= grown
    assert car.alarms == 125
    car.disk = ROOMY
    car.drive(1)
    assert not car.is_short()


def test_a_small_record_gives_nothing_up_for_other_files(car: Car) -> None:
    car.disk = Disk(TOTAL, 0)
    car.drive(10)
    assert car.number("SELECT count(*) FROM samples") == 5_000


def test_what_a_file_may_take(tmp_path: Path) -> None:
    file, page, headroom = tmp_path / "record.db", 4_096, 64 * 4_096
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE samples(b BLOB)")
        connection.execute("INSERT INTO samples VALUES (zeroblob(2000000))")
        size = file.stat().st_size

        def told(room_bytes: int, *, was_short: bool = False, max_bytes: int = 1 << 40) -> Limit:
            disk = Disk(TOTAL, SPARE_BYTES + room_bytes)
            return limit(connection, file, disk, max_bytes, was_short=was_short)

        assert told(1 << 30) == (size + (1 << 30) - headroom, False)
        assert told(1 << 30, max_bytes=20_000_000) == (20_000_000, False)
        assert told(headroom) == (size, False)
        assert told(headroom - 1) == (size - 1, True)
        assert told(0) == told(-SPARE_BYTES) == (size - headroom, True)
        # It is not told and taken back with every page.
        assert told(4 * headroom - 1, was_short=True).is_short
        assert not told(4 * headroom, was_short=True).is_short
        # What is still in the log needs its room, too.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO samples VALUES (zeroblob(1000000))")
        grown = connection.execute("PRAGMA page_count").fetchone()[0] * page
        assert grown > size == file.stat().st_size
        assert told(headroom + grown - size) == (grown, False)
        assert told(headroom + grown - size - 1).is_short


def test_free_space_of_a_disk(tmp_path: Path) -> None:
    disk = disk_of(tmp_path)
    assert 0 <= disk.free_bytes <= disk.total_bytes
    assert Disk(TOTAL, TOTAL).room_bytes == TOTAL - SPARE_BYTES
    assert Disk(TOTAL, TOTAL).reserve_bytes == RESERVE_BYTES
    small = Disk(16_000_000, 3_000_000)
    assert (small.room_bytes, small.reserve_bytes) == (1_000_000, 1_000_000)


def test_a_reserve_takes_room_while_there_is_plenty(tmp_path: Path) -> None:
    file = tmp_path / "reserve"
    reserve, small = Reserve(file), Disk(16_000_000, 3_999_999)
    reserve.take(small)
    assert not file.exists()
    reserve.take(Disk(16_000_000, 4_000_000))
    assert file.stat().st_size == 1_000_000 <= file.stat().st_blocks * 512
    reserve.take(ROOMY)
    assert file.stat().st_size == 1_000_000
    reserve.give_up()
    reserve.give_up()
    assert not file.exists()


def test_a_reserve_that_does_not_fit_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr("firmware.record.space.os.posix_fallocate", refused)
    Reserve(tmp_path / "reserve").take(ROOMY)
    assert not list(tmp_path.iterdir())


def test_the_reserve_is_given_up_and_taken_again(car: Car) -> None:
    reserve = Path(f"{car.file}.reserve")
    car.drive(1)
    assert reserve.exists()
    car.may_grow_to(car.pages)
    car.drive(1)
    assert not reserve.exists()
    car.may_grow_to(100_000)
    car.drive(1)
    assert reserve.exists()


def test_the_log_is_never_larger_than_a_reserve_can_help(car: Car) -> None:
    car.disk = Disk(2_000_000, 1_900_000)
    car.drive(30)
    assert Path(f"{car.file}-wal").stat().st_size < 400_000


@pytest.fixture
def small_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that counts as held and as full in numbers that a test can write."""
    monkeypatch.setattr("firmware.record.write_ahead_log._PATIENCE_MS", 1)
    monkeypatch.setattr("firmware.record.write_ahead_log.HELD_BYTES", 400_000)
    monkeypatch.setattr("firmware.record.write_ahead_log.FULL_BYTES", 800_000)


@pytest.mark.usefixtures("small_log")
def test_a_reader_that_stays_is_noticed_and_gone_again(car: Car) -> None:
    car.drive(20)
    assert not car.is_held()
    with closing(sqlite3.connect(car.file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM samples").fetchone()
        car.drive(20)
        assert car.is_held()
        car.drive(20)
        assert car.record.log.is_full
    car.drive(1)
    assert not car.is_held()
    assert Path(f"{car.file}-wal").stat().st_size == car.record.log.size_bytes < 400_000
    assert car.alarms == 61
