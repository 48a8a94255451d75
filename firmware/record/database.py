"""The file of the record, for one worker thread. Everything here blocks.

It is read before it is opened, brought up to this version, set aside when damaged, never too large for its disk.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from firmware.config.services import LARGEST_MB
from firmware.record.aside import copy_of_before, inode
from firmware.record.erasure import Erased, IsPersonal, erase_from
from firmware.record.opening import Opening
from firmware.record.reading import read_persisted
from firmware.record.rows import TimeOfDay
from firmware.record.schema import FORGET, is_damage, primary_code
from firmware.record.space import Disk, Reserve, disk_of
from firmware.record.time_backfill import Cursor, mend
from firmware.record.write_ahead_log import Log
from firmware.record.write_buffer import Batch
from firmware.record.writing import limit, next_seqs, rows_since, transaction, write

_T = TypeVar("_T")

_PASSING = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""Errors after which the connection is as good as before."""


class RecordFile:
    """One SQLite file.

    `persisted` is what it held at the last of its `openings`, or what could be read where it cannot be opened for
    writing.
    """

    def __init__(self, file: Path, *, largest_mb: int = LARGEST_MB, disk: Callable[[Path], Disk] = disk_of) -> None:
        self._opening = Opening(file, disk)
        self._max_bytes, self._disk = largest_mb * 1_000_000, disk
        self.log = Log(self.file)
        self.persisted: Mapping[str, Any] = {}
        self.left_out: tuple[str, ...] = ()
        """Keys of persisted values that were damaged, for the owner to tell and to clear."""
        self.openings = 0
        self.is_short = False
        """Whether there is no room left on the disk, so that old rows make it."""
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._first_seqs = (0, 0, 0)

    @property
    def file(self) -> Path:
        """The file that takes the rows: beside a file of a newer program."""
        return self._opening.file

    @property
    def news(self) -> list[str]:
        """One line each about a file that is not written any more, for the owner to tell and to clear."""
        return self._opening.news

    @property
    def is_open(self) -> bool:
        """True where it could be opened and has not failed since."""
        return self._connection is not None

    @property
    def is_well(self) -> bool:
        """True where there is nothing to do but for new rows."""
        return self.is_open and not self.is_short and not self.log.is_held

    def read(self) -> None:
        """Read what is persisted, and write nothing; what cannot be read is not there. Never fails."""
        found = self._opening.read()
        self.persisted, self.left_out = found.persisted, found.unreadable

    def write(self, batch: Batch) -> Batch:
        """Write `batch` in one transaction, and give back what found no room on the disk: samples, or nothing.

        Opens the file where it is not open. Raises OSError or sqlite3.Error; then nothing is written.
        """
        try:
            return self._written(batch)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            self.suspect(str(error))
        return self._written(batch)

    def suspect(self, why: str) -> None:
        """Take the file for damaged: the next writing sets it aside, and takes with it what this run has written."""
        rescued = Batch() if self._connection is None else rows_since(self._connection, self._first_seqs)
        self._opening.suspect(why, rescued)
        self.close()

    def work(self, do: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do something with the file in one transaction; raises OSError or sqlite3.Error."""
        connection = self._opened()
        with transaction(connection):
            return do(connection)

    def erase(self, is_personal: IsPersonal) -> Erased:
        """Erase what tells of a person; raises OSError or sqlite3.Error."""
        return erase_from(self._opened(), self.file, is_personal)

    def mend(self, known: TimeOfDay, cursor: Cursor) -> Cursor | None:
        """Give some rows of a boot their time of day; None when none is left. Raises OSError or sqlite3.Error."""
        return mend(self._opened(), known, cursor)

    def give_up(self) -> None:
        """Stop a copy that would take long; from any thread."""
        self._opening.give_up()

    def close(self) -> None:
        """Give the file back; again does nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _written(self, batch: Batch) -> Batch:
        connection = self._opened()
        try:
            left = self._fitted(connection, batch)
        except sqlite3.Error as error:
            if primary_code(error) not in _PASSING:
                self.close()
            raise
        if batch:  # the first good start of this version
            copy_of_before(self.file).unlink(missing_ok=True)
        return left

    def _fitted(self, connection: sqlite3.Connection, batch: Batch) -> Batch:
        """Write what there is room for, what is rare before samples; what is left."""
        disk = self._disk(self.file.parent)
        max_bytes, self.is_short = limit(connection, self.file, disk, self._max_bytes, was_short=self.is_short)
        left = Batch()
        try:
            write(connection, batch, max_bytes, all_may_go=max_bytes == self._max_bytes)
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_FULL:
                raise
            left = self._squeezed_in(connection, batch, max_bytes, error)
        self.log.tend(connection, is_short=self.is_short)
        if not self.is_short:
            self._reserve.take(disk)
        return left

    def _squeezed_in(
        self, connection: sqlite3.Connection, batch: Batch, max_bytes: int, error: sqlite3.OperationalError
    ) -> Batch:
        """Write on a full disk: old samples make room for new ones; where that is not enough, the new ones wait."""
        self.is_short = True
        self._reserve.give_up()
        self.log.restart(connection)
        rare = batch.without_samples()
        for part, part_bytes in ((batch, 0), (rare, max_bytes), (rare, 0)):
            try:
                write(connection, part, part_bytes, all_may_go=False)
            except sqlite3.OperationalError as again:
                if primary_code(again) != sqlite3.SQLITE_FULL:
                    raise
                error = again
            else:
                return Batch() if part is batch else Batch(batch.samples)
        raise error

    @property
    def _reserve(self) -> Reserve:
        return Reserve(Path(f"{self.file}.reserve"))

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and inode(self.file) == self._inode:
            return self._connection
        # Not open yet, failed, or somebody has moved or removed the file.
        self.close()
        connection = self._opening.open()
        self.log = Log(self.file)
        try:
            self._first_seqs = next_seqs(connection)
            self.log.bound(connection, self._disk(self.file.parent).reserve_bytes)
            write(connection, self._opening.rescued, self._max_bytes)
            self.persisted, self.left_out = read_persisted(connection)
            connection.executemany(FORGET, [(key,) for key in self.left_out])
        except sqlite3.Error:
            connection.close()
            raise
        self._connection, self._inode = connection, inode(self.file)
        self._opening.rescued = Batch()
        self.openings += 1
        return connection
