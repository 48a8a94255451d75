"""Opening of the record: its file is found, brought up to this version, or set aside.

Whatever is there at a start, there is a record after it: damage is renamed, a newer program's file is left alone.
"""

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from firmware.record.aside import beside, copy, copy_of_before, misfit, move_aside
from firmware.record.keys import CLEAN_STOP
from firmware.record.migrations import VERSION, migrate
from firmware.record.reading import Found, look, salvage_persisted
from firmware.record.schema import FORGET, READABLE, DamagedError, connect, primary_code
from firmware.record.space import Disk
from firmware.record.write_buffer import Batch

_LOG = logging.getLogger(__name__)

_OLD_RIGHTS = 0o600
"""Of files that were made before technicians could read them."""


class Opening:
    """The file that is to be written is `file`, once it was opened. `news` and `rescued` are for the owner to clear."""

    def __init__(self, configured: Path, disk: Callable[[Path], Disk]) -> None:
        self._configured, self._disk = Path(os.path.realpath(configured)), disk
        self.file = self._configured
        self.news: list[str] = []
        """One line each about a file that is not written any more."""
        self.rescued = Batch()
        """What goes from there into the one that is."""
        self._suspicion: tuple[Path, str] | None = None
        self._given_up = threading.Event()

    def read(self) -> Found:
        """Read the persisted values without writing anything; what cannot be read is not there. Never fails."""
        try:
            found = look(self._configured) or Found()
            if found.version > VERSION:
                found = look(beside(self._configured)) or found.without(CLEAN_STOP)
        except (OSError, sqlite3.Error, DamagedError):
            return Found(persisted=salvage_persisted(self._configured))
        return found

    def open(self) -> sqlite3.Connection:
        """Open a file of this version. Raises OSError or sqlite3.Error."""
        self.file, version = self._place()
        try:
            return self._brought_up(version)
        except DamagedError as error:
            self._set_aside(self.file, str(error))
        return self._brought_up(0)

    def suspect(self, why: str, rescued: Batch) -> None:
        """Take the file for damaged, and `rescued` for what should be in the next one."""
        self._suspicion = self.file, why
        self.rescued = rescued.with_persisted(self.rescued.persisted)

    def give_up(self) -> None:
        """Stop a copy that would take long; from any thread."""
        self._given_up.set()

    def _place(self) -> tuple[Path, int]:
        """Choose the file to write, and tell its version."""
        found = self._sound(self._configured) or Found()
        if found.version <= VERSION:
            return self._configured, found.version
        file = beside(self._configured)
        there = self._sound(file) or Found()
        if not there.version:
            self._rescue(found.without(CLEAN_STOP).persisted)
        if self.file != file:
            self.news.append(
                f"{self._configured} is of a newer program (version {found.version}): it is left as it is, and "
                f"{file} is written until that program is back"
            )
        return file, there.version

    def _sound(self, file: Path) -> Found | None:
        """Read `file`; None where there is none, or none any more because it was damaged."""
        doubted, why = self._suspicion or (None, None)
        why = why if doubted == file else misfit(file)
        try:
            if why is None:
                return look(file)
        except DamagedError as error:
            why = str(error)
        self._set_aside(file, why)
        return None

    def _set_aside(self, file: Path, why: str) -> None:
        """Rename a damaged file; what it kept goes into the next one as far as it can be read."""
        self._rescue(salvage_persisted(file))
        aside = move_aside(file)
        self._suspicion = None
        self.news.append(f"{file} was damaged ({why}): it is {aside} now, and a new record has begun")

    def _rescue(self, persisted: Mapping[str, Any]) -> None:
        self.rescued = self.rescued.with_persisted({key: json.dumps(value) for key, value in persisted.items()})

    def _brought_up(self, version: int) -> sqlite3.Connection:
        connection = connect(self.file)
        try:
            if 0 < version < VERSION:
                connection.execute(FORGET, (CLEAN_STOP,))  # a start takes it away, and this one may last
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file is not newer than its copy
                self._copy(connection)
                if self.file.stat().st_mode & 0o777 == _OLD_RIGHTS:
                    self.file.chmod(READABLE)
            migrate(connection, version)
        except (sqlite3.Error, OSError) as error:
            connection.close()
            if primary_code(error) == sqlite3.SQLITE_ERROR:
                raise DamagedError(f"its tables are not those of version {version}: {error}") from error
            raise
        return connection

    def _copy(self, connection: sqlite3.Connection) -> None:
        """Keep the file of before until the first good start, where there is room for it."""
        to, files = copy_of_before(self.file), (self.file, Path(f"{self.file}-wal"))
        there = [file.stat() for file in files if file.exists() and file.stat().st_size]
        if to.exists() and to.stat().st_mtime >= max(status.st_mtime for status in there):
            return  # of an attempt that was interrupted
        if self._disk(self.file.parent).room_bytes < sum(status.st_size for status in there):
            _LOG.warning("record: %s: no room for a copy of it before it is brought to version %d", self.file, VERSION)
            return
        copy(connection, to, lambda: not self._given_up.is_set())
