"""The record's file: its tables, and how it is told from a damaged one."""

import json
import sqlite3
from pathlib import Path
from typing import Any

APPLICATION_ID = 0x486D7764
"""Marks the file as a record of this program (SQLite's PRAGMA application_id; the letters Hmwd)."""

VERSION = 1

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE samples(
  seq INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, monotonic_s REAL NOT NULL, wall_s REAL NOT NULL,
  point TEXT NOT NULL, value REAL, absence TEXT, CHECK ((value IS NULL) <> (absence IS NULL))
) STRICT;
CREATE TABLE events(
  seq INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, monotonic_s REAL NOT NULL, wall_s REAL NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE TABLE kept(key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

INSERT_SAMPLE = "INSERT INTO samples(boot_id, monotonic_s, wall_s, point, value, absence) VALUES (?, ?, ?, ?, ?, ?)"
INSERT_EVENT = "INSERT INTO events(boot_id, monotonic_s, wall_s, kind, text, data) VALUES (?, ?, ?, ?, ?, ?)"
KEEP = "INSERT INTO kept(key, json) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET json = excluded.json"
FORGET = "DELETE FROM kept WHERE key = ?"

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # what is committed survives a power cut
    "secure_delete = ON",  # what is erased is gone from the card
    "trusted_schema = OFF",  # a prepared file cannot call functions
    "cell_size_check = ON",  # damage is found earlier
    "journal_size_limit = 4194304",
)

_DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


class DamagedError(Exception):
    """The file is no usable record; the text says why."""


def connect(file: Path) -> sqlite3.Connection:
    """Open the record in `file`, which is begun where it is not there or empty.

    For use in this thread only. Raises DamagedError, sqlite3.Error or OSError.
    """
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600)
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _check(connection)
    except (DamagedError, sqlite3.Error) as error:
        connection.close()
        if is_damage(error):
            raise DamagedError(str(error)) from error
        raise
    return connection


def read_kept(connection: sqlite3.Connection) -> dict[str, Any]:
    """Every kept value by its key; what is no JSON is left out."""
    kept = {}
    connection.text_factory = _readable
    for key, text in connection.execute("SELECT key, json FROM kept"):
        try:
            kept[key] = json.loads(text)
        except ValueError:
            continue
    return kept


def salvage_kept(file: Path) -> dict[str, Any]:
    """What can still be read of the kept values of a damaged file."""
    if not file.is_file() or not file.stat().st_size:
        # SQLite would find nothing, and throw a left-over log of an empty file away.
        return {}
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return {}
    try:
        return read_kept(connection)
    except sqlite3.Error:
        return {}
    finally:
        connection.close()


def _readable(text: bytes) -> str:
    """Also where single bytes of the file have changed, which SQLite does not notice."""
    return text.decode(errors="replace")


def primary_code(error: Exception) -> int:
    """SQLite's primary result code (the low byte of the extended one), 0 for errors of other kinds."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: Exception) -> bool:
    """Whether an error says that the file itself is bad, and not that the disk is full, busy or read-only."""
    return isinstance(error, DamagedError) or primary_code(error) in _DAMAGE_CODES


def _check(connection: sqlite3.Connection) -> None:
    """Begin an empty file, accept a good one, raise DamagedError about any other."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    marks = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    if not tables and marks == (0, 0):
        connection.executescript(
            f"{_TABLES} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT"
        )
        return
    if marks[0] != APPLICATION_ID:
        raise DamagedError("it is a database of another program")
    if marks[1] != VERSION:
        raise DamagedError(f"it has version {marks[1]}, this program writes version {VERSION}")
    verdict = _pragma(connection, "quick_check(1)")
    if verdict != "ok":
        raise DamagedError(" ".join(str(verdict).split()))


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
