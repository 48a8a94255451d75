"""The memory of the power law: what is known of the supply, and who was cut out."""

from dataclasses import field
from enum import StrEnum
from math import inf

from controller.interface.energy_budget import InUse
from controller.interface.immutable import immutable
from controller.power.source_impedance import Line, Sample

KNOWN_TO_PCT = 12.0
"""A charge that is known no better is not used and not shown: the voltage decides. Engineering choice."""


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
class Charge:
    """The charge as far as it is known. `counted_ah` are all since the start, positive into the battery."""

    pct: float = 50.0
    error_pct: float = inf
    """One standard deviation."""
    current_a: float | None = None
    """The last one."""
    counted_ah: float = 0.0
    full_since_s: float | None = None

    @property
    def known_pct(self) -> float | None:
        """The charge, where it is known well enough."""
        return self.pct if self.error_pct <= KNOWN_TO_PCT else None


UNKNOWN = Charge()


@immutable(kw_only=True)
class Size:
    """The capacity as far as it is known, and the discharge over which it is being learned."""

    learned_ah: float | None = None
    began_pct: float | None = None
    drawn_ah: float = 0.0


@immutable(kw_only=True)
class Doubts:
    """The settings as the supply shows them until now."""

    nominal_v: float | None = None
    """The system as it was found; None: not yet."""
    system_since_s: float | None = None
    """Since when the voltage is that of one system."""
    is_other: bool = False
    """That is the other one than the settings tell."""
    odd_since_s: float | None = None
    """Since when the battery rests as another kind would."""
    odd_at_s: float = -inf
    """When it last rested so."""
    is_odd: bool = False
    wrong_steps: int = 0


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
