"""How the record stays within its size: the oldest samples go first, then ordinary events, alarms last.

Age is the order of writing and never a wall clock: one that jumps ten years ahead must not erase a record.
"""

import sqlite3

ROWS_AT_ONCE = 2_000
"""Rows that go within one commit: far more than a commit brings, little enough to hold nothing up."""

SAMPLES_AT_LEAST = 100_000
"""Samples that stay when it is events that fill the file: about two days (engineering choice)."""

_LASTING = "'AlarmRaised', 'AlarmCleared', 'RecordGap', 'RecordSetAside'"
_SAMPLES_LEFT = "SELECT coalesce(max(seq) - min(seq) + 1, 0) FROM samples"
_FORGET_SAMPLES = "DELETE FROM samples WHERE seq < (SELECT min(seq) FROM samples) + ?"
_FORGET_EVENTS = (
    f"DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE kind NOT IN ({_LASTING}) ORDER BY seq LIMIT ?)",  # noqa: S608 - constants of this file
    "DELETE FROM events WHERE seq IN (SELECT seq FROM events ORDER BY seq LIMIT ?)",
)


def make_room(connection: sqlite3.Connection, largest_bytes: int) -> int:
    """Within the running transaction: how many of the oldest rows went, 0 while the file is small enough."""
    if used_bytes(connection) <= largest_bytes:
        return 0
    spare = _number(connection, _SAMPLES_LEFT) - SAMPLES_AT_LEAST
    if spare > 0:
        return connection.execute(_FORGET_SAMPLES, (min(spare, ROWS_AT_ONCE),)).rowcount
    for forget in _FORGET_EVENTS:
        forgotten = connection.execute(forget, (ROWS_AT_ONCE,)).rowcount
        if forgotten:
            return forgotten
    return 0


def used_bytes(connection: sqlite3.Connection) -> int:
    """What rows take of the file; pages that are free in it are used again and do not count."""
    pages = _number(connection, "PRAGMA page_count") - _number(connection, "PRAGMA freelist_count")
    return pages * _number(connection, "PRAGMA page_size")


def _number(connection: sqlite3.Connection, query: str) -> int:
    number: int = connection.execute(query).fetchone()[0]
    return number
