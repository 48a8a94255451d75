import pytest

from firmware.acquisition.fan_cleaning import INTERVAL_S, is_cleaning_due

NOW_S = 1_790_000_000.0


@pytest.mark.parametrize(("ago_s", "due"), [(0.0, False), (INTERVAL_S - 1.0, False), (INTERVAL_S, True)])
def test_a_fan_is_cleaned_once_a_week_whenever_the_power_was_on(ago_s: float, due: bool) -> None:
    assert is_cleaning_due(last_wall_s=NOW_S - ago_s, now_wall_s=NOW_S) is due


def test_a_fan_that_was_never_cleaned_is_due() -> None:
    assert is_cleaning_due(last_wall_s=None, now_wall_s=NOW_S)


def test_a_time_in_the_future_proves_nothing() -> None:
    assert is_cleaning_due(last_wall_s=NOW_S + 1.0, now_wall_s=NOW_S)
    assert is_cleaning_due(last_wall_s=float("nan"), now_wall_s=NOW_S)


@pytest.mark.parametrize("last_wall_s", [None, 0.0, NOW_S])
def test_nothing_is_due_while_the_time_is_not_known(last_wall_s: float | None) -> None:
    assert not is_cleaning_due(last_wall_s=last_wall_s, now_wall_s=None)
