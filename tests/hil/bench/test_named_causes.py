"""The bench of causes: what was named for what, and the share that was right."""

import pytest

from firmware.coldchain.causes import Cause
from hil.bench import named_causes as causes
from hil.coldchain_trials.mishap_trial import Named


def named(injected: Cause, found: Cause | None) -> Named:
    return Named(seed=1, kind="chest food", how="somehow", injected=injected, named=found, evidence="seen")


def test_trips_without_an_excursion_count_for_nothing() -> None:
    found = causes.figures([named(Cause.LID, Cause.LID), named(Cause.SUPPLY, None)])
    assert (found["trips"], found["trips_with_excursion"], found["causes_right_ratio"]) == (2, 1, 1.0)
    assert causes.figures([named(Cause.SUPPLY, None)])["causes_right_ratio"] is None


@pytest.mark.parametrize(("right", "is_good"), [(9, True), (8, False)])
def test_nine_of_ten_must_be_right_and_the_wrong_ones_are_named(right: int, is_good: bool) -> None:
    trips = [named(Cause.LID, Cause.LID)] * right + [named(Cause.LID, Cause.GOODS)] * (10 - right)
    found = causes.figures(trips)
    assert causes.is_good(found) is is_good
    assert found["confusion"] == {"lid open": {"lid open": right, "warm goods loaded": 10 - right}}
    assert f"| lid open | {right} | {10 - right} |" in causes.table(found)
    assert "lid open named warm goods loaded, seen" in causes.table(found)
