import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from hil.cli import validate
from hil.cli.validate import rows
from hil.validation import drives, fridges
from hil.validation.pattern_search import Unknown, search
from hil.validation.row import Row

PUBLISHED = list(rows(None))


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.name)
def test_the_plants_agree_with_published_figures(row: Row) -> None:
    assert row.ok, f"{row.value:.4g} {row.unit}, not {row.low:.4g} to {row.high:.4g}"


def test_every_kind_of_figure_is_compared() -> None:
    assert len(PUBLISHED) == 15


def test_the_fridge_agrees_with_a_measured_one(data_dir: Path) -> None:
    found = [row for row in fridges.rows(data_dir) if row.name.startswith("Mobicool")]
    assert [row.ok for row in found] == [True, True]


def test_the_cabin_follows_two_recorded_drives_fitted_by_losses_and_gains_only(data_dir: Path) -> None:
    found = list(drives.rows(data_dir))
    assert len(found) == 4
    assert all(row.ok and row.fit.startswith("loss ") for row in found)


def test_a_row_is_right_within_its_limits() -> None:
    assert [
        Row(name="any", value=value, low=1.0, high=2.0, unit="K", source="").ok for value in (0.9, 1.0, 1.5, 2.0, 2.1)
    ] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_the_command_prints_one_object(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_DATA", "/nowhere")
    assert validate.main(argparse.Namespace(json=True)) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in printed["rows"]] == [row.name for row in PUBLISHED]
    assert all(row["ok"] for row in printed["rows"])


def test_the_command_prints_a_line_for_each_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_DATA", "/nowhere")
    monkeypatch.setattr(
        validate,
        "rows",
        lambda _: iter(
            [
                Row(name="a", value=1.0, low=0.0, high=2.0, unit="K", source="S"),
                Row(name="b", value=3.0, low=0.0, high=2.0, unit="", source="S"),
            ]
        ),
    )
    assert validate.main(argparse.Namespace(json=False)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["ok", "a"], ["FAIL", "b"]]


def narrow_valley(values: Sequence[float]) -> float:
    x, y = values
    return (x - 3.0) ** 2 + 50.0 * (x + y - 1.0) ** 2


def test_the_search_follows_a_valley_to_its_end() -> None:
    fit = search(narrow_valley, (Unknown("x", 0.0, -10.0, 10.0), Unknown("y", 0.0, -10.0, 10.0)))
    assert fit.values == pytest.approx((3.0, -2.0), abs=0.1)
    assert fit.error < 0.05


def test_the_search_stays_within_the_limits() -> None:
    fit = search(narrow_valley, (Unknown("x", 0.0, -1.0, 1.0), Unknown("y", 0.0, -10.0, 10.0)))
    assert fit.values == pytest.approx((1.0, 0.0), abs=0.1)
