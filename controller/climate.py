"""The law of the cabin: one PID whose output 1..-1 is split between heater and cooler, and a blower that follows it.

Around zero there is a gap in which neither runs. A change between the active modes keeps the controller's state and
only changes its limits; a start from off begins at zero. Without an air temperature neither heater nor cooler runs
and the blower stays at its floor, so that the sensor still meets moving air.
"""

from dataclasses import dataclass

from controller.commands import Commands
from controller.pid import Goal, Pid, advance, begin, limited
from controller.requests import Mode
from controller.settings import CabinSettings
from controller.snapshot import CabinInputs
from controller.wishes import Wish

LIMITS = {Mode.AUTO: (-1.0, 1.0), Mode.HEAT: (0.0, 1.0), Mode.COOL: (-1.0, 0.0)}
"""What the controller may do in each mode that regulates."""

FAN_ONLY_PCT = 50.0
"""Blower in the mode fan_only. Engineering choice: clearly felt, still quiet."""

HOLD_S = 60.0
"""After a longer gap in the readings the controller begins anew. Engineering choice: the cabin moves in minutes."""


@dataclass(frozen=True, slots=True)
class Air:
    """What the law wants of heater, cooler and blower."""

    heater_pct: float = 0.0
    cooler_pct: float = 0.0
    blower_pct: float = 0.0


STILL = Air()


@dataclass(frozen=True, slots=True)
class ClimateMemory:
    """What the law remembers, its last orders among it."""

    air: Air = STILL
    pid: Pid | None = None


def regulate(
    memory: ClimateMemory, inputs: CabinInputs, wish: Wish, settings: CabinSettings, achieved: Commands, *, now_s: float
) -> ClimateMemory:
    """One tick; `achieved` is what was really ordered since the last one."""
    limits = LIMITS.get(wish.mode)
    if limits is None:
        return ClimateMemory(Air(blower_pct=FAN_ONLY_PCT) if wish.mode is Mode.FAN_ONLY else STILL)
    if inputs.air_c.value is None:
        return ClimateMemory(Air(blower_pct=settings.blower_floor_pct), memory.pid)
    goal = Goal(wish.set_point_c, *limits)
    before = memory.pid
    if before is None or now_s - before.at_s > HOLD_S:
        before = begin(inputs.air_c.value, now_s=now_s)
    given = _given(memory.air, before, goal, achieved)
    pid = advance(before, settings.pid, goal, inputs.air_c.value, given, now_s=now_s)
    return ClimateMemory(split(limited(pid, goal), settings), pid)


def split(output: float, settings: CabinSettings) -> Air:
    """Heater, cooler and blower for a controller output 1 (all heat) to -1 (all cold)."""
    half_gap = settings.split_gap_pct / 200.0
    duty_pct = 100.0 * (max(abs(output) - half_gap, 0.0) / (1.0 - half_gap))
    blower_pct = max(settings.blower_floor_pct, duty_pct)
    return Air(duty_pct, 0.0, blower_pct) if output > 0.0 else Air(0.0, duty_pct, blower_pct)


def _given(wanted: Air, pid: Pid, goal: Goal, achieved: Commands) -> float:
    """What became of the last output; where the orders were kept that is the output itself, in the gap too."""
    if achieved.heater_pct == wanted.heater_pct and achieved.cooler_pct == wanted.cooler_pct:
        return limited(pid, goal)
    return (achieved.heater_pct - achieved.cooler_pct) / 100.0
