"""Rows say what their time of day is worth, and get the right one once it is known."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import AlarmRaised, present
from firmware.control.state_store import Store
from firmware.record import Record
from firmware.record.database import RecordFile
from firmware.record.rows import RIGHT_TO_S, EventRow, SampleRow, TimeOfDay, mended, time_of_day
from firmware.record.time_backfill import BEGINNING, ROWS_AT_ONCE, Cursor
from firmware.record.write_buffer import Batch
from firmware.runtime.clock import Clock, ClockQuality
from tests.firmware.record.record_place import AIR, POINTS, SETTINGS, Place

TRUE_S = 1_800_000_000.0
"""The true time of day when the boot's monotonic clock was at 0."""

NONE, RESTORED, RTC, NTP, GNSS = ClockQuality
KNOWN = TimeOfDay("boot-1", TRUE_S, NTP, 100.0)


class Boot(Place):
    """A place whose clock is wrong until the network sets it."""

    def __init__(self, file: Path, boot_id: str = "boot-1") -> None:
        super().__init__(file, commit_every_s=60.0)
        self.boot_id, self.quality, self.wrong_by_s = boot_id, RESTORED, -2 * 86_400.0

    def clock(self) -> Clock:
        loop = asyncio.get_running_loop()
        return Clock(
            monotonic_s=loop.time,
            wall_s=lambda: TRUE_S + loop.time() + self.wrong_by_s,
            boot_id=self.boot_id,
            quality=lambda: self.quality,
        )

    def set(self, quality: ClockQuality = NTP, wrong_by_s: float = 0.0) -> None:
        self.quality, self.wrong_by_s = quality, wrong_by_s

    def drive(self, minutes: int, then: Callable[[], None] = lambda: None) -> None:
        """Record a value a minute and an alarm; `then` something happens, and a minute later is the end."""

        async def scene(record: Record) -> None:
            task = asyncio.create_task(record.run(Store().subscribe(), POINTS, SETTINGS))
            now_s = asyncio.get_running_loop().time
            for _ in range(minutes):
                record.add_sample(AIR, present(4.0, now_s()))
                record.add_event(AlarmRaised(now_s(), "fridge.food.too_warm", "close the lid"))
                await asyncio.sleep(60.0)
            then()
            await asyncio.sleep(125.0)
            task.cancel()

        self.use(scene)

    def rows(self, table: str = "samples") -> list[Any]:
        """How wrong each row is, and its mark."""
        return self.select(
            f"SELECT boot_id, round(wall_s - monotonic_s - {TRUE_S}), clock FROM {table} ORDER BY seq"  # noqa: S608
        )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


def test_rows_of_an_unknown_time_are_marked(file: Path) -> None:
    boot = Boot(file)
    boot.drive(3)
    assert boot.rows() == boot.rows("events") == [("boot-1", -172_800.0, "restored")] * 3
    assert boot.select("SELECT known_at_s, clock FROM boots") == [(None, None)]


def test_they_are_mended_when_the_time_is_known(file: Path) -> None:
    boot = Boot(file)
    boot.drive(5, boot.set)
    assert boot.rows() == boot.rows("events") == [("boot-1", 0.0, "ntp")] * 5
    ((known_at_s, clock),) = boot.select("SELECT known_at_s, clock FROM boots")
    assert (clock, 300.0 <= known_at_s <= 425.0) == ("ntp", True)


def test_rows_of_an_earlier_boot_that_never_knew_persist_their_mark(file: Path) -> None:
    Boot(file, "boot-0").drive(2)
    boot = Boot(file)
    boot.drive(2, boot.set)
    assert boot.rows() == [("boot-0", -172_800.0, "restored")] * 2 + [("boot-1", 0.0, "ntp")] * 2


def test_a_service_that_starts_again_in_the_same_boot_mends_what_the_last_one_wrote(file: Path) -> None:
    Boot(file).drive(2)
    boot = Boot(file)
    boot.set()
    boot.drive(1)
    assert boot.rows() == [("boot-1", 0.0, "ntp")] * 3


def test_rows_that_waited_for_their_file_are_mended_before_they_are_written(tmp_path: Path) -> None:
    boot = Boot(tmp_path / "run" / "record.db")
    (tmp_path / "run").touch()

    def then() -> None:
        boot.set()
        (tmp_path / "run").unlink()

    boot.drive(3, then)
    assert boot.rows() == [("boot-1", 0.0, "ntp")] * 3


