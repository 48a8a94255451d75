"""What the climate law has to tell, from one memory to the next."""

from controller.climate.autotune import Autotune, State
from controller.climate.defog import Defog
from controller.climate.preconditioning import Plan, Stage
from controller.interface.events import DefogChanged, Event, PreparationChanged, TuningFound, TuningRefused

Told = tuple[Plan, Defog, Autotune | None]


def changes(before: Told, after: Told, air_c: float, *, now_s: float) -> tuple[Event, ...]:
    """One event for each of preparation, windscreen and tuning that became something else."""
    if before[0] is after[0] and before[1] is after[1] and before[2] is after[2]:
        return ()
    plan, defog, tune = after
    events: list[Event] = []
    if plan.stage is not before[0].stage and plan.stage is not Stage.WAITING:
        events.append(PreparationChanged(now_s, plan.stage.value, air_c))
    if defog.active != before[1].active:
        events.append(DefogChanged(now_s, defog.active, defog.margin_k))
    if tune is not before[2] and tune is not None:
        events.extend(_tuned(tune, now_s=now_s))
    return tuple(events)


def _tuned(tune: Autotune, *, now_s: float) -> tuple[Event, ...]:
    if tune.state is State.FOUND and tune.tuning is not None:
        found = tune.tuning
        return (
            TuningFound(
                at_s=now_s,
                gain_per_k=found.gain_per_k,
                integral_s=found.integral_s,
                derivative_s=found.derivative_s,
                derivative_filter_s=found.derivative_filter_s,
            ),
        )
    if tune.state is State.REFUSED and tune.refusal is not None:
        return (TuningRefused(now_s, tune.refusal.value),)
    return ()
