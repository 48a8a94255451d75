"""What goes first when the record has grown to its limit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.record.migrations import migrate
from firmware.record.retention import MIN_SAMPLES, ROWS_AT_ONCE, make_room, used_bytes
from firmware.record.rows import LASTING, EventRow, SampleRow
from firmware.record.schema import INSERT_EVENT, INSERT_SAMPLE
from firmware.record.schema import connect as opened
from firmware.record.write_buffer import Batch
from firmware.record.writing import write


def connect(file: Path) -> sqlite3.Connection:
    connection = opened(file)
    migrate(connection, 0)
    return connection


def sample(number: int) -> SampleRow:
    return SampleRow("boot", float(number), 0.0, "fridge.food.air_c", 4.0, None, "ntp")


def event(number: int, kind: str) -> EventRow:
    return EventRow("boot", float(number), 0.0, kind, "text", "{}", "ntp")


def newest(connection: sqlite3.Connection, table: str) -> int:
    found: int = connection.execute(f"SELECT max(seq) FROM {table}").fetchone()[0]  # noqa: S608 - names from this file
    return found


def count(connection: sqlite3.Connection, table: str, where: str = "1") -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]  # noqa: S608 - names from this file
    return found


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "record.db")) as connection:
        connection.executemany(INSERT_EVENT, [event(n, "CompressorStarted") for n in range(10)])
        connection.executemany(INSERT_EVENT, [event(n, "AlarmRaised") for n in range(10)])
        yield connection


def fill(connection: sqlite3.Connection, samples: int) -> None:
    connection.execute("BEGIN")
    connection.executemany(INSERT_SAMPLE, [sample(n) for n in range(samples)])
    connection.execute("COMMIT")


def test_two_days_of_some_thirty_points_a_minute_outlive_events() -> None:
    assert (MIN_SAMPLES, ROWS_AT_ONCE) == (100_000, 2_000)


PASSES = 20
"""More than any of these needs: what goes on for ever is wrong as well."""


def until_nothing_goes(connection: sqlite3.Connection, *, all_may_go: bool = True) -> None:
    passes = [make_room(connection, 0, all_may_go=all_may_go) for _ in range(PASSES)]
    assert passes[-1] == 0


def test_a_record_within_its_limit_keeps_everything(connection: sqlite3.Connection) -> None:
    fill(connection, 1_000)
    assert make_room(connection, used_bytes(connection)) == 0
    assert count(connection, "samples") == 1_000


def test_the_oldest_samples_go_first(connection: sqlite3.Connection) -> None:
    fill(connection, MIN_SAMPLES + 3_000)
    assert make_room(connection, 0) == ROWS_AT_ONCE
    assert connection.execute("SELECT min(monotonic_s) FROM samples").fetchone() == (float(ROWS_AT_ONCE),)
    assert make_room(connection, 0) == 1_000
    assert count(connection, "samples") == MIN_SAMPLES
    assert count(connection, "events") == 20


@pytest.fixture
def small(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """The same in numbers that a test can write."""
    monkeypatch.setattr("firmware.record.retention.MIN_SAMPLES", 100)
    monkeypatch.setattr("firmware.record.retention.ROWS_AT_ONCE", 90)
    return connection


def test_more_go_where_more_come(small: sqlite3.Connection) -> None:
    fill(small, 1_000)
    assert make_room(small, 0, incoming=500) == 590


def test_rows_go_by_class_and_the_newest_of_each_table_stays(small: sqlite3.Connection) -> None:
    fill(small, 150)
    went = []
    for _ in range(PASSES):
        number = make_room(small, 0)
        if not number:
            break
        ordinary = count(small, "events", "kind = 'CompressorStarted'")
        went.append((number, count(small, "samples"), ordinary, count(small, "events") - ordinary))
    # Samples but for the last days; ordinary events; the other samples; alarms.
    assert went == [(50, 100, 10, 10), (10, 100, 0, 10), (90, 10, 0, 10), (9, 1, 0, 10), (9, 1, 0, 1)]
    assert [newest(small, table) for table in ("samples", "events")] == [150, 20]


def test_the_newest_event_stays_of_whatever_class_it_is(small: sqlite3.Connection) -> None:
    small.execute(INSERT_EVENT, event(99, "CompressorStopped"))
    until_nothing_goes(small)
    assert newest(small, "events") == 21


def test_the_oldest_of_a_class_go_first(small: sqlite3.Connection) -> None:
    small.executemany(INSERT_EVENT, [event(n, "CompressorStopped") for n in range(100, 200)])
    make_room(small, 0)
    # Ninety of the ordinary ones: ten of the beginning, eighty of the later.
    assert small.execute("SELECT min(seq) FROM events WHERE kind = 'CompressorStopped'").fetchone() == (101,)
    assert count(small, "events", "kind = 'AlarmRaised'") == 10


def test_what_must_last_stays_where_it_is_the_disk_that_is_full(small: sqlite3.Connection) -> None:
    fill(small, 10)
    until_nothing_goes(small, all_may_go=False)
    assert (count(small, "samples"), count(small, "events", "kind = 'AlarmRaised'")) == (1, 10)
    assert count(small, "events") == 10


@pytest.mark.parametrize("kind", sorted(LASTING))
def test_what_the_record_says_of_itself_lasts_like_alarms(small: sqlite3.Connection, kind: str) -> None:
    small.executemany(INSERT_EVENT, [event(n, kind) for n in range(3)])
    until_nothing_goes(small, all_may_go=False)
    assert count(small, "events", f"kind = '{kind}'") >= 3


def test_pages_that_are_free_do_not_count(small: sqlite3.Connection) -> None:
    fill(small, 5_000)
    before = used_bytes(small)
    small.execute("DELETE FROM samples WHERE seq < 4000")
    assert used_bytes(small) < before / 2


def test_the_limit_itself_is_within_the_limit(small: sqlite3.Connection) -> None:
    fill(small, 110)
    assert make_room(small, used_bytes(small)) == 0
    assert make_room(small, used_bytes(small) - 1) == 10


def test_a_record_at_its_limit_stays_there_while_rows_persist_coming(small: sqlite3.Connection) -> None:
    fill(small, 20_000)
    limit = used_bytes(small)
    for _ in range(20):
        write(small, Batch(tuple(sample(n) for n in range(1_000))), limit)
    assert used_bytes(small) <= limit + 100_000
    assert small.execute("PRAGMA quick_check").fetchone() == ("ok",)
