"""SQLite's own check of the whole file, beside the writing: gigabytes take minutes on a card.

It reads through a connection of its own that cannot write (one writer: decision 5); while it reads, the log grows.
"""

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from firmware.record.schema import is_damage

_LOG = logging.getLogger(__name__)


class Check:
    """One check, for one thread; `stop` may be called from any other."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self.is_stopped = False

    def verdict(self) -> str | None:
        """Check the file; return its damage in one line, None where it is sound or the check was stopped.

        Raises sqlite3.Error where it cannot be read, OSError where it is not there.
        """
        uri = f"{self.file.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, check_same_thread=False)) as connection:
            self._connection = connection
            try:
                found = "ok" if self.is_stopped else connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if self.is_stopped:
                    return None
                if not (isinstance(error, UnicodeDecodeError) or is_damage(error)):
                    raise
                found = error
            finally:
                self._connection = None
        return None if found == "ok" else " ".join(str(found).split())

    def stop(self) -> None:
        """End it soon, without a verdict; one that has not begun does not begin."""
        self.is_stopped = True
        connection = self._connection
        if connection is not None:
            connection.interrupt()


class Checker:
    """One check after the other, in a thread of their own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record check")
        self._check: Check | None = None

    async def verdict(self, file: Path) -> str | None:
        """Return the damage of `file`; None where there is none, or nobody can tell."""
        check = self._check = Check(file)
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._thread, check.verdict)
        except (OSError, sqlite3.Error) as error:
            _LOG.warning("record: %s could not be checked: %s", file, error)
            return None
        if not check.is_stopped:
            _LOG.info("record: %s: checked: %s", file, found or "sound")
        return found

    async def close(self) -> None:
        """End the check that is under way."""
        if self._check is not None:
            self._check.stop()
            await asyncio.get_running_loop().run_in_executor(self._thread, _nothing)
        self._thread.shutdown()


def _nothing() -> None:
    """Do nothing: it is done when everything before it is."""
