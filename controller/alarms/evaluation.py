"""Raise an alarm when a condition of `rules` has held for its delay, and clear it when the condition is over.

A condition that is not known neither raises nor clears.
"""

from dataclasses import replace

from controller.alarms.alarm_memory import AlarmMemory
from controller.alarms.pull_down import NO_COURSE, Arming, Course, arm, course, is_falling
from controller.alarms.rules import (
    BOX_RULES,
    CABIN_RULES,
    DEADBAND_K,
    FOLLOWING,
    SUPPLY_RULES,
    Box,
    Cabin,
    Contents,
    Place,
    Rule,
    Supply,
)
from controller.interface.alarm import QUIET, Alarm, AlarmState, active, changes
from controller.interface.energy_budget import Budget
from controller.interface.outcome import Outcome
from controller.interface.requests import CABIN, Mode
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.interface.status import CompartmentStatus
from controller.interface.targets import Targets
from controller.settings import Settings

SUPPLY = "supply"


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """Return the name of every alarm that the rules of this installation can raise."""
    return (
        *(f"fridge.{box.name}.{rule.name}" for box in settings.fridge.compartments for rule in BOX_RULES),
        *(f"{CABIN}.{rule.name}" for rule in CABIN_RULES),
        *(f"{SUPPLY}.{rule.name}" for rule in SUPPLY_RULES),
    )


def initial(settings: Settings, targets: Targets, *, now_s: float) -> AlarmMemory:
    """Nothing is wrong, and every compartment is to be pulled down first."""
    armings = tuple(Arming(now_s, target.mode is Mode.COOL, target.set_point_c) for target in targets.compartments)
    return AlarmMemory(
        states=(QUIET,) * len(alarm_names(settings)), armings=armings, courses=(NO_COURSE,) * len(armings)
    )


def estimated(
    memory: AlarmMemory, estimates: tuple[CompartmentStatus, ...], unready_c: float | None = None
) -> AlarmMemory:
    """Return `memory` with what is estimated now of the compartments, and of the cabin at its departure."""
    if memory.estimates == estimates and memory.unready_c == unready_c:
        return memory
    return replace(memory, estimates=estimates, unready_c=unready_c)


def update(
    memory: AlarmMemory, inputs: Snapshot, targets: Targets, budget: Budget, settings: Settings, *, now_s: float
) -> Outcome[AlarmMemory, tuple[Alarm, ...]]:
    """Apply every rule to every place. `inputs` are judged readings, `budget` is what the supply allows."""
    boxes = _boxes(memory, inputs, targets, budget, settings, now_s=now_s)
    cabin = Cabin(
        settings=settings.cabin,
        air_c=inputs.cabin.air_c,
        target=targets.cabin,
        carried=budget.safety_pct > 0.0,
        comfort=budget.comfort_pct > 0.0,
        unready_c=memory.unready_c,
    )
    supply = Supply(settings.power, budget.contradictions)
    before = iter(memory.states)
    states = [
        *[
            _apply(rule, box, f"fridge.{box.settings.name}", next(before), now_s=now_s)
            for box in boxes
            for rule in BOX_RULES
        ],
        *[_apply(rule, cabin, CABIN, next(before), now_s=now_s) for rule in CABIN_RULES],
        *[_apply(rule, supply, SUPPLY, next(before), now_s=now_s) for rule in SUPPLY_RULES],
    ]
    armings = tuple([box.arming for box in boxes])
    return _conclude(memory, tuple(states), armings, _courses(memory, inputs, now_s=now_s), now_s=now_s)


def _boxes(
    memory: AlarmMemory, inputs: Snapshot, targets: Targets, budget: Budget, settings: Settings, *, now_s: float
) -> list[Box]:
    """List the compartments as the rules see them."""
    count = len(targets.compartments)
    return [
        Box(
            settings=one,
            target=target,
            air_c=readings.air_c,
            arming=arm(arming, one, target, readings.air_c.value, readings.contents_c.value, now_s=now_s),
            falling=is_falling(way, now_s=now_s),
            contents=_contents(readings, estimate),
            carried=may,
        )
        for one, target, readings, arming, way, estimate, may in zip(
            settings.fridge.compartments,
            targets.compartments,
            inputs.fridge.compartments,
            memory.armings,
            _courses(memory, inputs, now_s=now_s),
            memory.estimates or (None,) * count,
            budget.cooled or (True,) * count,
            strict=True,
        )
    ]


def _courses(memory: AlarmMemory, inputs: Snapshot, *, now_s: float) -> tuple[Course, ...]:
    """Return the course of each compartment: of its contents, where they are measured, otherwise of its air."""
    after = []
    for before, box in zip(memory.courses, inputs.fridge.compartments, strict=True):
        air_c, contents_c = box.air_c.value, box.contents_c.value
        after.append(course(before, air_c if contents_c is None else contents_c, now_s=now_s))
    return tuple(after)


def _contents(readings: CompartmentInputs, estimate: CompartmentStatus | None) -> Contents | None:
    """Return the contents as measured, or as estimated; None where nothing is known."""
    if readings.contents_c.value is not None:
        return Contents(readings.contents_c.value, 0.0)
    if estimate is None or estimate.contents_c is None or estimate.contents_k is None:
        return None
    return Contents(estimate.contents_c, estimate.contents_k)


def unchanged(
    memory: AlarmMemory,
    _inputs: Snapshot,
    _targets: Targets,
    _budget: Budget,
    _settings: Settings,
    *,
    now_s: float,  # noqa: ARG001
) -> Outcome[AlarmMemory, tuple[Alarm, ...]]:
    """Answer while the rules fail: nothing is raised and nothing cleared."""
    return Outcome(memory, memory.alarms)


def _apply(rule: Rule[Place], place: Place, place_name: str, before: AlarmState, *, now_s: float) -> AlarmState:
    """One rule for one place for one tick."""
    holds = rule.holds(place, 0.0 if before.alarm is None else DEADBAND_K)
    if holds is None:
        return before
    if holds and before.alarm is not None:
        return _told_anew(rule, place, before, before.alarm)
    if not holds:
        return QUIET
    since_s = now_s if before.since_s is None else before.since_s
    if now_s - since_s >= rule.delay_s(place):
        return AlarmState(since_s, Alarm(f"{place_name}.{rule.name}", since_s, rule.text(place)))
    return before if before.since_s is not None else AlarmState(since_s)


def _told_anew(rule: Rule[Place], place: Place, before: AlarmState, alarm: Alarm) -> AlarmState:
    """Return an active alarm with what it says now, where that follows what is."""
    text = rule.text(place) if alarm.name in FOLLOWING else alarm.text
    return before if text == alarm.text else AlarmState(before.since_s, Alarm(alarm.name, alarm.since_s, text))


def _conclude(
    memory: AlarmMemory,
    states: tuple[AlarmState, ...],
    armings: tuple[Arming, ...],
    courses: tuple[Course, ...],
    *,
    now_s: float,
) -> Outcome[AlarmMemory, tuple[Alarm, ...]]:
    """Conclude with the next memory, the active alarms, and what was raised and cleared."""
    if states == memory.states and armings == memory.armings and courses == memory.courses:
        return Outcome(memory, memory.alarms)
    events = tuple(changes(memory.states, states, now_s=now_s))
    return Outcome(
        AlarmMemory(
            states=states,
            armings=armings,
            courses=courses,
            estimates=memory.estimates,
            unready_c=memory.unready_c,
        ),
        active(states),
        events,
    )
