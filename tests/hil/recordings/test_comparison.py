"""Recordings of boxes that never were: what the controller says of them is what is true of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hil.bench import recorded
from hil.bench.options import BadChoiceError
from hil.recordings import reading
from hil.recordings.comparison import compare
from tests.hil.recordings.boxes_by_seed import OPENED_S, brewpi_log, door_csv, events_json, metered_log


def rows(folder: Path, name: str, text: str) -> Mapping[str, tuple[Any, Any]]:
    """What was said and what is true, by what it is about."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return {row.what: (row.said, row.truth) for row in compare(reading.read(file))}


def test_openings_are_found_and_none_is_invented_at_night(tmp_path: Path) -> None:
    found = rows(tmp_path, "door.csv", door_csv(hours=10.0))
    assert found["openings of the lid found by the air alone"] == (len(OPENED_S), len(OPENED_S))
    assert found["openings invented"] == (0, 0)
    said = [each for what, each in found.items() if what.startswith("said while shut")]
    assert said == [([], [])]
    assert found["anything else told"] == ([], [])


def test_a_probe_in_the_goods_is_believed_and_one_that_fell_out_is_told(tmp_path: Path) -> None:
    within = rows(tmp_path, "in.csv", brewpi_log(hours=6.0))
    assert within["contents probe out of the goods"][0] == []
    assert within["contents from the air alone"][0]["shown_share"] is not None
    out = rows(tmp_path, "out.csv", brewpi_log(hours=10.0, out_from_h=4.0))
    assert len(out["contents probe out of the goods"][0]) == 1


def test_a_series_that_stopped_is_told_once(tmp_path: Path) -> None:
    found = rows(tmp_path, "events.json", events_json(stopped_h=3.0))
    (said,), truth = found["silences of sensors"]
    assert said.startswith("18")
    assert truth.startswith("the longest gaps: 18")


def test_runs_that_end_and_one_that_does_not(tmp_path: Path) -> None:
    well = rows(tmp_path, "well.csv", metered_log(hours=8.0))
    assert well["runs without end"][0] == []
    assert well["runs of the compressor"][0]["runs"] == 8
    assert well["anything else told"] == ([], [])
    endless = rows(tmp_path, "endless.csv", metered_log(hours=8.0, ends=False))
    assert len(endless["runs without end"][0]) == 1
    assert endless["anything else told"] == ([], [])


def test_the_bench_prints_rows_of_four_and_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,temp\n0,4\n60,4.5\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("nothing\n", encoding="utf-8")
    figures = recorded.measure(tmp_path)
    assert all(set(row) == {"recording", "what", "said", "truth"} for row in figures["rows"])
    assert json.loads(json.dumps(figures)) == figures
    shown = recorded.table(figures)
    assert "## a.csv" in shown
    assert "b.csv: no table" in shown


def test_without_recordings_it_says_so_in_one_line() -> None:
    with pytest.raises(BadChoiceError, match="no such folder"):
        recorded.measure(Path("/nowhere"))
