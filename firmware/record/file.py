"""The file of the record, for one worker thread: opened when needed, set aside when damaged. Everything here blocks."""

import errno
import json
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from firmware.config.services import LARGEST_MB
from firmware.record.backlog import Batch
from firmware.record.retention import make_room
from firmware.record.schema import (
    FORGET,
    INSERT_EVENT,
    INSERT_SAMPLE,
    KEEP,
    DamagedError,
    connect,
    is_damage,
    primary_code,
    read_kept,
    salvage_kept,
)

_SUFFIXES = ("", "-wal", "-shm")
"""SQLite's files beside the main one; they belong together under one name."""

_PASSING = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""Errors after which the connection is as good as before."""


class RecordFile:
    """One SQLite file. `kept` is what it held at the last of its `openings`; `set_aside` is for the owner to clear."""

    def __init__(self, file: Path, *, largest_mb: int = LARGEST_MB) -> None:
        self.file = Path(os.path.realpath(file))
        self._largest_bytes = largest_mb * 1_000_000
        self.kept: dict[str, Any] = {}
        self.set_aside: str | None = None
        """One line about a damaged file that was moved out of the way."""
        self.openings = 0
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._suspicion: str | None = None
        self._salvaged: dict[str, str | None] = {}

    @property
    def is_open(self) -> bool:
        """Whether it could be opened and has not failed since."""
        return self._connection is not None

    def write(self, batch: Batch) -> None:
        """Write all of `batch` in one transaction, or nothing of it; opens the file where it is not open.

        Raises OSError or sqlite3.Error.
        """
        connection = self._opened()
        try:
            _write(connection, batch, self._largest_bytes)
        except sqlite3.Error as error:
            if primary_code(error) not in _PASSING:
                self.close()
            if is_damage(error):
                self._suspicion = str(error)
            raise

    def close(self) -> None:
        """Give the file back; again does nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and _inode(self.file) == self._inode:
            return self._connection
        # Not open yet, failed, or somebody has moved or removed the file.
        self.close()
        connection = self._open()
        try:
            _write(connection, Batch(kept=self._salvaged), self._largest_bytes)
            self.kept = read_kept(connection)
        except sqlite3.Error:
            connection.close()
            raise
        self._connection, self._inode = connection, _inode(self.file)
        self._salvaged = {}
        self.openings += 1
        return connection

    def _open(self) -> sqlite3.Connection:
        why = self._suspicion or _misfit(self.file)
        if why is None:
            try:
                return connect(self.file)
            except DamagedError as error:
                why = str(error)
        self._move_aside(why)
        return connect(self.file)

    def _move_aside(self, why: str) -> None:
        """Rename the damaged file; what it kept goes into the next one as far as it can be read."""
        self._salvaged |= {key: json.dumps(value) for key, value in salvage_kept(self.file).items()}
        aside = _move_aside(self.file)
        self._suspicion = None
        self.set_aside = f"{self.file} was damaged ({why}): it is {aside} now, and a new record has begun"


def _write(connection: sqlite3.Connection, batch: Batch, largest_bytes: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(INSERT_SAMPLE, batch.samples)
        connection.executemany(INSERT_EVENT, batch.events)
        connection.executemany(KEEP, [(key, text) for key, text in batch.kept.items() if text is not None])
        connection.executemany(FORGET, [(key,) for key, text in batch.kept.items() if text is None])
        make_room(connection, largest_bytes)
        connection.execute("COMMIT")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _misfit(file: Path) -> str | None:
    """What SQLite itself would not notice, or would not survive."""
    log = Path(f"{file}-wal")
    if file.is_dir():
        return "it is a folder"
    if file.exists() and not file.is_file():
        raise FileExistsError(errno.EEXIST, "is no regular file", str(file))
    if log.exists() and log.stat().st_size and not (file.exists() and file.stat().st_size):
        return "it is empty, but its write-ahead log is not"
    return None


def _move_aside(file: Path) -> Path:
    """Rename the file, and what belongs to it, to the first free NAME.damaged-N; raises OSError."""
    number = 1
    while any(os.path.lexists(f"{file}.damaged-{number}{suffix}") for suffix in _SUFFIXES):
        number += 1
    for suffix in _SUFFIXES:
        with suppress(FileNotFoundError):
            Path(f"{file}{suffix}").rename(f"{file}.damaged-{number}{suffix}")
    return Path(f"{file}.damaged-{number}")


def _inode(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
