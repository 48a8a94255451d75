"""The guard's rule for outputs that are not fitted: they are never applied."""

from dataclasses import replace

from controller import Commands
from controller.guard.duty_range import in_range, only_fitted

ASKED = Commands(heater_pct=50.0, blower_pct=30.0)


def test_the_duty_of_a_missing_output_is_off_and_all_others_stay() -> None:
    assert only_fitted(ASKED, ("heater_pct", "cooler_pct")) == Commands(blower_pct=30.0)


def test_nothing_changes_where_nothing_is_asked_of_what_is_missing() -> None:
    assert only_fitted(ASKED, ("cooler_pct",)) is ASKED


def test_auxiliaries_are_limited_by_name() -> None:
    why: dict[str, str] = {}
    assert in_range(Commands(auxiliary_pct=(50.0, 101.0)), (), why, ("lamp", "buzzer")).auxiliary_pct == (50.0, 100.0)
    assert why == {"buzzer": "101 % requested: a duty is from 0 to 100 %"}


def test_for_another_number_of_auxiliaries_they_are_off() -> None:
    lit = Commands(heater_pct=5.0, auxiliary_pct=(50.0,))
    assert in_range(lit, (), {}, ("lamp", "buzzer")) == Commands(heater_pct=5.0, auxiliary_pct=(0.0, 0.0))
    assert in_range(lit, (), {}, ("lamp",)) is lit
    assert in_range(replace(lit, auxiliary_pct=(9.0, 9.0)), (), {}, ("lamp",)).auxiliary_pct == (0.0,)
    assert in_range(Commands(heater_pct=101.0), (), {}, ("lamp",)) == Commands(heater_pct=100.0, auxiliary_pct=(0.0,))
