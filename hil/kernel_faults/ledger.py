"""What stands in the record, read from outside while the service writes it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from firmware.record.rows import LASTING

_SAMPLES = "SELECT count(*) FROM samples WHERE rowid <= ?"
_EVENTS = "SELECT count(*) FROM events WHERE rowid <= ?"
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(LASTING))
_LASTING = f"SELECT count(*) FROM events WHERE rowid <= ? AND kind IN ({_KINDS})"  # noqa: S608 - constants
_ORDERS = "SELECT count(*) FROM events WHERE kind = 'RequestAccepted'"
_LAST = "SELECT (SELECT coalesce(max(rowid), 0) FROM samples), (SELECT coalesce(max(rowid), 0) FROM events)"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows that were in the record at one moment; `lasting` are those that never go to make room on a disk."""

    last_sample: int
    last_event: int
    rows: int
    lasting: int

    @classmethod
    def of(cls, file: Path) -> Self:
        """As the file is now; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            sample, event = record.execute(_LAST).fetchone()
            return cls(sample, event, *_counts(record, sample, event))

    def lost(self, file: Path, *, room_is_made: bool = False) -> int:
        """How many of its rows are gone, where `room_is_made` of those that last; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            rows, lasting = _counts(record, self.last_sample, self.last_event)
        return self.lasting - lasting if room_is_made else self.rows - rows


def _counts(record: sqlite3.Connection, sample: int, event: int) -> tuple[int, int]:
    """All rows up to those two, and the lasting ones."""
    samples, events, lasting = (
        int(record.execute(query, (last,)).fetchone()[0])
        for query, last in ((_SAMPLES, sample), (_EVENTS, event), (_LASTING, event))
    )
    return samples + events, lasting


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
