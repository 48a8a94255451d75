"""The law of the fridge: one compressor, one cold plate, a fan for each compartment.

A PID per compartment turns its air temperature into a demand: the share 0..1 of the compressor's capacity that it
needs on average. The compressor runs at the sum of the demands, in long cycles.

The fans share out the cold in proportion to the demands. Full speed is for the neediest, or for the steady need (the
integral) where that is more: right after a run the fans so leave cold in the plate and give it out until the next.
On the simulated fridge at 25 °C this saves a third of the starts and 3 to 8 % of the energy.

A compartment whose air sensor is lost keeps its demand for a moment and then runs at the mean demand that held it near
its set-point before, within limits. One that has no sensor fitted is not cooled: nobody could see it freeze.
"""

from dataclasses import dataclass

from controller import modulator
from controller.commands import Commands
from controller.modulator import Modulator
from controller.pid import Goal, Pid, advance, begin, limited
from controller.readings import Absence, Reading
from controller.requests import Mode
from controller.settings import FridgeSettings, PidTuning
from controller.snapshot import FridgeInputs
from controller.wishes import Wish

UNLEARNED = 0.1
"""Demand of a compartment about which nothing was learned yet: two of them make the 0.1 to 0.2 compressor duty that a
40 L box needs at 20 to 32 °C (computed for a BD35F at 2000 rpm, 0.55 W/K)."""

LEAST_BLIND, MOST_BLIND = 0.02, 0.4
"""Limits of the demand without a sensor. Engineering choice: what a box needs from a mild to a very hot day."""

HOLD_S = 60.0
"""A gap in the readings this short changes nothing. Engineering choice: far below the time a compartment takes."""

LEARNING_S = 7_200.0
"""Time constant of the learned demand. Engineering choice: several compressor cycles, well below a day."""

FIRST_LESSON_S = 600.0
"""Weight of UNLEARNED, as if it had been seen for this long."""

NEAR_K = 2.0
"""Only a compartment this near its set-point teaches anything about what holding it takes."""

LEAST_NEEDIEST = 0.05
"""Fans slow down when even the neediest compartment needs less than this, now and steadily. Engineering choice."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The mean demand of a compartment while it was near its set-point, and for how long it was seen so."""

    demand: float = UNLEARNED
    seen_s: float = FIRST_LESSON_S


@dataclass(frozen=True, slots=True)
class Loop:
    """One compartment. `pid` is None while there is nothing to regulate by, `demand` is what it asks for."""

    demand: float
    pid: Pid | None
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class FridgeMemory:
    """What the law remembers, its last orders among it: `fan_pcts` and `modulator.on`."""

    loops: tuple[Loop, ...]
    fan_pcts: tuple[float, ...]
    modulator: Modulator


def initial(settings: FridgeSettings, compressor_stopped_at_s: float, *, now_s: float) -> FridgeMemory:
    """A fridge of which nothing is known but when its compressor stopped."""
    count = len(settings.compartments)
    standing = modulator.initial(compressor_stopped_at_s, now_s=now_s)
    return FridgeMemory((Loop(0.0, None, Lesson()),) * count, (0.0,) * count, standing)


def regulate(
    memory: FridgeMemory,
    inputs: FridgeInputs,
    wishes: tuple[Wish, ...],
    settings: FridgeSettings,
    achieved: Commands,
    *,
    now_s: float,
) -> FridgeMemory:
    """One tick; `achieved` is what was really ordered since the last one."""
    given = _given(memory, achieved)
    loops = tuple(
        [
            _regulate_one(loop, share, compartment.air_c, wish, settings.pid, now_s=now_s)
            for loop, share, compartment, wish in zip(memory.loops, given, inputs.compartments, wishes, strict=True)
        ]
    )
    demands = [loop.demand for loop in loops]
    steady_needs = [-loop.pid.integral for loop in loops if loop.pid is not None]
    full = max([LEAST_NEEDIEST, *demands, *steady_needs])
    return FridgeMemory(
        loops,
        tuple([100.0 * (demand / full) for demand in demands]),
        modulator.advance(memory.modulator, sum(demands), achieved.compressor_on, settings.compressor, now_s=now_s),
    )


def _given(memory: FridgeMemory, achieved: Commands) -> list[float]:
    """What each compartment got of what it asked for, on average: its demand when nothing stood in the way."""
    kept = memory.modulator.kept
    return [
        loop.demand * kept * (ordered_pct / wanted_pct if wanted_pct > 0.0 else 1.0)
        for loop, ordered_pct, wanted_pct in zip(
            memory.loops, achieved.compartment_fan_pct, memory.fan_pcts, strict=True
        )
    ]


def _regulate_one(loop: Loop, given: float, air_c: Reading, wish: Wish, tuning: PidTuning, *, now_s: float) -> Loop:
    """One compartment for one tick."""
    if wish.mode is not Mode.COOL:
        return Loop(0.0, None, loop.lesson)
    if air_c.value is None:
        return _without_air(loop, air_c.absence, now_s=now_s)
    goal = Goal(wish.set_point_c, -1.0, 0.0)
    before = loop.pid or begin(air_c.value, -loop.demand, now_s=now_s)
    pid = advance(before, tuning, goal, air_c.value, -given, now_s=now_s)
    near = abs(air_c.value - wish.set_point_c) < NEAR_K
    lesson = _learn(loop.lesson, given, now_s - before.at_s) if near else loop.lesson
    return Loop(abs(limited(pid, goal)), pid, lesson)


def _without_air(loop: Loop, absence: Absence | None, *, now_s: float) -> Loop:
    """A compartment whose air temperature is not known."""
    if absence is Absence.NOT_FITTED:
        return Loop(0.0, None, loop.lesson)
    if loop.pid is not None and now_s - loop.pid.at_s < HOLD_S:
        return loop
    return Loop(min(max(loop.lesson.demand, LEAST_BLIND), MOST_BLIND), None, loop.lesson)


def _learn(lesson: Lesson, given: float, dt_s: float) -> Lesson:
    """A plain mean at first, a slow average later."""
    if not 0.0 < dt_s <= HOLD_S:
        return lesson
    seen_s = min(lesson.seen_s + dt_s, LEARNING_S)
    return Lesson(lesson.demand + (given - lesson.demand) * dt_s / seen_s, seen_s)
