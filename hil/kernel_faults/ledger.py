"""What stands in the record, read from outside while the service writes it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_ROWS = "SELECT (SELECT count(*) FROM samples WHERE rowid <= ?) + (SELECT count(*) FROM events WHERE rowid <= ?)"
_ORDERS = "SELECT count(*) FROM events WHERE kind = 'RequestAccepted'"
_LAST = "SELECT (SELECT coalesce(max(rowid), 0) FROM samples), (SELECT coalesce(max(rowid), 0) FROM events)"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows that were in the record at one moment."""

    last_sample: int
    last_event: int
    rows: int

    @classmethod
    def of(cls, file: Path) -> Self:
        """As the file is now; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            sample, event = record.execute(_LAST).fetchone()
            return cls(sample, event, record.execute(_ROWS, (sample, event)).fetchone()[0])

    def lost(self, file: Path) -> int:
        """How many of its rows are not there any more; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            return self.rows - int(record.execute(_ROWS, (self.last_sample, self.last_event)).fetchone()[0])


def orders(file: Path) -> int:
    """How many orders of people it knows that were accepted; raises sqlite3.Error."""
    with closing(_opened(file)) as record:
        return int(record.execute(_ORDERS).fetchone()[0])


def is_sound(file: Path) -> bool:
    """Whether SQLite itself finds nothing wrong with the file."""
    with closing(_opened(file)) as record:
        return bool(record.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10.0)
