import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.record.database import RecordFile
from firmware.record.integrity_check import Check
from firmware.record.migrations import VERSION
from firmware.record.rows import EventRow, SampleRow
from firmware.record.write_buffer import Batch


def samples(count: int, first: int = 0) -> tuple[SampleRow, ...]:
    return tuple(
        SampleRow("boot", float(n), 0.0, "fridge.food.air_c", 4.0, None, "ntp") for n in range(first, first + count)
    )


EVENT = EventRow("boot", 1.0, 2.0, "CompressorStarted", "compressor started", "{}", "ntp")
FULL = Batch(samples(500), (EVENT,), {"device_id": '"abc"', "wishes": '{"cabin": 21.0}'})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


@pytest.fixture
def record(file: Path) -> Iterator[RecordFile]:
    record = RecordFile(file)
    yield record
    record.close()


def rows(file: Path, table: str = "samples") -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name from this file


def times_s(file: Path) -> list[float]:
    with closing(sqlite3.connect(file)) as connection:
        return [time_s for (time_s,) in connection.execute("SELECT monotonic_s FROM samples ORDER BY seq")]


def a_record(file: Path) -> None:
    record = RecordFile(file)
    record.write(FULL)
    record.close()


def test_what_is_written_is_there(record: RecordFile, file: Path) -> None:
    absent = SampleRow("boot", 7.0, 8.0, "cabin.air_c", None, "stale", "restored")
    record.write(Batch((*samples(1), absent), (EVENT,), {"device_id": '"abc"'}))
    assert rows(file) == [(1, "boot", 0.0, 0.0, "fridge.food.air_c", 4.0, None, "ntp"), (2, *absent)]
    assert rows(file, "events") == [(1, *EVENT)]
    assert rows(file, "kept") == [("device_id", '"abc"')]


def test_what_is_committed_would_survive_a_power_cut(record: RecordFile) -> None:
    record.write(Batch())
    connection = record._connection
    assert connection is not None
    values = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "trusted_schema")
    }
    assert values == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0}


