"""A record of a newer program is no damage: it is left as it is, and another is written beside it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware.record.aside import beside
from firmware.record.database import RecordFile
from firmware.record.keys import CLEAN_STOP
from firmware.record.migrations import VERSION
from firmware.record.rows import SampleRow
from firmware.record.write_buffer import Batch

ROW = Batch((SampleRow("boot", 1.0, 2.0, "cabin.air_c", 21.0, None, "ntp"),))
PERSISTED = {
    "device_id": '"abc"',
    "wishes": '{"cabin": 21.0}',
    "lessons": "{}",
    "alarms": '["too_warm"]',
    CLEAN_STOP: "{}",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record that a program of the next version has written."""
    file = tmp_path / "record.db"
    record = RecordFile(file)
    record.write(Batch(ROW.samples, persisted=PERSISTED))
    record.close()
    change(file, "ALTER TABLE samples ADD COLUMN seal TEXT")
    return file


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in (*statements, f"PRAGMA user_version = {VERSION + 1}"):
            connection.execute(statement)


def use(file: Path, batch: Batch = ROW) -> RecordFile:
    record = RecordFile(file)
    record.read()
    record.write(batch)
    record.close()
    return record


def samples(file: Path) -> int:
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        found: int = connection.execute("SELECT count(*) FROM samples").fetchone()[0]
    return found


def test_it_is_not_touched_and_what_is_persisted_goes_on_beside_it(file: Path) -> None:
    before = file.read_bytes()
    record = use(file)
    assert file.read_bytes() == before
    assert not Path(f"{file}-wal").exists()
    assert record.file == beside(file)
    assert record.persisted == {"device_id": "abc", "wishes": {"cabin": 21.0}, "lessons": {}, "alarms": ["too_warm"]}
    (line,) = record.news
    assert line.startswith(
        f"{file} is of a newer program (version {VERSION + 1}): it is left as it is, and {beside(file)}"
    )
    assert samples(beside(file)) == 1


def test_the_log_of_a_newer_program_is_read_and_left(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as newer:
        newer.execute("INSERT INTO kept VALUES ('seat', '\"warm\"')")
        log = Path(f"{file}-wal").read_bytes()
        assert log
        assert use(file).persisted["seat"] == "warm"
        assert Path(f"{file}-wal").read_bytes() == log


def test_the_next_start_goes_on_with_the_same_file(file: Path) -> None:
    use(file, Batch(ROW.samples, persisted={"wishes": '{"cabin": 19.0}'}))
    again = use(file)
    assert again.persisted["wishes"] == {"cabin": 19.0}
    assert len(again.news) == 1
    assert samples(beside(file)) == 2
    assert sorted(path.name for path in file.parent.iterdir() if ".reserve" not in path.name) == [
        "record.db",
        beside(file).name,
    ]


def test_what_is_read_before_the_file_is_opened_is_the_same(file: Path) -> None:
    record = RecordFile(file)
    record.read()
    assert record.persisted["device_id"] == "abc"
    assert CLEAN_STOP not in record.persisted
    use(file, Batch(persisted={"device_id": '"def"'}))
    record.read()
    assert record.persisted["device_id"] == "def"


def test_its_own_program_finds_it_as_it_was(file: Path) -> None:
    use(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE samples DROP COLUMN seal")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    record = use(file)
    assert (record.news, record.file, samples(file)) == ([], file, 2)


def tables_unknown(file: Path) -> None:
    change(file, "ALTER TABLE kept RENAME TO memory")


def persisted_unknown(file: Path) -> None:
    change(file, "ALTER TABLE kept RENAME COLUMN json TO cbor")


@pytest.mark.parametrize("make", [tables_unknown, persisted_unknown])
def test_what_it_keeps_in_another_way_is_not_understood(file: Path, make: Callable[[Path], Any]) -> None:
    make(file)
    before = file.read_bytes()
    record = use(file)
    assert (record.persisted, len(record.news), file.read_bytes()) == ({}, 1, before)


def test_damage_beside_it_is_damage(file: Path) -> None:
    use(file)
    beside(file).write_bytes(b"garbage" * 1_000)
    record = use(file)
    assert [line.split(" (")[0] for line in record.news] == [
        f"{beside(file)} was damaged",
        f"{file} is of a newer program",
    ]
    assert record.persisted["device_id"] == "abc"
    assert samples(beside(file)) == 1


def test_damage_that_shows_while_writing_is_that_of_the_file_beside_it(file: Path) -> None:
    record = RecordFile(file)
    record.write(ROW)
    record.suspect("a page is torn")
    record.write(ROW)
    record.close()
    assert f"{beside(file)} was damaged (a page is torn)" in record.news[1]
    assert samples(beside(file)) == 2  # what this run had written went with it
    assert samples(file) == 1
