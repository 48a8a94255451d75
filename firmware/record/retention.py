"""Retention, which keeps the record within its size: ordinary rows go, the oldest first, and the most needed last.

In this order: samples but for the last days, rows of the log around events, ordinary events, the last days' samples,
minutes of the log, those of trips, alarms and notes of the record.
Age is the order of writing and never a wall clock: one that jumps ten years ahead must not erase a record. The newest
row of each table stays, so that a sequence number is never given twice.
"""

import sqlite3

from firmware.record.rows import LASTING
from firmware.record.schema import number
from firmware.record.thinning import Class, thin

ROWS_AT_ONCE = 2_000
"""Rows that go within one commit beside as many as come: little enough to hold nothing up."""

MIN_SAMPLES = 100_000
"""Samples that stay while there are ordinary events to go: about two days (engineering choice)."""

_USED_BYTES = """SELECT (page_count - freelist_count) * page_size
  FROM pragma_page_count, pragma_freelist_count, pragma_page_size"""
_SAMPLES_BUT_ONE = "SELECT coalesce(max(seq) - min(seq), 0) FROM samples"
_FORGET_SAMPLES = "DELETE FROM samples WHERE seq < (SELECT min(seq) FROM samples) + ?"
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(LASTING))
_FORGET_EVENTS = f"""DELETE FROM events WHERE seq IN (SELECT seq FROM events
  WHERE (kind IN ({_KINDS})) = ? AND seq < (SELECT max(seq) FROM events) ORDER BY seq LIMIT ?)"""  # noqa: S608 - constants


def make_room(connection: sqlite3.Connection, max_bytes: int, *, incoming: int = 0, all_may_go: bool = True) -> int:
    """Delete the oldest rows within the running transaction; return how many, 0 while the file is small enough.

    `incoming` is how many rows are about to be written. Where not `all_may_go`, what must last stays.
    """
    if used_bytes(connection) <= max_bytes:
        return 0
    rows = ROWS_AT_ONCE + incoming
    samples = number(connection, _SAMPLES_BUT_ONE)
    return (
        _forget_samples(connection, min(rows, samples + 1 - MIN_SAMPLES))
        or thin(connection, Class.SAMPLES)
        or _forget_events(connection, rows, lasting=False)
        or _forget_samples(connection, min(rows, samples))
        or thin(connection, Class.MINUTES)
        or thin(connection, Class.TRIPS)
        or (_forget_events(connection, rows, lasting=True) if all_may_go else 0)
    )


def used_bytes(connection: sqlite3.Connection) -> int:
    """Return the bytes that rows take of the file; free pages in it are used again and do not count."""
    return number(connection, _USED_BYTES)


def _forget_samples(connection: sqlite3.Connection, rows: int) -> int:
    return connection.execute(_FORGET_SAMPLES, (rows,)).rowcount  # nothing where `rows` is not positive


def _forget_events(connection: sqlite3.Connection, rows: int, *, lasting: bool) -> int:
    return connection.execute(_FORGET_EVENTS, (lasting, rows)).rowcount
