"""The record's file for SQLite: how it is opened, what is written into it, which errors mean what."""

import os
import sqlite3
from pathlib import Path

APPLICATION_ID = 0x486D7764
"""Marks the file as a record of this program (SQLite's PRAGMA application_id; the letters Hmwd)."""

READABLE = 0o640
"""Rights of the file: a technician in its group reads it without being root. The key that signs it is another file."""

INSERT_SAMPLE = (
    "INSERT INTO samples(boot_id, monotonic_s, wall_s, point, value, absence, clock) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
INSERT_EVENT = "INSERT INTO events(boot_id, monotonic_s, wall_s, kind, text, data, clock) VALUES (?, ?, ?, ?, ?, ?, ?)"
INSERT_LEAF = "INSERT INTO leaves(seq, text, hash) VALUES (?, ?, ?)"
PERSIST = "INSERT INTO kept(key, json) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET json = excluded.json"
FORGET = "DELETE FROM kept WHERE key = ?"

LOG_BYTES = 4 << 20
"""The write-ahead log keeps this much of the disk between two checkpoints (some 1 000 pages)."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # what is committed survives a power cut
    "secure_delete = ON",  # what is erased is gone from the card
    "trusted_schema = OFF",  # a prepared file cannot call functions
    "cell_size_check = ON",  # damage is found earlier
    f"journal_size_limit = {LOG_BYTES}",
)

_DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}
"""The last is for a statement that does not fit the tables; all of ours do, unless a name in the file is damaged."""


class DamagedError(Exception):
    """The file is no usable record; the text says why."""


def connect(file: Path) -> sqlite3.Connection:
    """Open `file` for writing; it is made where it is not there. Its tables are for the migrations.

    For use in this thread only. Raises DamagedError, sqlite3.Error or OSError.
    """
    file.parent.mkdir(mode=0o750, exist_ok=True)
    _make(file)
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        connection.close()
        if is_damage(error):
            raise DamagedError(str(error)) from error
        raise
    return connection


def _make(file: Path) -> None:
    """Make the file where it is not there, for its group to read; whoever has changed its rights since knows why."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, READABLE)
    except FileExistsError:
        return
    try:
        os.fchmod(descriptor, READABLE)  # whatever the umask; SQLite gives the files beside it the same rights
    finally:
        os.close(descriptor)


def number(connection: sqlite3.Connection, query: str) -> int:
    """Return the single number that `query` gives."""
    found: int = connection.execute(query).fetchone()[0]
    return found


def primary_code(error: Exception) -> int:
    """Return SQLite's primary result code (the low byte of the extended one), 0 for errors of other kinds."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Exception) -> bool:
    """Return True for an error of the file itself, and not of a disk that is full, busy or read-only."""
    return isinstance(error, DamagedError) or primary_code(error) in _DAMAGE_CODES
