"""What a duty becomes at the pins: steps that are nearest or next, pulses by a map, with the ends of both."""

import pytest

from drivers.outputs.output_spec import MapPoint, OutputSpec, Step

STEPS = (Step(30.0, (5,)), Step(60.0, (6,)), Step(90.0, (13,)))
CURVE = (MapPoint(20.0, 80.0), MapPoint(50.0, 60.0), MapPoint(90.0, 10.0))


@pytest.mark.parametrize(
    ("duty_pct", "fan", "other"),
    [
        (0.0, None, None),
        (0.001, 30.0, None),
        (14.9, 30.0, None),
        (15.0, 30.0, 30.0),
        (30.0, 30.0, 30.0),
        (30.1, 60.0, 30.0),
        (45.0, 60.0, 60.0),
        (75.0, 90.0, 90.0),
        (90.0, 90.0, 90.0),
        (100.0, 90.0, 90.0),
    ],
)
def test_a_step_is_the_next_higher_one_for_a_fan_and_the_nearest_for_others(
    duty_pct: float, fan: float | None, other: float | None
) -> None:
    for moves_air, level_pct in ((True, fan), (False, other)):
        step = OutputSpec(name="a", kind="steps", steps=STEPS, moves_air=moves_air).step(duty_pct)
        assert (step and step.level_pct) == level_pct


@pytest.mark.parametrize(
    ("duty_pct", "pulses_pct"),
    [(0.0, 0.0), (1.0, 80.0), (20.0, 80.0), (35.0, 70.0), (50.0, 60.0), (70.0, 35.0), (90.0, 10.0), (100.0, 10.0)],
)
def test_a_map_is_straight_between_its_points_and_level_beyond_them(duty_pct: float, pulses_pct: float) -> None:
    assert OutputSpec(name="a", pin=5, kind="pwm", curve=CURVE).pulses_pct(duty_pct) == pytest.approx(pulses_pct)


def test_without_a_map_pulses_are_the_duty() -> None:
    assert OutputSpec(name="a", pin=5, kind="pwm").pulses_pct(33.0) == 33.0
