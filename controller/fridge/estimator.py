"""Learning once per minute, and the estimates that are shown."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from controller.fridge import evaporator, fallback_duty, forecast, thermal_model
from controller.fridge.averages import EMPTY, WINDOW_S, Window, closed
from controller.fridge.evaporator import Plate
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.forecast import Clock, Goal
from controller.fridge.fridge_memory import RISE_K, Aim, Cell, FridgeMemory, Pace
from controller.fridge.thermal_model import Box
from controller.interface.requests import Mode
from controller.interface.snapshot import FridgeInputs
from controller.interface.status import FORECAST_AFTER_H, SHOWN_K, CompartmentStatus, Unsure
from controller.interface.targets import Target
from controller.settings.fridge import CompartmentSettings, FridgeSettings

NEAR_K = 2.0
"""Only a compartment this near its aim teaches anything about what holding it takes."""

MOVES_MIN = 20
"""A reading that repeats itself for so many minutes may be stuck, and what the compressor does by it holds nothing: a
sensor of half a kelvin moves sooner in a box that is held. Engineering choice."""

TRIM_H, TRIMMED_K = 6.0, 3.0
"""Time constant of the trim, several cycles; and its limit: a plate with a store is that much colder on average."""

STEADY_K = 1.0
"""What is held within so much of its swing teaches the trim; a pull-down does not."""

MONTH_H = 720.0
"""The best that a plate ever gave is forgotten so slowly: goods and covers change what the air takes."""

SURE_H = 6.0
"""Nothing is concluded before so much was seen of a compartment."""

PACE_H, PACE_K = 0.5, 0.3
"""What was expected of so long is compared with what became of it, where it was so much."""

_PACES = (0.1, 4.0)

SURELY = 0.6
"""Of the bound on the contents, for one side alone: what is ready with that is so in 9 of 10 cases."""


def learned(
    memory: FridgeMemory,
    inputs: FridgeInputs,
    targets: Sequence[Target],
    settings: FridgeSettings,
    ambient_c: float | None,
) -> FridgeMemory:
    """Return the memory with what a full minute taught, or as it is. `ambient_c` is the air around, if known."""
    if memory.window_s < WINDOW_S:
        return memory
    windows = [closed(each.tally) if each.tally.s >= WINDOW_S / 2.0 else None for each in memory.cells]
    is_measured = memory.imagined_c is None
    faced = [windows[number] for number in settings.facing]
    worked = evaporator.window(faced, memory.run_s / memory.window_s) if is_measured else None
    after = evaporator.update(memory.plate, worked)
    cells = tuple(
        [
            _learned(each, window, one.contents_c.value, ambient_c, plate_measured=is_measured)
            for each, window, one in zip(memory.cells, windows, inputs.compartments, strict=True)
        ]
    )
    share = 1.0 / max(sum([each.cooling for each in cells]), 1)
    cells = tuple([_paced(each, after, one, share) for each, one in zip(cells, settings.compartments, strict=True)])
    estimates = tuple(
        [
            _estimate(each, after, inputs.plate_c.value, one, share if target.mode is Mode.COOL else 0.0)
            for each, target, one in zip(cells, targets, settings.compartments, strict=True)
        ]
    )
    return replace(memory, cells=cells, plate=after, estimates=estimates, window_s=0.0, run_s=0.0)


def _learned(
    cell: Cell, window: Window | None, contents_c: float | None, ambient_c: float | None, *, plate_measured: bool
) -> Cell:
    """One compartment after its window; None: its air was not known."""
    if cell.box is None or window is None:
        return replace(cell, box=cell.box and replace(cell.box, before=None), tally=EMPTY)
    known = thermal_model.update(cell.box, window, contents_c, plate_measured=plate_measured)
    lift_k = None if ambient_c is None else ambient_c - window.air_c
    near = cell.aim is not None and abs(cell.settled_c - cell.aim.c) < NEAR_K
    repeats = cell.box.before is not None and cell.box.before.air_c == window.air_c
    repeated = cell.repeated + 1 if repeats else 0
    return replace(
        cell,
        repeated=repeated,
        box=known,
        tally=EMPTY,
        learned_duty=_duty(cell, window, lift_k) if near and repeated < MOVES_MIN else cell.learned_duty,
        trim_k=trimmed_k(cell, known, window.hours),
        freest_per_h=freest_per_h(cell.freest_per_h, known, window.hours),
    )


def trimmed_k(cell: Cell, known: Box, hours: float) -> float:
    """Return the trim after `hours`: air and plate are colder than the contents on average.

    It is learned while the law holds what it means to hold, of contents that are known.
    """
    if cell.aim is None or known.contents_k > SHOWN_K:
        return cell.trim_k
    if abs(cell.settled_c - cell.aim.c - cell.trim_k) > cell.half_k + STEADY_K:
        return cell.trim_k
    off_k = min(max(cell.aim.c - known.contents_c, -TRIMMED_K), TRIMMED_K)
    return min(max(cell.trim_k + off_k * hours / TRIM_H, -TRIMMED_K), TRIMMED_K)


def freest_per_h(before_per_h: float, box: Box, hours: float) -> float:
    """Return the best that the plate gave so far; 0 as long as nothing is sure."""
    if box.seen_h < SURE_H:
        return before_per_h
    return max(box.given_per_h, before_per_h * (1.0 - hours / MONTH_H))


def _duty(cell: Cell, window: Window, lift_k: float | None) -> LearnedDuty:
    """Learn the duty that holds a compartment from one window near its aim."""
    return fallback_duty.update(cell.learned_duty, window.cooled, WINDOW_S, lift_k)


def _estimate(
    cell: Cell, known: Plate, plate_c: float | None, settings: CompartmentSettings, share: float
) -> CompartmentStatus:
    """Estimate a compartment that gets `share` 0..1 of the compressor; nothing while its air is not known."""
    if cell.box is None or cell.aim is None or cell.blind is not None:
        return unknown(cell)
    box = cell.box
    held, limit_c = _held(cell.air_c, box, known, plate_c, settings)
    ready = _ready(cell, box, known, _goal(cell.aim, settings, share))
    is_shown = _is_shown(box)
    return CompartmentStatus(
        seen_h=box.seen_h,
        contents_c=box.contents_c if is_shown else None,
        contents_k=box.contents_k,
        unsure=None if is_shown else _unsure(box),
        hold_over_s=held.s,
        hold_over_range_s=held.range_s,
        hold_over_limit_c=limit_c,
        ready_s=ready.s,
        ready_range_s=ready.range_s,
        load_k_h=box.load_k_h,
        frost_ratio=cell.frost_ratio if cell.freest_per_h > 0.0 else None,
    )


def _is_shown(box: Box) -> bool:
    """Tell whether the contents are known well enough to be shown."""
    return box.contents_k <= SHOWN_K and (box.probed or not box.is_empty)


def _is_known(box: Box) -> bool:
    """Tell whether clocks can be told: of contents that are shown, after a while."""
    return box.seen_h >= FORECAST_AFTER_H and _is_shown(box)


def _unsure(box: Box) -> Unsure:
    """Tell why the contents are not known well: by what they began with, or because the sensors do not tell."""
    if box.bounds.left_k <= SHOWN_K:
        return Unsure.EMPTY if box.is_empty else Unsure.NOT_TOLD
    return Unsure.DISTURBED if box.bounds.disturbed else Unsure.BRIEFLY


def _held(
    air_c: float, box: Box, known: Plate, plate_c: float | None, settings: CompartmentSettings
) -> tuple[Clock, float | None]:
    """Tell how long the cold holds without power, and at which edge of the band it ends."""
    if not _is_known(box):
        return forecast.UNKNOWN, None
    cold_c = air_c if plate_c is None else min(plate_c, air_c)
    band_c = (settings.low_c, settings.high_c)
    each_of = zip(forecast.variants(box), forecast.STORES, strict=True)
    holds = [forecast.hold_over(each, known, (air_c, cold_c), band_c, stored) for each, stored in each_of]
    clock = forecast.told([None if each is None else each.s for each in holds], forecast.HOLD_OVER_TIMES)
    return clock, None if clock.s is None or holds[0] is None else holds[0].limit_c


def _ready(cell: Cell, box: Box, known: Plate, goal: Goal) -> Clock:
    """Tell how long it takes until the contents are near their aim, at the pace that was seen."""
    if not _is_known(box):
        return forecast.UNKNOWN
    if abs(box.contents_c - goal.aim_c) + SURELY * box.contents_k <= forecast.READY_K:
        return Clock(0.0, (0.0, 0.0))
    if cell.pace is None or cell.pace.times is None:
        return forecast.UNKNOWN
    times_s = [forecast.ready_s(each, known, cell.air_c, goal) for each in forecast.variants(box)]
    if times_s == [0.0] * len(times_s):
        return forecast.UNKNOWN
    paced_s = [None if each is None else each / cell.pace.times for each in times_s]
    return forecast.told(paced_s, forecast.READY_TIMES)


def _goal(aim: Aim, settings: CompartmentSettings, share: float) -> Goal:
    return Goal(aim.c, settings.air_floor_c + RISE_K / 2.0, share)


def _paced(cell: Cell, known: Plate, settings: CompartmentSettings, share: float) -> Cell:
    """Compare what was expected of a pull-down with what became of it."""
    if cell.box is None or cell.aim is None:
        return cell
    pace = paced(cell.pace, cell.box, known, cell.air_c, _goal(cell.aim, settings, share))
    return cell if pace is cell.pace else replace(cell, pace=pace)


def paced(before: Pace | None, box: Box, plate: Plate, air_c: float, goal: Goal) -> Pace:
    """Return the pace after one more window. After an incident nothing is known of it."""
    disturbed = before is None or box.calm_h < PACE_H
    if before is not None and not disturbed and box.seen_h - before.since_h < PACE_H:
        return before
    times = None if before is None or disturbed else _times(before, box.contents_c)
    return Pace(box.seen_h, box.contents_c, forecast.contents_after(box, plate, air_c, goal, PACE_H), times)


def _times(pace: Pace, contents_c: float) -> float | None:
    """Return how many times as fast the contents fell; of what was seen before half is believed."""
    expected_k = pace.begun_c - pace.expected_c
    if expected_k < PACE_K:
        return pace.times
    least, most = _PACES
    seen = min(max((pace.begun_c - contents_c) / expected_k, least), most)
    return seen if pace.times is None else sqrt(seen * pace.times)


def unknown(cell: Cell) -> CompartmentStatus:
    """Show a compartment of which nothing can be estimated now: only for how long it was watched."""
    seen_h = 0.0 if cell.box is None else cell.box.seen_h
    return CompartmentStatus(
        seen_h=seen_h, unsure=Unsure.NOT_SEEN, frost_ratio=0.0 if cell.freest_per_h > 0.0 else None
    )
