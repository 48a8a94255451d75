"""The audit of the record counts what is gone and what is missing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hil.campaigns.campaign import Kept
from hil.campaigns.record_audit import Ledger, RecordAudit, is_sound, lost_rows, requests
from hil.campaigns.stage import Window

TEN_MINUTES = Window(0.0, 599.0)


def record(file: Path, minutes: dict[str, list[int]]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE samples(seq INTEGER PRIMARY KEY, point TEXT, monotonic_s REAL)")
        connection.execute("CREATE TABLE events(seq INTEGER PRIMARY KEY, kind TEXT)")
        rows = [(point, 60.0 * minute) for point, each in minutes.items() for minute in each]
        connection.executemany("INSERT INTO samples(point, monotonic_s) VALUES (?, ?)", rows)
        connection.execute("INSERT INTO events(kind) VALUES ('RequestAccepted'), ('AlarmRaised')")


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_rows_that_go_are_counted_and_rows_that_come_are_not(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    record(file, {"a_c": list(range(5))})
    ledger = Ledger.of(file)
    change(file, "DELETE FROM samples WHERE seq IN (2, 3)")
    change(file, "INSERT INTO samples(point) VALUES ('b')")
    assert ledger.lost(file) == 2
    assert ledger.lost(file, Kept.LASTING) == 0
    assert requests(file) == 1
    assert is_sound(file)
    change(file, "DELETE FROM events WHERE kind = 'AlarmRaised'")
    assert ledger.lost(file, Kept.LASTING) == 1, "an alarm never goes to make room"


def test_minutes_without_a_row_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    record(file, {"a_c": list(range(10)), "b_c": [minute for minute in range(10) if minute not in {4, 5}], "b": [0, 7]})
    assert lost_rows(file, TEN_MINUTES) == 2
    assert lost_rows(file, Window(360.0, 599.0)) == 0


def test_a_record_that_kept_everything_passes(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    record(file, {"a_c": list(range(10))})
    audit = RecordAudit(file)
    change(file, "INSERT INTO events(kind) VALUES ('RequestAccepted')")
    assert audit.found(Kept.ALL, TEN_MINUTES, requested=1) == (0, [])


@pytest.mark.parametrize(
    ("statement", "lost", "failure"),
    [
        ("DELETE FROM events WHERE kind = 'AlarmRaised'", 1, "1 rows that were in the record are gone"),
        ("SELECT 1", 1, "1 requests of a person are not in the record"),
    ],
)
def test_each_loss_is_said(tmp_path: Path, statement: str, lost: int, failure: str) -> None:
    file = tmp_path / "record.db"
    record(file, {"a_c": list(range(10))})
    audit = RecordAudit(file)
    change(file, statement)
    requested = 1 if statement == "SELECT 1" else 0
    assert audit.found(Kept.ALL, TEN_MINUTES, requested=requested) == (lost, [failure])


def test_on_a_full_disk_only_lasting_rows_count(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    record(file, {"a_c": list(range(10))})
    audit = RecordAudit(file)
    change(file, "DELETE FROM samples WHERE seq < 5")
    assert audit.found(Kept.LASTING, TEN_MINUTES, requested=1) == (0, [])
