"""The benchmark on boxes of many kinds: its rows, its verdicts, what it takes and refuses."""

from dataclasses import replace

import pytest

from hil.__main__ import main
from hil.bench import boxes, steps, use
from hil.bench.box_table import table
from hil.bench.options import Options
from hil.box_trials.cases import Case
from hil.box_trials.compare import Compared
from hil.box_trials.holders import NARROW, OURS, WIDE
from hil.box_trials.odd_steps import Result
from hil.box_trials.random_use import FalseAlarm
from hil.box_trials.tally import Held
from hil.boxes import KINDS, SENSOR_SETS

CASE = Case(kind="chest", sensors="all", seed=0)
GOOD = Held(
    law=OURS,
    means_k=(-0.2,),
    errors_k=(0.1, -0.3),
    shown_share=1.0,
    goods_seen_per_day=0.0,
    out_of_band_min=3.0,
    freeze_min=0.0,
    energy_w=10.0,
    starts_per_h=0.5,
    recovery_ratio=1.1,
)
ROW_KEYS = [
    "kind",
    "sensors",
    "law",
    "unseen",
    "plants",
    "bias_k",
    "estimate_error_k",
    "shown_share",
    "medicine_out_of_band_min",
    "reachable_out_of_band_min",
    "freeze_min",
    "starts_ratio",
    "energy_ratio",
    "recovery_ratio",
    "false_goods_put_in_per_day",
]


def compared(ours: Held = GOOD, *, case: Case = CASE, reachable_min: float | None = 3.0) -> Compared:
    """One box, with thermostats that take 10 and 12 W."""
    narrow = replace(GOOD, law=NARROW, energy_w=12.0, starts_per_h=1.0)
    return Compared(case=case, held=(ours, narrow, replace(GOOD, law=WIDE)), reachable_min=reachable_min)


def judged(ours: Held, *, sensors: str = "all") -> dict[str, boxes.Row]:
    """The verdicts on a box with these figures of ours."""
    found = boxes.result([compared(ours, case=replace(CASE, sensors=sensors))])
    return {each["what"]: each for each in found["verdicts"]}


def test_a_row_has_what_was_asked_for_by_its_names() -> None:
    row, *_ = boxes.result([compared()])["rows"]
    assert list(row) == ROW_KEYS
    assert (row["kind"], row["sensors"], row["law"], row["unseen"], row["plants"]) == ("chest", "all", OURS, False, 1)
    assert row["bias_k"] == {"median": 0.2, "p95": 0.2}
    assert row["estimate_error_k"] == {"median": 0.2, "p95": 0.29}
    assert (row["starts_ratio"], row["energy_ratio"], row["recovery_ratio"]) == (0.5, 1.0, 1.1)


def test_medicine_is_told_of_the_box_where_it_is_farthest_from_what_is_reachable() -> None:
    good, bad = compared(), compared(replace(GOOD, out_of_band_min=9.0), reachable_min=8.0)
    row = boxes.row([good, bad, compared(replace(GOOD, out_of_band_min=None), reachable_min=None)], 0)
    assert (row["medicine_out_of_band_min"], row["reachable_out_of_band_min"]) == (9.0, 8.0)


def test_what_cannot_be_said_is_none() -> None:
    unsaid = replace(GOOD, errors_k=(), energy_w=None, starts_per_h=None, recovery_ratio=None, out_of_band_min=None)
    row = boxes.row([compared(unsaid, reachable_min=None)], 0)
    assert row["estimate_error_k"] == {"median": None, "p95": None}
    assert [row[name] for name in ("starts_ratio", "energy_ratio", "recovery_ratio")] == [None] * 3
    assert row["medicine_out_of_band_min"] is None


