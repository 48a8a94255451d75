"""Logs without a header, known by their shape: those of a BrewPi, and those of a metering plug."""

from dataclasses import replace
from pathlib import Path

from hil.recordings import columns, time_stamps
from hil.recordings.delimited import Table, number
from hil.recordings.series import Moment, Series, UnreadableError

BREWPI_COLUMNS = 7
"""`time;beer;beer set;note;fridge;fridge set;note`, in later versions `;state;room`."""

HEATS = frozenset({3.0, 9.0})
COOLS = frozenset({4.0, 8.0})
"""States of a BrewPi: heating, cooling, and each for its minimum time (its own enumeration)."""

MAX_METERED_COLUMNS = 3
"""`time;watts`, and perhaps a mean of the watts."""

MIN_PEAK_W = 40.0
"""Whatever gets as high is no temperature of a box in °C, and nothing less is a compressor of a kitchen fridge."""

_BEER, _BEER_SET, _FRIDGE, _FRIDGE_SET, _STATE = 1, 2, 4, 5, 7


def series(file: Path, table: Table) -> Series:
    """Read a log of either kind; raises UnreadableError where it is of none."""
    _, first = table.rows[0]
    if len(first) >= BREWPI_COLUMNS and first[0][:3].isalpha():
        return _brewpi(file, table)
    if len(first) <= MAX_METERED_COLUMNS and _is_watts([number(row[1]) for _, row in table.rows]):
        return _metered(file, table)
    raise UnreadableError(f"{file}: a table without a header, of no known kind; name its columns in the first line")


def _brewpi(file: Path, table: Table) -> Series:
    """Read the log of a BrewPi; where the beer has a set-point it is what is held, else that of the fridge's air."""
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


def _is_watts(values: list[float | None]) -> bool:
    watts = [value for value in values if value is not None]
    return bool(watts) and min(watts) >= 0.0 and max(watts) >= MIN_PEAK_W


def _metered(file: Path, table: Table) -> Series:
    """Read the log of a metering plug; rows without a time are left out."""
    parse = time_stamps.of_column([row[0] for _, row in table.rows])
    moments: list[Moment] = []
    for _, row in table.rows:
        try:
            moments.append(Moment(at_s=parse(row[0]) if parse else float(row[0]), power_w=number(row[1])))
        except ValueError:
            continue
    return columns.in_order(file.name, moments)
