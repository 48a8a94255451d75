"""The soak finds what grows."""

import json
from dataclasses import replace

import pytest

from hil.__main__ import main
from hil.bench.soak import Look, limits_broken, slopes_a_day

FLAT = Look(day=0.0, rss_mb=60.0, descriptors=11, tasks=40, threads=5, database_mb=4.0, written_mb=0.0, objects=80_000)


def test_a_steady_figure_has_no_slope() -> None:
    growth = slopes_a_day([replace(FLAT, day=float(day), written_mb=10.0 * day) for day in range(1, 5)])
    assert growth["rss_mb"] == 0.0
    assert growth["written_mb"] == pytest.approx(10.0)
    assert limits_broken(growth) == []


def test_a_leak_is_named() -> None:
    looks = [
        replace(FLAT, day=float(n), rss_mb=60.0 + 5 * n, descriptors=11 + n, written_mb=60.0 * n) for n in range(5)
    ]
    assert limits_broken(slopes_a_day(looks)) == [
        "written_mb grows by 60 a day, the limit is 15",
        "rss_mb grows by 5 a day, the limit is 1",
        "descriptors grows by 1 a day, the limit is 0.5",
    ]


def test_a_short_run_prints_its_figures_and_judges_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["soak", "--days", "0.005", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["days"] == 0.005
    assert figures["limits_broken"] == []
    assert [look["tasks"] for look in figures["looks"]] == [figures["looks"][0]["tasks"]] * 2
    assert figures["looks"][-1]["database_mb"] > 0.0


@pytest.mark.parametrize("days", ["0", "-1", "many", "nan"])
def test_a_number_of_days_that_is_none_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["soak", "--days", days])
    assert ended.value.code == 2
    assert "must be a number of days above 0" in capsys.readouterr().err
