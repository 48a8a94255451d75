"""Text tables of unknown dialect: with or without a header, separated by commas, semicolons or tabs."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.recordings.series import UnreadableError

SEPARATORS = ";\t,"
LOOKED_AT = 200
"""Lines from which the dialect is taken. Engineering choice."""

NOTHING = frozenset({"", "none", "nan", "null", "na", "n/a", "-"})
"""As recordings write that there is no value."""


@dataclass(frozen=True, slots=True)
class Table:
    """A text table: its header (empty where it has none), and its rows with the number of each line."""

    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]]
    left_out: int
    """Lines that have another number of columns."""


def read(file: Path, text: str) -> Table:
    """Read a text table; raises UnreadableError where there is none."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if _holds(line)]
    separator = _separator([line for _, line in lines[:LOOKED_AT]])
    cells = [(number, _cells(line, separator)) for number, line in lines]
    if not cells or not separator:
        raise UnreadableError(f"{file}: no table: lines of two columns or more, separated by , ; or tabs, are wanted")
    width, _ = Counter(len(row) for _, row in cells).most_common(1)[0]
    whole = [(number, row) for number, row in cells if len(row) == width]
    _, first = whole[0]
    header = first if not any(_is_number(cell) for cell in first) and not _is_dated(first[0]) else ()
    rows = whole[1:] if header else whole
    if not rows:
        raise UnreadableError(f"{file}: a header and no rows; nothing was recorded")
    return Table(header, rows, len(cells) - len(whole))


def number(cell: str) -> float | None:
    """Return the number in a cell; None where it says that there is none, or says something else."""
    if cell.lower() in NOTHING:
        return None
    try:
        value = float(cell)
    except ValueError:
        try:
            value = float(cell.replace(",", "."))
        except ValueError:
            return None
    return value if abs(value) < float("inf") else None


def _holds(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _separator(lines: Sequence[str]) -> str:
    """Return the separator that most lines have equally often."""
    scores = {each: Counter(line.count(each) for line in lines).most_common(1) for each in SEPARATORS}
    agreed = {each: top[0][1] for each, top in scores.items() if top and top[0][0] > 0}
    return max(agreed, key=lambda each: agreed[each]) if agreed else ""


def _cells(line: str, separator: str) -> tuple[str, ...]:
    row = next(csv.reader([line], delimiter=separator)) if separator else [line]
    return tuple(cell.strip() for cell in row)


def _is_number(cell: str) -> bool:
    return number(cell) is not None


def _is_dated(cell: str) -> bool:
    return any(character.isdigit() for character in cell)
