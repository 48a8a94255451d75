"""What the climate law hands from one tick to the next, the outputs that it requested last among it."""

from enum import StrEnum

from controller.algorithms.pid import Pid
from controller.climate.autotune import Autotune
from controller.climate.cabin_model import UNLEARNED, Model
from controller.climate.defog import CLEAR, Defog
from controller.climate.preconditioning import NO_PLAN, Plan
from controller.climate.set_point import Comfort
from controller.climate.split_range import STILL, Air
from controller.interface.events import Event
from controller.interface.immutable import immutable
from controller.settings import PidTuning


class Activity(StrEnum):
    """What the law is at; the text is what a person is shown."""

    OFF = "off"
    VENTILATING = "ventilating"
    REGULATING = "regulating"
    WAITING = "waiting to prepare for the departure"
    PREPARING = "preparing for the departure"
    CARING = "keeping an animal safe"
    TUNING = "tuning"
    BLIND = "no air temperature"
    NO_ENERGY = "no energy for comfort"
    FAILED = "stopped by an error inside the controller"


@immutable
class Loop:
    """The controller: `kept` is its output within its limits, `feed` what is known without it and added to it.

    `side` is what was last done with it: 1 heat, -1 cold, 0 neither yet.
    """

    pid: Pid
    kept: float
    feed: float = 0.0
    side: float = 0.0

    @property
    def output(self) -> float:
        """All that is asked for, 1 to -1."""
        return self.kept + self.feed


@immutable(kw_only=True)
class ClimateMemory:
    """Everything. `model`, `plan.error` and `tuning` are learned: worth keeping over restarts.

    `comfort` is None and `defog.margin_k` too as long as there is no reading for them; `tuning` replaces that of the
    settings once it is found; `events` are those of the last tick.
    """

    air: Air = STILL
    activity: Activity = Activity.OFF
    loop: Loop | None = None
    comfort: Comfort | None = None
    defog: Defog = CLEAR
    model: Model = UNLEARNED
    plan: Plan = NO_PLAN
    tune: Autotune | None = None
    tuning: PidTuning | None = None
    events: tuple[Event, ...] = ()
