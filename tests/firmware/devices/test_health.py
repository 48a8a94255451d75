import pytest

from firmware.devices.health import NEXT, Condition, Outcome


def test_every_outcome_leads_somewhere_from_everywhere() -> None:
    assert set(NEXT) == set(Condition)
    for outcomes in NEXT.values():
        assert set(outcomes) == set(Outcome)


@pytest.mark.parametrize(
    ("outcome", "condition"),
    [
        (Outcome.VALUE, Condition.OK),
        (Outcome.GIVEN_UP, Condition.LOST),
        (Outcome.BUS_RESTARTED, Condition.UNKNOWN),
    ],
)
def test_some_outcomes_say_all_whatever_was_before(outcome: Outcome, condition: Condition) -> None:
    assert {outcomes[outcome] for outcomes in NEXT.values()} == {condition}


@pytest.mark.parametrize("condition", Condition)
def test_only_a_value_makes_a_device_ok_and_a_single_failure_changes_nothing(condition: Condition) -> None:
    better = {outcome for outcome in Outcome if NEXT[condition][outcome] is Condition.OK}
    assert better - {Outcome.VALUE} <= ({Outcome.FAILED} if condition is Condition.OK else set())
    assert NEXT[condition][Outcome.FAILED] is condition


def test_setting_it_up_anew_does_not_hide_that_it_fails() -> None:
    assert NEXT[Condition.DEGRADED][Outcome.STARTED] is Condition.DEGRADED
