"""Files for tables that are exported: CSV, lines of JSON, Parquet, SQLite. Each takes rows one after the other."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from firmware.errors import FirmwareError
from firmware.languages.local_forms import LocalForms
from firmware.reports.export import Column, Kind, Value

_AT_ONCE = 5_000
"""Rows that are written together where single ones would be slow; some MB. Engineering choice."""

_SQL_TYPES = {Kind.TEXT: "TEXT", Kind.TIME: "TEXT", Kind.WHOLE: "INTEGER"}
"""Types of columns in SQLite; all others are REAL."""

Rows = Iterable[Sequence[Value]]
Texts = Callable[[TextIO, Sequence[Column], Rows, LocalForms], int]
Files = Callable[[Path, Sequence[Column], Rows, LocalForms], int]


def csv_lines(out: TextIO, columns: Sequence[Column], rows: Rows, forms: LocalForms) -> int:
    """Write a CSV table; return the number of its rows."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow([column.titled(forms) for column in columns])
    return _counted(table.writerow, rows)


def local_csv_lines(out: TextIO, columns: Sequence[Column], rows: Rows, forms: LocalForms) -> int:
    """Write a CSV table as spreadsheets of the language read it: its dates, its decimal sign, its separator."""
    decimal = forms.words.say("form.decimal")
    table = csv.writer(out, lineterminator="\n", delimiter=";" if decimal == "," else ",")
    table.writerow([column.titled(forms) for column in columns])
    return _counted(
        lambda row: table.writerow([_local(value, column, forms) for value, column in zip(row, columns, strict=True)]),
        rows,
    )


def json_lines(out: TextIO, columns: Sequence[Column], rows: Rows, forms: LocalForms) -> int:
    """Write one JSON object a line; what is not known is left out."""
    names = [column.titled(forms) for column in columns]

    def write(row: Sequence[Value]) -> None:
        told = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        out.write(f"{json.dumps(told, ensure_ascii=False)}\n")

    return _counted(write, rows)


def sqlite_file(file: Path, columns: Sequence[Column], rows: Rows, forms: LocalForms) -> int:
    """Write a database with one table, `rows`."""
    if file.exists():
        raise FirmwareError(f"{file}: is there already: must be a new file")
    fields = ", ".join(f"{column.titled(forms)} {_SQL_TYPES.get(column.kind, 'REAL')}" for column in columns)
    insert = f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  # places only
    try:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"CREATE TABLE rows({fields}) STRICT")
            return _in_batches(lambda batch: connection.executemany(insert, batch), rows)
    except sqlite3.Error as error:
        raise FirmwareError(f"{file}: {error}: must be a file to write") from error


def parquet_file(file: Path, columns: Sequence[Column], rows: Rows, forms: LocalForms) -> int:
    """Write a Parquet file, some thousand rows at a time."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # of the extra `parquet`
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        right = "pip install 'homeward[parquet]'"
        raise FirmwareError(f"Parquet needs the library of homeward[parquet] (pyarrow): {right}") from error
    types = {Kind.TEXT: pa.string(), Kind.TIME: pa.string(), Kind.WHOLE: pa.int64()}
    schema = pa.schema([(column.titled(forms), types.get(column.kind, pa.float64())) for column in columns])

    def recorded(batch: Sequence[Sequence[Value]]) -> Any:
        columns_of_batch = zip(zip(*batch, strict=True), schema, strict=True)
        return pa.record_batch([pa.array(values, field.type) for values, field in columns_of_batch], schema=schema)

    with parquet.ParquetWriter(file, schema) as writer:
        return _in_batches(lambda batch: writer.write_batch(recorded(batch)), rows)


TEXTS: Mapping[str, Texts] = {"csv": csv_lines, "jsonl": json_lines}
"""Formats that are text, and may go to the terminal."""

FILES: Mapping[str, Files] = {"parquet": parquet_file, "sqlite": sqlite_file}
"""Formats that are files."""


def _counted(write: Callable[[Sequence[Value]], object], rows: Rows) -> int:
    count = 0
    for row in rows:
        write(row)
        count += 1
    return count


def _local(value: Value, column: Column, forms: LocalForms) -> Value:
    if column.kind is Kind.TIME and isinstance(value, str):
        return forms.moment(datetime.fromisoformat(value).timestamp())
    return str(value).replace(".", forms.words.say("form.decimal")) if isinstance(value, float) else value


def _in_batches(write: Callable[[Sequence[Sequence[Value]]], object], rows: Rows) -> int:
    waiting, count = iter(rows), 0
    while batch := list(islice(waiting, _AT_ONCE)):
        write(batch)
        count += len(batch)
    return count
