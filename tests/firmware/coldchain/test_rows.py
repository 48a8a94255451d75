"""Rows are read while the service writes, by whoever may, with the time of day as it is known now."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.coldchain.rows import opened, rows
from firmware.coldchain.sealing import seal
from firmware.errors import FirmwareError
from firmware.record.database import RecordFile
from firmware.record.leaves import START, Leaf, canonical, of_clock, text_of
from firmware.record.rows import EventRow, TimeOfDay
from firmware.record.write_buffer import Batch
from firmware.runtime.clock import ClockQuality

TRUE_S = 1_800_000_000.0
"""The true time of day at the start of the boot, whose own clock says 1970."""


def leaf(kind: str, minute: int, compartment: str, clock: str = "none", wall_s: float = 0.0) -> Leaf:
    at_ms = minute * 60_000
    return Leaf(kind, "boot-1", at_ms, round(wall_s * 1_000) + at_ms, clock, compartment, canonical({"n": minute}))


def known(quality: ClockQuality = ClockQuality.NTP, wall_at_zero_s: float = TRUE_S) -> Leaf:
    return of_clock(TimeOfDay("boot-1", wall_at_zero_s, quality, 600.0))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[RecordFile]:
    record = RecordFile(tmp_path / "record.db")
    yield record
    record.close()


def read(
    record: RecordFile, compartment: str = "food", from_s: float = TRUE_S, to_s: float = TRUE_S + 1e6
) -> list[int]:
    return [row.body["n"] for row in rows(record.file, compartment, from_s, to_s) if "n" in row.body]


def test_rows_of_a_compartment_and_of_all_are_read_while_the_file_is_open_for_writing(record: RecordFile) -> None:
    leaves = [leaf("minute", n, "food" if n % 2 else "medicine", "ntp", TRUE_S) for n in range(6)]
    record.write(Batch(leaves=(*leaves, leaf("gap", 6, "", "ntp", TRUE_S))))
    assert read(record) == [1, 3, 5, 6]
    assert read(record, from_s=TRUE_S + 180.0, to_s=TRUE_S + 360.0) == [3, 5]
    record.close()
    assert read(record, "medicine") == [0, 2, 4, 6]


def test_a_time_of_day_that_came_later_holds_for_all_rows_of_its_boot_and_changes_none(record: RecordFile) -> None:
    record.write(Batch(leaves=tuple(leaf("minute", n, "food") for n in range(3))))
    assert read(record) == []  # nobody knows when that was
    with opened(record.file) as connection:
        before = connection.execute("SELECT text, hash FROM leaves").fetchall()
    record.write(Batch(leaves=(known(),)))
    assert read(record) == [0, 1, 2]
    row = next(iter(rows(record.file, "food", TRUE_S, TRUE_S + 60.0)))
    assert (row.at_s, row.wall_ms, row.clock, row.is_known) == (TRUE_S, 0, "none", True)
    with opened(record.file) as connection:
        assert connection.execute("SELECT text, hash FROM leaves WHERE seq < 3").fetchall() == before


@pytest.mark.parametrize(
    ("clock", "off_s", "better", "at_s"),
    [
        ("rtc", 5.0, ClockQuality.NTP, TRUE_S),
        ("rtc", 1.0, ClockQuality.NTP, TRUE_S + 1.0),
        ("rtc", 5.0, ClockQuality.RTC, TRUE_S + 5.0),
        ("ntp", 5.0, ClockQuality.GNSS, TRUE_S + 5.0),
        ("restored", -9e6, ClockQuality.RTC, TRUE_S),
    ],
)
def test_a_clock_is_mended_by_a_better_one_alone(
    record: RecordFile, clock: str, off_s: float, better: ClockQuality, at_s: float
) -> None:
    record.write(Batch(leaves=(leaf("minute", 0, "food", clock, TRUE_S + off_s), known(better))))
    assert [row.at_s for row in rows(record.file, "food", 0.0, 1e10) if row.kind == "minute"] == [at_s]


def test_events_are_rows_by_themselves(record: RecordFile) -> None:
    data = json.dumps({"alarm": "fridge.food.too_warm", "margin_k": 0.25})
    record.write(Batch(events=(EventRow("boot-1", 60.0, TRUE_S, "AlarmRaised", "zu warm", data, "ntp"),)))
    (row,) = rows(record.file, "food", TRUE_S, TRUE_S + 1.0)
    assert (row.kind, row.compartment, row.body["kind"], row.body["text"]) == ("event", "", "AlarmRaised", "zu warm")
    assert json.loads(row.body["data"])["margin_k"] == 0.25


def test_the_start_of_recording_tells_after_which_row_there_is_nothing(record: RecordFile) -> None:
    start = Leaf(START, "boot-1", 0, 0, "none", "", canonical({"version": "1"}))
    record.write(Batch(leaves=(start, leaf("minute", 1, "food"))))
    record.write(Batch(leaves=(start._replace(boot_id="boot-2", monotonic_ms=5, wall_ms=9),)))
    with opened(record.file) as connection:
        first, _, second = (json.loads(text) for (text,) in connection.execute("SELECT text FROM leaves ORDER BY seq"))
    assert first[7] == {"version": "1"}
    assert second == [
        2,
        "start",
        "boot-2",
        5,
        9,
        "none",
        "",
        {"version": "1", "after": [1, "minute", *second[7]["after"][2:]]},
    ]
    assert second[7]["after"] == [1, "minute", "boot-1", 60_000, 60_000, "none"]


def test_checkpoints_tell_where_to_look(record: RecordFile, tmp_path: Path) -> None:
    for first in range(0, 600, 60):
        record.write(Batch(leaves=tuple(leaf("minute", n, "food", "ntp", TRUE_S) for n in range(first, first + 60))))
        record.work(lambda connection: seal(connection, tmp_path / "evidence.key"))
    assert read(record, from_s=TRUE_S + 18_000.0, to_s=TRUE_S + 18_120.0) == [300, 301]
    assert read(record, from_s=TRUE_S + 35_940.0) == [599]
    assert read(record, to_s=TRUE_S + 60.0) == [0]


def test_what_is_no_record_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(FirmwareError, match="is not there: must be a record"):
        list(rows(tmp_path / "none.db", "food", 0.0, 1.0))
    (tmp_path / "text").write_text("no database" * 100)
    with pytest.raises(FirmwareError, match="file is not a database"):
        list(rows(tmp_path / "text", "food", 0.0, 1.0))
    other = tmp_path / "empty"
    other.touch()
    with pytest.raises(FirmwareError, match="is no record of this program"):
        list(rows(other, "food", 0.0, 1.0))


READ = """
import os, sys
sys.path[:0] = sys.argv[3:]
from pathlib import Path
from firmware.coldchain.rows import rows
Path("/").as_uri()  # imports now what it needs: the interpreter may lie where only root can read
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(65534)
print(len(list(rows(Path(sys.argv[1]), "food", 0.0, 1e10))))
try:
    (Path(sys.argv[1]).parent / "evidence.key").read_text()
