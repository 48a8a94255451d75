"""Rows of the record as they can be proven, read from a file that the service may be writing meanwhile.

`rows` gives those of one compartment, and those of the whole installation, within a time: minutes, samples at full rate
around events, events, and where recording began, ended or left a gap. docs/record-format.md has each kind of body.
"""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware.errors import FirmwareError
from firmware.record.leaves import CLOCK, EVERYWHERE, IS_CLOCK
from firmware.record.schema import APPLICATION_ID, number
from firmware.runtime.clock import ClockQuality

MINUTE, SAMPLE, GAP = "minute", "sample", "gap"
"""Kinds of rows beside those of the record's own room (`firmware/record/leaves.py`)."""

FIRST_VERSION = 3
"""The version of the record's file that brought the log of rows."""

_RIGHT_TO_MS = 2_000
"""A battery's clock that is this near to a better one is left as it is, as for the other tables of the record."""

_CLOCKS = f"SELECT text FROM leaves WHERE {IS_CLOCK} ORDER BY seq"  # noqa: S608 - a constant
_CHECKPOINTED = "SELECT text FROM leaves WHERE seq IN (SELECT size - 1 FROM checkpoints) ORDER BY seq"
_ROWS = "SELECT text FROM leaves WHERE seq >= ? AND seq < ? AND text IS NOT NULL ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the log. `wall_ms` is the time of day as it was thought then, `clock` what that was worth.

    `at_ms` is the time of day as it is known now; `is_known` tells if that is a time of the world.
    """

    seq: int
    kind: str
    boot_id: str
    monotonic_ms: int
    wall_ms: int
    clock: str
    compartment: str
    body: Mapping[str, Any]
    at_ms: int
    is_known: bool

    @property
    def at_s(self) -> float:
        """The time of day as it is known now, in seconds since 1970."""
        return self.at_ms / 1_000.0


class Clocks:
    """The time of day of each boot, as rows of the log told it afterwards."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._at_zero: dict[str, tuple[str, int]] = {}
        for text in texts:
            _, kind, boot_id, _, _, clock, _, body = json.loads(text)
            if kind == CLOCK:
                self._at_zero[boot_id] = clock, body["wall_at_zero_ms"]

    def row(self, text: str) -> Row:
        """Read a row, with its time of day as it is known now."""
        seq, kind, boot_id, monotonic_ms, wall_ms, clock, compartment, body = json.loads(text)
        at_ms, best = self._at(boot_id, monotonic_ms, wall_ms, clock)
        return Row(
            seq=seq,
            kind=kind,
            boot_id=boot_id,
            monotonic_ms=monotonic_ms,
            wall_ms=wall_ms,
            clock=clock,
            compartment=compartment,
            body=body,
            at_ms=at_ms,
            is_known=ClockQuality(best).is_known,
        )

    def _at(self, boot_id: str, monotonic_ms: int, wall_ms: int, clock: str) -> tuple[int, str]:
        """Return the best known time of day of a row, and its quality."""
        if boot_id not in self._at_zero:
            return wall_ms, clock
        better, at_zero_ms = self._at_zero[boot_id]
        mended_ms = at_zero_ms + monotonic_ms
        is_off = clock == ClockQuality.RTC and better != clock and abs(mended_ms - wall_ms) > _RIGHT_TO_MS
        return (mended_ms, better) if is_off or not ClockQuality(clock).is_known else (wall_ms, clock)


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a record for reading, whether the service runs or not; raises FirmwareError."""
    if not file.exists():
        raise FirmwareError(f"{file}: is not there: must be a record; the configuration names that of the service")
    log = Path(f"{file}-wal")
    options = "mode=ro" if log.exists() else "immutable=1"  # without a log SQLite would want to make one
    try:
        uri = f"{file.absolute().as_uri()}?{options}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            if number(connection, "PRAGMA application_id") != APPLICATION_ID:
                raise FirmwareError(f"{file}: is no record of this program: must be its record.db")
            if number(connection, "PRAGMA user_version") < FIRST_VERSION:
                raise FirmwareError(f"{file}: is of an older program: the service brings it up at its next start")
            yield connection
    except sqlite3.Error as error:
        advice = "must be a record that this user may read: be root, or of the service's group"
        raise FirmwareError(f"{file}: {error}: {advice}") from error


def rows(file: Path, compartment: str, from_s: float, to_s: float) -> Iterator[Row]:
    """Yield the rows of a compartment and of the whole installation from one time of day to another.

    In the order of writing. Rows whose time of day nobody knows are left out. Raises FirmwareError.
    """
    with opened(file) as connection:
        yield from rows_in(connection, compartment, from_s, to_s)


def rows_in(connection: sqlite3.Connection, compartment: str | None, from_s: float, to_s: float) -> Iterator[Row]:
    """Yield the same of a connection that is open; None is all compartments."""
    from_ms, to_ms = from_s * 1_000.0, to_s * 1_000.0
    clocks = clocks_in(connection)
    for (text,) in connection.execute(_ROWS, between(connection, clocks, from_ms, to_ms)):
        row = clocks.row(text)
        is_of_it = compartment is None or row.compartment in (compartment, EVERYWHERE)
        if row.is_known and from_ms <= row.at_ms < to_ms and is_of_it:
            yield row


def clocks_in(connection: sqlite3.Connection) -> Clocks:
    """Read what is known of the time of day of each boot."""
    return Clocks(text for (text,) in connection.execute(_CLOCKS))


def between(connection: sqlite3.Connection, clocks: Clocks, from_ms: float, to_ms: float) -> tuple[int, int]:
    """Return the numbers of rows between which all of a time stand, as near as the checkpoints tell."""
    marks = [clocks.row(text) for (text,) in connection.execute(_CHECKPOINTED) if text is not None]
    known = [(mark.at_ms, mark.seq) for mark in marks if mark.is_known]
    first = bisect_right(known, (from_ms - _SLACK_MS, -1))
    after = bisect_right(known, (to_ms + _SLACK_MS, -1))
    end = number(connection, "SELECT coalesce(max(seq), -1) + 1 FROM leaves")
    return (known[first - 1][1] if first else 0), (known[after][1] + 1 if after < len(known) else end)


_SLACK_MS = 3_600_000.0
"""Rows stand in the order of writing: an hour more than rows around an event, or a commit, wait."""
