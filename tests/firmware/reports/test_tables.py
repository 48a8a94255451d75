"""The report for programs: everything that is on the page, in fixed units and names."""

import csv
import json
from io import StringIO

import pytest

from firmware.reports.tables import COLUMNS, as_csv, as_json
from tests.firmware.coldchain.courses import course
from tests.firmware.reports.pages import SEAL, bad_day, good_day, page, unproven_day


def test_json_tells_all_that_the_page_tells() -> None:
    told = json.loads(json.dumps(as_json(page(bad_day()))))
    assert told["verdict"] == "out of limits"
    assert told["consignment"] == "RX-2026-0815"
    assert told["cargo"]["name"] == "groceries_chilled"
    assert told["began"].endswith("Z")
    assert told["excursions"][0]["cause"] == "lid open"
    assert told["excursions"][0]["limit"]["at_c"] in {5.0, 8.0}
    assert told["segments"][0]["acknowledgements"][0]["person"] == "J. Weber"
    assert told["segments"][0]["sensors"][0]["certificate"] == "DKD-K-2026-0815"
    assert told["mkt_c"] == pytest.approx(told["contents"]["kinetic_c"])
    assert told["seal"] == SEAL.text


def test_gaps_are_told() -> None:
    told = as_json(page(unproven_day(), seal=None))
    assert [gap["duration_s"] for gap in told["gaps"]] == [3_600.0]
    assert told["unknown_s"] == 3_600.0
    assert told["seal"] is None


def test_csv_has_a_line_for_each_minute_and_each_gap() -> None:
    items = unproven_day()
    lines = list(csv.DictReader(StringIO(as_csv(page(items)))))
    assert len(lines) == len(items)
    assert tuple(lines[0]) == COLUMNS
    assert (lines[0]["contents_mean_c"], lines[0]["air_mean_c"], lines[0]["gap"]) == ("4.0", "4.2", "")
    gaps = [line for line in lines if line["gap"]]
    assert [(line["gap"], line["contents_mean_c"]) for line in gaps] == [("off", "")]


def test_csv_gives_the_reason_where_a_value_is_absent() -> None:
    line = next(csv.DictReader(StringIO(as_csv(page([*course([None]), *good_day()[1:]])))))
    assert (line["air_mean_c"], line["air_absence"]) == ("", "stale")
