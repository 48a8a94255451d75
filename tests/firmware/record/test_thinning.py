"""Where there is no room the log is thinned by class, trips last, and what is left can be proven as before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.coldchain.record_check import verify_record
from firmware.coldchain.sealing import seal
from firmware.record import thinning
from firmware.record.leaves import Leaf, canonical
from firmware.record.migrations import migrate
from firmware.record.retention import used_bytes
from firmware.record.rows import EventRow
from firmware.record.thinning import Class, thin
from firmware.record.write_buffer import Batch
from firmware.record.writing import transaction, write
from hil.bench.sealed_record import MAX_BYTES, minute


@pytest.fixture
def log() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, 0)
        yield connection


def sample(number: int) -> Leaf:
    return minute(number)._replace(kind="sample", body=canonical({"air_mc": 4_000 + number}))


def event(kind: str, number: int) -> EventRow:
    return EventRow("boot", number * 30.0, 1.8e9, kind, kind, "{}", "ntp")


def fill(log: sqlite3.Connection, folder: Path) -> None:
    """600 minutes with a trip from 200 to 300, and a sample after each third."""
    for first in range(0, 600, 100):
        leaves = [leaf for number in range(first, first + 100) for leaf in both(number)]
        begun = {200: "TripStarted", 300: "TripStopped"}.get(first)
        write(log, Batch(events=(event(begun, first),) if begun else ()), MAX_BYTES)
        write(log, Batch(leaves=tuple(leaves)), MAX_BYTES)
    with transaction(log):
        seal(log, folder / "evidence.key")


def both(number: int) -> tuple[Leaf, ...]:
    return (minute(number), sample(number)) if number % 3 == 0 else (minute(number),)


def left(log: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT json_extract(text, '$[1]'), count(*) FROM leaves WHERE text IS NOT NULL GROUP BY 1"
    return dict(log.execute(query).fetchall())


def thinned(log: sqlite3.Connection, which: Class) -> int:
    with transaction(log):
        return thin(log, which)


def test_classes_go_in_order_and_what_is_left_is_still_proven(log: sqlite3.Connection, tmp_path: Path) -> None:
    fill(log, tmp_path)
    before = used_bytes(log)
    assert left(log) == {"minute": 600, "sample": 200, "event": 2}
    assert thinned(log, Class.SAMPLES) == 167
    assert left(log) == {"minute": 600, "sample": 33, "event": 2, "thinned": 1}
    assert thinned(log, Class.MINUTES) == 500
    assert left(log) == {"minute": 100, "sample": 33, "event": 2, "thinned": 2}
    assert thinned(log, Class.TRIPS) == 133
    assert left(log) == {"event": 2, "thinned": 3}
    assert [thinned(log, each) for each in Class] == [0, 0, 0]
    assert used_bytes(log) < before / 2
    verdict = verify_record(log)
    assert (verdict.wrong, verdict.rows, verdict.shown, verdict.unsigned) == (None, 802, 2, 3)
    with transaction(log):
        seal(log, tmp_path / "evidence.key")
    assert verify_record(log).wrong is None


def test_it_goes_on_where_it_was_and_begins_anew_in_a_new_file(
    log: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "ROWS_AT_ONCE", 100)
    fill(log, tmp_path)
    assert [thinned(log, Class.MINUTES) for _ in range(3)] == [75, 75, 50]
    log.execute("UPDATE kept SET json = ? WHERE key = 'thinned_from'", ('{"minute": 9000}',))
    assert thinned(log, Class.MINUTES) > 0
    log.execute("UPDATE kept SET json = '[]' WHERE key = 'thinned_from'")
    assert thinned(log, Class.MINUTES) > 0


def test_an_empty_log_has_nothing_to_forget(log: sqlite3.Connection) -> None:
    assert [thinned(log, each) for each in Class] == [0, 0, 0]


def test_a_text_that_was_taken_without_a_row_that_tells_is_found(log: sqlite3.Connection, tmp_path: Path) -> None:
    fill(log, tmp_path)
    thinned(log, Class.SAMPLES)
    log.execute("UPDATE leaves SET text = NULL WHERE seq = 801")
    wrong = verify_record(log).wrong
    assert wrong is not None
    assert (wrong.what, wrong.row) == ("removed", 801)


def test_a_record_that_is_full_thins_its_log_after_its_samples(log: sqlite3.Connection, tmp_path: Path) -> None:
    fill(log, tmp_path)
    write(log, Batch(leaves=(minute(600),)), 100_000)
    assert left(log)["sample"] == 33
    for number in range(601, 605):
        write(log, Batch(leaves=(minute(number),)), 100_000)
    assert left(log)["minute"] < 200
    assert verify_record(log).wrong is None