def test_a_battery_s_clock_is_believed_until_a_better_one_differs(file: Path) -> None:
    boot = Boot(file)
    boot.set(RTC, wrong_by_s=-3_600.0)
    boot.drive(2, boot.set)
    assert boot.rows() == [("boot-1", 0.0, "ntp")] * 2
    near = Boot(file, "boot-2")
    near.set(RTC, wrong_by_s=1.5)
    near.drive(1, near.set)
    assert near.rows()[-1] == ("boot-2", 2.0, "rtc")


def test_a_restored_clock_is_mended_by_a_battery_s_and_then_by_the_network_s(file: Path) -> None:
    boot = Boot(file)

    async def scene(record: Record) -> None:
        task = asyncio.create_task(record.run(Store().subscribe(), POINTS, SETTINGS))
        record.add_sample(AIR, present(4.0, 0.0))
        for quality, wrong_by_s in ((RTC, 60.0), (NTP, 0.0)):
            await asyncio.sleep(121.0)
            boot.set(quality, wrong_by_s)
        await asyncio.sleep(121.0)
        task.cancel()

    boot.use(scene)
    assert boot.rows() == [("boot-1", 0.0, "ntp")]


def samples(count: int, boot_id: str = "boot-1", clock: str = "none") -> tuple[SampleRow, ...]:
    return tuple(SampleRow(boot_id, float(n), 5.0, AIR, 4.0, None, clock) for n in range(count))


def test_a_long_time_is_mended_in_parts(file: Path) -> None:
    record = RecordFile(file)
    event = EventRow("boot-1", 7.0, 5.0, "AlarmRaised", "", "{}", "none")
    record.write(Batch((*samples(3, "boot-0"), *samples(2 * ROWS_AT_ONCE + 1)), (event,)))
    cursor: Cursor | None = BEGINNING
    parts = 0
    while cursor is not None:
        cursor = record.mend(KNOWN, cursor)
        parts += 1
    assert parts == 3
    connection = record._connection
    assert connection is not None
    wrong = "SELECT boot_id, count(*) FROM samples WHERE clock = 'none' OR wall_s <> monotonic_s + ? GROUP BY boot_id"
    assert connection.execute(wrong, (TRUE_S,)).fetchall() == [("boot-0", 3)]
    assert connection.execute("SELECT wall_s, clock FROM events").fetchall() == [(TRUE_S + 7.0, "ntp")]
    record.close()


def test_a_boot_without_rows_has_nothing_to_mend(file: Path) -> None:
    record = RecordFile(file)
    record.write(Batch(samples(2, "boot-0")))
    assert record.mend(KNOWN, BEGINNING) is None
    record.close()


def test_only_a_known_time_mends() -> None:
    clock = Clock(monotonic_s=lambda: 100.0, wall_s=lambda: TRUE_S + 100.0, boot_id="boot-1", quality=lambda: RESTORED)
    assert time_of_day(clock) is None
    known = time_of_day(
        Clock(monotonic_s=lambda: 100.0, wall_s=lambda: TRUE_S + 100.0, boot_id="boot-1", quality=lambda: NTP)
    )
    assert known == KNOWN


@pytest.mark.parametrize("clock", list(ClockQuality))
@pytest.mark.parametrize("better", [RTC, NTP, GNSS])
def test_a_row_is_mended_by_a_better_clock(clock: ClockQuality, better: ClockQuality) -> None:
    row = SampleRow("boot-1", 7.0, 5.0, AIR, 4.0, None, clock.value)
    after = mended(row, KNOWN._replace(clock=better))
    is_worse = clock in (NONE, RESTORED) or (clock is RTC and better is not RTC)
    assert after == (row._replace(wall_s=TRUE_S + 7.0, clock=better.value) if is_worse else row)


def test_a_row_of_another_boot_or_of_a_battery_that_is_right_stays() -> None:
    row = SampleRow("boot-1", 7.0, TRUE_S + 7.0 + RIGHT_TO_S, AIR, 4.0, None, "rtc")
    assert mended(row, KNOWN) is row
    assert mended(row._replace(wall_s=row.wall_s + 0.1), KNOWN).clock == "ntp"
    other = row._replace(boot_id="boot-0", clock="none")
    assert mended(other, KNOWN) is other


@given(st.floats(0.0, 1e7), st.sampled_from(["none", "restored"]))
def test_mending_twice_is_mending_once(monotonic_s: float, clock: str) -> None:
    row = EventRow("boot-1", monotonic_s, 0.0, "AlarmRaised", "", "{}", clock)
    once = mended(row, KNOWN)
    assert mended(once, KNOWN) == once == row._replace(wall_s=TRUE_S + monotonic_s, clock="ntp")
