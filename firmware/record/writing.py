"""Rows into the record and the oldest out of it, in one transaction; and out of a damaged one again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from firmware.record.leaves import EVENT, Leaf, canonical, numbered, of_event
from firmware.record.retention import make_room
from firmware.record.rows import EventRow, SampleRow
from firmware.record.schema import FORGET, INSERT_EVENT, INSERT_LEAF, INSERT_SAMPLE, PERSIST, number
from firmware.record.space import Disk
from firmware.record.write_buffer import EVENTS_WAITING, LEAVES_WAITING, SAMPLES_WAITING, Batch

_HEADROOM_PAGES = 64
"""Pages that are free within a file that may not grow: more than a usual commit takes."""

_BACK = 4
"""So many times this must be free before a disk that was full is so no longer."""

_NEVER_TOO_LARGE_BYTES = 1_000_000
"""A record this small makes no room ahead for others on a full disk: half a day of samples."""

_SINCE = "SELECT {} FROM {} WHERE seq >= ? ORDER BY seq DESC LIMIT ?"
_SAMPLES_SINCE = _SINCE.format(", ".join(SampleRow._fields), "samples")
_EVENTS_SINCE = _SINCE.format(", ".join(EventRow._fields), "events")
_LAST_LEAF = "SELECT seq, text FROM leaves ORDER BY seq DESC LIMIT 1"
_LEAVES_SINCE = _SINCE.format("text", "leaves")
_BOOT = """INSERT OR IGNORE INTO boots(boot_id, first_sample, first_event) VALUES (?,
  (SELECT coalesce(max(seq), 0) + 1 FROM samples), (SELECT coalesce(max(seq), 0) + 1 FROM events))"""


class Limit(NamedTuple):
    """The bytes that rows may take of the file; `is_short` where the disk sets them, which is as good as full."""

    max_bytes: int
    is_short: bool


def write(connection: sqlite3.Connection, batch: Batch, max_bytes: int, *, all_may_go: bool = True) -> None:
    """Write all of `batch`, or nothing of it; where rows take more than `max_bytes`, the oldest go first.

    Raises sqlite3.Error.
    """
    with transaction(connection):
        make_room(connection, max_bytes, incoming=len(batch.samples) + len(batch.events), all_may_go=all_may_go)
        connection.executemany(_BOOT, _boots(batch))
        connection.executemany(INSERT_SAMPLE, batch.samples)
        connection.executemany(INSERT_EVENT, batch.events)
        _append(connection, batch)
        connection.executemany(PERSIST, [(key, text) for key, text in batch.persisted.items() if text is not None])
        connection.executemany(FORGET, [(key,) for key, text in batch.persisted.items() if text is None])


def _append(connection: sqlite3.Connection, batch: Batch) -> None:
    """Append the leaves of `batch` to the log, in the order of their times."""
    last = connection.execute(_LAST_LEAF).fetchone()
    first, before = (0, None) if last is None else (last[0] + 1, last[1])
    leaves = sorted((*batch.leaves, *map(of_event, batch.events)), key=attrgetter("monotonic_ms"))
    connection.executemany(INSERT_LEAF, numbered(leaves, first, before))


def _boots(batch: Batch) -> list[tuple[str]]:
    boots = {row.boot_id for row in batch.samples} | {row.boot_id for row in batch.events}
    return [(boot_id,) for boot_id in sorted(boots)]


def limit(connection: sqlite3.Connection, file: Path, disk: Disk, max_bytes: int, *, was_short: bool) -> Limit:
    """Return the limit of rows in `file` now: on a disk that is about to be full, the file no longer grows."""
    page_bytes = number(connection, "PRAGMA page_size")
    file_bytes, headroom = number(connection, "PRAGMA page_count") * page_bytes, _HEADROOM_PAGES * page_bytes
    still_in_log = max(0, file_bytes - file.stat().st_size)
    room = disk.room_bytes - still_in_log
    fitting_bytes = max(file_bytes + max(0, room) - headroom, _NEVER_TOO_LARGE_BYTES)
    return Limit(min(max_bytes, fitting_bytes), room < headroom * (_BACK if was_short else 1))


def next_seqs(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Return the sequence numbers of the next sample, of the next event and of the next leaf."""
    return (
        number(connection, "SELECT coalesce(max(seq), 0) + 1 FROM samples"),
        number(connection, "SELECT coalesce(max(seq), 0) + 1 FROM events"),
        number(connection, "SELECT coalesce(max(seq), -1) + 1 FROM leaves"),
    )


def rows_since(connection: sqlite3.Connection, seqs: tuple[int, int, int]) -> Batch:
    """Read the rows from these sequence numbers on, as far as possible; the newest where they are many."""
    samples = _rows(connection, _SAMPLES_SINCE, seqs[0], SAMPLES_WAITING)
    events = _rows(connection, _EVENTS_SINCE, seqs[1], EVENTS_WAITING)
    leaves = (_leaf(text) for (text,) in _rows(connection, _LEAVES_SINCE, seqs[2], LEAVES_WAITING))
    return Batch(
        tuple(SampleRow(*row) for row in samples),
        tuple(EventRow(*row) for row in events),
        leaves=tuple(leaf for leaf in leaves if leaf is not None and leaf.kind != EVENT),
    )


def _leaf(text: str) -> Leaf | None:
    """Read a leaf without its number; None where it is damaged."""
    try:
        _, *envelope, body = json.loads(text)
        return Leaf._make([*envelope, canonical(body)])
    except (TypeError, ValueError, RecursionError):
        return None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all that is done inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _rows(connection: sqlite3.Connection, query: str, first: int, maximum: int) -> list[tuple[Any, ...]]:
    found = []
    with suppress(sqlite3.Error):
        for row in connection.execute(query, (first, maximum)):
            found.append(row)  # noqa: PERF402  # what was read before the damage counts
    return found[::-1]
