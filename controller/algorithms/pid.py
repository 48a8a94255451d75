"""A PID controller in the standard form: frozen state in, frozen state out.

Sign: a positive output warms, a negative output cools; 1 is all that the appliance can do.

- Derivative: of the measurement, not of the error, through a first-order filter, so that no request gives a kick.
- Set-point: `aim_c` passes the same filter and starts at the measurement. The output is therefore
  continuous at each change of set-point and at each start, and still answers in full a few filter times later.
- Anti-windup: conditional integration. The caller says what became of the last output, after saturation, minimum
  times and guard; the integral does not grow in the direction in which that fell short. It stays inside the limits
  of the output. (Plain back-calculation would drag the integral far below zero in a long pull-down, and the output
  would then leave its limit much too early.)
"""

from typing import Protocol

from controller.algorithms.elapsed import elapsed_s
from controller.interface.immutable import immutable


class Tuning(Protocol):
    """The gains of the standard form, with the filter of the derivative."""

    @property
    def gain_per_k(self) -> float:
        """Output per kelvin of error."""
        ...

    @property
    def integral_s(self) -> float:
        """Integral time."""
        ...

    @property
    def derivative_s(self) -> float:
        """Derivative time."""
        ...

    @property
    def derivative_filter_s(self) -> float:
        """Time constant of the filter of derivative and set-point."""
        ...


@immutable
class Goal:
    """The set-point, and the limits of the output."""

    set_point_c: float
    minimum: float = -1.0
    maximum: float = 1.0


@immutable(kw_only=True)
class Pid:
    """The state. `output` is what the controller asks for, not yet limited; the integral is in units of it.

    `at_s` is when it last had a measurement.
    """

    output: float
    integral: float
    aim_c: float
    smoothed_c: float
    at_s: float


def initial(measured_c: float, output: float = 0.0, *, now_s: float) -> Pid:
    """Return a controller that takes over at `output` without a bump."""
    return Pid(output=output, integral=output, aim_c=measured_c, smoothed_c=measured_c, at_s=now_s)


def update(pid: Pid, tuning: Tuning, goal: Goal, measured_c: float | None, applied: float, *, now_s: float) -> Pid:
    """Return the controller one tick later; `applied` is what `pid.output` became. Without a measurement it holds."""
    if measured_c is None:
        return pid
    dt_s = elapsed_s(pid.at_s, now_s=now_s)
    follow = dt_s / (tuning.derivative_filter_s + dt_s)
    aim_c = pid.aim_c + follow * (goal.set_point_c - pid.aim_c)
    smoothed_c = pid.smoothed_c + follow * (measured_c - pid.smoothed_c)
    error_k = aim_c - measured_c
    growth = tuning.gain_per_k * error_k * dt_s / tuning.integral_s
    if (pid.output - applied) * growth > 0.0:
        growth = 0.0
    integral = min(max(pid.integral + growth, goal.minimum), goal.maximum)
    slope_k_per_s = (measured_c - smoothed_c) / tuning.derivative_filter_s
    output = integral + tuning.gain_per_k * (error_k - tuning.derivative_s * slope_k_per_s)
    return Pid(output=output, integral=integral, aim_c=aim_c, smoothed_c=smoothed_c, at_s=now_s)


def limited(pid: Pid, goal: Goal) -> float:
    """Return the output within the limits of the goal."""
    return min(max(pid.output, goal.minimum), goal.maximum)
