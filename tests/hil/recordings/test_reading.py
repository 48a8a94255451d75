"""Each kind of file becomes the one table, and what is none is told in one line."""

from pathlib import Path

import pytest

from hil.recordings import reading
from hil.recordings.series import Moment, Series, UnreadableError


def read(folder: Path, name: str, text: str) -> Series:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return reading.read(file)


def test_a_csv_with_a_header_in_celsius(tmp_path: Path) -> None:
    text = "timestamp,temperature,humidity\n2020-05-05T09:17:51+0200,-29.51,43\n2020-05-05T09:21:44+0200,-29.58,43\n"
    series = read(tmp_path, "a.csv", text)
    assert series.moments[0] == Moment(at_s=1_588_663_071.0, air_c=-29.51)
    assert series.duration_s == 233.0
    assert series.notes == ()


def test_a_csv_in_fahrenheit_by_its_header_or_by_its_numbers(tmp_path: Path) -> None:
    by_header = read(tmp_path, "a.csv", "time,temp (F)\n0,14.0\n60,14.0\n")
    by_numbers = read(tmp_path, "b.csv", "time,temp\n0,41.0\n60,41.0\n")
    assert by_header.moments[0].air_c == pytest.approx(-10.0)
    assert by_numbers.moments[0].air_c == pytest.approx(5.0)
    assert by_header.notes == ("temp (F) taken as °F by its header",)
    assert by_numbers.notes == ("temp taken as °F by its median of 41",)


def test_semicolons_a_decimal_comma_and_a_probe(tmp_path: Path) -> None:
    text = "Datum/Zeit;air;product;set point;compressor\n01.03.2020 18:00;4,5;6,25;5;1\n01.03.2020 18:01;4,4;;5;0\n"
    series = read(tmp_path, "a.csv", text)
    first, second = series.moments
    assert (first.air_c, first.contents_c, first.set_point_c, first.running) == (4.5, 6.25, 5.0, True)
    assert (second.contents_c, second.running) == (None, False)
    assert second.at_s - first.at_s == 60.0


def test_a_date_and_a_time_in_two_columns(tmp_path: Path) -> None:
    series = read(tmp_path, "a.csv", "date,time,fridge\n2020-03-01,18:00:00,4\n2020-03-01,18:00:10,5\n")
    assert series.duration_s == 10.0


def test_milliseconds_since_the_start_and_a_door_switch(tmp_path: Path) -> None:
    series = read(tmp_path, "a.csv", "millis,temp,door\n1000,4,0\n3000,5,1\n")
    assert series.duration_s == 2.0
    assert [moment.door_open for moment in series.moments] == [False, True]


def test_day_first_or_month_first_is_seen_in_the_column(tmp_path: Path) -> None:
    series = read(tmp_path, "a.csv", "date,temp\n03/31/2020 10:00:00,4\n04/01/2020 10:00:00,4\n")
    assert series.duration_s == 86_400.0


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    text = "# by hand\ntime,temp\n0,4\n60,4,9\nlater,4\n120,4\n120,5\n90,4.5\n"
    series = read(tmp_path, "a.csv", text)
    assert [(moment.at_s, moment.air_c) for moment in series.moments] == [(0.0, 4.0), (90.0, 4.5), (120.0, 5.0)]
    assert series.notes == (
        "1 lines with another number of columns left out",
        "1 rows without a time left out",
        "1 doubled times",
    )


def test_a_brewpi_of_both_versions(tmp_path: Path) -> None:
    old = "Sep 26 2012 00:01:00;18.96;19.00;None;19.94;19.60;None\nSep 26 2012 00:03:08;18.9;19.0;None;19.9;19.6;None\n"
    new = (
        "Feb 03 2014 19:04:58;13.08;None;None;14.62;11;None;4;None\nFeb 03 2014 19:05:59;13.0;10.0;x;14.5;0;y;3;None\n"
    )
    first = read(tmp_path, "a.csv", old).moments[0]
    assert (first.contents_c, first.set_point_c, first.air_c, first.running) == (18.96, 19.0, 19.94, None)
    cooled, heated = read(tmp_path, "b.csv", new).moments
    assert (cooled.set_point_c, cooled.running, cooled.heating) == (11.0, True, False)
    assert (heated.set_point_c, heated.running, heated.heating) == (10.0, False, True)


