"""The bench of the clocks: what was said over what was true, and how often nothing was."""

import pytest

from hil.bench import clocks
from hil.box_trials import clock_trials
from hil.box_trials.cases import Case
from hil.box_trials.clock_trials import HOLD_OVER, READY, Told, trial

HOUR_S = 3_600.0


def test_a_row_has_percentiles_of_what_was_said_and_the_share_of_what_was_not() -> None:
    told = [Told(HOLD_OVER, tenths * 1_000.0, 10_000.0) for tenths in range(8, 13)]
    row = clocks.row("chest", HOLD_OVER, [*told, Told(HOLD_OVER, None, 5.0)])
    assert (row["p50"], row["unknown_share"]) == (1.0, 0.167)
    assert 0.8 < row["p10"] < row["p50"] < row["p90"] < 1.2
    assert clocks.row("chest", HOLD_OVER, told[:1])["p90"] == 0.8
    silent = clocks.row("chest", READY, [Told(READY, None, 5.0)])
    assert (silent["p10"], silent["unknown_share"]) == (None, 1.0)
    assert clocks.row("chest", READY, [])["unknown_share"] is None


@pytest.mark.parametrize(("said_s", "is_good"), [(1.2, True), (1.21, False), (0.7, True), (0.69, False), (None, True)])
def test_a_clock_that_is_told_must_be_near_the_truth(said_s: float | None, is_good: bool) -> None:
    figures = {"plants": 1, "rows": [clocks.row("chest", HOLD_OVER, [Told(HOLD_OVER, said_s, 1.0)])]}
    assert clocks.is_good(figures) is is_good
    verdict = "not told" if said_s is None else "reached" if is_good else "MISSED"
    assert f"| 0.7 to 1.2 | {verdict} |" in clocks.table(figures)


def test_a_box_is_played_on_with_the_power_cut_and_until_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_trials, "CUT_AT_H", (1.5,))
    monkeypatch.setattr(clock_trials, "ABOVE_K", 1.8)
    monkeypatch.setattr(clock_trials, "WATCHED_FROM_H", 0.0)
    monkeypatch.setattr(clock_trials, "PULL_DOWN_H", 2.0)
    told = trial(Case(kind="chest", sensors="air and plate", seed=1))
    held = [one for one in told if one.clock == HOLD_OVER]
    ready = [one for one in told if one.clock == READY]
    assert len(held) == 1
    assert HOUR_S < held[0].true_s < 24.0 * HOUR_S
    assert all(0.0 < one.true_s < 2.0 * HOUR_S for one in ready)


@pytest.mark.parametrize("kind", ["upright", "empty", "eutectic"])
def test_a_clock_of_a_box_without_power_is_near_the_truth_or_is_not_told(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_trials, "CUT_AT_H", (7.0,))
    monkeypatch.setattr(clock_trials, "PULL_DOWN_H", 0.0)
    least, most = clocks.AIMS[HOLD_OVER]
    for one in trial(Case(kind=kind, sensors="air and plate", seed=0)):
        assert one.said_s is None or least * one.true_s <= one.said_s <= most * one.true_s
