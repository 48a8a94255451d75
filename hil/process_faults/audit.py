"""What is missing in a record, found without the code that wrote it."""

import sqlite3
from contextlib import closing
from pathlib import Path

ROW_EVERY_S = 60.0
"""Each recorded point has a row in each minute, a value or why there is none."""

_ROWS = "SELECT point, count(*), min(monotonic_s) FROM samples WHERE monotonic_s >= ? GROUP BY point"


def lost_rows(file: Path, until_s: float, *, since_s: float = 0.0) -> int:
    """How many rows are not there that each point must have from its first after `since_s` to `until_s` (monotonic)."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(_ROWS, (since_s,)).fetchall()
    missing = (int(until_s // ROW_EVERY_S) - int(first_s // ROW_EVERY_S) + 1 - count for _, count, first_s in rows)
    return sum(max(0, number) for number in missing)
