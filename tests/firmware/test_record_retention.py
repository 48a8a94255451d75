"""What goes first when the record has grown to its limit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.record.backlog import Batch
from firmware.record.retention import ROWS_AT_ONCE, SAMPLES_AT_LEAST, make_room, used_bytes
from firmware.record.rows import EventRow, SampleRow
from firmware.record.schema import INSERT_EVENT, INSERT_SAMPLE, connect


def sample(number: int) -> SampleRow:
    return SampleRow("boot", float(number), 0.0, "fridge.food.air_c", 4.0, None)


def event(number: int, kind: str) -> EventRow:
    return EventRow("boot", float(number), 0.0, kind, "text", "{}")


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


def test_a_record_within_its_limit_keeps_everything(connection: sqlite3.Connection) -> None:
    fill(connection, 1_000)
    assert make_room(connection, used_bytes(connection)) == 0
    assert count(connection, "samples") == 1_000


def test_the_oldest_samples_go_first(connection: sqlite3.Connection) -> None:
    fill(connection, SAMPLES_AT_LEAST + 3_000)
    assert make_room(connection, 0) == ROWS_AT_ONCE
    assert connection.execute("SELECT min(monotonic_s) FROM samples").fetchone() == (float(ROWS_AT_ONCE),)
    assert count(connection, "events") == 20


def test_samples_of_the_last_days_outlive_ordinary_events_and_alarms_go_last(connection: sqlite3.Connection) -> None:
    fill(connection, SAMPLES_AT_LEAST)
    assert make_room(connection, 0) == 10
    assert count(connection, "events", "kind = 'AlarmRaised'") == 10
    assert make_room(connection, 0) == 10
    assert make_room(connection, 0) == 0
    assert count(connection, "samples") == SAMPLES_AT_LEAST


def test_a_file_at_its_limit_stays_there_while_rows_keep_coming(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "record.db")) as connection:
        fill(connection, SAMPLES_AT_LEAST + 5_000)
        limit = used_bytes(connection)
        batch = Batch(tuple(sample(n) for n in range(500)))
        for _ in range(20):
            connection.execute("BEGIN")
            connection.executemany(INSERT_SAMPLE, batch.samples)
            make_room(connection, limit)
            connection.execute("COMMIT")
        assert used_bytes(connection) <= limit + 100_000
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
