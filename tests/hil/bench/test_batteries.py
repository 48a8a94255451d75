"""The benchmark of batteries: what it judges, and how it shows that."""

from dataclasses import replace
from typing import Any

import pytest

from controller import PowerSettings
from hil.bench import batteries
from hil.scenarios.battery_days import Case, controller, live

GOOD: dict[str, Any] = {
    "battery": "lifepo4",
    "above_8c_beside_charge_h": 0.0,
    "lowest_soc_pct": 16.0,
    "engine_starts_failed": 0,
}


def test_rows_without_a_miss_are_good_and_are_shown_as_a_table() -> None:
    figures = {"rows": [GOOD, {**GOOD, "battery": "flooded", "lowest_soc_pct": 12.0}]}
    assert batteries.is_good(figures)
    assert "| lifepo4 | 0.0 | 16.0 | 0 |" in batteries.table(figures)


@pytest.mark.parametrize(
    "miss", [{"above_8c_beside_charge_h": 0.1}, {"engine_starts_failed": 1}, {"lowest_soc_pct": 14.9}]
)
def test_each_miss_is_one(miss: dict[str, float]) -> None:
    assert not batteries.is_good({"rows": [{**GOOD, **miss}]})


def test_the_whole_controller_keeps_food_cold_in_the_sun() -> None:
    case = Case(battery="agm", source="solar", driven=True, days=0.1, tick_s=10.0)
    course = live(replace(case, power=PowerSettings()), controller)
    assert course.food_above_8c_h == 0.0
    assert course.engine_starts_failed == 0
