"""Reading of a record's file without writing anything: on a card that is read-only, of any version."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from firmware.record.migrations import VERSION
from firmware.record.schema import APPLICATION_ID, DamagedError, is_damage, number, primary_code

MAX_PERSISTED_BYTES = 1 << 20
"""What is persisted has some kB; a text longer than this was not persisted by this program."""

MAX_SEQ = 1 << 62
"""Half of the sequence numbers that SQLite has; rows would need a million years to get there."""

_SEQS = "SELECT max(coalesce((SELECT max(seq) FROM samples), 0), coalesce((SELECT max(seq) FROM events), 0))"

_PERSISTED = "SELECT key, CASE WHEN length(CAST(json AS BLOB)) <= ? THEN json END FROM kept"


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it was found. `unreadable` are keys of persisted values that are no JSON of any use."""

    version: int = 0
    persisted: Mapping[str, Any] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    def without(self, key: str) -> "Found":
        """Return the same record without the persisted `key`."""
        return replace(self, persisted={other: value for other, value in self.persisted.items() if other != key})


def look(file: Path) -> Found | None:
    """Read the version and what is persisted; None where there is no file, or an empty one.

    Reads no rows, so it is quick however large the file. Raises DamagedError, sqlite3.Error or OSError.
    """
    if not file.exists() or not file.stat().st_size:
        return None
    try:
        with reading(file) as connection:
            version = _version(connection)
            if version == 0:
                return Found()
            return _found(connection, version)
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot read, and that is no text any more
        raise DamagedError(f"its tables are not readable: {error}") from error
    except sqlite3.Error as error:
        if is_damage(error):
            raise DamagedError(str(error)) from error
        raise


def _found(connection: sqlite3.Connection, version: int) -> Found:
    try:
        if version <= VERSION and number(connection, _SEQS) > MAX_SEQ:  # no further row could have a number
            raise DamagedError("the number of its last row was never given")
        return Found(version, *read_persisted(connection))
    except sqlite3.OperationalError as error:
        if primary_code(error) != sqlite3.SQLITE_ERROR:
            raise
        if version > VERSION:  # what a later program made of the table is its own affair
            return Found(version)
        raise DamagedError(str(error)) from error


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Connect to `file` without changing any file, for a moment in which nobody writes.

    A file without a log is read as it is. With one, SQLite would write its index beside it, which a read-only card
    refuses: without locks and in exclusive mode it builds the index in memory instead.
    """
    log = Path(f"{file}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    options = "mode=ro&vfs=unix-none" if has_log else "immutable=1"
    with closing(sqlite3.connect(f"{file.as_uri()}?{options}", uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def read_persisted(connection: sqlite3.Connection) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read every persisted value by its key; damaged ones are left out, and their keys returned."""
    persisted, unreadable = {}, []
    connection.text_factory = _readable
    for key, text in connection.execute(_PERSISTED, (MAX_PERSISTED_BYTES,)):
        try:
            persisted[key] = json.loads(text, parse_constant=_refused, parse_float=_finite)
        except (TypeError, ValueError, RecursionError):
            unreadable.append(key)
    return persisted, tuple(unreadable)


def salvage_persisted(file: Path) -> dict[str, Any]:
    """Read as many of the persisted values of a damaged file as can still be read."""
    try:
        if not file.is_file() or not file.stat().st_size:
            return {}
        with reading(file) as connection:
            return read_persisted(connection)[0]
    except (OSError, sqlite3.Error, UnicodeDecodeError):
        return {}


def _version(connection: sqlite3.Connection) -> int:
    """Read the version; 0 is a file without tables. Raises DamagedError for what is no record."""
    marks = number(connection, "PRAGMA application_id"), number(connection, "PRAGMA user_version")
    if marks == (0, 0) and not number(connection, "SELECT count(*) FROM sqlite_schema"):
        return 0
    if marks[0] != APPLICATION_ID:
        raise DamagedError("it is a database of another program")
    if marks[1] < 1:
        raise DamagedError(f"it has version {marks[1]}, which was never written")
    return marks[1]


def _readable(text: bytes) -> str:
    """Decode also where single bytes of the file have changed, which SQLite does not notice."""
    return text.decode(errors="replace")


def _finite(digits: str) -> float:
    """Refuse infinity and its like: they could be read, and never be persisted again."""
    return float(digits) if isfinite(float(digits)) else _refused(digits)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no value")
