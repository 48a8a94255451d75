"""Scenarios, and the benchmark over them."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from hil.__main__ import main
from hil.bench import control
from hil.cli import run
from hil.scenarios import BOX_SCENARIOS, LAWS, OURS, BoxScenario, run_box
from hil.scenarios.bounds import BOUNDS, STANDING
from hil.scenarios.ready_cabin import DEPARTURES, run_departures
from hil.scenarios.weak_supply import SUPPLIES, run_supply
from hil.scenarios.year import run_year


def test_the_same_seed_gives_the_same_figures() -> None:
    once, again, other = (run_box("thermostat", BOX_SCENARIOS["S3"], seed).energy_w for seed in (3, 3, 4))
    assert once == again != other


@pytest.mark.parametrize("scenario", BOX_SCENARIOS.values(), ids=[*BOX_SCENARIOS])
def test_each_law_and_bound_begins_each_scenario(scenario: BoxScenario) -> None:
    begun = replace(scenario, settled_h=0.0, ends_h=0.02)
    for law in (*LAWS, *BOUNDS):
        assert run_box(law, begun, 0).energy_w > 0.0


def test_a_warm_load_is_back_sooner_than_with_a_thermostat_and_nothing_freezes() -> None:
    ours, theirs = (run_box(law, BOX_SCENARIOS["S4"], 1) for law in (OURS, "thermostat"))
    assert ours.recovery_min < 0.7 * theirs.recovery_min
    assert (ours.freeze_min, ours.min_off_violations) == (0.0, 0.0)


def test_days_of_random_use_break_no_minimum_time_and_freeze_nothing() -> None:
    figures = run_year(5, days=2.0)
    assert figures["starts_per_h"] > 0.0
    assert (figures["min_off_violations"], figures["failed_starts"], figures["freeze_min"]) == (0.0, 0.0, 0.0)


def test_a_departure_and_a_supply_have_their_figures() -> None:
    assert abs(run_departures(DEPARTURES["S6-cold"], 3)["last_miss_k"]) < 1.0
    one, other = (run_supply("S5-long-cable", seed) for seed in (0, 1))
    assert one["self_protected"] == 0.0
    assert 0.0 < one["cut_outs_per_use"] <= 1.0
    assert one["lowest_rest_v"] != other["lowest_rest_v"]
    assert list(SUPPLIES) == ["S5-parked", "S5-long-cable", "S5-engine"]


def test_the_benchmark_compares_all_laws_and_says_where_we_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "LAWS", (OURS, "thermostat"))
    result = control.bench_control(plants=1, scenarios=("S2-32",))
    ours, theirs = result["rows"]
    assert (ours["law"], theirs["law"]) == (OURS, "thermostat")
    assert abs(ours["contents_mean_c"] - theirs["contents_mean_c"]) < 0.1
    energy = result["verdicts"][0]
    assert 0.9 < energy["bound"] < 1.05
    assert "| homeward |" in control.table(result)


def test_a_scenario_is_run_by_its_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = tmp_path / "s1.svg"
    arguments = ["run", "S1-empty", "--law", "thermostat", "--plants", "2", "--json", "--plot", str(picture)]
    assert main(arguments) == 0
    (result,) = json.loads(capsys.readouterr().out)["scenarios"]
    assert result["median"]["recovery_min"] > 5.0
    assert picture.stat().st_size > 1_000


def test_a_box_that_never_recovers_fails_its_scenario_and_a_freezer_may_freeze() -> None:
    figures = asdict(run_box(STANDING, BOX_SCENARIOS["S1-empty"], 0))
    assert run.result("S1-empty", [figures])["missed"] == ["recovery_min"]
    frozen = figures | {"freeze_min": 60.0}
    assert run.result("S2-freezer", [frozen])["missed"] == []
    assert run.result("S2-32", [frozen])["missed"] == ["freeze_min"]


@pytest.mark.parametrize(
    ("name", "missed"),
    [("S4", []), ("MED-frost", []), ("MED-32", ["out_of_band_pct"]), ("MED-use", ["out_of_band_pct"])],
)
def test_only_medicine_must_keep_its_band_always_and_only_where_it_can(name: str, missed: list[str]) -> None:
    outside = {"out_of_band_pct": 0.1, "recovery_min": 90.0}
    assert run.result(name, [outside])["missed"] == missed


def test_an_unknown_scenario_is_reported_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "S9"]) == 2
    assert capsys.readouterr().err.startswith("run S9: no such scenario; choose from: S1-32")
