"""Migrations of the record's tables from each version to the next, proven on a file of each.

Each step is one transaction: a file is of the old version or of the new one, whenever the power goes. A step must not
read or write every row: files have gigabytes. Rows of before get NULL in a new column, which says that nobody knew.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

from firmware.record.leaves import IS_CLOCK, is_trip
from firmware.record.schema import APPLICATION_ID


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE samples(
          seq INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, monotonic_s REAL NOT NULL, wall_s REAL NOT NULL,
          point TEXT NOT NULL, value REAL, absence TEXT, CHECK ((value IS NULL) <> (absence IS NULL))
        ) STRICT"""
    )
    connection.execute(
        """CREATE TABLE events(
          seq INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, monotonic_s REAL NOT NULL, wall_s REAL NOT NULL,
          kind TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
        ) STRICT"""
    )
    connection.execute("CREATE TABLE kept(key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _mark_clocks(connection: sqlite3.Connection) -> None:
    """Add the quality of each row's time of day, and a row per boot with what remains to be mended."""
    connection.execute("ALTER TABLE samples ADD COLUMN clock TEXT")
    connection.execute("ALTER TABLE events ADD COLUMN clock TEXT")
    connection.execute(
        """CREATE TABLE boots(
          boot_id TEXT PRIMARY KEY, first_sample INTEGER NOT NULL, first_event INTEGER NOT NULL,
          known_at_s REAL, clock TEXT
        ) STRICT, WITHOUT ROWID"""
    )


def _prove(connection: sqlite3.Connection) -> None:
    """Add the log of leaves, which begins with the next row, and the checkpoints that sign it."""
    connection.execute("CREATE TABLE leaves(seq INTEGER PRIMARY KEY, text TEXT, hash BLOB NOT NULL) STRICT")
    connection.execute(f"CREATE INDEX clock_leaves ON leaves(seq) WHERE {IS_CLOCK}")
    connection.execute(f"CREATE INDEX trip_leaves ON leaves(seq) WHERE {is_trip()}")
    connection.execute(
        """CREATE TABLE checkpoints(
          size INTEGER PRIMARY KEY, note TEXT NOT NULL, key TEXT NOT NULL, frontier BLOB NOT NULL
        ) STRICT"""
    )


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _begin, 2: _mark_clocks, 3: _prove}
"""What leads to each version from the one before; version 0 is a file without tables."""

VERSION = max(MIGRATIONS)
"""The version that this program writes."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a file of `version` up to VERSION, step by step. Raises sqlite3.Error; what was done until then stays."""
    for each in range(version + 1, VERSION + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[each](connection)
            connection.execute(f"PRAGMA user_version = {each}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
