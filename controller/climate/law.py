"""The law of the cabin: one PID with feed-forward whose output 1..-1 is split between heater and cooler.

Around zero there is a gap in which neither runs. A change between the active modes keeps the controller's state and
only changes its limits; a start from off begins at zero. Without an air temperature neither heater nor cooler runs
and the blower stays at its floor, so that the sensor still meets moving air.

What is done is the first that applies:

tuning       a person asked for it, and it is not over
regulating   the preset defog
preparing    a departure is near
caring       the preset pet
waiting      a departure is ahead, and nobody uses the car
off, ventilating, regulating: as the mode says

Each of these but waiting, off and ventilating ends in no_energy while the supply allows nothing for comfort.
"""

from dataclasses import replace
from math import copysign, inf

from controller.algorithms import pid
from controller.algorithms.pid import Goal
from controller.climate import (
    autotune,
    cabin_model,
    defog,
    pair,
    preconditioning,
    set_point,
)
from controller.climate.autotune import Autotune, Refusal, State
from controller.climate.climate_memory import Asked, ClimateMemory, ClimateOutput, Loop, changes
from controller.climate.preconditioning import Plan, Stage, Task
from controller.climate.scene import FULL_PCT, STANDING_KPH, STILL, Air, Scene
from controller.climate.split_range import FAN_ONLY_PCT, is_applied, one_sided, split, split_run
from controller.climate.switched_unit import Units
from controller.interface.commands import Commands
from controller.interface.events import Event, TuningRefused
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.requests import CABIN, AutotuneRequest, Mode, Preset
from controller.interface.snapshot import Snapshot
from controller.interface.status import Activity
from controller.interface.targets import Target
from controller.settings.cabin import CabinSettings
from controller.settings.fitted import HEATER, Fitted

LIMITS = {Mode.AUTO: (-1.0, 1.0), Mode.HEAT: (0.0, 1.0), Mode.COOL: (-1.0, 0.0)}
"""What the controller may do in each mode that regulates."""

SAFETY = frozenset({Preset.PET, Preset.REST})
"""Presets on which a life may hang: an animal or people asleep in the parked car."""

HOLD_S = 60.0
"""After a longer gap in the readings the controller begins anew. Engineering choice: the cabin moves in minutes."""

BURNER_SHARE, LEARNED_FROM = 0.4, 20
"""Burners have 2 kW, and vans are large: of the heat that the model takes for granted until so many updates."""

FEED_SHARE = 0.6
"""How much of the load that the model tells is fed forward; the integral does the rest. Engineering choice: a model
that tells half too much does no harm. A departure is planned by the whole load, and prepared with it."""

FEED_S = 30.0
"""Filter of the feed-forward: speed changes within seconds, the skin of a car does not."""


def initial() -> ClimateMemory:
    """Begin with nothing under way and nothing learned."""
    return ClimateMemory()


def regulate(
    memory: ClimateMemory, inputs: Snapshot, asked: Asked, settings: CabinSettings, applied: Commands, *, now_s: float
) -> Outcome[ClimateMemory, ClimateOutput]:
    """One tick; `applied` is what was put out since the last one."""
    air_c = inputs.cabin.air_c.value
    if air_c is None:
        return _blind(memory, asked, settings, now_s=now_s)
    felt = set_point.update(
        memory.comfort or set_point.initial(air_c, now_s=now_s), air_c, inputs.cabin.surface_c.value, now_s=now_s
    )
    units = _units(memory, asked, air_c, applied, now_s=now_s)
    scene = _scene(inputs, air_c, felt.surface_c, applied, pair.effect(units, asked.fitted, applied, now_s=now_s))
    begun = any(isinstance(one, AutotuneRequest) and one.appliance == CABIN for one in inputs.requests)
    case = Case(scene, asked, settings, is_applied(asked.requested, applied))
    seen = ClimateMemory(
        loop=memory.loop,
        comfort=felt,
        defog=defog.update(memory.defog, scene, settings, forced=asked.target.preset is Preset.DEFOG, now_s=now_s),
        model=cabin_model.update(memory.model, scene, now_s=now_s),
        plan=_planned(memory, units, case, now_s=now_s),
        tune=autotune.initial(now_s=now_s) if begun else memory.tune,
        tuning=memory.tuning,
        units=units,
    )
    after, output = _done(seen, case, now_s=now_s)
    return Outcome(after, output, changes(memory, after, air_c, now_s=now_s))