def test_good_figures_reach_every_aim() -> None:
    assert {each["verdict"] for each in judged(GOOD).values()} == {"reached"}
    assert boxes.is_good(boxes.result([compared()]))


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (replace(GOOD, means_k=(0.2, -0.9)), ["bias, median, K", "bias, p95, K"]),
        (replace(GOOD, errors_k=(1.2,)), ["estimate, median, K", "estimate, p95, K"]),
        (replace(GOOD, out_of_band_min=4.0), ["medicine beyond reachable, min"]),
        (replace(GOOD, freeze_min=1.0), ["freezing, min"]),
        (replace(GOOD, starts_per_h=0.6), ["starts ratio"]),
        (replace(GOOD, energy_w=10.3), ["energy ratio"]),
        (replace(GOOD, recovery_ratio=1.2), ["recovery ratio"]),
        (replace(GOOD, goods_seen_per_day=1.0), ["goods seen that nobody put in, /day"]),
    ],
)
def test_each_aim_can_be_missed(bad: Held, what: list[str]) -> None:
    said = judged(bad)
    assert [name for name, each in said.items() if not each["kept"]] == what
    assert all(said[name]["verdict"] == "MISSED" for name in what)


def test_poor_sensors_allow_a_bias_but_no_wrong_estimate() -> None:
    said = judged(replace(GOOD, means_k=(0.9,), errors_k=(1.2,)), sensors="wall")
    assert (said["bias, p95, K"]["verdict"], said["bias, p95, K"]["kept"]) == ("what these sensors allow", True)
    assert said["estimate, p95, K"]["verdict"] == "MISSED"


def test_the_table_has_aims_kinds_laws_and_the_worst_boxes() -> None:
    shown = table(boxes.result([compared(), compared(case=replace(CASE, kind="two", sensors="wall"))]))
    assert "| bias, median, K | seen | all | 0.2 | 0.3 | chest | reached |" in shown
    assert "| chest | all | 1 | 0.2 (0.2) | 0.2 (0.29) | 1 | 3 | 3 | 0 | 0.5 | 1 | 1.1 | 0 |" in shown
    assert f"## {NARROW}" in shown
    assert "| bias_k | chest | all | 0 | 0.2 |" in shown


def test_each_kind_meets_each_set_of_sensors_however_few_the_boxes() -> None:
    cases = boxes.deal([*KINDS], SENSOR_SETS, 1)
    assert {(each.kind, each.sensors) for each in cases} == {(kind, name) for kind in KINDS for name in SENSOR_SETS}
    assert len(boxes.deal(["chest"], SENSOR_SETS, 40)) == 40
    assert len({each.seed for each in boxes.deal(["chest"], SENSOR_SETS, 40)}) == 40


@pytest.mark.parametrize("option", ["--kinds", "--sensors"])
def test_an_unknown_kind_or_sensor_is_refused_in_one_line(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "boxes", option, "all,freezzer"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "no such one; choose from: " in captured.err


def test_false_alarms_are_counted_by_name_and_hours() -> None:
    found = [FalseAlarm(CASE, 7_200.0 * number, "fridge.food.fan_failed", "text") for number in (1, 2)]
    said = use.result(found, 400.0, ["chest"])
    assert (said["false_alarms_per_1000_h"], said["hours_per_false_alarm"]) == (5.0, 200.0)
    assert (said["by_name"], said["first"][0]["hour"]) == ({"fridge.food.fan_failed": 2}, 2.0)
    assert not use.is_good(said)
    assert "(aim: 4): MISSED" in use.table(said)
    assert use.is_good(use.result([], 400.0, ["chest"]))


def test_steps_that_raise_or_break_a_rule_fail() -> None:
    fine, bad = Result(steps=10), Result(steps=10, breaks={"minimum off time": 2}, first={"minimum off time": "seed 1"})
    assert steps.is_good(steps.result([fine]))
    said = steps.result([fine, bad])
    assert (said["steps"], said["guard_breaks"], said["by_rule"]) == (20, 2, {"minimum off time": 2})
    assert not steps.is_good(said)
    assert "aim 0: MISSED\n  minimum off time: 2 times, first at seed 1\n" in steps.table(said)
    assert not steps.is_good(steps.result([Result(steps=1, exceptions=1)]))


def test_a_look_chooses_its_kinds_and_sensors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "in_parallel", lambda _, cases: [compared(case=each) for each in cases])
    said = boxes.measure(Options(plants=2, kinds=("two",), sensors=("wall", "all")))
    assert {(row["kind"], row["sensors"]) for row in said["rows"]} == {("two", "wall"), ("two", "all")}
