"""The power law at batteries of three kinds: food stays cold beside a charged one, and what must be left is."""

import pytest

from controller import BatteryKind, PowerSettings
from hil.scenarios.battery_days import PARKED_DAYS, Case, Course, live, thermostat

DRIVEN_H = 1.35
"""A day, with the engine's minutes before and after."""


def days(battery: str, source: str) -> Course:
    return live(Case(battery=battery, source=source, driven=True, days=2.0, tick_s=15.0), thermostat)


def test_behind_a_smart_alternator_the_default_keeps_food_cold_and_the_battery_too() -> None:
    course = days("flooded", "smart")
    assert course.food_above_8c_h == 0.0
    assert course.lowest_soc_pct > 60.0
    assert course.engine_starts_failed == 0


def test_lithium_at_rest_is_never_a_car_in_use() -> None:
    course = days("lifepo4", "smart")
    assert course.in_use_h == pytest.approx(2.0 * DRIVEN_H, abs=0.1)
    assert course.stored_h <= course.in_use_h


@pytest.mark.parametrize("told", ["lifepo4", "flooded"])
def test_after_a_fortnight_parked_the_engine_starts_at_lithium_even_if_nobody_told_that_it_is(told: str) -> None:
    settings = PowerSettings(battery=BatteryKind(told))
    case = Case(battery="lifepo4", source="none", driven=False, days=PARKED_DAYS, power=settings, tick_s=60.0)
    course = live(case, thermostat)
    assert course.engine_starts_failed == 0
    assert course.above_8c_beside_charge_h == 0.0
    assert course.lowest_soc_pct > 15.0
    assert course.in_use_h == 0.0
