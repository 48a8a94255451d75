"""The guard's rule for outputs that are not fitted: they are never applied."""

from controller import Commands
from controller.guard.duty_range import only_fitted

ASKED = Commands(heater_pct=50.0, blower_pct=30.0)


def test_the_duty_of_a_missing_output_is_off_and_all_others_stay() -> None:
    assert only_fitted(ASKED, ("heater_pct", "cooler_pct")) == Commands(blower_pct=30.0)


def test_nothing_changes_where_nothing_is_asked_of_what_is_missing() -> None:
    assert only_fitted(ASKED, ("cooler_pct",)) is ASKED
