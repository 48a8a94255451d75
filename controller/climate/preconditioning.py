"""Preconditioning: the latest begin with which the cabin is at its set-point at the departure.

Least energy is to begin as late as the appliance can do it. The learned model tells how long that takes; to it comes
a margin from how wrong the model was lately, so that the first days are early and later ones on time. A morning that
came too late teaches as one that was on time does: by what the model says of the temperature that was reached.

Stage     becomes   when
none      waiting   a departure is asked for
waiting   running   the time that the model needs, and the margin, are left
running   ready     the air is within NEAR_K of the set-point
any       waiting   another departure is asked for, for which there is time
any       none      the departure is called off or long over

From FORESEEN_S before the departure on, so the evening before, it is worked out how warm (or cool) the cabin can be.
"""

from dataclasses import replace
from enum import StrEnum

from controller.climate.cabin_model import OUTLET_S, SURFACES_S, Learned
from controller.climate.scene import Scene
from controller.interface.immutable import immutable

NEAR_K = 0.5
"""Half of what is allowed at the departure."""

PERIOD_S = 30.0
"""A plan holds for so long. Engineering choice: it costs a simulation, and outside little changes in half a minute."""

AHEAD_S = 4.0 * 3_600.0
"""A van with 2 kW takes three hours in the frost; a car that cannot be ready begins this long before."""

FORESEEN_S = 16.0 * 3_600.0
"""The evening before a morning's departure."""

FORESEEN_EVERY_S = 600.0
"""Engineering choice: the weather of an evening changes in hours."""

NIGHT_K, MAX_NIGHT_K = -3.0, 8.0
"""How much colder a morning is than the evening before, until some were seen; and the most that is believed of one."""

NIGHT_S = 12.0 * 3_600.0
"""From that evening to that morning."""

MARGIN_S = 60.0
"""Kept always: two plans."""

FIRST_ERROR = 0.3
"""How wrong the model may be before it has learned anything, as a part of the time it tells. Engineering choice."""

LEAST_ERROR = 0.04
"""Kept always, since no morning is like the last. Engineering choice: a minute of half an hour."""

NEWEST = 0.7
"""Weight of the last morning. Engineering choice: three mornings leave 3 % of the first guess."""

FADING = 0.8
"""Of the longest preparation, for each that was shorter. Engineering choice: after a mild week a cold day is new."""

SHY = 0.06
"""The part of what holds the set-point that is left out of a plan. Engineering choice: where nearly all is needed to
hold it, the time to reach it hangs on some per cent; where little is, an early begin would only cost."""

NIGHT_SPREAD_K = 2.0
"""A night may change by so much more than nights do (engineering choice): rather told for nothing than not told."""

_MIN_PACE, _MAX_PACE = 0.5, 3.0

_STEP_S = 10.0
_NIGHT_STEP_S = 120.0


