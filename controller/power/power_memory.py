"""The memory of the power law: what is known of the supply, and who was cut out."""

from dataclasses import field
from enum import StrEnum
from math import inf

from controller.interface.immutable import immutable
from controller.power.source_impedance import Line, Sample


class Rank(StrEnum):
    """Most important first."""

    MEDICINE = "medicine"
    FOOD = "food"
    SAFETY = "safety"
    COMFORT = "comfort"


RANKS = tuple(Rank)


@immutable
class Waking:
    """The last times of a car in use, by the bus, by its voltage, and by a jump of that."""

    bus_at_s: float = -inf
    charging_at_s: float = -inf
    jump_at_s: float = -inf


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
    awake: bool = False
    awake_at_s: float = 0.0
    """When the car was last in use, or the first look."""
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
