"""What is exported is the record, row by row, in any format: the same values, absent ones told with their reason."""

import csv
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firmware.errors import FirmwareError
from firmware.languages.local_forms import LocalForms, TemperatureUnit
from firmware.languages.words import Words
from firmware.reports.export import COLUMNS, Table, Value, Wanted, exported
from firmware.reports.export_formats import csv_lines, json_lines, local_csv_lines, parquet_file, sqlite_file
from tests.firmware.reports.small_record import BEGIN_MS, event, minute, write

BERLIN = ZoneInfo("Europe/Berlin")
FORMS = LocalForms(Words("en"), zone=BERLIN)
ALL = Wanted(table=Table.MINUTES, from_s=0.0, to_s=float("inf"))


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return write(
        tmp_path / "record.db",
        [
            minute(0, contents_mc=[3_900, 4_000, 4_100], contents_by="probe", lid_open_ms=0, supply_mv=[12_000] * 3),
            minute(0, "drinks"),
            event(1, "AlarmRaised", "food: lid left open", {"alarm": "fridge.food.left_open"}),
            minute(1, air_mc=None, absent={"air_mc": "stale"}, set_point_mc=4_000),
        ],
    )


def rows(record: Path, wanted: Wanted = ALL, forms: LocalForms = FORMS) -> list[dict[str, Value]]:
    names = [column.titled(forms) for column in COLUMNS[wanted.table]]
    return [dict(zip(names, row, strict=True)) for row in exported(record, wanted, forms)]


def some(table: Table, *, compartment: str | None = None, from_s: float = 0.0, to_s: float = float("inf")) -> Wanted:
    return Wanted(table=table, from_s=from_s, to_s=to_s, compartment=compartment)


def test_minutes_have_their_values_in_units_that_their_names_tell(record: Path) -> None:
    first = rows(record)[0]
    assert first["time"] == "2026-12-01T08:00:00+01:00"
    assert (first["air_min_c"], first["air_mean_c"], first["air_max_c"]) == (4.0, 4.25, 4.5)
    assert (first["contents_mean_c"], first["contents_by"], first["lid_open_s"]) == (4.0, "probe", 0.0)
    assert (first["supply_v"], first["duration_s"], first["compartment"]) == (12.0, 60.0, "food")


def test_what_is_absent_has_no_number_but_a_reason(record: Path) -> None:
    last = rows(record)[-1]
    assert (last["air_mean_c"], last["absent"], last["set_point_c"]) == (None, "air_mc: stale", 4.0)


def test_a_compartment_and_a_time_can_be_chosen(record: Path) -> None:
    assert len(rows(record)) == 3
    assert [row["compartment"] for row in rows(record, some(Table.MINUTES, compartment="drinks"))] == ["drinks"]
    assert len(rows(record, some(Table.MINUTES, from_s=BEGIN_MS / 1_000.0 + 60.0))) == 1
    assert len(rows(record, some(Table.MINUTES, to_s=BEGIN_MS / 1_000.0 + 60.0))) == 2


def test_events_are_a_table_of_their_own(record: Path) -> None:
    (row,) = rows(record, some(Table.EVENTS))
    assert (row["kind"], row["text"]) == ("AlarmRaised", "food: lid left open")
    assert json.loads(str(row["data"])) == {"alarm": "fridge.food.left_open"}


def test_temperatures_are_in_fahrenheit_where_it_is_asked_for(record: Path) -> None:
    first = rows(record, forms=LocalForms(Words("en"), TemperatureUnit.FAHRENHEIT, BERLIN))[0]
    assert first["air_mean_f"] == 39.65


def test_every_format_has_the_same_rows(record: Path, tmp_path: Path) -> None:
    columns = COLUMNS[Table.MINUTES]

    def again() -> Sequence[Sequence[Value]]:
        return [*exported(record, ALL, FORMS)]

    table, lines = StringIO(), StringIO()
    assert csv_lines(table, columns, again(), FORMS) == json_lines(lines, columns, again(), FORMS) == 3
    by_csv = list(csv.DictReader(StringIO(table.getvalue())))
    by_json = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [row["air_mean_c"] for row in by_csv] == ["4.25", "4.25", ""]
    assert [row.get("air_mean_c") for row in by_json] == [4.25, 4.25, None]
    file = tmp_path / "rows.sqlite"
    assert sqlite_file(file, columns, again(), FORMS) == 3
    with closing(sqlite3.connect(file)) as connection:
        assert [value for (value,) in connection.execute("SELECT air_mean_c FROM rows")] == [4.25, 4.25, None]
    with pytest.raises(FirmwareError, match="is there already"):
        sqlite_file(file, columns, again(), FORMS)
    with pytest.raises(FirmwareError, match="must be a file to write"):
        sqlite_file(tmp_path / "no" / "rows.sqlite", columns, again(), FORMS)


def test_parquet_has_the_same_rows_and_types(record: Path, tmp_path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415  # slow to import

    file = tmp_path / "rows.parquet"
    assert parquet_file(file, COLUMNS[Table.MINUTES], exported(record, ALL, FORMS), FORMS) == 3
    table = parquet.read_table(file)
    assert table.column("air_mean_c").to_pylist() == [4.25, 4.25, None]
    assert str(table.schema.field("seq").type) == "int64"
    assert str(table.schema.field("time").type) == "string"


def test_where_the_library_of_parquet_is_missing_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FirmwareError, match=r"pip install 'homeward\[parquet\]'"):
        parquet_file(tmp_path / "rows.parquet", COLUMNS[Table.MINUTES], [], FORMS)


def test_a_table_for_spreadsheets_of_a_language_has_its_dates_and_decimals(record: Path) -> None:
    german, table = LocalForms(Words("de"), zone=BERLIN), StringIO()
    local_csv_lines(table, COLUMNS[Table.MINUTES], exported(record, ALL, german), german)
    first = next(csv.DictReader(StringIO(table.getvalue()), delimiter=";"))
    assert (first["time"], first["air_mean_c"]) == ("01.12.2026, 08:00 Uhr", "4,25")


def test_nothing_is_read_before_it_is_written(record: Path) -> None:
    """A million rows must not stand in memory: the first is there before the second is read."""
    waiting = exported(record, ALL, FORMS)
    assert next(iter(waiting))[0] == "2026-12-01T08:00:00+01:00"
