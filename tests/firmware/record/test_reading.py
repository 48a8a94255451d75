"""What a record holds can be read where nothing can be written, and reading changes no file."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from firmware.record.database import RecordFile
from firmware.record.migrations import VERSION
from firmware.record.reading import MAX_PERSISTED_BYTES, Found, look
from firmware.record.schema import DamagedError
from firmware.record.write_buffer import Batch

PERSISTED = {"device_id": "abc", "wishes": {"cabin": 21.0}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "record.db"


def closed(file: Path) -> None:
    record = RecordFile(file)
    record.write(Batch(persisted={"device_id": '"abc"', "wishes": '{"cabin": 21.0}'}))
    record.close()


def killed(file: Path) -> None:
    """As a killed process, or a cut of the power, leaves it: all of it stands in the log."""
    record = RecordFile(file)
    record.write(Batch(persisted={"device_id": '"abc"', "wishes": '{"cabin": 21.0}'}))
    shutil.copytree(file.parent, file.parent.with_name("left"))
    record.close()
    shutil.rmtree(file.parent)
    file.parent.with_name("left").rename(file.parent)


def killed_without_index(file: Path) -> None:
    killed(file)
    Path(f"{file}-shm").unlink()


def contents(file: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in file.parent.iterdir()}


@pytest.mark.parametrize("make", [closed, killed, killed_without_index])
def test_reading_changes_nothing(file: Path, make: Callable[[Path], None]) -> None:
    make(file)
    before = contents(file)
    assert look(file) == Found(VERSION, PERSISTED)
    assert contents(file) == before


def test_where_there_is_nothing_there_is_nothing_to_read(file: Path) -> None:
    assert look(file) is None
    file.parent.mkdir()
    file.touch()
    assert look(file) is None


def test_a_file_without_tables_has_no_version(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert look(file) == Found()


def test_what_is_damaged_is_named_and_the_rest_is_read(file: Path) -> None:
    closed(file)
    damaged = {
        "cut": '{"cabin": 2',
        "not a number": "NaN",
        "infinite": "[1, -Infinity]",
        "beyond all numbers": '{"cabin": 1e999}',
        "endless": "[" * 100_000,
        "long": '"' + "x" * MAX_PERSISTED_BYTES + '"',
        "digits": "9" * 5_000,
    }
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany("INSERT INTO kept VALUES (?, ?)", damaged.items())
        connection.commit()
    found = look(file)
    assert found is not None
    assert (found.persisted, sorted(found.unreadable)) == (PERSISTED, sorted(damaged))


def test_a_database_of_another_program_is_none(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE photos(name)")
    with pytest.raises(DamagedError, match="another program"):
        look(file)
