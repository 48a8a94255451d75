"""A record of an older version becomes one of this version, whenever the power goes, and loses nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware.record.aside import copy_of_before
from firmware.record.database import RecordFile
from firmware.record.keys import CLEAN_STOP
from firmware.record.migrations import MIGRATIONS, VERSION, migrate
from firmware.record.rows import SampleRow
from firmware.record.space import Disk
from firmware.record.write_buffer import Batch

VERSION_1 = Path(__file__).with_name("record_version_1.sql").read_text(encoding="utf-8")
OLD_COLUMNS = {
    "samples": "seq, boot_id, monotonic_s, wall_s, point, value, absence",
    "events": "seq, boot_id, monotonic_s, wall_s, kind, text, data",
    "kept": "key, json",
}
NEW = Batch((SampleRow("boot-2", 1.0, 2.0, "cabin.air_c", 21.0, None, "ntp"),))
ROOMY, FULL = Disk(1 << 34, 1 << 33), Disk(1 << 34, 0)


def rows(file: Path) -> dict[str, list[Any]]:
    """What a file of version 1 holds, of a file of any version; without the marker that each start takes away."""
    with closing(sqlite3.connect(file)) as connection:
        found = {
            table: connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - names from this file
            for table, columns in OLD_COLUMNS.items()
        }
    found["kept"] = [row for row in found["kept"] if row[0] != CLEAN_STOP]
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record of version 1, closed in order."""
    file = tmp_path / "run" / "record.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(VERSION_1)
    return file


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def columns(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: connection.execute(f"PRAGMA table_info({table})").fetchall() for table in sorted(tables)}


def test_nothing_is_lost(file: Path) -> None:
    before = rows(file)
    assert [len(before[table]) for table in OLD_COLUMNS] == [60, 5, 4]
    record = RecordFile(file)
    record.write(Batch())
    assert (record.news, record.openings, version(file)) == ([], 1, VERSION)
    assert record.persisted["wishes"]["compartments"]["food"]["set_point_c"] == 3.5
    record.close()
    assert rows(file) == before
    with closing(sqlite3.connect(file)) as connection:
        # Nobody knew what the clock was worth.
        assert connection.execute("SELECT DISTINCT clock FROM samples UNION SELECT clock FROM events").fetchall() == [
            (None,)
        ]
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_an_old_record_has_the_tables_of_a_new_one(file: Path) -> None:
    new = sqlite3.connect(":memory:", isolation_level=None)
    with closing(new), closing(sqlite3.connect(file, isolation_level=None)) as old:
        migrate(new, 0)
        migrate(old, 1)
        assert columns(old) == columns(new)
        assert [new.execute(f"PRAGMA {mark}").fetchone() for mark in ("application_id", "user_version")] == [
            old.execute(f"PRAGMA {mark}").fetchone() for mark in ("application_id", "user_version")
        ]


def test_versions_follow_each_other() -> None:
    assert list(MIGRATIONS) == list(range(1, VERSION + 1))


def test_a_copy_is_there_until_the_first_good_start(file: Path) -> None:
    before = rows(file)
    record = RecordFile(file)
    record.write(Batch())
    copy = copy_of_before(file)
    assert (version(copy), rows(copy), copy.stat().st_mode & 0o777) == (1, before, 0o600)
    record.write(NEW)
    assert not copy.exists()
    record.close()
    assert len(rows(file)["samples"]) == 61


def test_without_room_for_a_copy_it_is_reported_and_goes_on(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    record = RecordFile(file, disk=lambda _folder: FULL)
    record.write(Batch())
    assert version(file) == VERSION
    assert not copy_of_before(file).exists()
    assert "no room for a copy" in caplog.text
    record.close()


def test_a_copy_that_is_given_up_leaves_the_old_file_for_the_next_start(file: Path) -> None:
    before = rows(file)
    record = RecordFile(file)
    record.give_up()
    with pytest.raises(InterruptedError):
        record.write(NEW)
    record.close()
    assert (version(file), rows(file)) == (1, before)
    assert [path.name for path in file.parent.iterdir()] == ["record.db"]


def test_a_copy_of_an_interrupted_attempt_is_used_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[Path] = []

    def copy(_connection: sqlite3.Connection, to: Path, _is_wanted: Callable[[], bool]) -> None:
        copied.append(to)
        to.touch()

    monkeypatch.setattr("firmware.record.opening.copy", copy)
    monkeypatch.setattr("firmware.record.opening.migrate", interrupted)
    for _ in range(2):
        with pytest.raises(OSError, match="away"):
            RecordFile(file).write(NEW)
    assert copied == [copy_of_before(file)]
    os.utime(copied[0], (0.0, 0.0))  # older than the file: of another time
    with pytest.raises(OSError, match="away"):
        RecordFile(file).write(NEW)
    assert len(copied) == 2


def interrupted(_connection: sqlite3.Connection, _version: int) -> None:
    raise OSError("away")


class PowerCutError(BaseException):
    """The computer is dead: nothing that comes after it happens."""


class Mortal(sqlite3.Connection):
    """A connection on which the power goes before the statement that is the last one."""

    left, folder, snapshot = -1, Path(), Path()

    def execute(self, *args: Any) -> sqlite3.Cursor:
        if Mortal.left == 0 and not self.snapshot.exists():
            shutil.copytree(self.folder, self.snapshot)
        if Mortal.left <= 0:
            raise PowerCutError
        Mortal.left -= 1
        return super().execute(*args)


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch, file: Path, tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Let the power go before the n-th statement of whoever writes; gives where the files are as they were then."""
    connect = sqlite3.connect

    opened: list[sqlite3.Connection] = []

    def connected(database: Any, **options: Any) -> sqlite3.Connection:
        if options.get("uri"):
            plain: sqlite3.Connection = connect(database, **options)
            return plain
        opened.append(connect(database, factory=Mortal, **options))
        return opened[-1]

    def cut(statements: int) -> Path:
        Mortal.left, Mortal.folder, Mortal.snapshot = statements, file.parent, tmp_path / f"left-{statements}"
        monkeypatch.setattr("firmware.record.schema.sqlite3.connect", connected)
        return Mortal.snapshot

    yield cut
    Mortal.left = -1
    for connection in opened:  # nobody could close what the power left open
        connection.close()


def test_a_power_cut_before_any_statement_loses_nothing(
    file: Path, mortal: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(file)
    original = shutil.copytree(file.parent, tmp_path / "original")
    cuts = 0
    while True:
        shutil.rmtree(file.parent)
        shutil.copytree(original, file.parent)
        left = mortal(cuts)
        record = RecordFile(file)
        try:
            record.write(NEW)
        except PowerCutError:
            pass
        else:
            break
        finally:
            Mortal.left = 1_000
            record.close()
            monkeypatch.undo()
        assert version(left / "record.db") in range(1, VERSION + 1)
        assert rows(left / "record.db") in (
            before,
            before | {"samples": [*before["samples"], (61, *NEW.samples[0][:-1])]},
        )
        again = RecordFile(left / "record.db")
        again.write(NEW)
        again.close()
        assert not again.news
        assert rows(left / "record.db")["kept"] == before["kept"]
        assert rows(left / "record.db")["samples"][:60] == before["samples"]
        assert not copy_of_before(left / "record.db").exists()
        cuts += 1
    assert cuts > 20
