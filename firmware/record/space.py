"""The disk that the record is on, and a little of it that is held back for the day when there is none left.

A full disk must not stop the record: old rows make room for new ones within the file. But to delete takes room as
well, in SQLite's write-ahead log, and to empty that log takes room in the file. So the file stops to grow a little
before the disk is full, and should another program take the rest, a file of zeros is given up for it.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SPARE_BYTES = 8 << 20
"""What the record leaves free on its disk: twice its log (engineering choice)."""

RESERVE_BYTES = 8 << 20
"""What it gives up when there is nothing left: twice the pages of one log, which then go into the file."""

_SPARE_PART, _RESERVE_PART = 8, 16
"""On a small disk both are at most this part of it."""


@dataclass(frozen=True, slots=True)
class Disk:
    """The size of a disk, and the bytes of it that this user may still write."""

    total_bytes: int
    free_bytes: int

    @property
    def room_bytes(self) -> int:
        """The bytes that may still be taken; negative where the spare room is touched."""
        return self.free_bytes - min(SPARE_BYTES, self.total_bytes // _SPARE_PART)

    @property
    def reserve_bytes(self) -> int:
        """The size of a reserve."""
        return min(RESERVE_BYTES, self.total_bytes // _RESERVE_PART)


def disk_of(folder: Path) -> Disk:
    """Return the disk that `folder` is on; raises OSError."""
    status = os.statvfs(folder)
    return Disk(status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize)


class Reserve:
    """A file that does nothing but take room."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def take(self, disk: Disk) -> None:
        """Have it, where there is plenty of room; it is there again after it was given up."""
        size = disk.reserve_bytes
        if self._file.exists() or disk.room_bytes < 2 * size:
            return
        try:
            self._file.touch(mode=0o600)
            with self._file.open("r+b") as file:
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError:
            self.give_up()

    def give_up(self) -> None:
        """Free its room."""
        with suppress(OSError):
            self._file.unlink()
