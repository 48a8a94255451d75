"""The records of the climate law: what is asked of it, its memory, its output, and the events between two memories."""

from controller.algorithms.pid import Pid
from controller.climate.autotune import Autotune, State
from controller.climate.cabin_model import UNLEARNED, Model
from controller.climate.defog import CLEAR, Defog
from controller.climate.preconditioning import NO_PLAN, Plan, Stage
from controller.climate.scene import STILL, Air
from controller.climate.set_point import Comfort
from controller.climate.switched_unit import Units
from controller.interface.energy_budget import FREE, Budget
from controller.interface.events import DefogChanged, Event, PreparationChanged, TuningFound, TuningRefused
from controller.interface.immutable import immutable
from controller.interface.status import Activity
from controller.interface.targets import Target
from controller.settings.cabin import PidTuning
from controller.settings.fitted import EVERYTHING, Fitted


@immutable(kw_only=True)
class Asked:
    """The target of the cabin, the budget of the supply, and the outputs that the law `requested` when last asked.

    `fitted` is what there is to reach it with.
    """

    target: Target
    quiet: bool = False
    departs_at_s: float | None = None
    budget: Budget = FREE
    requested: Air = STILL
    fitted: Fitted = EVERYTHING


@immutable
class Loop:
    """The controller: `pid_output` is its output within its limits, `feed` what is known without it and added to it.

    `side` is what was last done with it: 1 heat, -1 cold, 0 neither yet.
    """

    pid: Pid
    pid_output: float
    feed: float = 0.0
    side: float = 0.0

    @property
    def output(self) -> float:
        """All that is asked for, 1 to -1."""
        return self.pid_output + self.feed


@immutable(kw_only=True)
class ClimateMemory:
    """Everything. `model`, `plan.error` and `tuning` are learned: worth keeping over restarts.

    `comfort` is None and `defog.margin_k` too as long as there is no reading for them; `tuning` replaces that of the
    settings once it is found.
    """

    loop: Loop | None = None
    comfort: Comfort | None = None
    defog: Defog = CLEAR
    model: Model = UNLEARNED
    plan: Plan = NO_PLAN
    tune: Autotune | None = None
    tuning: PidTuning | None = None
    units: Units = Units()


@immutable
class ClimateOutput:
    """The requested outputs, and the activity that they serve."""

    air: Air = STILL
    activity: Activity = Activity.OFF


def changes(before: ClimateMemory, after: ClimateMemory, air_c: float, *, now_s: float) -> tuple[Event, ...]:
    """Tell when preparation, windscreen or tuning has become something else."""
    plan, defog, tune = after.plan, after.defog, after.tune
    if before.plan is plan and before.defog is defog and before.tune is tune:
        return ()
    events: list[Event] = []
    if plan.stage is not before.plan.stage and plan.stage is not Stage.WAITING:
        events.append(PreparationChanged(now_s, plan.stage.value, air_c))
    if defog.active != before.defog.active:
        events.append(DefogChanged(now_s, defog.active, defog.margin_k))
    if tune is not before.tune and tune is not None:
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