def _units(memory: ClimateMemory, asked: Asked, air_c: float, applied: Commands, *, now_s: float) -> Units:
    """Return the units behind heater and cooler with what was applied to them until now."""
    if not pair.is_switched(asked.fitted):
        return memory.units
    aim_c = asked.target.set_point_c if memory.loop is None else memory.loop.pid.aim_c
    return pair.seen(memory.units, asked.fitted, applied, aim_c - air_c, air_c, now_s=now_s)


def _scene(inputs: Snapshot, air_c: float, surface_c: float, applied: Commands, effect: float) -> Scene:
    """Read the scene, with an estimate of the surfaces where no sensor sees them."""
    cabin, vehicle = inputs.cabin, inputs.vehicle
    speed_kph = vehicle.speed_kph.value
    moving = speed_kph is not None and speed_kph >= STANDING_KPH
    running = (vehicle.engine_rpm.value or 0.0) > 0.0
    return Scene(
        air_c=air_c,
        surface_c=surface_c if cabin.surface_c.value is None else cabin.surface_c.value,
        outside_c=vehicle.outside_c.value,
        humidity_pct=cabin.humidity_pct.value,
        speed_kph=speed_kph,
        door_open=vehicle.driver_door_open.value == 1.0,
        in_use=cabin.presence.value == 1.0 or moving or running,
        applied=effect,
        fresh=applied.blower_pct * (100.0 - applied.recirculation_pct) / 10_000.0,
    )


@immutable
class Case:
    """All that one tick is judged by."""

    scene: Scene
    asked: Asked
    settings: CabinSettings
    is_applied: bool

    @property
    def max_share(self) -> float:
        """The part of heater and cooler that the supply allows: for whom it keeps safe, more than for comfort."""
        budget, is_safety = self.asked.budget, self.asked.target.preset in SAFETY
        return (max(budget.safety_pct, budget.comfort_pct) if is_safety else budget.comfort_pct) / FULL_PCT


def _blind(
    memory: ClimateMemory, asked: Asked, settings: CabinSettings, *, now_s: float
) -> Outcome[ClimateMemory, ClimateOutput]:
    """Without an air temperature; a person who asks for a clear windscreen still gets moving air on it."""
    tune: Autotune | None = memory.tune
    events: tuple[Event, ...] = ()
    if tune is not None and tune.active:
        tune = autotune.refuse(tune, Refusal.NO_AIR)
        events = (TuningRefused(now_s, Refusal.NO_AIR.value),)
    if asked.target.preset is Preset.DEFOG:
        output = ClimateOutput(defog.onto_glass(STILL, 1.0, None), Activity.BLIND)
    elif asked.target.mode in LIMITS or asked.target.preset is Preset.PET:
        output = ClimateOutput(Air(blower_pct=settings.blower_floor_pct), Activity.BLIND)
    else:
        output = _idle(asked)
    return Outcome(replace(memory, tune=tune), output, events)


def stopped(
    memory: ClimateMemory,
    _inputs: Snapshot,
    asked: Asked,
    settings: CabinSettings,
    applied: Commands,
    *,
    now_s: float,
) -> Outcome[ClimateMemory, ClimateOutput]:
    """Answer while the law fails: neither heat nor cold; what was hot or cold until `now_s` still gets air.

    A tuning that was under way is over: it cannot be told what its readings meant.
    """
    worked = applied.heater_pct > 0.0 or applied.cooler_pct > 0.0
    regulates = asked.target.mode in LIMITS or asked.target.preset is Preset.PET
    air = Air(blower_pct=settings.blower_floor_pct) if worked or regulates else _idle(asked).air
    tune = memory.tune
    events: tuple[Event, ...] = ()
    if tune is not None and tune.active:
        tune, events = autotune.refuse(tune, Refusal.STOPPED), (TuningRefused(now_s, Refusal.STOPPED.value),)
    return Outcome(replace(memory, loop=None, tune=tune), ClimateOutput(air, Activity.FAILED), events)


def _idle(asked: Asked) -> ClimateOutput:
    """Return a mode that does not regulate."""
    if asked.target.mode is Mode.FAN_ONLY:
        return ClimateOutput(Air(blower_pct=FAN_ONLY_PCT), Activity.VENTILATING)
    return ClimateOutput()