def test_a_metering_plug(tmp_path: Path) -> None:
    series = read(tmp_path, "a.csv", "17/06/2012 00:00:02;0;0\r\n17/06/2012 00:00:03;71;70\r\nnothing;1;1\r\n")
    assert [moment.power_w for moment in series.moments] == [0.0, 71.0]


@pytest.mark.parametrize(
    "text",
    [
        '{"_default": {"1": {"data": {"degC": 5.0}, "time": 1e9}, "2": {"time": 1000000105, "data": {"degC": 5.25}}}}',
        '[{"ts": "2015-07-29T06:51:01Z", "temp_f": 41.0}, {"ts": "2015-07-29T06:52:46Z", "temp_f": 41.45}]',
    ],
)
def test_events_in_json(tmp_path: Path, text: str) -> None:
    series = read(tmp_path, "a.json", text)
    assert [moment.air_c for moment in series.moments] == [pytest.approx(5.0), pytest.approx(5.25)]
    assert series.duration_s == pytest.approx(105.0, abs=0.2)


def test_the_settings_of_a_thermostat_beside_its_events(tmp_path: Path) -> None:
    (tmp_path / "keg_thermostat.json").write_text('{"_default": {"1": {"setPointDegC": 4.0}}}', encoding="utf-8")
    events = '[{"time": 0, "temp": 5}, {"time": 60, "temp": 6}, {"time": 70, "volume": 1}]'
    series = read(tmp_path, "keg_events.json", events)
    assert [moment.set_point_c for moment in series.moments] == [4.0, 4.0]
    assert series.notes == ("1 other events left out", "set-point 4 °C by keg_thermostat.json")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "no table", "no table: lines of two columns or more"),
        ("a.csv", "time,temp\n", "a header and no rows"),
        ("a.csv", "time,temp\n5,4\n", "1 rows with a time; at least two are wanted"),
        ("a.csv", "temp,humidity\n5,4\n5,4\n", "no column of times in temp, humidity"),
        ("a.csv", "time,voltage\n1,4\n2,4\n", "no column of a box in time, voltage"),
        ("a.csv", "Time [s];Velocity [km/h];Temperature\n0;0;4\n1;0;4\n", "a car on its way, not a box"),
        ("a.csv", "1,2,3,4\n1,2,3,4\n", "a table without a header, of no known kind"),
        ("a.csv", "Sep;1;1;1;1;1;1\nSep;1;1;1;1;1;1\n", "first column is no time"),
        ("a.json", "{", "no JSON"),
        ("a.json", '{"ambient_C": 25}', "no series in it"),
        ("a.txt", "Device: Q-tag Fridge-tag 2\nHist:\n", "extremes of each day, no series"),
    ],
)
def test_what_is_no_series_is_told_in_one_line(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why) as refused:
        read(tmp_path, name, text)
    assert str(refused.value).count("\n") == 0


def test_files_of_other_encodings_and_files_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("time,temp °C\n0,4\n60,4\n".encode("latin-1"))
    assert reading.read(file).moments[0].air_c == 4.0
    monkeypatch.setattr(reading, "MAX_MB", 0)
    with pytest.raises(UnreadableError, match="larger than 0 MB"):
        reading.read(file)
    with pytest.raises(UnreadableError, match="cannot be read"):
        reading.read(tmp_path / "none.csv")


def test_a_folder_gives_its_series_and_a_line_on_each_other_file(tmp_path: Path) -> None:
    (tmp_path / "temperature").mkdir()
    folder = reading.folder_of_boxes(tmp_path)
    with pytest.raises(UnreadableError, match="no recording of a box"):
        reading.read_all(folder)
    (folder / "a.csv").write_text("time,temp\n0,4\n60,4\n", encoding="utf-8")
    (folder / "b.csv").write_text("nothing\n", encoding="utf-8")
    (folder / "LICENSE.a").write_text("free", encoding="utf-8")
    found = reading.read_all(folder)
    assert [series.name for series in found.series] == ["a.csv"]
    assert [line.partition(":")[0] for line in found.left_out] == ["b.csv"]


def test_where_the_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(reading.VARIABLE, str(tmp_path))
    assert reading.folder_of_boxes(None) == tmp_path
    monkeypatch.setenv(reading.VARIABLE, "/nowhere")
    with pytest.raises(UnreadableError, match="name their folder with --data FOLDER, or in HOMEWARD_DATA"):
        reading.folder_of_boxes(None)
    with pytest.raises(UnreadableError, match="/nowhere: no such folder"):
        reading.folder_of_boxes(Path("/nowhere"))
