from itertools import pairwise

import pytest

from controller.algorithms.elapsed import MAX_STEP_S
from controller.algorithms.pid import Goal, Pid, initial, limited, update
from controller.settings import PidTuning

P_ONLY = PidTuning(gain_per_k=0.1, integral_s=86_400.0, derivative_s=0.0, derivative_filter_s=0.5)
PI = PidTuning(gain_per_k=0.1, integral_s=100.0, derivative_s=0.0, derivative_filter_s=0.5)
PID = PidTuning(gain_per_k=0.1, integral_s=86_400.0, derivative_s=50.0, derivative_filter_s=10.0)
GOAL = Goal(20.0)


def settled(measured_c: float, *, aim_c: float = 20.0, integral: float = 0.0) -> Pid:
    """A controller long at rest with this measurement."""
    output = integral + 0.1 * (aim_c - measured_c)
    return Pid(output=output, integral=integral, aim_c=aim_c, smoothed_c=measured_c, at_s=0.0)


def run(pid: Pid, tuning: PidTuning, goal: Goal, measured_c: float, seconds: int) -> Pid:
    for _ in range(seconds):
        pid = update(pid, tuning, goal, measured_c, limited(pid, goal), now_s=pid.at_s + 1.0)
    return pid


def test_the_proportional_part_is_gain_times_error() -> None:
    assert update(settled(18.0), P_ONLY, GOAL, 18.0, 0.2, now_s=1.0).output == pytest.approx(0.2, abs=1e-4)


def test_the_integral_repeats_the_proportional_part_in_its_time() -> None:
    pid = run(settled(18.0), PI, GOAL, 18.0, 100)
    assert pid.integral == pytest.approx(0.2)
    assert pid.output == pytest.approx(0.4)


def test_a_start_is_bumpless_and_full_after_a_few_filter_times() -> None:
    pid = initial(10.0, 0.3, now_s=0.0)
    first = update(pid, PID, GOAL, 10.0, 0.3, now_s=0.0)
    assert first.output == pytest.approx(0.3)
    small = update(pid, PID, GOAL, 10.0, 0.3, now_s=0.1)
    assert small.output == pytest.approx(0.3, abs=0.02)
    assert run(pid, PID, GOAL, 10.0, 60).output == pytest.approx(1.3, abs=0.01)


def test_a_new_set_point_moves_the_output_without_a_jump_or_a_kick() -> None:
    pid = settled(20.0)
    outputs = [pid.output]
    for _ in range(100):
        pid = update(pid, PID, Goal(24.0), 20.0, pid.output, now_s=pid.at_s + 0.5)
        outputs.append(pid.output)
    steps = [after - before for before, after in pairwise(outputs)]
    assert all(0.0 <= step <= 0.1 * 4.0 * 0.5 / 10.0 for step in steps)
    assert outputs[-1] == pytest.approx(0.4, abs=0.01)


def test_the_derivative_answers_the_slope_of_the_measurement() -> None:
    pid = settled(20.0)
    for second in range(1, 201):
        pid = update(pid, PID, GOAL, 20.0 + 0.01 * second, pid.output, now_s=float(second))
    error_part = 0.1 * (20.0 - 22.0)
    assert pid.output - pid.integral - error_part == pytest.approx(-0.1 * 50.0 * 0.01, rel=0.01)


def test_the_derivative_filter_spreads_a_step_of_the_measurement() -> None:
    unfiltered = -0.1 * 50.0 * 1.0 / 0.5
    pid = update(settled(20.0), PID, GOAL, 21.0, 0.0, now_s=0.5)
    assert unfiltered * 0.06 < pid.output < 0.0
    later = run(pid, PID, GOAL, 21.0, 100)
    assert later.output == pytest.approx(-0.1, abs=0.002)


def test_the_integral_does_not_wind_up_while_the_output_is_at_its_limit() -> None:
    pid = run(initial(0.0, now_s=0.0), PI, GOAL, 0.0, 10_000)
    assert pid.output > 1.0
    assert pid.integral < 0.05
    assert limited(update(pid, PI, GOAL, 20.5, 1.0, now_s=pid.at_s + 1.0), GOAL) < 0.01


def test_the_integral_does_not_grow_against_a_veto() -> None:
    pid = settled(18.0)
    for _ in range(1_000):
        pid = update(pid, PI, GOAL, 18.0, 0.0, now_s=pid.at_s + 1.0)
    assert pid.integral == 0.0


def test_the_integral_falls_although_the_output_is_vetoed() -> None:
    pid = update(settled(22.0, integral=0.5), PI, GOAL, 22.0, 0.0, now_s=1.0)
    assert pid.integral < 0.5


def test_the_integral_stays_within_the_limits_of_the_mode() -> None:
    heating = Goal(20.0, 0.0, 1.0)
    pid = run(settled(22.0, integral=-0.3), PI, heating, 22.0, 1)
    assert pid.integral == 0.0
    assert limited(pid, heating) == 0.0


def test_without_a_measurement_nothing_changes() -> None:
    pid = settled(18.0, integral=0.2)
    assert update(pid, PI, GOAL, None, 0.0, now_s=30.0) is pid


def test_a_long_gap_counts_as_the_longest_step() -> None:
    pid = settled(18.0)
    gap = update(pid, PI, GOAL, 18.0, pid.output, now_s=100_000.0)
    longest = update(pid, PI, GOAL, 18.0, pid.output, now_s=MAX_STEP_S)
    assert gap.integral == pytest.approx(longest.integral)
    assert gap.at_s == 100_000.0


def test_a_time_that_does_not_pass_moves_no_state() -> None:
    pid = settled(18.0, integral=0.1)
    for now_s in (0.0, -5.0):
        again = update(pid, PID, GOAL, 18.0, pid.output, now_s=now_s)
        assert (again.integral, again.aim_c, again.smoothed_c) == (pid.integral, pid.aim_c, pid.smoothed_c)
