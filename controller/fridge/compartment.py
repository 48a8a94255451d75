"""One compartment for the law: its aim now, and when it wants cold.

The aim comes from the target, the permitted rate of change, and the supply.

Phase      leaves for   when
resting    cooling      the compartment, settled, would be half a swing above its aim, and its air is off its floor
cooling    resting      it would be half a swing below, or its air would coast to its floor

Settled is the temperature at which air, plate and contents would meet: the cold in the plate is not forgotten, and
what moves in or out through an open lid counts for the little that it is. The swing makes runs of run_s long.
Warm goods make a compartment cool, again and again down to its air's floor, until they are cold themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from controller.fridge import evaporator
from controller.fridge.averages import HOUR_S
from controller.fridge.evaporator import Plate
from controller.fridge.fridge_memory import MAX_HALF_K, MIN_HALF_K, RISE_K, Aim, Cell, Turn
from controller.fridge.thermal_model import LOSS_PER_H, Box
from controller.interface.requests import Preset
from controller.interface.targets import Target
from controller.settings.fridge import CompartmentSettings, Profile

STORE_K = 1.0
"""So much colder while energy is plentiful, at most: each kelvin costs 7 % more (benchmark of the fridge laws), and an
hour of it gives 10 kg of goods half an hour of hold-over. Engineering choice."""

STORED_RUN = 1.25
"""Runs are so much longer while cold is stored: a colder box loses more, and is to start no more often for it."""

ROOM_K = 0.3
"""What is left of the air above its floor at the end of a run with stored cold. Engineering choice: what an estimate of
the coasting air is off by."""

ROOM_STEP_K = 0.25
"""By so much more cold is stored from run to run. Engineering choice: quickly less, slowly more."""

SPARE_K = 1.0
"""What the aim keeps away from the edges of the band. Engineering choice: twice the ripple of the contents."""

BOOSTED_K = 0.3
"""A boost is done this near its aim."""

COASTING = 0.35
"""The air goes this part of the way to where it is heading while the plate gives out its cold, and a probe lags as much
behind: seen on simulated boxes."""

UNSEEN_K = 1.0
"""What the air may still fall by when the plate is not known."""

MIN_PULL_K_H = 0.1

MIN_RUN_S = 90.0
"""A run shorter than this teaches nothing about the pull: the refrigerant takes so long."""

CHILLED_K = 0.5
"""Medicine waits for no more warmth than this below its aim: by runs of its own the contents swing by 0.3 K."""

WAITS_K = 2.5
"""Medicine this near the cold edge of its band, or its air, lets its neighbour wait. Engineering choice: goods beside
the plate are up to 1 K colder than the air, and the rest makes runs seldom."""

KEPT_K = 0.5
"""What is left of the band of medicine by the warmest and the coldest it may be. Engineering choice: its ripple."""

LEAST_LATE_K, SURE_FALL = -0.7, 0.3
"""Nor less by more than that, where the plate is not seen, nor than to so much of what is expected. Engineering choice.
"""

TURNED_K = 0.2
"""Air that has come up by so much from its lowest has turned. Engineering choice: more than the noise of a probe."""

MOST_LATE_K = 3.0
"""Air falls no more than expected after a stop. Engineering choice: 10 min of a probe's lag, at 0.3 K in a minute."""

LOOK_H = 0.25
"""Before so much was seen of a compartment the estimate follows noise: its air itself must be warmer than the aim.
Engineering choice: warm goods warm their air within some minutes."""

FAR_K = 6.0
"""Air this warm is cooled whatever the contents seem to be: no shut box gets there while they are cold."""


def update_aim(
    aim: Aim | None,
    settled_c: float,
    target: Target,
    settings: CompartmentSettings,
    store_k: float,
    dt_s: float,
) -> Aim:
    """Return the aim one tick later. `settled_c` is how warm the compartment is altogether, `store_k` stored cold."""
    boost = target.preset is Preset.BOOST and not (aim is not None and aim.boosted)
    goal_c = _goal_c(target, settings, boost=boost, store_k=store_k)
    boosted = target.preset is Preset.BOOST and not (boost and settled_c > goal_c + BOOSTED_K)
    if aim is None or settings.ramp_k_h == 0.0:
        return aim if aim is not None and aim.c == goal_c and aim.boosted is boosted else Aim(goal_c, boosted)
    step_k = settings.ramp_k_h * dt_s / HOUR_S
    return Aim(min(max(goal_c, aim.c - step_k), aim.c + step_k), boosted)


def _goal_c(target: Target, settings: CompartmentSettings, *, boost: bool, store_k: float) -> float:
    """Return the final aim: never beyond the air's floor or the band's edge."""
    if boost:
        return max(settings.lowest_set_point_c, settings.air_floor_c + SPARE_K)
    if store_k > 0.0:
        colder_c = max(target.set_point_c - store_k, settings.low_c + SPARE_K, settings.air_floor_c + SPARE_K)
        return min(target.set_point_c, colder_c)
    return target.set_point_c


def store_k(room_k: float, *, plenty: bool) -> float:
    """Return by how much the aim is lower while energy is plentiful: no run is to end sooner for it, at the floor."""
    return min(max(room_k, 0.0), STORE_K) if plenty else 0.0


def run_s(usual_s: float, store_k: float) -> float:
    """Return how long runs are to be while so much cold is stored."""
    return usual_s * STORED_RUN if store_k > 0.0 else usual_s


