"""The file by which a record, or a part of it, is proven without the device: docs/record-format.md is its description.

Rows that are not of the part are in it as their hash alone, those before and after it as a few hashes of subtrees.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from firmware.coldchain.notes import Note
from firmware.coldchain.tree import Frontier, levels_between
from firmware.errors import FirmwareError
from firmware.record.leaves import canonical

MAGIC = "homeward-record/1"
CHECKPOINT, KEY, FIRST, BEFORE, AFTER, END = "checkpoint", "key", "first", "before", "after", "end"
"""The first words of lines that are no rows."""

APART = 1_000
"""Rows from one checkpoint to the next, at least: to check its signature takes as long as to hash a hundred rows."""

_CHECKPOINTS = "SELECT size, note, key FROM checkpoints ORDER BY size"
_ROWS = "SELECT seq, text, hash FROM leaves WHERE seq >= ? AND seq < ? ORDER BY seq"
_HASHES = "SELECT hash FROM leaves WHERE seq >= ? AND seq < ? ORDER BY seq"


def whole(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the lines of a file that proves all signed rows; raises FirmwareError, sqlite3.Error."""
    yield from part(connection, 0, None, lambda _: True)


def part(connection: sqlite3.Connection, first: int, end: int | None, is_shown: Callable[[str], bool]) -> Iterator[str]:
    """Yield the lines that prove the signed rows from `first` up to `end`, of which those are shown that may be.

    Raises FirmwareError, sqlite3.Error.
    """
    checkpoints = connection.execute(_CHECKPOINTS).fetchall()
    if not checkpoints:
        raise FirmwareError("no row of this record is signed yet: the service signs the first after a minute")
    size = checkpoints[-1][0]
    end = size if end is None else min(end, size)
    if first >= end:
        raise FirmwareError(f"row {first} is not signed yet: {size} rows are")
    yield MAGIC
    yield f"{CHECKPOINT} {canonical(checkpoints[-1][1])}"
    yield from (f"{KEY} {key}" for key in dict.fromkeys(key for _, _, key in checkpoints))
    yield f"{FIRST} {first}"
    yield from (f"{BEFORE} {each.hex()}" for each in _frontier(connection, 0, first).hashes)
    inside = list(_apart(checkpoints, first, min(end, size - 1)))
    for begin, stop, note in _between([first, *(mark[0] for mark in inside), end], [mark[1] for mark in inside]):
        for _, text, hashed in connection.execute(_ROWS, (begin, stop)):
            yield f"{hashed.hex()} {text}" if text is not None and is_shown(text) else hashed.hex()
        if note is not None:
            yield f"{CHECKPOINT} {canonical(note)}"
    yield from (f"{AFTER} {each.hex()}" for each in _subtrees(connection, end, size))
    yield END


def _apart(checkpoints: Sequence[tuple[int, str, str]], first: int, last: int) -> Iterator[tuple[int, str, str]]:
    """Yield the checkpoints that tell, with a few hashes made anew, between which rows that was."""
    for mark in checkpoints:
        if first + APART <= mark[0] <= last:
            yield mark
            first = mark[0]


def _between(stops: Sequence[int], notes: Sequence[str]) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each run of rows begins and ends, and the checkpoint behind it."""
    for (begin, stop), note in zip(pairwise(stops), [*notes, None], strict=True):
        yield begin, stop, note


def newest(connection: sqlite3.Connection) -> Note:
    """Return the newest checkpoint; raises FirmwareError, NoteError."""
    checkpoints = connection.execute(_CHECKPOINTS).fetchall()
    if not checkpoints:
        raise FirmwareError("no row of this record is signed yet: the service signs the first after a minute")
    return Note.read(checkpoints[-1][1])


def newest_key(connection: sqlite3.Connection) -> str:
    """Return the key of the newest checkpoint; raises FirmwareError."""
    newest(connection)
    key: str = connection.execute("SELECT key FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()[0]
    return key


def subtree_in(connection: sqlite3.Connection) -> Callable[[int, int], bytes]:
    """Return what gives the root of any whole subtree of the log."""

    def subtree(level: int, number: int) -> bytes:
        return _frontier(connection, number << level, number + 1 << level).root

    return subtree


def _subtrees(connection: sqlite3.Connection, first: int, end: int) -> Iterator[bytes]:
    for level in levels_between(first, end):
        yield _frontier(connection, first, first + (1 << level)).root
        first += 1 << level


def _frontier(connection: sqlite3.Connection, first: int, end: int) -> Frontier:
    """Return the frontier of the leaves from `first` to `end`, as if they were a log of their own."""
    frontier = Frontier()
    frontier.extend([each for (each,) in connection.execute(_HASHES, (first, end))])
    return frontier