def _planned(memory: ClimateMemory, units: Units, case: Case, *, now_s: float) -> Plan:
    """Return the preparation for a departure one tick later."""
    tuning, aim_c, fitted = memory.tuning or case.settings.pid, case.asked.target.set_point_c, case.asked.fitted
    is_new_burner = fitted.times(HEATER).start_up_s > 0.0 and memory.model.learned.updates < LEARNED_FROM
    task = Task(
        aim_c=aim_c,
        gain_per_k=tuning.gain_per_k,
        max_share=case.max_share * (BURNER_SHARE if is_new_burner else 1.0),
        starts_in_s=pair.starts_in_s(units, fitted, aim_c - case.scene.air_c, now_s=now_s),
    )
    return preconditioning.update(
        memory.plan, case.asked.departs_at_s, case.scene, task, memory.model.learned, now_s=now_s
    )


def unready_c(memory: ClimateMemory, target: Target) -> float | None:
    """Return the air that can be counted on at the departure, where that is not the set-point; None where it is."""
    return memory.plan.expected_c if preconditioning.is_short(memory.plan, target.set_point_c) else None


def _activity(seen: ClimateMemory, case: Case) -> Activity:
    """Apply the table in the head of this file."""
    target, stage = case.asked.target, seen.plan.stage
    if seen.tune is not None and seen.tune.active:
        return Activity.TUNING
    if target.preset is Preset.DEFOG:
        return Activity.REGULATING
    if stage in (Stage.RUNNING, Stage.READY):
        return Activity.PREPARING
    if target.preset is Preset.PET:
        return Activity.CARING
    if stage is Stage.WAITING and not case.scene.in_use:
        return Activity.WAITING
    return Activity.REGULATING if target.mode in LIMITS else Activity.OFF


def _done(seen: ClimateMemory, case: Case, *, now_s: float) -> tuple[ClimateMemory, ClimateOutput]:
    """Carry out the activity of this tick."""
    activity = _activity(seen, case)
    if activity is Activity.OFF:
        idle = _idle(case.asked)
        return _with_loop(seen, None), ClimateOutput(_defogged(idle.air, seen, case), idle.activity)
    if activity is Activity.WAITING:
        return _with_loop(seen, None), ClimateOutput(STILL, activity)
    if case.max_share <= 0.0:
        air = Air(blower_pct=case.settings.blower_floor_pct) if activity is Activity.CARING else STILL
        return _with_loop(seen, None), ClimateOutput(air, Activity.NO_ENERGY)
    goal = _goal(activity, seen, case)
    loop = _loop(seen, goal, case, now_s=now_s)
    if activity is Activity.TUNING and seen.tune is not None:
        return _tuned(seen, seen.tune, loop, case, now_s=now_s)
    if pair.is_switched(case.asked.fitted):
        seen, loop, air = _switched(seen, loop, goal, activity, case, now_s=now_s)
    else:
        air = split(one_sided(loop.output, loop.side, case.settings), case.settings, _loudest_pct(case))
    if activity is Activity.PREPARING and not case.scene.in_use:
        air = replace(air, min_recirculation_pct=FULL_PCT)
    return _with_loop(seen, loop), ClimateOutput(_defogged(air, seen, case), activity)


def _switched(
    seen: ClimateMemory, loop: Loop, goal: Goal, activity: Activity, case: Case, *, now_s: float
) -> tuple[ClimateMemory, Loop, Air]:
    """Let heater and cooler be driven in runs, where one of them cannot do any little."""
    learned, scene = seen.model.learned, case.scene
    departs_at_s = case.asked.departs_at_s if activity is Activity.PREPARING else None
    is_ahead = departs_at_s is not None and now_s < departs_at_s
    by = pair.Drive(
        goal=goal,
        air_c=scene.air_c,
        output=loop.output,
        load=cabin_model.hold(learned, scene, goal.set_point_c),
        side=loop.side,
        drift_k_s=cabin_model.drift_k_s(learned, scene),
        max_share=case.max_share,
        free_s=departs_at_s - now_s if departs_at_s is not None and is_ahead else inf,
        is_strict=is_ahead or activity is Activity.CARING,
    )
    units, share = pair.drive(seen.units, case.asked.fitted, by, now_s=now_s)
    side = copysign(1.0, share) if share else loop.side
    air = split_run(share, case.settings, _loudest_pct(case), own_air=case.asked.fitted.times(HEATER).own_air)
    return replace(seen, units=units), Loop(loop.pid, loop.pid_output, loop.feed, side), air


