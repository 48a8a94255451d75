"""Actuators that do the opposite are stopped and told, others lose no more than a short rest."""

import pytest

from controller.trials.reversal import BOX, BOX_WITH_PLATE, CABIN, LONG_S, TRUSTED, Course, Limits, update

LOOK_S = 10.0


class Actuator:
    """One actuator that is driven whenever it is not stopped; `air_c` moves by what the test says."""

    def __init__(self, limits: Limits, air_c: float = 20.0) -> None:
        self.limits, self.air_c, self.now_s = limits, air_c, 0.0
        self.course: Course = TRUSTED
        self.driven_s = 0.0

    @property
    def stopped(self) -> bool:
        return self.course.stopped_since_s is not None

    def stay(self, for_s: float, *, driven_k_min: float, resting_k_min: float = 0.0, driven: bool = True) -> None:
        for _ in range(round(for_s / LOOK_S)):
            runs = driven and not self.stopped
            self.air_c += (driven_k_min if runs else resting_k_min) * LOOK_S / 60.0
            self.driven_s += runs * LOOK_S
            self.now_s += LOOK_S
            self.course = update(self.course, runs, self.air_c, self.limits, now_s=self.now_s)


@pytest.mark.parametrize(("limits", "pace_k_min"), [(CABIN, 2.0), (BOX_WITH_PLATE, 0.5), (BOX, 0.1)])
def test_what_goes_the_wrong_way_is_stopped_and_after_a_second_time_for_long(limits: Limits, pace_k_min: float) -> None:
    actuator = Actuator(limits)
    actuator.stay(limits.settle_s + limits.most_s, driven_k_min=pace_k_min, resting_k_min=-pace_k_min)
    assert actuator.course.times >= 1
    assert actuator.course.wrong_k >= limits.wrong_k
    actuator.stay(86_400.0, driven_k_min=pace_k_min, resting_k_min=-pace_k_min)
    assert actuator.course.times >= 3
    assert actuator.driven_s < 0.2 * actuator.now_s
    first_s = actuator.driven_s
    actuator.stay(2.0 * LONG_S, driven_k_min=pace_k_min, resting_k_min=-pace_k_min)
    assert actuator.driven_s - first_s <= 3.0 * (limits.settle_s + limits.most_s)


@pytest.mark.parametrize("limits", [CABIN, BOX_WITH_PLATE, BOX])
def test_what_works_is_trusted(limits: Limits) -> None:
    actuator = Actuator(limits)
    actuator.stay(86_400.0, driven_k_min=-0.01)
    actuator.stay(3_600.0, driven_k_min=0.0)
    assert actuator.course.times == 0


def test_warm_goods_lift_the_air_at_once_and_are_no_fault() -> None:
    box = Actuator(BOX, 5.0)
    box.stay(600.0, driven_k_min=-0.05)
    box.air_c += 8.0
    box.stay(2 * 3_600.0, driven_k_min=-0.03)
    assert box.course.times == 0


def test_a_load_that_wins_once_costs_a_rest_and_is_forgotten_when_cold_helps_again() -> None:
    cooler = Actuator(CABIN)
    cooler.stay(180.0, driven_k_min=3.0)
    stopped_s = cooler.now_s - cooler.driven_s
    assert stopped_s > 0.0
    cooler.stay(CABIN.rest_s, driven_k_min=-1.0, resting_k_min=0.5)
    assert cooler.driven_s > 180.0 - stopped_s
    assert cooler.course.times == 1
    cooler.stay(CABIN.most_s + 60.0, driven_k_min=-0.5)
    assert cooler.course.times == 0


def test_what_is_not_driven_or_not_seen_proves_nothing() -> None:
    cooler = Actuator(CABIN)
    cooler.stay(3_600.0, driven_k_min=3.0, resting_k_min=3.0, driven=False)
    assert cooler.course is TRUSTED
    cooler.stay(60.0, driven_k_min=3.0)
    assert update(cooler.course, True, None, CABIN, now_s=cooler.now_s).driven_since_s is None


def test_a_clock_that_goes_back_lets_it_be_tried_again() -> None:
    cooler = Actuator(CABIN)
    cooler.stay(180.0, driven_k_min=3.0)
    assert cooler.stopped
    assert update(cooler.course, False, 20.0, CABIN, now_s=-1e6).stopped_since_s is None