def test_only_the_owner_may_read_the_file(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    readable = dict.fromkeys(["record.db", "record.db-wal", "record.db-shm"], 0o640)
    assert modes == {**readable, "record.db.reserve": 0o600}


def test_the_next_run_goes_on_in_the_same_file(file: Path) -> None:
    a_record(file)
    record = RecordFile(file)
    record.write(Batch(samples(1), persisted={"wishes": None}))
    assert not record.news
    assert record.persisted == {"device_id": "abc", "wishes": {"cabin": 21.0}}
    record.close()
    assert len(rows(file)) == 501
    assert rows(file, "kept") == [("device_id", '"abc"')]


def test_a_batch_is_written_whole_or_not_at_all(record: RecordFile, file: Path) -> None:
    record.write(Batch(samples(1)))
    wrong = EVENT._replace(text=None)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(sqlite3.IntegrityError):
        record.write(Batch(samples(5), (wrong,)))
    record.write(Batch(samples(1)))
    assert len(rows(file)) == 2


def garbage(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 40)


def another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE photos(name)")


def wrong_version(file: Path) -> None:
    a_record(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = -1")


def wrong_column(file: Path) -> None:
    """One letter of a name is another: nothing in the file contradicts it."""
    a_record(file)
    file.write_bytes(file.read_bytes().replace(b"first_sample INTEGER", b"first_simple INTEGER"))


def no_tables(file: Path) -> None:
    a_record(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE kept")


def wrong_tables(file: Path) -> None:
    a_record(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 1")


def last_number_taken(file: Path) -> None:
    """A bit of one row's number is another: no further row can have one."""
    a_record(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE events SET seq = ?", ((1 << 63) - 1,))
        connection.commit()


def empty_with_a_log(file: Path) -> None:
    file.touch()
    Path(f"{file}-wal").write_bytes(b"something")


def only_a_log(file: Path) -> None:
    Path(f"{file}-wal").write_bytes(b"something")


def folder(file: Path) -> None:
    (file / "inside").mkdir(parents=True)


def torn(file: Path) -> None:
    a_record(file)
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize(
    "make",
    [
        garbage,
        another_program,
        wrong_version,
        wrong_column,
        no_tables,
        wrong_tables,
        last_number_taken,
        empty_with_a_log,
        only_a_log,
        folder,
        torn,
    ],
    ids=lambda f: f.__name__,
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(record: RecordFile, file: Path, make: Any) -> None:
    make(file)
    before = [path.name for path in file.parent.iterdir() if path.suffix != ".reserve"]
    record.write(Batch(samples(3)))
    (line,) = record.news
    assert line.startswith(f"{file} was damaged (")
    assert f"it is {file}.damaged-1 now" in line
    assert "\n" not in line
    assert len(rows(file)) == 3
    for name in before:
        assert (file.parent / name.replace("record.db", "record.db.damaged-1")).exists()


def test_every_damaged_file_gets_a_name_of_its_own(file: Path) -> None:
    for number in (1, 2, 3):
        file.write_bytes(b"garbage %d" % number)
        record = RecordFile(file)
        record.write(FULL)
        record.close()
    assert [Path(f"{file}.damaged-{number}").read_bytes() for number in (1, 2, 3)] == [
        b"garbage 1",
        b"garbage 2",
        b"garbage 3",
    ]


def test_a_file_of_no_length_is_a_new_record(record: RecordFile, file: Path) -> None:
    file.touch()
    record.write(FULL)
    assert not record.news
    assert len(rows(file)) == 500


def test_what_was_persisted_is_saved_from_a_damaged_file(record: RecordFile, file: Path) -> None:
    wrong_version(file)
    record.write(Batch())
    assert record.news
    assert record.persisted == {"device_id": "abc", "wishes": {"cabin": 21.0}}


def test_persisted_texts_that_are_damaged_are_left_out(record: RecordFile, file: Path) -> None:
    a_record(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO kept VALUES (CAST(x'ff' AS TEXT), '1'), ('torn', CAST(x'22ff' AS TEXT))")
        connection.commit()
    record.write(Batch())
    assert record.persisted == {"\ufffd": 1, "device_id": "abc", "wishes": {"cabin": 21.0}}


def test_a_device_is_never_renamed() -> None:
    record = RecordFile(Path("/dev/null"))
    with pytest.raises(FileExistsError):
        record.write(FULL)
    assert Path("/dev/null").is_char_device()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    record = RecordFile(tmp_path / "homeward" / "record.db")
    record.write(FULL)
    record.close()
    assert (tmp_path / "homeward").stat().st_mode & 0o777 == 0o750


def test_a_folder_that_cannot_be_used_is_an_error_until_it_can(tmp_path: Path) -> None:
    (tmp_path / "homeward").touch()
    record = RecordFile(tmp_path / "homeward" / "record.db")
    for _ in range(2):
        with pytest.raises(OSError, match=r"File exists|Not a directory"):
            record.write(FULL)
    (tmp_path / "homeward").unlink()
    record.write(FULL)
    record.close()
    assert len(rows(tmp_path / "homeward" / "record.db")) == 500


def test_a_full_disk_loses_nothing_and_passes(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    connection = record._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    left = record.write(Batch(samples(2_000, first=500), (EVENT,)))
    assert (left, record.is_open, record.is_short) == (Batch(samples(2_000, first=500)), True, True)
    assert len(rows(file, "events")) == 2
    connection.execute("PRAGMA max_page_count = 100000")
    record.write(left)
    assert times_s(file) == [float(n) for n in range(2_500)]


def test_a_write_that_the_system_refuses_loses_nothing_and_passes(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(sqlite3.OperationalError):
            record.write(Batch(samples(20_000, first=500)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    record.write(Batch(samples(20_000, first=500)))
    assert not record.news
    assert times_s(file) == [float(n) for n in range(20_500)]


def test_a_read_only_file_is_opened_anew_when_it_can_be_written_again(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    assert record._connection is not None
    record._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        record.write(FULL)
    assert not record.is_open
    record.write(FULL)
    assert len(rows(file)) == 1_000


def test_a_file_that_somebody_removed_is_begun_anew(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    for path in file.parent.iterdir():
        path.unlink()
    record.write(Batch(samples(3)))
    assert len(rows(file)) == 3


def test_a_file_that_somebody_moved_loses_nothing(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    file.rename(file.parent / "taken.db")
    record.write(Batch(samples(3)))
    assert len(rows(file)) == 3
    # Its log stayed behind; reunited under one name they are whole.
    (file.parent / "taken.db").rename(f"{file}.damaged-1")
    assert len(rows(Path(f"{file}.damaged-1"))) == 500


def test_damage_that_shows_while_writing_sets_the_file_aside(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    record.close()
    size = file.stat().st_size
    record.write(Batch())
    with file.open("r+b") as damaged:
        # The pages of the tables, but not the header, under the open connection.
        damaged.seek(4_096)
        damaged.write(b"\xff" * (size - 4_096))
    with closing(sqlite3.connect(file)) as other:
        # A change by somebody else makes the record read its pages again.
        for version in (VERSION + 1, VERSION):
            other.execute(f"PRAGMA user_version = {version}")
    record.write(FULL)
    assert "malformed" in record.news[0]
    assert len(rows(file)) == 500


def test_a_killed_process_loses_nothing_that_was_committed(record: RecordFile, file: Path, tmp_path: Path) -> None:
    record.write(FULL)
    # What a killed process leaves: the files as they are now, write-ahead log and all.
    left = tmp_path / "left"
    shutil.copytree(file.parent, left, ignore=shutil.ignore_patterns("left"))
    found = RecordFile(left / "record.db")
    found.write(Batch(samples(1)))
    assert (found.news, found.persisted["device_id"]) == ([], "abc")
    found.close()
    assert len(rows(left / "record.db")) == 501


@given(
    part=st.sampled_from(["", "-wal", "-shm"]),
    at=st.floats(0.0, 1.0),
    overwrite=st.none() | st.binary(min_size=1, max_size=300) | st.integers(1, 8_192).map(bytes),
    closed=st.booleans(),
)
@settings(max_examples=60)
def test_a_file_torn_or_overwritten_anywhere_never_stops_the_record(
    part: str, at: float, overwrite: bytes | None, closed: bool
) -> None:
    with TemporaryDirectory() as folder:
        writer = RecordFile(Path(folder) / "run" / "record.db")
        for first in range(0, 300, 100):
            writer.write(Batch(samples(100, first)))
        if closed:
            writer.close()
        # What a power cut leaves, and then some.
        file = (
            Path(
                shutil.copytree(Path(folder) / "run", Path(folder) / "left", ignore=shutil.ignore_patterns("*.reserve"))
            )
            / "record.db"
        )
        writer.close()
        damage(Path(f"{file}{part}"), at, overwrite)

        record = RecordFile(file)
        record.write(Batch(samples(1, first=1_000)))
        verdict = Check(file).verdict()
        if verdict is not None:
            record.suspect(verdict)
            record.write(Batch())
        record.close()
        *found, last = times_s(file)
        assert last == 1_000.0
        if part == "-wal" and not record.news:
            # A torn log ends early: what is before the tear is there, in order and without gaps.
            assert found == [float(n) for n in range(len(found))]


def damage(file: Path, at: float, overwrite: bytes | None) -> None:
    """Tear the file off at a part of its length, or write over it there."""
    if not file.exists():
        return
    position = int(at * file.stat().st_size)
    if overwrite is None:
        os.truncate(file, position)
        return
    with file.open("r+b") as opened:
        opened.seek(position)
        opened.write(overwrite)


def test_tables_whose_names_are_no_text_any_more_are_damage(record: RecordFile, file: Path) -> None:
    record.write(FULL)
    record.close()
    content = file.read_bytes()
    file.write_bytes(content.replace(b"CREATE TABLE events", b"CREATE \x80ABLE events"))
    again = RecordFile(file)
    again.write(FULL)
    assert "was damaged" in again.news[0]
    again.close()
