"""SQLite's write-ahead log, which grows for as long as another program reads: watched, emptied, and bounded."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from firmware.record.schema import LOG_BYTES, number

HELD_BYTES = 4 * LOG_BYTES
"""A log of this size was not emptied for a day of a usual installation: somebody has been reading for as long."""

FULL_BYTES = 16 * LOG_BYTES
"""Beyond this no samples are written, only events and what is persisted, until the reader has gone (engineering
choice)."""

_PATIENCE_MS = 100
"""A reader is waited for so long at each commit; SQLite's own readers are done in less."""


class Log:
    """The log beside `file`; `size_bytes` is its size after the last commit."""

    def __init__(self, file: Path) -> None:
        self._file = Path(f"{file}-wal")
        self.size_bytes = 0

    @property
    def is_held(self) -> bool:
        """True while a reader keeps it from being emptied."""
        return self.size_bytes > HELD_BYTES

    @property
    def is_full(self) -> bool:
        """True while only rare rows may be written."""
        return self.size_bytes > FULL_BYTES

    def tend(self, connection: sqlite3.Connection, *, is_short: bool) -> None:
        """Look after it between two transactions. `is_short`: there is no room on the disk, and it has to do."""
        if is_short:
            self.restart(connection)
        self.size_bytes = self._size()
        if self.is_held:
            _checkpoint(connection, "TRUNCATE")
            self.size_bytes = self._size()

    def bound(self, connection: sqlite3.Connection, reserve_bytes: int) -> None:
        """Let it be emptied before its pages need more room in the file than a reserve can give."""
        pages = min(LOG_BYTES, reserve_bytes // 2) // number(connection, "PRAGMA page_size")
        connection.execute(f"PRAGMA wal_autocheckpoint = {max(1, pages)}")

    def restart(self, connection: sqlite3.Connection) -> None:
        """Write it from its beginning again, without giving back its room on the disk."""
        _checkpoint(connection, "RESTART")

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except OSError:
            return 0


def _checkpoint(connection: sqlite3.Connection, mode: str) -> None:
    """Empty the log as far as possible.

    Readers, and a disk that is full, stop it; it is tried again after the next commit.
    """
    before = number(connection, "PRAGMA busy_timeout")
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    with suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA wal_checkpoint({mode})")
    connection.execute(f"PRAGMA busy_timeout = {before}")
