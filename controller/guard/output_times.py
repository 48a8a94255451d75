"""The guard's rule for outputs with times or levels of their own: minimum run and rest, running on, steps.

Only outputs of `Settings.timed` are ruled here; what makes the cold has a file of its own. A rule that follows may
still switch one off for safety, which breaks its minimum on time: a unit that runs down by itself can bear that. Its
rest is never broken.

Output   becomes   when                                     stays although otherwise requested
off      on        requested, off for `rest_s`              not requested any more, or less than `rest_s` off
on       off       not requested for `run_on_s`, and on     less than `min_on_s` on: at its least level;
                   for `min_on_s`                           less than `run_on_s` not requested: as it was
"""

from dataclasses import replace
from typing import Any

from controller.guard.guard_memory import Reasons, Switch
from controller.interface.commands import Commands
from controller.settings import OutputTimes, TimedOutput

Timed = tuple[TimedOutput, ...]
Switches = tuple[Switch, ...]


def held(switches: Switches, requested: Commands, timed: Timed, why: Reasons, *, now_s: float) -> Commands:
    """Apply the table in the head of this file to each output of `timed`."""
    if not timed:
        return requested
    for switch, output in zip(switches, timed, strict=True):
        asked_pct = output.read(requested)
        duty_pct, reason = _held(switch, asked_pct, output.times, now_s=now_s)
        if reason:
            why[output.name] = reason
        if duty_pct != asked_pct:
            requested = _written(requested, output, duty_pct)
    return requested


def update(switches: Switches, asked: Commands, applied: Commands, timed: Timed, *, now_s: float) -> Switches:
    """Remember what was asked of each output of `timed`, and what was applied."""
    if not timed:
        return ()
    return tuple(
        [
            Switch(
                duty_pct=output.read(applied),
                since_s=now_s if (output.read(applied) > 0.0) != before.on else before.since_s,
                asked_s=now_s if output.read(asked) > 0.0 else before.asked_s,
            )
            for before, output in zip(switches, timed, strict=True)
        ]
    )


def step_pct(duty_pct: float, times: OutputTimes) -> float:
    """Return the duty that the output can have: of its levels the nearest, of a fan the next higher."""
    if duty_pct <= 0.0:
        return duty_pct
    if not times.levels_pct:
        is_on = times.rounds_up or 2.0 * duty_pct >= times.least_pct
        return max(duty_pct, times.least_pct) if is_on else 0.0
    if times.rounds_up:
        return next((level for level in times.levels_pct if level >= duty_pct), times.levels_pct[-1])
    return min((*times.levels_pct[::-1], 0.0), key=lambda level: abs(level - duty_pct))


def _held(before: Switch, asked_pct: float, times: OutputTimes, *, now_s: float) -> tuple[float, str]:
    """Return the duty of one output, and the reason where it is not what was requested."""
    duty_pct, lasted_s = step_pct(asked_pct, times), now_s - before.since_s
    if not before.on:
        if duty_pct > 0.0 and lasted_s < times.rest_s:
            return 0.0, f"minimum off time {times.rest_s:g} s"
        return duty_pct, ""
    if duty_pct > 0.0:
        return duty_pct, ""
    if lasted_s < times.min_on_s:
        return (times.levels_pct or (before.duty_pct,))[0], f"minimum on time {times.min_on_s:g} s"
    if now_s - before.asked_s < times.run_on_s:
        return before.duty_pct, f"runs on for {times.run_on_s:g} s"
    return 0.0, ""


def _written(commands: Commands, output: TimedOutput, duty_pct: float) -> Commands:
    """Return `commands` with another duty of one output."""
    value: Any = duty_pct
    if output.number is not None:
        duties = getattr(commands, output.field)
        value = (*duties[: output.number], duty_pct, *duties[output.number + 1 :])
    changed: dict[str, Any] = {output.field: value}
    return replace(commands, **changed)
