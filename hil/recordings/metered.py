"""The log of a metering plug: no header, a time and one or two columns of watts."""

from pathlib import Path

from hil.recordings import columns, time_stamps
from hil.recordings.delimited import Table, number
from hil.recordings.series import Moment, Series

MAX_COLUMNS = 3
MIN_PEAK_W = 40.0
"""Whatever gets as high is no temperature of a box in °C, and nothing less is a compressor of a kitchen fridge."""


def is_one(table: Table) -> bool:
    """Return True for a table that looks like such a log."""
    if table.header or len(table.rows[0][1]) > MAX_COLUMNS:
        return False
    watts = [value for _, row in table.rows if (value := number(row[1])) is not None]
    return bool(watts) and min(watts) >= 0.0 and max(watts) >= MIN_PEAK_W


def series(file: Path, table: Table) -> Series:
    """Read such a log; rows without a time are left out."""
    parse = time_stamps.of_column([row[0] for _, row in table.rows])
    moments: list[Moment] = []
    for _, row in table.rows:
        try:
            moments.append(Moment(at_s=parse(row[0]) if parse else float(row[0]), power_w=number(row[1])))
        except ValueError:
            continue
    return columns.in_order(file.name, moments)