def room_k(cell: Cell, target: Target, settings: CompartmentSettings) -> float:
    """Return how much lower than its set-point the aim of a compartment could be, seen at the end of a run."""
    aim_c = target.set_point_c if cell.aim is None else cell.aim.c
    seen_k = target.set_point_c - aim_c + cell.coast_c - settings.air_floor_c - ROOM_K
    return min(seen_k, max(cell.room_k, 0.0) + ROOM_STEP_K)


def kept(target: Target, settings: CompartmentSettings, contents_k: float) -> Target:
    """Return the target at which medicine is in its band by the warmest and by the coldest that it may be.

    That is the middle of the band where both cannot be. The contents are known to `contents_k`.
    """
    if settings.profile is not Profile.MEDICINE:
        return target
    margin_k = min(KEPT_K + contents_k, (settings.high_c - settings.low_c) / 2.0)
    kept_c = min(max(target.set_point_c, settings.low_c + margin_k), settings.high_c - margin_k)
    return target if kept_c == target.set_point_c else replace(target, set_point_c=kept_c)


def settled_c(box: Box, plate: Plate, air_c: float, plate_c: float | None) -> float:
    """Return the temperature at which air, contents and plate would meet."""
    contents, liner = box.contents_ratio, box.liner_ratio
    heat, capacity = air_c + contents * box.warm_c + liner * box.liner_c, 1.0 + contents + liner
    if plate_c is None:
        return heat / capacity
    ratio = evaporator.ratio_of_share(plate, box.given_per_h)
    return (heat + ratio * plate_c) / (capacity + ratio)


def coast_c(box: Box, air_c: float, plate_c: float | None) -> float:
    """Return the lowest air temperature after a stop of the compressor now, with the fan or damper shut."""
    if plate_c is None:
        return air_c - UNSEEN_K
    load, still, _, exchange, contents_c, walls = box.belief.mean
    gained = load + still * plate_c + exchange * contents_c + walls * box.liner_c
    heads_for_c = gained / (LOSS_PER_H + still + exchange + walls)
    return air_c - COASTING * max(air_c - heads_for_c, 0.0)


def turned(turn: Turn, air_c: float, expected_c: float, *, running: bool, plate_seen: bool = True) -> Turn:
    """Return what is known of how the air turns, one tick later; `expected_c` is where the model has it.

    How much lower it really falls shows a slow probe, or a plate that goes on giving cold; how much less, a plate that
    nobody sees and that is not as cold as it may be.
    """
    if not running:
        return Turn(turn.late_k, turn.expected_c, min(turn.lowest_c, air_c))
    if inf in (turn.lowest_c, -turn.expected_c):
        return Turn(turn.late_k, expected_c - turn.late_k)
    fell_k = turn.late_k + (turn.expected_c - turn.lowest_c) / 2.0
    less = not plate_seen and air_c >= turn.lowest_c + TURNED_K
    late_k = min(max(fell_k, LEAST_LATE_K if less else 0.0), MOST_LATE_K)
    return Turn(late_k, expected_c - late_k)


def turns_c(turn: Turn, air_c: float, expected_c: float) -> float:
    """Return where the air turns if the compressor stops now, by what is expected and what was seen of it."""
    return min(expected_c - turn.late_k, air_c - SURE_FALL * (air_c - expected_c))


def half_k(pull_k_h: float, run_s: float) -> float:
    """Half a swing that makes a run last `run_s`."""
    return min(max(pull_k_h * run_s / HOUR_S / 2.0, MIN_HALF_K), MAX_HALF_K)


def wants(cell: Cell, aim_c: float, settings: CompartmentSettings) -> bool:
    """Return True where it is to be cooled from now on: the table above."""
    middle_c = aim_c + cell.trim_k
    if cell.cooling:
        return cell.settled_c > middle_c - cell.half_k and cell.coast_c > settings.air_floor_c
    is_warm = cell.settled_c >= middle_c + cell.half_k or cell.air_c >= aim_c + FAR_K
    is_new = cell.box is not None and cell.box.seen_h < LOOK_H
    return is_warm and cell.air_c >= (aim_c if is_new else settings.air_floor_c + RISE_K)


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


def switch_phase(cell: Cell, ran_s: float) -> Cell:
    """Return the other phase. A compressor that ran for `ran_s` shows how fast it pulls; half of that is believed."""
    if not cell.cooling:
        return replace(cell, cooling=True, began_c=cell.settled_c)
    if ran_s < MIN_RUN_S:
        return replace(cell, cooling=False)
    seen_k_h = (cell.began_c - cell.settled_c) / ran_s * HOUR_S
    return replace(cell, cooling=False, pull_k_h=max((cell.pull_k_h + seen_k_h) / 2.0, MIN_PULL_K_H))


def joined(cells: Sequence[Cell], settings: Sequence[CompartmentSettings]) -> tuple[Cell, ...]:
    """Let a compartment above its aim join a start for another: one start for both."""
    return tuple([_joined(cell, one) for cell, one in zip(cells, settings, strict=True)])


def _joined(cell: Cell, settings: CompartmentSettings) -> Cell:
    if cell.cooling or cell.aim is None or cell.blind is not None:
        return cell
    is_warm = cell.settled_c > cell.aim.c and cell.air_c > settings.air_floor_c + RISE_K
    return switch_phase(cell, 0.0) if is_warm else cell
