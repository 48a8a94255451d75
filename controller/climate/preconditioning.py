"""Preconditioning: the latest begin with which the cabin is at its set-point at the departure.

Least energy is to begin as late as the appliance can do it. The learned model tells how long that takes; to it comes
a margin from how wrong the model was lately, so that the first days are early and later ones on time.

Stage     becomes   when
none      waiting   a departure is asked for
waiting   running   the time that the model needs, and the margin, are left
running   ready     the air is within NEAR_K of the set-point
any       none      the departure is called off or long over
"""

from enum import StrEnum

from controller.climate.cabin_model import OUTLET_S, SURFACES_S, Learned
from controller.climate.scene import Scene
from controller.interface.immutable import immutable

NEAR_K = 0.5
"""Half of what is allowed at the departure."""

PERIOD_S = 30.0
"""A plan holds for so long. Engineering choice: it costs a simulation, and outside little changes in half a minute."""

AHEAD_S = 2.0 * 3_600.0
"""No cabin takes longer; a car that cannot be ready begins this long before."""

MARGIN_S = 60.0
"""Kept always: two plans."""

FIRST_ERROR = 0.3
"""How wrong the model may be before it has learned anything, as a part of the time it tells. Engineering choice."""

NEWEST = 0.7
"""Weight of the last morning. Engineering choice: three mornings leave 3 % of the first guess."""

_MIN_PACE, _MAX_PACE = 0.5, 1.5

_STEP_S = 5.0


class Stage(StrEnum):
    """The stage of the preparation for a departure."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"


@immutable(kw_only=True)
class Plan:
    """The preparation; keep its last two over restarts with what was learned.

    `pace` is how long it took lately for each second that the model told, `error` by which part that was still wrong.
    """

    stage: Stage = Stage.NONE
    departs_at_s: float | None = None
    starts_at_s: float | None = None
    planned_at_s: float | None = None
    began: Scene | None = None
    error: float = FIRST_ERROR
    pace: float = 1.0


NO_PLAN = Plan()


@immutable
class Task:
    """The air temperature to reach, the gain of the controller, and the part of heater and cooler it may use."""

    aim_c: float
    gain_per_k: float
    max_share: float


def update(plan: Plan, departs_at_s: float | None, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """One tick later."""
    if departs_at_s is None:
        return plan if plan.stage is Stage.NONE else Plan(error=plan.error, pace=plan.pace)
    if departs_at_s != plan.departs_at_s and plan.stage in (Stage.NONE, Stage.WAITING):
        plan = Plan(stage=Stage.WAITING, departs_at_s=departs_at_s, error=plan.error, pace=plan.pace)
    if plan.stage is Stage.WAITING:
        return _planned(plan, departs_at_s, scene, task, learned, now_s=now_s)
    if plan.stage is Stage.RUNNING and abs(scene.air_c - task.aim_c) <= NEAR_K:
        return _arrived(plan, task, learned, now_s=now_s)
    return plan


def _planned(plan: Plan, departs_at_s: float, scene: Scene, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """Return a waiting plan, made anew every PERIOD_S."""
    if departs_at_s - now_s > AHEAD_S or (plan.planned_at_s is not None and now_s - plan.planned_at_s < PERIOD_S):
        return plan
    needed_s = plan.pace * ready_in_s(learned, scene, task)
    starts_at_s = departs_at_s - min(needed_s * (1.0 + plan.error) + MARGIN_S, AHEAD_S)
    if now_s < starts_at_s:
        return Plan(
            stage=Stage.WAITING,
            departs_at_s=departs_at_s,
            starts_at_s=starts_at_s,
            planned_at_s=now_s,
            error=plan.error,
            pace=plan.pace,
        )
    return Plan(
        stage=Stage.RUNNING,
        departs_at_s=departs_at_s,
        starts_at_s=now_s,
        planned_at_s=now_s,
        began=scene,
        error=plan.error,
        pace=plan.pace,
    )


def _arrived(plan: Plan, task: Task, learned: Learned, *, now_s: float) -> Plan:
    """Learn, now that the air is there, how well the model explains how long that took."""
    error, pace = plan.error, plan.pace
    if plan.began is not None and plan.starts_at_s is not None and now_s - plan.starts_at_s >= MARGIN_S:
        took_s = now_s - plan.starts_at_s
        model_s = ready_in_s(learned, plan.began, task)
        wrong = min(abs(pace * model_s - took_s) / took_s, FIRST_ERROR)
        error += NEWEST * (wrong - error)
        pace += NEWEST * (min(max(took_s / model_s, _MIN_PACE), _MAX_PACE) - pace)
    return Plan(
        stage=Stage.READY,
        departs_at_s=plan.departs_at_s,
        starts_at_s=plan.starts_at_s,
        planned_at_s=plan.planned_at_s,
        began=None,
        error=error,
        pace=pace,
    )


def ready_in_s(learned: Learned, scene: Scene, task: Task) -> float:
    """Return the time to within NEAR_K of the aim, with all that may be used; AHEAD_S when it never gets there."""
    outside_c = scene.air_c if scene.outside_c is None else scene.outside_c
    air_c, surface_c, applied, elapsed_s = scene.air_c, scene.surface_c, scene.applied, 0.0

    def gained_k_s(at_c: float) -> float:
        to_outside = learned.loss_1_s * (outside_c - at_c)
        return to_outside + learned.mass_1_s * (surface_c - at_c) + learned.sun_k_s

    def full_k_s(duty: float, at_c: float) -> float:
        return learned.heat_k_s if duty > 0.0 else learned.cool_k_s(at_c)

    while abs(task.aim_c - air_c) > NEAR_K and elapsed_s < AHEAD_S:
        held_k_s = -gained_k_s(task.aim_c)
        held = held_k_s / full_k_s(held_k_s, task.aim_c)
        asked = min(max(held + task.gain_per_k * (task.aim_c - air_c), -task.max_share), task.max_share)
        applied += (asked - applied) * _STEP_S / (OUTLET_S + _STEP_S)
        air_c += (full_k_s(applied, air_c) * applied + gained_k_s(air_c)) * _STEP_S
        surface_c += (air_c - surface_c) * _STEP_S / SURFACES_S
        elapsed_s += _STEP_S
    return elapsed_s
