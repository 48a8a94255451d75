"""Other files of the record: a damaged one, one of before a migration, one beside that of a newer program."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from firmware.record.migrations import VERSION

_SUFFIXES = ("", "-wal", "-shm")
"""SQLite's files beside the main one; they belong together under one name."""

_PAGES_AT_ONCE = 1_000
"""A copy looks after so many pages whether it is still wanted."""


def beside(file: Path) -> Path:
    """Return the file that this program writes where `file` belongs to a newer one; the same at each start."""
    return Path(f"{file}.version-{VERSION}")


def copy_of_before(file: Path) -> Path:
    """Return the path of the copy of `file` as it was before this program's version."""
    return Path(f"{file}.before-version-{VERSION}")


def move_aside(file: Path) -> Path:
    """Rename the file, and what belongs to it, to the first free NAME.damaged-N; raises OSError."""
    number = 1
    while any(os.path.lexists(f"{file}.damaged-{number}{suffix}") for suffix in _SUFFIXES):
        number += 1
    for suffix in _SUFFIXES:
        with suppress(FileNotFoundError):
            Path(f"{file}{suffix}").rename(f"{file}.damaged-{number}{suffix}")
    return Path(f"{file}.damaged-{number}")


def copy(connection: sqlite3.Connection, to: Path, is_wanted: Callable[[], bool]) -> None:
    """Copy the whole record of `connection`; `to` is there when it is complete, or not at all.

    Raises InterruptedError where it is not wanted any more, sqlite3.Error or OSError.
    """
    part = Path(f"{to}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)

    def go_on(_status: int, _remaining: int, _total: int) -> None:
        if not is_wanted():
            raise InterruptedError(errno.EINTR, "no longer wanted", str(to))

    try:
        with closing(sqlite3.connect(part)) as target:
            connection.backup(target, pages=_PAGES_AT_ONCE, progress=go_on)
        part.rename(to)
    finally:
        part.unlink(missing_ok=True)


def misfit(file: Path) -> str | None:
    """Find damage that SQLite itself would not notice, or not survive; raises FileExistsError for what is no file."""
    log = Path(f"{file}-wal")
    if file.is_dir():
        return "it is a folder"
    if file.exists() and not file.is_file():
        raise FileExistsError(errno.EEXIST, "is no regular file", str(file))
    if log.exists() and log.stat().st_size and not (file.exists() and file.stat().st_size):
        return "it is empty, but its write-ahead log is not"
    return None


def inode(file: Path) -> tuple[int, int] | None:
    """Return the inode that has this name now; None where none can be seen."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