def _with_loop(seen: ClimateMemory, loop: Loop | None) -> ClimateMemory:
    """Return what was seen, with `loop` (`dataclasses.replace` would take three times as long each tick)."""
    return ClimateMemory(
        loop=loop,
        comfort=seen.comfort,
        defog=seen.defog,
        model=seen.model,
        plan=seen.plan,
        tune=seen.tune,
        tuning=seen.tuning,
        units=seen.units,
    )


def _defogged(air: Air, seen: ClimateMemory, case: Case) -> Air:
    return defog.onto_glass(air, seen.defog.need, case.scene) if seen.defog.active else air


def _loudest_pct(case: Case) -> float:
    quiet = case.asked.quiet or case.asked.target.preset is Preset.REST
    return case.settings.quiet_blower_pct if quiet else case.settings.highest_blower_pct


def _goal(activity: Activity, seen: ClimateMemory, case: Case) -> Goal:
    """Return the air temperature to hold, and with what."""
    target, scene = case.asked.target, case.scene
    if activity is Activity.CARING:
        return _reachable(set_point.safe_goal(scene.air_c, case.settings, case.max_share), case.asked.fitted)
    aim_c = target.set_point_c
    minimum, maximum = LIMITS.get(target.mode, LIMITS[Mode.AUTO])
    if activity is Activity.REGULATING:
        aim_c = set_point.aim_c(aim_c, scene.surface_c, scene.humidity_pct, case.settings)
    if seen.defog.forced:
        aim_c, minimum, maximum = target.set_point_c + defog.WARMER_K, *LIMITS[Mode.HEAT]
    return _reachable(Goal(aim_c, minimum * case.max_share, maximum * case.max_share), case.asked.fitted)


def _reachable(goal: Goal, fitted: Fitted) -> Goal:
    """Return `goal` with nothing asked of a heater or cooler that there is not: it would wind up, and be judged."""
    if fitted.heats and fitted.cools:
        return goal
    return Goal(goal.set_point_c, goal.minimum * fitted.cools, goal.maximum * fitted.heats)


def _loop(seen: ClimateMemory, goal: Goal, case: Case, *, now_s: float) -> Loop:
    """Return the controller one tick later."""
    air_c, loop = case.scene.air_c, seen.loop
    if loop is None or now_s - loop.pid.at_s > HOLD_S:
        loop = Loop(pid.initial(air_c, now_s=now_s), 0.0)
    dt_s = max(now_s - loop.pid.at_s, 0.0)
    share = 1.0 if seen.plan.stage in (Stage.RUNNING, Stage.READY) else FEED_SHARE
    load = share * cabin_model.hold(seen.model.learned, case.scene, goal.set_point_c)
    feed = loop.feed + (load - loop.feed) * dt_s / (FEED_S + dt_s)
    feed = min(max(feed, goal.minimum), goal.maximum)
    applied = loop.pid_output if case.is_applied else case.scene.applied - loop.feed
    rest = Goal(goal.set_point_c, goal.minimum - feed, goal.maximum - feed)
    after = pid.update(loop.pid, seen.tuning or case.settings.pid, rest, air_c, applied, now_s=now_s)
    pid_output = pid.limited(after, rest)
    done = one_sided(pid_output + feed, loop.side, case.settings)
    return Loop(after, pid_output, feed, copysign(1.0, done) if done else loop.side)


def _tuned(
    seen: ClimateMemory, tune: Autotune, loop: Loop, case: Case, *, now_s: float
) -> tuple[ClimateMemory, ClimateOutput]:
    """One tick of the tuning. While it swings the PID stands by at what the relay gives."""
    if case.max_share < 1.0 or case.asked.target.mode not in LIMITS:
        tune = autotune.refuse(tune, Refusal.STOPPED)
    elif pair.is_switched(case.asked.fitted):
        tune = autotune.refuse(tune, Refusal.SWITCHED)
    else:
        aim_c = case.asked.target.set_point_c
        tune = autotune.update(tune, case.scene.air_c, aim_c, loop.output, is_applied=case.is_applied, now_s=now_s)
    output = loop.output
    if tune.state is State.SWINGING:
        output = tune.output
        loop = Loop(pid.initial(case.scene.air_c, output, now_s=now_s), output)
    air = split(output, case.settings)
    after = replace(seen, loop=loop, tune=tune, tuning=tune.tuning or seen.tuning)
    return after, ClimateOutput(air, Activity.TUNING)
