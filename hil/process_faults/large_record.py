"""A record of gigabytes within seconds: SQLite reads and checks every page, of which the disk holds the beginning.

Two rows with a blob each, whose pages are a chain (https://www.sqlite.org/fileformat2.html, 1.6 and 2.3). Of a page of
64 KiB only the four bytes that name the next one are written; the rest is a hole in the file, which reads as zeros.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

_PAGE = 65_536
_CHAINED = _PAGE - 4
"""Bytes of a blob in each page of its chain."""

_LOCAL = (_PAGE - 12) * 32 // 255 - 23
"""Bytes of a row that stand before its chain, where the rest fills whole pages."""

_LOCK_PAGE = (1 << 30) // _PAGE + 1
"""The page that SQLite never uses: its locks are there."""

_ROWS = 2


def grow(file: Path, size_bytes: int) -> None:
    """Make the record in `file`, which nobody has open, so large."""
    _rebuild(file, "CREATE TABLE ballast(filler BLOB)", page_size=_PAGE)
    with closing(sqlite3.connect(file)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ballast'").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE")
    with file.open("r+b") as opened:
        free = _numbers(pages + 1)
        length = size_bytes // _PAGE // _ROWS
        chains = [[next(free) for _ in range(length)] for _ in range(_ROWS)]
        for chain in chains:
            for number, following in pairwise([*chain, 0]):
                os.pwrite(opened.fileno(), following.to_bytes(4, "big"), (number - 1) * _PAGE)
        _write_root(opened.fileno(), root, [chain[0] for chain in chains], length)
        last = chains[-1][-1]
        os.truncate(opened.fileno(), last * _PAGE)
        _write_header(opened.fileno(), last)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def shrink(file: Path) -> None:
    """Make it as it was; where it is another file by now, nothing happens."""
    if not file.exists():
        return
    small = file.with_suffix(".small")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        grown = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ballast'").fetchone()
        if grown is None:
            return
        connection.execute("PRAGMA journal_mode = DELETE")
        with file.open("r+b") as opened:
            _write_root(opened.fileno(), grown[0], [], 0)  # to free the pages one by one would last
        connection.execute("DROP TABLE ballast")
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("VACUUM INTO ?", (str(small),))
    small.replace(file)


def _rebuild(file: Path, statement: str, *, page_size: int) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(statement)
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("VACUUM")


def _numbers(first: int) -> Iterator[int]:
    """Yield the numbers of pages from `first` on."""
    number = first
    while True:
        if number != _LOCK_PAGE:
            yield number
        number += 1


def _write_root(descriptor: int, root: int, firsts: list[int], length: int) -> None:
    """Write the page of the table: a leaf with one row for each chain."""
    serial = _varint(12 + 2 * length * _CHAINED)  # how long the blob is; its beginning adds no further byte
    blob_bytes = _LOCAL - 1 - len(serial) + length * _CHAINED
    payload = bytes([1 + len(serial)]) + _varint(12 + 2 * blob_bytes)
    page, end, starts = bytearray(_PAGE), _PAGE, []
    for row, first in enumerate(firsts, 1):
        head = _varint(len(payload) + blob_bytes) + _varint(row) + payload
        cell = head + bytes(_LOCAL - len(payload)) + first.to_bytes(4, "big")
        end -= len(cell)
        page[end : end + len(cell)] = cell
        starts.append(end)
    page[0] = 0x0D
    page[3:5] = len(starts).to_bytes(2, "big")
    page[5:7] = (end % _PAGE).to_bytes(2, "big")  # 0 is 65 536
    page[8 : 8 + 2 * len(starts)] = b"".join(start.to_bytes(2, "big") for start in starts)
    os.pwrite(descriptor, page, (root - 1) * _PAGE)


def _write_header(descriptor: int, pages: int) -> None:
    """Write the number of pages, and that it is right."""
    counter = os.pread(descriptor, 4, 24)
    os.pwrite(descriptor, pages.to_bytes(4, "big"), 28)
    os.pwrite(descriptor, counter, 92)


def _varint(number: int) -> bytes:
    """Encode as SQLite does: seven bits per byte, the highest first, the last without its top bit."""
    septets = []
    while True:
        septets.append(number & 0x7F)
        number >>= 7
        if not number:
            break
    return bytes([each | 0x80 for each in septets[:0:-1]] + [septets[0]])
