"""Checkpoints of the log: signed by the device once an hour, at the end of a run, and when somebody asks for one."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from firmware.coldchain.notes import Checkpoint
from firmware.coldchain.signing_key import SigningKey
from firmware.coldchain.tree import HASH_BYTES, Frontier
from firmware.record.schema import number

_LAST = "SELECT size, frontier FROM checkpoints ORDER BY size DESC LIMIT 1"
_SIZE = "SELECT coalesce(max(seq), -1) + 1 FROM leaves"
_HASHES = "SELECT hash FROM leaves WHERE seq >= ? AND seq < ? ORDER BY seq"
_FIRST = "SELECT hash FROM leaves WHERE seq = 0"
_INSERT = "INSERT INTO checkpoints(size, note, key, frontier) VALUES (?, ?, ?, ?)"

_ORIGIN_DIGITS = 16
_AT_ONCE = 50_000
"""Hashes that are in memory at once, where a log is sealed late (engineering choice: some MB)."""


def seal(connection: sqlite3.Connection, key_file: Path) -> int:
    """Sign the log as it is, in the running transaction, where it has grown; return its size.

    Raises sqlite3.Error, FirmwareError.
    """
    size = number(connection, _SIZE)
    sealed, frontier = connection.execute(_LAST).fetchone() or (0, b"")
    if size == sealed:
        return size
    tree = Frontier(sealed, list(_split(frontier)))
    while tree.size < size:
        found = connection.execute(_HASHES, (tree.size, min(size, tree.size + _AT_ONCE))).fetchall()
        tree.extend([each for (each,) in found])
        if not found:
            raise sqlite3.DatabaseError(f"row {tree.size} of the log is missing")
    note, key = SigningKey.of(key_file).signed(Checkpoint(origin(connection), size, tree.root))
    connection.execute(_INSERT, (size, str(note), key.text, b"".join(tree.hashes)))
    return size


def origin(connection: sqlite3.Connection) -> str:
    """Name the log by its first row, which no other log has: a file that is begun anew is another log."""
    return name_of(connection.execute(_FIRST).fetchone()[0])


def name_of(first: bytes) -> str:
    """Return the name of the log that begins with the leaf of this hash."""
    return f"homeward/{first.hex()[:_ORIGIN_DIGITS]}"


def _split(frontier: bytes) -> Iterator[bytes]:
    for at in range(0, len(frontier), HASH_BYTES):
        yield frontier[at : at + HASH_BYTES]