except PermissionError:
    print("no key")
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_a_technician_of_the_group_reads_without_being_root_while_the_service_writes_and_after() -> None:
    folder = Path(tempfile.mkdtemp(prefix="homeward-"))
    try:
        group = 54_321
        os.chown(folder, 0, group)
        folder.chmod(0o2750)  # as systemd makes it: the files in it get its group
        record = RecordFile(folder / "record.db")
        record.write(Batch(leaves=(leaf("minute", 0, "food", "ntp", TRUE_S),)))
        record.work(lambda connection: seal(connection, folder / "evidence.key"))

        def technician_reads() -> list[str]:
            command = [sys.executable, "-c", READ, str(record.file), str(group), *sys.path]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
            return (done.stdout or done.stderr).split("\n")

        assert technician_reads() == ["1", "no key", ""]
        record.close()
        assert technician_reads() == ["1", "no key", ""]
    finally:
        shutil.rmtree(folder)


def test_the_form_of_a_row_is_the_same_for_ever() -> None:
    row = Leaf("minute", "b", 60_000, 1_800_000_060_000, "ntp", "food", canonical({"ms": 60_000, "air_mc": [1, 2, 3]}))
    text = '[4,"minute","b",60000,1800000060000,"ntp","food",{"air_mc":[1,2,3],"ms":60000}]'
    assert text_of(4, row) == text
    assert canonical({"é": "\u20ac\n\x1f", "a": [True, None]}) == '{"a":[true,null],"é":"€\\n\\u001f"}'
    with pytest.raises(TypeError, match="leaves have no fractions"):
        canonical({"a": [{"b": 0.5}]})


def test_nothing_else_is_imported_for_reading() -> None:
    done = "import sys, firmware.coldchain.rows; print('cryptography' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", done], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    assert said.stdout == "False\n"


def test_a_reader_holds_nothing_up(record: RecordFile) -> None:
    record.write(Batch(leaves=tuple(leaf("minute", n, "food", "ntp", TRUE_S) for n in range(100))))
    reading = rows(record.file, "food", TRUE_S, TRUE_S + 1e6)
    next(reading)
    record.write(Batch(leaves=(leaf("minute", 100, "food", "ntp", TRUE_S),)))
    assert sum(1 for _ in reading) >= 99
