"""The benchmark of the fridge laws: its rows, verdicts and exit codes."""

from dataclasses import replace

import pytest

from hil.__main__ import main
from hil.bench import control
from hil.bench.control_verdicts import EQUAL_MEAN, verdicts
from hil.bench.options import Options
from hil.cli import bench
from hil.scenarios import OURS, Figures
from hil.scenarios.bounds import runs_of

NAN = float("nan")
GOOD = Figures(
    energy_w=8.0,
    starts_per_h=0.6,
    contents_mean_c=5.0,
    contents_rms_k=0.1,
    ripple_k=0.2,
    air_min_c=1.5,
    out_of_band_pct=0.0,
    freeze_min=0.0,
    recovery_min=90.0,
    recovery_ratio=1.05,
    min_off_violations=0.0,
)
THERMOSTAT = replace(GOOD, energy_w=10.0, starts_per_h=1.4)
MIN = runs_of(600.0)
ENERGY = "energy over the thermostat's, at equal mean temperature of the contents"


def judged(*ours: Figures, scenario: str = EQUAL_MEAN, bound_w: float = 7.0) -> dict[str, control.Row]:
    """The verdicts on boxes with these figures of ours."""
    found = {(OURS, scenario): list(ours), ("thermostat", scenario): [THERMOSTAT] * len(ours)}
    found[MIN, scenario] = [replace(GOOD, energy_w=bound_w)] * len(ours)
    return {each["what"]: each for each in verdicts(found)}


def test_good_figures_reach_every_aim_with_their_margins() -> None:
    said = judged(GOOD)
    assert all(each["verdict"] == "reached" for each in said.values())
    assert (said[ENERGY]["value"], said[ENERGY]["margin"], said[ENERGY]["bound"]) == (0.8, 0.08, 0.7)


def test_an_aim_beyond_physics_is_reported_with_its_bound_and_kept_only_near_it() -> None:
    near, far = (judged(replace(GOOD, energy_w=watts), bound_w=9.8)[ENERGY] for watts in (9.9, 10.1))
    assert (near["reached"], near["kept"], near["verdict"]) == (False, True, "missed, out of reach: bound 0.980")
    assert (far["kept"], far["verdict"]) == (False, "missed, out of reach: bound 0.980; MISSED that too")


def test_an_aim_within_reach_that_is_missed_fails() -> None:
    said = judged(replace(GOOD, energy_w=9.0))[ENERGY]
    assert (said["kept"], said["verdict"]) == (False, "MISSED")
    assert not control.is_good({"verdicts": [said]})
    assert control.is_good({"verdicts": [*judged(GOOD).values()]})


@pytest.mark.parametrize(
    ("scenario", "bad", "what"),
    [
        ("S4", replace(GOOD, recovery_ratio=1.2), "recovery of 4 kg at 25 °C over the soonest possible"),
        ("S4", replace(GOOD, recovery_ratio=NAN), "recovery of 4 kg at 25 °C over the soonest possible"),
        ("S4", replace(GOOD, air_min_c=0.4), "air of food and medicine below 0.5 °C: by K"),
        ("S4", replace(GOOD, freeze_min=1.0), "freezing minutes of food and medicine"),
        ("MED-43", replace(GOOD, out_of_band_pct=0.1), "medicine outside 2 to 8 °C in MED-43, % of the time"),
        ("S7", replace(GOOD, min_off_violations=1.0), "rests that were too short, all boxes and scenarios"),
        (EQUAL_MEAN, replace(GOOD, starts_per_h=0.8), "starts over the thermostat's"),
        (EQUAL_MEAN, replace(GOOD, ripple_k=0.6), "swing of the contents, +-K"),
        (EQUAL_MEAN, replace(GOOD, energy_w=NAN), ENERGY),
    ],
)
def test_each_aim_can_be_missed(scenario: str, bad: Figures, what: str) -> None:
    said = judged(bad, scenario=scenario)
    assert [name for name, each in said.items() if not each["kept"]] == [what]


def test_a_freezer_may_freeze() -> None:
    said = judged(replace(GOOD, freeze_min=60.0, air_min_c=-20.0), scenario="S2-freezer")
    assert all(each["kept"] for each in said.values())


def test_a_row_has_the_worst_and_leaves_it_open_where_a_box_never_got_there() -> None:
    row = control.row(OURS, "S4", [GOOD, replace(GOOD, air_min_c=1.0, recovery_min=NAN), replace(GOOD, energy_w=9.0)])
    assert (row["energy_w"], row["worst"]["energy_w"], row["worst"]["air_min_c"]) == (8.0, 9.0, 1.0)
    assert (row["recovery_min"], row["worst"]["recovery_min"]) == (90.0, None)


def test_incomparable_figures_are_listed() -> None:
    shown = control.table({"plants": 1, "rows": [], "missed": ["esphome on box 0 in S2-32: why"], "verdicts": []})
    assert "## Not compared\n\n- esphome on box 0 in S2-32: why\n" in shown


def test_a_look_takes_few_boxes_and_scenarios(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[dict[str, object]] = []

    def look_at(**arguments: object) -> dict[str, object]:
        taken.append(arguments)
        return {}

    monkeypatch.setattr(control, "bench_control", look_at)
    control.measure(None, quick=True)
    control.measure(5, quick=False)
    control.measure(None, quick=False)
    look, some, all_of = taken
    assert look == {"plants": 3, "scenarios": (EQUAL_MEAN, "S4", "MED-use")}
    assert (some, all_of) == ({"plants": 5}, {"plants": 20})


def test_the_command_fails_with_its_verdicts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = {"plants": 1, "rows": [], "missed": [], "verdicts": [judged(replace(GOOD, energy_w=9.0))[ENERGY]]}
    monkeypatch.setattr(control, "bench_control", lambda **_: missed)
    assert main(["bench", "control", "--quick"]) == 1
    assert f"| {ENERGY} | 0.9 | 0.88 | -0.02 | MISSED |" in capsys.readouterr().out
    assert bench.run("control", as_json=True, options=Options(plants=1)) == 1


@pytest.mark.parametrize("plants", ["0", "-1", "two"])
def test_no_boxes_are_refused(plants: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "control", "--plants", plants])
    assert stopped.value.code == 2
    assert "is not a whole number of 1 or more" in capsys.readouterr().err
