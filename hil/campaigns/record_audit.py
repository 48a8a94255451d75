"""The record before and after a fault, read from outside and without the code that writes it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from firmware.record.rows import LASTING
from hil.campaigns.campaign import Kept
from hil.campaigns.stage import Window

ROW_EVERY_S = 60.0
"""Each temperature has a row in each minute, a value or the reason why there is none. Other points have fewer."""

_TEMPERATURE, _SET = "_c", "set_point_c"
"""The ends of names of points; a set-point is no measurement."""

_MINUTES = "SELECT point, count(*), min(monotonic_s) FROM samples WHERE monotonic_s >= ? GROUP BY point"
_SAMPLES = "SELECT count(*) FROM samples WHERE rowid <= ?"
_EVENTS = "SELECT count(*) FROM events WHERE rowid <= ?"
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(LASTING))
_LASTING = f"SELECT count(*) FROM events WHERE rowid <= ? AND kind IN ({_KINDS})"  # noqa: S608 - constants
_REQUESTS = "SELECT count(*) FROM events WHERE kind = 'RequestAccepted'"
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
        """Count the rows that are there now; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            sample, event = record.execute(_LAST).fetchone()
            return cls(sample, event, *_counts(record, sample, event))

    def lost(self, file: Path, kept: Kept = Kept.ALL) -> int:
        """Count those of its rows that are gone and must be `kept`; raises sqlite3.Error."""
        with closing(_opened(file)) as record:
            rows, lasting = _counts(record, self.last_sample, self.last_event)
        return {Kept.ALL: self.rows - rows, Kept.LASTING: self.lasting - lasting, Kept.NONE: 0}[kept]


class Found(NamedTuple):
    """The result of an audit."""

    lost: int
    failures: list[str]


class RecordAudit:
    """The audit of `file` over a fault, begun before it; raises sqlite3.Error."""

    def __init__(self, file: Path) -> None:
        self._file, self._before, self._requests = file, Ledger.of(file), requests(file)

    def found(self, kept: Kept, window: Window, *, requested: int) -> Found:
        """Compare the record with its beginning; raises sqlite3.Error.

        No row may be gone that must be `kept`, and nothing may be missing that came since;
        `requested` is the number of requests of people since the beginning.
        """
        gone, missing, forgotten = self._before.lost(self._file, kept), 0, 0
        if kept is Kept.ALL:
            missing = lost_rows(self._file, window)
            forgotten = self._requests + requested - requests(self._file)
        texts = {
            f"{gone} rows that were in the record are gone": gone,
            f"{forgotten} requests of a person are not in the record": forgotten,
            f"{missing} rows are not in the record": missing,
            "the record is damaged": not is_sound(self._file),
        }
        return Found(gone + missing + forgotten, [text for text, is_wrong in texts.items() if is_wrong])


def lost_rows(file: Path, window: Window) -> int:
    """Count the rows that each point must have from its first in `window` to its end, and has not."""
    with closing(_opened(file)) as record:
        rows = record.execute(_MINUTES, (window.since_s,)).fetchall()
    end = int(window.until_s // ROW_EVERY_S)
    measured = [row for row in rows if row[0].endswith(_TEMPERATURE) and not row[0].endswith(_SET)]
    missing = (end - int(first_s // ROW_EVERY_S) + 1 - count for _, count, first_s in measured)
    return sum(max(0, number) for number in missing)


def requests(file: Path) -> int:
    """Count the requests of people that the record knows as accepted; raises sqlite3.Error."""
    with closing(_opened(file)) as record:
        return int(record.execute(_REQUESTS).fetchone()[0])


def is_sound(file: Path) -> bool:
    """Return True where SQLite itself finds nothing wrong with the file."""
    with closing(_opened(file)) as record:
        return bool(record.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _counts(record: sqlite3.Connection, sample: int, event: int) -> tuple[int, int]:
    """Count all rows up to those two, and the lasting ones."""
    samples, events, lasting = (
        int(record.execute(query, (last,)).fetchone()[0])
        for query, last in ((_SAMPLES, sample), (_EVENTS, event), (_LASTING, event))
    )
    return samples + events, lasting


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10.0)