class Stage(StrEnum):
    """The stage of the preparation for a departure."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"


@immutable(kw_only=True)
class Plan:
    """The preparation; keep `error` and `pace` over restarts with what was learned.

    `pace` is how long it took lately for each second that the model told, `error` by which part that was still wrong;
    `known_s` is the longest preparation of late, None where there was none.
    `expected_c` is the air that can be counted on at the departure with a set-point of `aim_c`, as worked out at
    `foreseen_at_s`; None before. `evening_c` is the air outside when it was first, `night_k` how much that changes.
    """

    stage: Stage = Stage.NONE
    departs_at_s: float | None = None
    starts_at_s: float | None = None
    planned_at_s: float | None = None
    began: Scene | None = None
    error: float = FIRST_ERROR
    pace: float = 1.0
    known_s: float | None = None
    aim_c: float | None = None
    expected_c: float | None = None
    foreseen_at_s: float | None = None
    evening_c: float | None = None
    night_k: float = NIGHT_K


NO_PLAN = Plan()


@immutable(kw_only=True)
class Task:
    """The air temperature to reach, the gain of the controller, and the part of heater and cooler it may use.

    `starts_in_s` is the time until they have any effect: a burner lights first.
    """

    aim_c: float
    gain_per_k: float
    max_share: float
    starts_in_s: float = 0.0


def update(plan: Plan, departs_at_s: float | None, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """One tick later."""
    if departs_at_s is None:
        return plan if plan.stage is Stage.NONE else _fresh(plan, Stage.NONE)
    if departs_at_s != plan.departs_at_s:
        has_time = plan.stage in (Stage.NONE, Stage.WAITING) or departs_at_s - now_s > AHEAD_S
        waiting = _fresh(plan, Stage.WAITING) if has_time else plan
        plan = replace(waiting, departs_at_s=departs_at_s)
    plan = _foreseen(plan, departs_at_s, scene, task, learned, now_s=now_s)
    if plan.stage is Stage.WAITING:
        return _planned(plan, departs_at_s, scene, task, learned, now_s=now_s)
    if plan.stage is Stage.RUNNING and abs(scene.air_c - task.aim_c) <= NEAR_K:
        return replace(_taught(plan, scene, task, learned, now_s=now_s), stage=Stage.READY)
    if plan.began is not None and now_s >= departs_at_s:
        return _taught(plan, scene, task, learned, now_s=now_s)
    return plan


def is_short(plan: Plan, aim_c: float) -> bool:
    """Return True where the set-point cannot be reached by the departure, as far as can be foreseen."""
    if plan.expected_c is None or plan.aim_c != aim_c or plan.stage in (Stage.NONE, Stage.READY):
        return False
    return abs(plan.expected_c - aim_c) > NEAR_K


def _fresh(plan: Plan, stage: Stage) -> Plan:
    """Return a plan at its beginning, with what was learned."""
    return Plan(stage=stage, error=plan.error, pace=plan.pace, known_s=plan.known_s, night_k=plan.night_k)


def _planned(plan: Plan, departs_at_s: float, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """Return a waiting plan, made anew every PERIOD_S."""
    if departs_at_s - now_s > AHEAD_S or _stands(plan, now_s=now_s):
        return plan
    needed_s = plan.pace * ready_in_s(learned, scene, _shy(learned, scene, task))
    starts_at_s = departs_at_s - min(needed_s * (1.0 + _error(plan, needed_s)) + MARGIN_S, AHEAD_S)
    if now_s < starts_at_s:
        return replace(plan, starts_at_s=starts_at_s, planned_at_s=now_s)
    return replace(plan, stage=Stage.RUNNING, starts_at_s=now_s, planned_at_s=now_s, began=scene)


def _stands(plan: Plan, *, now_s: float) -> bool:
    """Return True while the last plan holds: for PERIOD_S, or a tenth of the time until its begin."""
    if plan.planned_at_s is None or plan.starts_at_s is None:
        return False
    return now_s - plan.planned_at_s < max(PERIOD_S, 0.1 * (plan.starts_at_s - plan.planned_at_s))


def _shy(learned: Learned, scene: Scene, task: Task) -> Task:
    """Return the task with somewhat less than all that may be used: the more of it holds the set-point, the less."""
    outside_c = task.aim_c if scene.outside_c is None else scene.outside_c
    held_k_s = learned.loss_1_s * (task.aim_c - outside_c) - learned.sun_k_s
    full_k_s = learned.heat_k_s if held_k_s > 0.0 else learned.cool_k_s(task.aim_c)
    return replace(task, max_share=(1.0 - SHY * min(abs(held_k_s) / full_k_s, 1.0)) * task.max_share)


def _error(plan: Plan, needed_s: float) -> float:
    """Return the part of its time by which a plan may be wrong: more for what takes longer than what taught it."""
    beyond = 0.0 if plan.known_s is None else min(max(needed_s / plan.known_s - 1.0, 0.0), 1.0)
    return max(plan.error, LEAST_ERROR) + FIRST_ERROR * beyond


def _taught(plan: Plan, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """Learn, once for each departure, how well the model explains how long it took to where the air is now."""
    error, pace, night_k, known_s = plan.error, plan.pace, plan.night_k, plan.known_s
    if plan.began is None or plan.starts_at_s is None:
        return plan
    took_s = now_s - plan.starts_at_s
    came_nearer = (scene.air_c - plan.began.air_c) * (task.aim_c - plan.began.air_c) > 0.0
    if took_s >= MARGIN_S and came_nearer and scene.standing:
        model_s = max(_course(learned, plan.began, task, scene.air_c, AHEAD_S)[0], _STEP_S)
        wrong = min(abs(pace * model_s - took_s) / took_s, FIRST_ERROR)
        error += NEWEST * (wrong - error)
        pace += NEWEST * (min(max(took_s / model_s, _MIN_PACE), _MAX_PACE) - pace)
        known_s = took_s if plan.known_s is None else max(took_s, FADING * plan.known_s)
    if plan.evening_c is not None and scene.outside_c is not None:
        change_k = min(max(scene.outside_c - plan.evening_c, -MAX_NIGHT_K), MAX_NIGHT_K)
        night_k += (change_k - night_k) / 2.0
    return replace(plan, began=None, error=error, pace=pace, night_k=night_k, known_s=known_s)


def _foreseen(plan: Plan, departs_at_s: float, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """Return the plan with what can be reached, worked out anew every FORESEEN_EVERY_S."""
    left_s = departs_at_s - now_s
    if plan.stage is Stage.READY or not 0.0 < left_s <= FORESEEN_S:
        return plan
    is_new = plan.foreseen_at_s is None or now_s - plan.foreseen_at_s >= FORESEEN_EVERY_S
    if not is_new and plan.aim_c == task.aim_c:
        return plan
    starts_s = max(left_s - AHEAD_S, 0.0)
    spread_k = NIGHT_SPREAD_K if scene.air_c > task.aim_c else -NIGHT_SPREAD_K
    changes_k = (plan.night_k + spread_k) * min(left_s / NIGHT_S, 1.0) if starts_s else 0.0
    before = _left_alone(learned, scene, starts_s, changes_k)
    _, expected_c = _course(learned, before, _shy(learned, scene, task), task.aim_c, (left_s - starts_s) / plan.pace)
    evening_c = scene.outside_c if plan.evening_c is None and starts_s else plan.evening_c
    return replace(plan, aim_c=task.aim_c, expected_c=expected_c, foreseen_at_s=now_s, evening_c=evening_c)


def ready_in_s(learned: Learned, scene: Scene, task: Task) -> float:
    """Return the time to within NEAR_K of the aim, with all that may be used; AHEAD_S when it never gets there."""
    short_k = task.aim_c - scene.air_c
    if abs(short_k) <= NEAR_K:
        return 0.0
    to_c = task.aim_c - NEAR_K if short_k > 0.0 else task.aim_c + NEAR_K
    return _course(learned, scene, task, to_c, AHEAD_S)[0]


def _left_alone(learned: Learned, scene: Scene, lasts_s: float, changes_k: float) -> Scene:
    """Return the cabin after it was left alone for so long while the air outside changed by `changes_k`."""
    if lasts_s <= 0.0 or scene.outside_c is None:
        return scene
    air_c, surface_c, outside_c = scene.air_c, scene.surface_c, scene.outside_c
    for step in range(int(lasts_s / _NIGHT_STEP_S)):
        outside_c = scene.outside_c + changes_k * step * _NIGHT_STEP_S / lasts_s
        to_outside, to_surface = learned.loss_1_s * _NIGHT_STEP_S, learned.mass_1_s * _NIGHT_STEP_S
        sun_k = learned.sun_k_s * _NIGHT_STEP_S
        air_c = (air_c + to_outside * outside_c + to_surface * surface_c + sun_k) / (1.0 + to_outside + to_surface)
        surface_c += (air_c - surface_c) * _NIGHT_STEP_S / SURFACES_S
    return replace(scene, air_c=air_c, surface_c=surface_c, outside_c=outside_c)


def _course(learned: Learned, scene: Scene, task: Task, to_c: float, limit_s: float) -> tuple[float, float]:
    """Return when the air gets to `to_c` on its way to the aim, `limit_s` at most, and the air then."""
    outside_c = scene.air_c if scene.outside_c is None else scene.outside_c
    air_c, surface_c, applied, elapsed_s = scene.air_c, scene.surface_c, scene.applied, 0.0
    way = 1.0 if to_c > air_c else -1.0

    def gained_k_s(at_c: float) -> float:
        to_outside = learned.loss_1_s * (outside_c - at_c)
        return to_outside + learned.mass_1_s * (surface_c - at_c) + learned.sun_k_s

    def full_k_s(duty: float, at_c: float) -> float:
        return learned.heat_k_s if duty > 0.0 else learned.cool_k_s(at_c)

    while way * (to_c - air_c) > 0.0 and elapsed_s < limit_s:
        held_k_s = -gained_k_s(task.aim_c)
        held = held_k_s / full_k_s(held_k_s, task.aim_c)
        asked = min(max(held + task.gain_per_k * (task.aim_c - air_c), -task.max_share), task.max_share)
        if elapsed_s < task.starts_in_s:
            asked = 0.0
        applied += (asked - applied) * _STEP_S / (OUTLET_S + _STEP_S)
        air_c += (full_k_s(applied, air_c) * applied + gained_k_s(air_c)) * _STEP_S
        surface_c += (air_c - surface_c) * _STEP_S / SURFACES_S
        elapsed_s += _STEP_S
    return elapsed_s, air_c
