"""Raise an alarm when a condition of `rules` has held for its delay, and clear it when the condition is over.

A condition that is not known neither raises nor clears.
"""

from controller.alarms.rules import BOX_RULES, CABIN_RULES, DEADBAND_K, Arming, Box, Cabin, Place, Rule, arm
from controller.interface.alarm import QUIET, Alarm, AlarmState, active, changes
from controller.interface.energy_budget import Budget
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.requests import CABIN, Mode
from controller.interface.snapshot import Snapshot
from controller.interface.targets import Targets
from controller.settings import Settings


@immutable
class AlarmMemory:
    """States in the order of `alarm_names`, and the arming of each compartment."""

    states: tuple[AlarmState, ...]
    armings: tuple[Arming, ...]

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The active alarms."""
        return active(self.states)


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """Return the name of every alarm that the rules of this installation can raise."""
    return (
        *(f"fridge.{box.name}.{rule.name}" for box in settings.fridge.compartments for rule in BOX_RULES),
        *(f"{CABIN}.{rule.name}" for rule in CABIN_RULES),
    )


def initial(settings: Settings, targets: Targets, *, now_s: float) -> AlarmMemory:
    """Nothing is wrong, and every compartment is to be pulled down first."""
    armings = tuple(Arming(now_s, target.mode is Mode.COOL, target.set_point_c) for target in targets.compartments)
    return AlarmMemory((QUIET,) * len(alarm_names(settings)), armings)


def update(
    memory: AlarmMemory, inputs: Snapshot, targets: Targets, budget: Budget, settings: Settings, *, now_s: float
) -> Outcome[AlarmMemory, tuple[Alarm, ...]]:
    """Apply every rule to every place. `inputs` are judged readings, `budget` is what the supply allows."""
    carried = budget.cooled or (True,) * len(targets.compartments)
    boxes = [
        Box(
            settings=one,
            target=target,
            air_c=readings.air_c,
            arming=arm(arming, one, target, readings.air_c.value, now_s=now_s),
            carried=may,
        )
        for one, target, readings, arming, may in zip(
            settings.fridge.compartments,
            targets.compartments,
            inputs.fridge.compartments,
            memory.armings,
            carried,
            strict=True,
        )
    ]
    cabin = Cabin(settings.cabin, inputs.cabin.air_c, targets.cabin, budget.safety_pct > 0.0)
    before = iter(memory.states)
    states = [
        *[
            _apply(rule, box, f"fridge.{box.settings.name}", next(before), now_s=now_s)
            for box in boxes
            for rule in BOX_RULES
        ],
        *[_apply(rule, cabin, CABIN, next(before), now_s=now_s) for rule in CABIN_RULES],
    ]
    armings = [box.arming for box in boxes]
    return _conclude(memory, tuple(states), tuple(armings), now_s=now_s)


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
    if holds is None or (holds and before.alarm is not None):
        return before
    if not holds:
        return QUIET
    since_s = now_s if before.since_s is None else before.since_s
    if now_s - since_s >= rule.delay_s(place):
        return AlarmState(since_s, Alarm(f"{place_name}.{rule.name}", since_s, rule.text(place)))
    return before if before.since_s is not None else AlarmState(since_s)


def _conclude(
    memory: AlarmMemory, states: tuple[AlarmState, ...], armings: tuple[Arming, ...], *, now_s: float
) -> Outcome[AlarmMemory, tuple[Alarm, ...]]:
    """Conclude with the next memory, the active alarms, and what was raised and cleared."""
    if states == memory.states and armings == memory.armings:
        return Outcome(memory, memory.alarms)
    events = tuple(changes(memory.states, states, now_s=now_s))
    return Outcome(AlarmMemory(states, armings), active(states), events)
