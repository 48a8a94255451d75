"""The record as a table for other programs, a row at a time: what is exported is never in memory as a whole."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from firmware.coldchain.minutes import BY, COLD, CONTENTS, LID, WITHIN
from firmware.coldchain.rows import MINUTE, Row, opened, rows_in
from firmware.languages.local_forms import LocalForms
from firmware.record.leaves import EVENT

Value: TypeAlias = str | float | int | None


class Table(StrEnum):
    """The tables that can be exported."""

    MINUTES = "minutes"
    EVENTS = "events"


class Kind(StrEnum):
    """The kind of a column's values."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    TEMPERATURE = "temperature"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, which never changes, and its values; those of a temperature bear their unit in the name."""

    name: str
    kind: Kind

    def titled(self, forms: LocalForms) -> str:
        """Return the name with the unit that is shown."""
        return f"{self.name}_{forms.unit}" if self.kind is Kind.TEMPERATURE else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A choice: of a table the rows from one time to another, of one compartment or (None) of all."""

    table: Table
    from_s: float
    to_s: float
    compartment: str | None = None


_COMMON = (
    Column("time", Kind.TIME),
    Column("wall_s", Kind.NUMBER),
    Column("clock", Kind.TEXT),
    Column("boot_id", Kind.TEXT),
    Column("seq", Kind.WHOLE),
)

_SPANS = {"air": "air_mc", "contents": CONTENTS, "plate": "plate_mc", "cabin": "cabin_mc"}

_MINUTES = (
    *_COMMON,
    Column("compartment", Kind.TEXT),
    Column("duration_s", Kind.NUMBER),
    Column("samples", Kind.WHOLE),
    *(Column(f"{name}_{part}", Kind.TEMPERATURE) for name in _SPANS for part in ("min", "mean", "max")),
    Column("contents_by", Kind.TEXT),
    Column("contents_within_k", Kind.NUMBER),
    Column("set_point", Kind.TEMPERATURE),
    Column("mode", Kind.TEXT),
    Column("lid_open_s", Kind.NUMBER),
    Column("cold_s", Kind.NUMBER),
    Column("fan_pct", Kind.NUMBER),
    Column("supply_v", Kind.NUMBER),
    Column("supply_a", Kind.NUMBER),
    Column("absent", Kind.TEXT),
)

_EVENTS = (*_COMMON, Column("kind", Kind.TEXT), Column("text", Kind.TEXT), Column("data", Kind.TEXT))

COLUMNS: Mapping[Table, Sequence[Column]] = {Table.MINUTES: _MINUTES, Table.EVENTS: _EVENTS}
"""The columns of each table, in their order."""

_MILLI = 1_000.0


def exported(file: Path, wanted: Wanted, forms: LocalForms) -> Iterator[Sequence[Value]]:
    """Yield the rows of a record that are wanted, with temperatures in the unit of `forms`; raises FirmwareError."""
    kind, values = (MINUTE, _minute) if wanted.table is Table.MINUTES else (EVENT, _event)
    columns = COLUMNS[wanted.table]
    with opened(file) as connection:
        for row in rows_in(connection, wanted.compartment, wanted.from_s, wanted.to_s):
            if row.kind == kind:
                yield [_shown(value, column, forms) for value, column in zip(values(row), columns, strict=True)]


def _shown(value: Value, column: Column, forms: LocalForms) -> Value:
    if column.kind is Kind.TEMPERATURE and isinstance(value, int | float):
        return round(forms.in_unit(value), 3)
    if column.kind is Kind.TIME and isinstance(value, float):
        return forms.local(value).isoformat(timespec="seconds")
    return value


def _common(row: Row) -> list[Value]:
    return [row.at_s, row.at_s, row.clock, row.boot_id, row.seq]


def _minute(row: Row) -> list[Value]:
    body = row.body
    absent = "; ".join(f"{key}: {why}" for key, why in body.get("absent", {}).items())
    return [
        *_common(row),
        row.compartment,
        body["ms"] / _MILLI,
        body["samples"],
        *(value for key in _SPANS.values() for value in _span(body.get(key))),
        body.get(BY),
        _value(body.get(WITHIN)),
        _value(body.get("set_point_mc")),
        body.get("mode"),
        *(_value(body.get(key)) for key in (LID, COLD, "fan_mpct", "supply_mv", "supply_ma")),
        absent or None,
    ]


def _event(row: Row) -> list[Value]:
    data = row.body["data"]
    return [*_common(row), row.body["kind"], row.body["text"], data if isinstance(data, str) else json.dumps(data)]


def _span(values: Sequence[int] | None) -> tuple[float | None, ...]:
    return (None, None, None) if values is None else tuple(value / _MILLI for value in values)


def _value(value: Any) -> float | None:
    """Return a value, of three their mean."""
    if value is None:
        return None
    return float(value if isinstance(value, int) else value[1]) / _MILLI
