"""The log of a BrewPi: no header, `time;beer;beer set;note;fridge;fridge set;note`, in later versions `;state;room`."""

from dataclasses import replace
from pathlib import Path

from hil.recordings import columns, time_stamps
from hil.recordings.delimited import Table, number
from hil.recordings.series import Moment, Series, UnreadableError

COLUMNS = 7
HEATS = frozenset({3.0, 9.0})
COOLS = frozenset({4.0, 8.0})
"""States of a BrewPi: heating, cooling, and each for its minimum time (its own enumeration)."""

_BEER, _BEER_SET, _FRIDGE, _FRIDGE_SET, _STATE = 1, 2, 4, 5, 7


def is_one(table: Table) -> bool:
    """Return True for a table that looks like such a log."""
    _, first = table.rows[0]
    return not table.header and len(first) >= COLUMNS and first[0][:3].isalpha()


def series(file: Path, table: Table) -> Series:
    """Read such a log; where the beer has a set-point it is what is held, else that of the fridge's air."""
    parse = time_stamps.of_column([row[0] for _, row in table.rows])
    if parse is None:
        raise UnreadableError(f"{file}: a BrewPi's log whose first column is no time; Feb 03 2014 19:04:58 is wanted")
    moments = [_moment(parse(row[0]), [number(cell) for cell in row]) for _, row in table.rows]
    return columns.in_order(file.name, moments)


def _moment(at_s: float, row: list[float | None]) -> Moment:
    beer_set, fridge_set = row[_BEER_SET], row[_FRIDGE_SET]
    moment = Moment(
        at_s=at_s,
        air_c=row[_FRIDGE],
        contents_c=row[_BEER],
        set_point_c=fridge_set if beer_set is None else beer_set,
    )
    state = row[_STATE] if len(row) > _STATE else None
    return moment if state is None else replace(moment, running=state in COOLS, heating=state in HEATS)
