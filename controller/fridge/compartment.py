"""One compartment for the law: when it wants cold, and what is remembered of it.

Phase      leaves for   when
resting    cooling      the compartment, settled, would be half a swing above its aim, and its air is off its floor
cooling    resting      it would be half a swing below, or its air would coast to its floor

Settled is the temperature at which air, plate and contents would meet: the cold in the plate is not forgotten, and
what moves in or out through an open lid counts for the little that it is. The swing makes runs of run_s long.
Warm goods make a compartment cool, again and again down to its air's floor, until they are cold themselves.
"""

from dataclasses import replace

from controller.algorithms.least_squares import Belief
from controller.algorithms.sigma_delta import Modulator
from controller.fridge import evaporator
from controller.fridge.averages import EMPTY, HOUR_S, Tally
from controller.fridge.evaporator import Plate
from controller.fridge.fallback_duty import INITIAL_DUTY, LearnedDuty
from controller.fridge.set_point_ramp import Aim
from controller.fridge.thermal_model import LOSS_PER_H, Box
from controller.interface.immutable import immutable
from controller.settings import CompartmentSettings, Profile

MIN_HALF_K, MAX_HALF_K = 0.25, 1.3
"""Half a swing, settled; engineering choice. Contents swing less: 0.2 K for 1 K in a box with 4 kg, 0.1 K with 2 kg."""

PULL_K_H = 3.0
"""How fast a run pulls a compartment down, before the first: 60 W on 42 kJ/K, less 15 W, is 3.9 K/h."""

COASTING = 0.35
"""The air goes this part of the way to where it is heading while the plate gives out its cold, and a probe lags as much
behind: seen on simulated boxes."""

UNSEEN_K = 1.0
"""What the air may still fall by when the plate is not known."""

MIN_PULL_K_H = 0.1

MIN_RUN_S = 90.0
"""A run shorter than this teaches nothing about the pull: the refrigerant takes so long."""

RISE_K = 0.6
"""The air must be so far above its floor before it is cooled again. Engineering choice: rests of some 4 min."""

TRIM_H, TRIMMED_K = 6.0, 1.0
"""Time constant of the trim, several cycles; and its limit, which is also how near contents must be to teach it."""

CHILLED_K = 0.5
"""Medicine waits for no more warmth than this below its aim: by runs of its own the contents swing by 0.3 K."""

WAITS_K = 2.5
"""Medicine this near the cold edge of its band, or its air, lets its neighbour wait. Engineering choice: goods beside
the plate are up to 1 K colder than the air, and the rest makes runs seldom."""

FAR_K = 6.0
"""Air this warm is cooled whatever the contents seem to be: no shut box gets there while they are cold."""


@immutable(kw_only=True)
class Cell:
    """`cooling` is the phase, `pull_k_h` what runs were seen to do, `began_c` how warm all was as this one began.

    `air_c`, `settled_c` and `coast_c` are of the last tick with a reading, at `seen_at_s`. `freest_per_h` is the best
    that the plate ever gave, `trim_k` brings the mean of the contents to their aim. `blind` is at work while the air is
    not known.
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
    learned_duty: LearnedDuty = INITIAL_DUTY
    blind: Modulator | None = None
    seen_at_s: float = 0.0
    learned: Belief | None = None
    """In an earlier run, about a compartment that was not seen yet in this one."""


def settled_c(box: Box, plate: Plate, air_c: float, plate_c: float | None) -> float:
    """The temperature at which air, contents and plate would meet."""
    contents = box.contents_ratio
    heat, capacity = air_c + contents * box.contents_c, 1.0 + contents
    if plate_c is None:
        return heat / capacity
    ratio = evaporator.ratio_of_share(plate, box)
    return (heat + ratio * plate_c) / (capacity + ratio)


def coast_c(box: Box, air_c: float, plate_c: float | None) -> float:
    """Return the lowest air temperature after a stop of the compressor now, with the fan or damper shut."""
    if plate_c is None:
        return air_c - UNSEEN_K
    load, still, _, exchange, contents_c = box.belief.mean
    heads_for_c = (load + still * plate_c + exchange * contents_c) / (LOSS_PER_H + still + exchange)
    return air_c - COASTING * max(air_c - heads_for_c, 0.0)


def half_k(pull_k_h: float, run_s: float) -> float:
    """Half a swing that makes a run last `run_s`."""
    return min(max(pull_k_h * run_s / HOUR_S / 2.0, MIN_HALF_K), MAX_HALF_K)


def wants(cell: Cell, aim_c: float, settings: CompartmentSettings) -> bool:
    """Return True where it is to be cooled from now on: the table above."""
    middle_c = aim_c + cell.trim_k
    if cell.cooling:
        return cell.settled_c > middle_c - cell.half_k and cell.coast_c > settings.air_floor_c
    is_warm = cell.settled_c >= middle_c + cell.half_k or cell.air_c >= aim_c + FAR_K
    return is_warm and cell.air_c >= settings.air_floor_c + RISE_K


def chilled(cell: Cell, settings: CompartmentSettings, read_c: float | None, *, running: bool) -> bool:
    """Return True where medicine gets too cold by its neighbour's runs, even through a shut damper: it comes first.

    `read_c` is what reads coldest in it, believed or not: while its air is not seen, nothing else tells.
    """
    if settings.profile is not Profile.MEDICINE:
        return False
    if cell.blind or cell.box is None or cell.aim is None:
        return read_c is not None and read_c < settings.low_c + WAITS_K
    if cell.cooling:
        return False
    if running:
        return cell.coast_c <= settings.air_floor_c + RISE_K
    coldest_c = min(cell.air_c, cell.box.contents_c) if read_c is None else min(cell.air_c, cell.box.contents_c, read_c)
    return coldest_c < min(settings.low_c + WAITS_K, cell.aim.c - CHILLED_K)


def trimmed_k(cell: Cell, contents_c: float, hours: float) -> float:
    """The trim after `hours` with contents of `contents_c`: air and plate are colder than the contents on average."""
    if cell.aim is None or abs(contents_c - cell.aim.c) > TRIMMED_K:
        return cell.trim_k
    return min(max(cell.trim_k + (cell.aim.c - contents_c) * hours / TRIM_H, -TRIMMED_K), TRIMMED_K)


def switch_phase(cell: Cell, ran_s: float) -> Cell:
    """The other phase. A compressor that ran for `ran_s` shows how fast it pulls; half of that is believed."""
    if not cell.cooling:
        return replace(cell, cooling=True, began_c=cell.settled_c)
    if ran_s < MIN_RUN_S:
        return replace(cell, cooling=False)
    seen_k_h = (cell.began_c - cell.settled_c) / ran_s * HOUR_S
    return replace(cell, cooling=False, pull_k_h=max((cell.pull_k_h + seen_k_h) / 2.0, MIN_PULL_K_H))
