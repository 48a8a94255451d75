"""A sensor that does not answer is found within two hours; one that lives is hardly ever asked."""

import pytest

from controller.trials.answers import (
    AGAIN_S,
    ASKED_AFTER_S,
    GIVEN_UP_S,
    NEW,
    REST_S,
    RUN_S,
    Answer,
    Seen,
    Wish,
    update,
    wish,
)

LOOK_S = 10.0


class Sensor:
    """The only sensor of a box; the compressor does what the trial asks for, and otherwise what the test says."""

    def __init__(self, plate_c: float | None = None) -> None:
        self.answer: Answer = NEW
        self.now_s, self.plate_c = 0.0, plate_c
        self.wishes: list[Wish] = []

    def stay(self, for_s: float, air_c: float | None, *, runs: bool, obeyed: bool = True) -> None:
        """Let time pass."""
        for _ in range(round(for_s / LOOK_S)):
            asked = wish(self.answer)
            self.wishes.append(asked)
            ran = asked is Wish.RUN if obeyed and asked is not Wish.NOTHING else runs
            self.now_s += LOOK_S
            seen = Seen(air_c=air_c, plate_c=self.plate_c, ran=ran, rested=not ran, dt_s=LOOK_S)
            self.answer = update(self.answer, seen, now_s=self.now_s)


@pytest.mark.parametrize(("runs", "asked"), [(True, Wish.REST), (False, Wish.RUN)])
def test_a_sensor_that_sticks_is_found_within_two_hours_by_what_did_not_happen(runs: bool, asked: Wish) -> None:
    sensor = Sensor()
    sensor.stay(ASKED_AFTER_S, 9.0, runs=runs)
    assert set(sensor.wishes) == {Wish.NOTHING}
    sensor.stay(7_200.0 - ASKED_AFTER_S, 9.0, runs=runs)
    assert set(sensor.wishes) == {Wish.NOTHING, asked}
    assert sensor.answer.is_unmoved
    sensor.stay(86_400.0, 9.0, runs=runs)
    assert sensor.answer.is_unmoved
    assert wish(sensor.answer) is Wish.NOTHING
    sensor.stay(LOOK_S, 9.0078125, runs=runs)
    assert not sensor.answer.is_unmoved


def test_where_it_ran_and_rested_anyway_nothing_is_asked() -> None:
    sensor = Sensor()
    for _ in range(4):
        sensor.stay(1_200.0, 5.0, runs=True)
        sensor.stay(1_200.0, 5.0, runs=False)
    assert set(sensor.wishes) == {Wish.NOTHING}
    assert sensor.answer.is_unmoved


def test_a_sensor_that_answers_is_not_asked_again_for_long() -> None:
    sensor = Sensor()
    sensor.stay(ASKED_AFTER_S + 300.0, 5.0, runs=False)
    assert wish(sensor.answer) is Wish.RUN
    sensor.stay(LOOK_S, 4.5, runs=False)
    sensor.wishes.clear()
    sensor.stay(AGAIN_S - 100.0, 4.5, runs=False)
    assert set(sensor.wishes) == {Wish.NOTHING}
    sensor.stay(300.0, 4.5, runs=False)
    assert Wish.RUN in sensor.wishes


def test_a_trial_that_is_not_allowed_is_given_up() -> None:
    sensor = Sensor()
    sensor.stay(ASKED_AFTER_S + GIVEN_UP_S + 100.0, 5.0, runs=False, obeyed=False)
    assert wish(sensor.answer) is Wish.NOTHING
    assert not sensor.answer.is_unmoved


def test_a_run_that_makes_no_cold_says_nothing_about_the_sensor() -> None:
    sensor = Sensor(plate_c=20.0)
    sensor.stay(4.0 * RUN_S, 20.0, runs=True)
    sensor.stay(4.0 * REST_S, 20.0, runs=False)
    assert not sensor.answer.is_unmoved
    cold = Sensor(plate_c=-5.0)
    cold.stay(4.0 * RUN_S, 5.0, runs=True)
    cold.stay(4.0 * REST_S, 5.0, runs=False)
    assert cold.answer.is_unmoved


def test_readings_that_move_or_are_not_there_begin_anew() -> None:
    sensor = Sensor()
    sensor.stay(4_000.0, 5.0, runs=True)
    sensor.stay(LOOK_S, None, runs=True)
    sensor.stay(4_000.0, 5.0, runs=True)
    assert set(sensor.wishes) == {Wish.NOTHING}
    sensor.now_s = -1e6
    sensor.stay(LOOK_S, 5.0, runs=True)
    assert sensor.answer.since_s == sensor.now_s
