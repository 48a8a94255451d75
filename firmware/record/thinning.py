"""Thinning of the log: where there is no room, the oldest rows are forgotten by class; their hashes stay.

First the samples around events, then minutes; those of a time in which goods were under way go last, and events never.
A row of its own tells what is gone: where none does, somebody has taken it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from enum import StrEnum

from firmware.record.leaves import Leaf, canonical, is_trip, numbered
from firmware.record.rows import TRIP_STARTED
from firmware.record.schema import INSERT_LEAF, PERSIST

THINNED = "thinned"
"""The kind of the row that tells."""

FROM = "thinned_from"
"""The key under which it is persisted where each class goes on; it never changes."""

ROWS_AT_ONCE = 2_000
"""Rows that are looked at, at once; some hours (engineering choice)."""

_LOOKS = 10
"""So many times within one commit, where none of the rows is of the class."""

_LAST = "SELECT seq, text FROM leaves ORDER BY seq DESC LIMIT 1"
_ROWS = "SELECT seq, text, hash FROM leaves WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?"
_TRIPS = f"SELECT seq, text FROM leaves WHERE {is_trip()} ORDER BY seq"  # noqa: S608 - a constant
_PERSISTED = "SELECT json FROM kept WHERE key = ?"


class Class(StrEnum):
    """A class of rows, in the order in which they go."""

    SAMPLES = "sample"
    MINUTES = "minute"
    TRIPS = "trip"


def thin(connection: sqlite3.Connection, which: Class) -> int:
    """Forget some of the oldest rows of a class in the running transaction; return how many. Raises sqlite3.Error."""
    last = connection.execute(_LAST).fetchone()
    if last is None or last[1] is None:
        return 0
    progress, end = _progress(connection, last[0]), last[0]
    is_under_way = _trips(connection)
    for _ in range(_LOOKS):
        rows = connection.execute(_ROWS, (progress.get(which, 0), end, ROWS_AT_ONCE)).fetchall()
        if not rows:
            return 0
        progress = {**progress, which: rows[-1][0] + 1}
        going = [
            (seq, hashed) for seq, text, hashed in rows if text is not None and _goes(text, which, is_under_way(seq))
        ]
        connection.execute(PERSIST, (FROM, json.dumps(progress)))
        if going:
            _forget(connection, going, which, last)
            return len(going)
    return 0


def _goes(text: str, which: Class, is_under_way: bool) -> bool:
    kind = str(json.loads(text)[1])
    if is_under_way:
        return which is Class.TRIPS and kind in (Class.SAMPLES, Class.MINUTES)
    return kind == which


def _forget(
    connection: sqlite3.Connection, going: list[tuple[int, bytes]], which: Class, last: tuple[int, str]
) -> None:
    """Take their texts, and append the row that tells; whole pages get free as rows are deleted and come back small."""
    connection.executemany("DELETE FROM leaves WHERE seq = ?", [(seq,) for seq, _ in going])
    connection.executemany(INSERT_LEAF, [(seq, None, hashed) for seq, hashed in going])
    _, _, *times, _, _ = json.loads(last[1])
    kinds = [Class.SAMPLES, Class.MINUTES] if which is Class.TRIPS else [which]
    body = canonical({"first": going[0][0], "kinds": [str(kind) for kind in kinds], "last": going[-1][0]})
    told = Leaf._make((THINNED, *times, "", body))
    connection.executemany(INSERT_LEAF, numbered([told], last[0] + 1, None))


def _progress(connection: sqlite3.Connection, newest: int) -> Mapping[str, int]:
    """Read where each class goes on; from the beginning in a file that was begun anew."""
    found = connection.execute(_PERSISTED, (FROM,)).fetchone()
    try:
        progress = {} if found is None else {str(name): int(seq) for name, seq in json.loads(found[0]).items()}
    except (AttributeError, TypeError, ValueError):
        return {}
    return progress if max(progress.values(), default=0) <= newest else {}


def _trips(connection: sqlite3.Connection) -> Callable[[int], bool]:
    """Return what tells if any goods were under way when a row was written."""
    changes = [(seq, 1 if _kind(text) == TRIP_STARTED else -1) for seq, text in connection.execute(_TRIPS)]

    def is_under_way(row: int) -> bool:
        return sum(change for seq, change in changes if seq <= row) > 0

    return is_under_way


def _kind(text: str) -> str:
    return str(json.loads(text)[7]["kind"])
