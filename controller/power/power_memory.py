"""The memory of the power law: what is known of the supply, and who was cut out."""

from dataclasses import field
from enum import StrEnum
from math import inf

from controller.interface.energy_budget import InUse
from controller.interface.immutable import immutable
from controller.power.charge import UNKNOWN, Charge, Size
from controller.power.contradictions import Doubts
from controller.power.source_impedance import Line, Sample


class Rank(StrEnum):
    """Most important first."""

    MEDICINE = "medicine"
    FOOD = "food"
    SAFETY = "safety"
    COMFORT = "comfort"


RANKS = tuple(Rank)


@immutable(kw_only=True)
class Waking:
    """The last time of a car in use and what told it, the last jump of the voltage, and what holds now."""

    why: InUse = InUse.ASLEEP
    seen_at_s: float = -inf
    jump_at_s: float = -inf
    charged_since_s: float | None = None
    """The battery's current charges it."""
    lifted_since_s: float | None = None
    """Its voltage is above that of any at rest."""


@immutable(kw_only=True)
class Estimates:
    """Since the last look at `at_s`; None is not known."""

    at_s: float
    line: Line = field(default_factory=Line)
    last: Sample | None = None
    pair: Sample | None = None
    """The older sample of the pair that is being waited for."""
    rest_v: float | None = None
    """Of the battery while the car sleeps, otherwise what charges it."""
    voltage_at_s: float | None = None
    waking: Waking = field(default_factory=Waking)
    in_use: InUse = InUse.ASLEEP
    awake: bool = False
    awake_at_s: float = 0.0
    """When the car was last in use, or the first look."""
    used_at_s: float = -inf
    """When it was last in use."""
    charge: Charge = UNKNOWN
    size: Size = field(default_factory=Size)
    doubts: Doubts = field(default_factory=Doubts)
    over_since_s: float | None = None
    over: bool = False
    guessed_since_s: float | None = None
    """Since when a current flows that nobody measures."""


@immutable
class Share:
    """The state of one rank. `since_s` is since when the contrary holds, `cuts` counts cut-outs without calm."""

    allowed: bool = True
    since_s: float | None = None
    changed_at_s: float = -inf
    cuts: int = 0


@immutable
class PowerMemory:
    """The basis of the budget."""

    estimates: Estimates | None = None
    shares: tuple[Share, ...] = (Share(),) * len(RANKS)
