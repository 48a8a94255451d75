"""The records of the law of the fridge: what it remembers of compartments and compressor, and its output."""

from math import inf

from controller.algorithms.least_squares import Belief
from controller.algorithms.sigma_delta import Modulator
from controller.fridge.averages import EMPTY, Tally
from controller.fridge.evaporator import Plate
from controller.fridge.fallback_duty import INITIAL_DUTY, LearnedDuty
from controller.fridge.thermal_model import Box
from controller.interface.immutable import immutable
from controller.interface.status import CompartmentStatus

FULL_PCT = 100.0

MIN_HALF_K, MAX_HALF_K = 0.25, 1.3
"""Half a swing, settled; engineering choice. Contents swing less: 0.2 K for 1 K in a box with 4 kg, 0.1 K with 2 kg."""

PULL_K_H = 3.0
"""How fast a run pulls a compartment down, before the first: 60 W on 42 kJ/K, less 15 W, is 3.9 K/h."""

RISE_K = 0.6
"""The air must be so far above its floor before it is cooled again. Engineering choice: rests of some 4 min."""


@immutable
class Aim:
    """`c` is what to hold. `boosted` is True from when a boost reached its aim until it is no longer asked for."""

    c: float
    boosted: bool = False


@immutable
class Turn:
    """By how much lower than expected the air turns; where it was to turn; the lowest since, inf in a run."""

    late_k: float = 0.0
    expected_c: float = -inf
    lowest_c: float = inf


@immutable
class Pace:
    """Contents at `since_h`, and what was expected of them; they fell so many `times` as fast, None: not known."""

    since_h: float
    begun_c: float
    expected_c: float
    times: float | None = None


@immutable(kw_only=True)
class Cell:
    """`cooling` is the phase, `pull_k_h` what runs were seen to do, `began_c` how warm all was as this one began.

    `air_c`, `settled_c` and `coast_c` are of the last tick with a reading, at `seen_at_s`. `freest_per_h` is the best
    that the plate ever gave, `trim_k` brings the mean of the contents to their aim. `blind` is at work while the air is
    not known. `turn` tells how the air turns after stops.
    """

    box: Box | None = None
    tally: Tally = EMPTY
    aim: Aim | None = None
    air_c: float = 0.0
    settled_c: float = 0.0
    coast_c: float = 0.0
    cooling: bool = False
    began_c: float = 0.0
    pull_k_h: float = PULL_K_H
    half_k: float = MAX_HALF_K
    freest_per_h: float = 0.0
    trim_k: float = 0.0
    turn: Turn = Turn()
    room_k: float = 0.0
    """So much lower its aim could be without a run that ends sooner; nothing until a run was seen to its end."""
    pace: Pace | None = None
    """Of a pull-down, by which its clock is put right."""
    learned_duty: LearnedDuty = INITIAL_DUTY
    repeated: int = 0
    """For so many minutes its mean air has been one and the same."""
    blind: Modulator | None = None
    seen_at_s: float = 0.0
    learned: Belief | None = None
    """In an earlier run, about a compartment that was not seen yet in this one."""

    @property
    def frost_ratio(self) -> float:
        """The cold that the plate no longer gives, as a part of its best: 0 nothing less, 1 none at all."""
        if self.box is None or self.freest_per_h <= 0.0:
            return 0.0
        return max(1.0 - self.box.given_per_h / self.freest_per_h, 0.0)


@immutable
class Drive:
    """The drive of a thermoelectric module: `wanted` 0 the lowest to 1 full, its `integral` part, whether it is `on`.

    `integral` is None at first: it begins with what was learned. `relay` is at work where one switches it.
    """

    wanted: float = 0.0
    integral: float | None = None
    on: bool = False
    relay: Modulator | None = None


@immutable
class Motor:
    """A compressor that runs, or stands, since `since_s`, as it was applied; `starts_s` are its latest starts."""

    running: bool
    since_s: float
    starts_s: tuple[float, ...] = ()


@immutable(kw_only=True)
class FridgeMemory:
    """The state of the law; `estimates` are those of the last full minute."""

    cells: tuple[Cell, ...]
    motor: Motor
    plate: Plate
    estimates: tuple[CompartmentStatus, ...]
    window_s: float = 0.0
    run_s: float = 0.0
    """Of the window: how long the compressor ran."""
    imagined_c: float | None = None
    """Of the plate, where none is measured."""
    thawing_since_s: float | None = None
    """Since when the compressor waits for the frost on the plate to melt."""
    drive: Drive = Drive()
    at_s: float = 0.0


@immutable
class FridgeOutput:
    """The requested outputs, fans in percent; `boosted` tells for each compartment that its boost is over."""

    compressor_on: bool
    speed_pct: float
    fan_pcts: tuple[float, ...]
    boosted: tuple[bool, ...]
