"""Erasure of what tells of a person from a record's file, and the search of its raw bytes that proves it.

Rows are deleted with their bytes overwritten (`secure_delete`). A database also leaves copies behind: of pages that it
has rebuilt, and in its write-ahead log. So the log is begun anew, the whole file is rebuilt through it, and it is cut
off.
"""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from controller import Absence
from firmware.record.schema import DamagedError, connect, is_damage
from firmware.record.writing import transaction
from firmware.runtime.clock import ClockQuality

IsPersonal = Callable[[str], bool]
"""Tells of the key of a point if it is personal."""

ORDER = "erase"
"""The order by which the service is asked for it."""

_POINTS = "SELECT DISTINCT point FROM samples"
_COUNT = "SELECT count(*) FROM samples WHERE point = ?"
_DELETE = "DELETE FROM samples WHERE point = ? AND seq < (SELECT max(seq) FROM samples)"
_EMPTY = "UPDATE samples SET value = NULL, absence = ? WHERE point = ?"
"""The newest row stays, without what it said: no sequence number is given twice."""

_SIDES, _RESERVE = ("-wal", "-shm"), ".reserve"
"""Files that belong to another one, and the one that only holds room on the disk."""

_CHUNK = 1 << 20
_MOST_BYTES = 64
"""A trace is shorter than this."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The erasure from one file: rows by point, and why something may be left ("" where nothing is)."""

    file: str
    rows: Mapping[str, int] = field(default_factory=dict)
    left: str = ""


def erase_from(connection: sqlite3.Connection, file: Path, is_personal: IsPersonal) -> Erased:
    """Erase the rows of personal points from the open `file`; raises sqlite3.Error."""
    keys = [key for (key,) in connection.execute(_POINTS).fetchall() if is_personal(key)]
    with transaction(connection):
        rows = {key: connection.execute(_COUNT, (key,)).fetchone()[0] for key in keys}
        for key in keys:
            connection.execute(_DELETE, (key,))
            connection.execute(_EMPTY, (Absence.NO_DATA_YET, key))
    return Erased(str(file), rows, _rebuilt(connection))


def erase_file(file: Path, is_personal: IsPersonal) -> Erased:
    """Erase the rows of personal points from `file`, which nobody else must have open. Raises sqlite3.Error or OSError.

    Raises DamagedError where it is no usable record.
    """
    with closing(connect(file)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        with transaction(connection):
            pass  # which takes the lock, or raises where another program has the file open
        erased = erase_from(connection, file, is_personal)
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute(_POINTS).fetchone()  # which gives the lock back
    return erased


def erase_beside(file: Path, is_personal: IsPersonal) -> tuple[Erased, ...]:
    """Erase from the files that were set aside beside the record `file`; what cannot be read as one is deleted."""
    main = [
        each
        for each in sorted(file.parent.glob(f"{file.name}.*"))
        if each.is_file() and not each.name.endswith((*_SIDES, _RESERVE))
    ]
    return tuple(_from_aside(each, is_personal) for each in main)


def _from_aside(file: Path, is_personal: IsPersonal) -> Erased:
    try:
        return erase_file(file, is_personal)
    except (sqlite3.Error, DamagedError) as error:
        if isinstance(error, sqlite3.Error) and not is_damage(error):
            return Erased(str(file), left=str(error))
    except OSError as error:
        return Erased(str(file), left=str(error))
    for each in (file, *(Path(f"{file}{side}") for side in _SIDES)):
        each.unlink(missing_ok=True)
    return Erased(str(file), {"everything, as it was damaged": 1})


def traces_in(files: Iterable[Path], keys: Collection[str]) -> tuple[int, int]:
    """Search the raw bytes of `files` for rows of the points `keys`; return the bytes read and the rows found.

    A row of samples has the name of its point, up to eight bytes of the value, and the quality of its clock.
    """
    if not keys:
        return 0, 0
    names = b"|".join(re.escape(key.encode()) for key in keys)
    clocks = b"|".join(each.value.encode() for each in ClockQuality)
    row = re.compile(b"(?:" + names + b")[\\s\\S]{0,8}?(?:" + clocks + b")")
    found = [_search(file, row) for file in files]
    return sum(size for size, _ in found), sum(rows for _, rows in found)


def _rebuilt(connection: sqlite3.Connection) -> str:
    """Rebuild the file, so that nothing is left in pages and log; return why something may be."""
    connection.execute("PRAGMA wal_checkpoint(RESTART)")
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        return f"the file could not be rebuilt ({error}): make room on the disk and erase again"
    is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return (
        "another program reads the record, so its log could not be emptied: end it and erase again" if is_busy else ""
    )


def _search(file: Path, row: re.Pattern[bytes]) -> tuple[int, int]:
    size, rows, before = 0, 0, b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            text = before + chunk
            ends = [match.end() for match in row.finditer(text)]
            rows += len(ends)
            before = text[max(ends[-1] if ends else 0, len(text) - _MOST_BYTES) :]
    return size, rows
