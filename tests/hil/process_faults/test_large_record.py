"""A record that was made large is sound, holds what it held, and becomes small again."""

import sqlite3
from contextlib import closing
from pathlib import Path

from firmware.record.database import RecordFile
from firmware.record.integrity_check import Check
from firmware.record.write_buffer import Batch
from hil.process_faults.large_record import grow, shrink

SIZE = 16_000_000


def a_record(file: Path) -> None:
    record = RecordFile(file)
    record.write(Batch(persisted={"device_id": '"abc"'}))
    record.close()


def test_a_record_grows_and_shrinks_and_is_sound_all_the_time(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    a_record(file)
    small = file.stat().st_size
    grow(file, SIZE)
    assert file.stat().st_size >= SIZE
    assert file.stat().st_blocks * 512 < SIZE / 4
    assert Check(file).verdict() is None
    with closing(sqlite3.connect(file)) as connection:
        lengths = [length for (length,) in connection.execute("SELECT length(filler) FROM ballast")]
    assert sum(lengths) > SIZE - 1_000_000
    record = RecordFile(file)
    record.write(Batch(persisted={"wishes": "1"}))
    record.close()
    shrink(file)
    assert file.stat().st_size <= small + 4_096
    assert Check(file).verdict() is None
    record = RecordFile(file)
    record.write(Batch())
    assert (record.persisted, record.news) == ({"device_id": "abc", "wishes": 1}, [])
    record.close()


def test_another_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    shrink(file)
    assert not file.exists()
    a_record(file)
    before = file.read_bytes()
    shrink(file)
    assert file.read_bytes() == before
