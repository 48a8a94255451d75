"""The time of day of rows that were written before it was known: a Raspberry Pi's clock stands without power.

What is known is the monotonic clock, within a boot. So rows are mended as soon as the boot knows the time of day; those
of a boot that never did keep their mark.
"""

import sqlite3
from collections.abc import Mapping

from firmware.record.rows import RIGHT_TO_S, TimeOfDay
from firmware.record.schema import number
from firmware.record.writing import transaction
from firmware.runtime.clock import ClockQuality

ROWS_AT_ONCE = 5_000
"""Rows looked at in one transaction: some 100 ms on a slow card (engineering choice)."""

_TABLES = ("sample", "event")
_FIRST = {table: f"SELECT first_{table} FROM boots WHERE boot_id = ?" for table in _TABLES}  # noqa: S608 - constants
_END = {table: f"SELECT coalesce(max(seq), 0) + 1 FROM {table}s" for table in _TABLES}  # noqa: S608 - constants
_MEND = {
    table: f"""UPDATE {table}s SET wall_s = monotonic_s + :wall_at_zero_s, clock = :clock
      WHERE seq >= :first AND seq < :upto AND boot_id = :boot_id AND (clock IN (:none, :restored)
      OR clock = :rtc AND :clock <> :rtc AND abs(wall_s - monotonic_s - :wall_at_zero_s) > :right_to_s)"""  # noqa: S608 - constants
    for table in _TABLES
}
_KNOWN = "UPDATE boots SET known_at_s = :known_at_s, clock = :clock WHERE boot_id = :boot_id"

Cursor = tuple[int, int]
"""The sequence numbers up to which samples and events have been looked at."""

BEGINNING: Cursor = (0, 0)


def mend(connection: sqlite3.Connection, known: TimeOfDay, cursor: Cursor) -> Cursor | None:
    """Give the next rows of the boot the time that is known now; None when none is left. Raises sqlite3.Error."""
    values = {
        **known._asdict(),
        "clock": known.clock.value,
        "none": ClockQuality.NONE.value,
        "restored": ClockQuality.RESTORED.value,
        "rtc": ClockQuality.RTC.value,
        "right_to_s": RIGHT_TO_S,
    }
    with transaction(connection):
        samples, events = (_mend(connection, table, values, at) for table, at in zip(_TABLES, cursor, strict=True))
        if samples is None and events is None:
            connection.execute(_KNOWN, values)
            return None
    return samples or cursor[0], events or cursor[1]


def _mend(connection: sqlite3.Connection, table: str, values: Mapping[str, object], at: int) -> int | None:
    """Mend the next rows of a table; return up to which number, None where these were all."""
    boot = connection.execute(_FIRST[table], (values["boot_id"],)).fetchone()
    end = number(connection, _END[table])
    first = end if boot is None else max(at, boot[0])
    upto = min(end, first + ROWS_AT_ONCE)
    connection.execute(_MEND[table], {**values, "first": first, "upto": upto})
    return None if upto == end else upto
