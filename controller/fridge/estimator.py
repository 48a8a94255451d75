"""Learning once per minute, and the estimates that are shown."""

from collections.abc import Sequence
from dataclasses import replace

from controller.fridge import evaporator, fallback_duty, forecast, thermal_model
from controller.fridge.averages import EMPTY, WINDOW_S, Window, closed
from controller.fridge.evaporator import Plate
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.forecast import Clock, Goal
from controller.fridge.fridge_memory import RISE_K, Cell, FridgeMemory
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

TRIM_H, TRIMMED_K = 6.0, 1.0
"""Time constant of the trim, several cycles; and its limit, which is also how near contents must be to teach it."""

MONTH_H = 720.0
"""The best that a plate ever gave is forgotten so slowly: goods and covers change what the air takes."""

SURE_H = 6.0
"""Nothing is concluded before so much was seen of a compartment."""


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
    worked = evaporator.window(windows, memory.run_s / memory.window_s) if is_measured else None
    after = evaporator.update(memory.plate, worked)
    cells = tuple(
        [
            _learned(each, window, one.contents_c.value, ambient_c)
            for each, window, one in zip(memory.cells, windows, inputs.compartments, strict=True)
        ]
    )
    share = 1.0 / max(sum([each.cooling for each in cells]), 1)
    estimates = tuple(
        [
            _estimate(each, after, inputs.plate_c.value, one, share if target.mode is Mode.COOL else 0.0)
            for each, target, one in zip(cells, targets, settings.compartments, strict=True)
        ]
    )
    return replace(memory, cells=cells, plate=after, estimates=estimates, window_s=0.0, run_s=0.0)


def _learned(cell: Cell, window: Window | None, contents_c: float | None, ambient_c: float | None) -> Cell:
    """One compartment after its window; None: its air was not known."""
    if cell.box is None or window is None:
        return replace(cell, box=cell.box and replace(cell.box, before=None), tally=EMPTY)
    known = thermal_model.update(cell.box, window, contents_c)
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
        trim_k=trimmed_k(cell, known.contents_c, window.hours),
        freest_per_h=freest_per_h(cell.freest_per_h, known, window.hours),
    )


def trimmed_k(cell: Cell, contents_c: float, hours: float) -> float:
    """Return the trim after `hours` with contents of `contents_c`: air and plate are colder than they on average."""
    if cell.aim is None or abs(contents_c - cell.aim.c) > TRIMMED_K:
        return cell.trim_k
    return min(max(cell.trim_k + (cell.aim.c - contents_c) * hours / TRIM_H, -TRIMMED_K), TRIMMED_K)


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
    ready = _ready(cell.air_c, box, known, Goal(cell.aim.c, settings.air_floor_c + RISE_K / 2.0, share))
    is_shown, contents_k = box.contents_k <= SHOWN_K, box.contents_k
    return CompartmentStatus(
        seen_h=box.seen_h,
        contents_c=box.contents_c if is_shown else None,
        contents_k=contents_k,
        unsure=None if is_shown else _unsure(box),
        hold_over_s=held.s,
        hold_over_range_s=held.range_s,
        hold_over_limit_c=limit_c,
        ready_s=ready.s,
        ready_range_s=ready.range_s,
        load_k_h=box.load_k_h,
        frost_ratio=cell.frost_ratio if cell.freest_per_h > 0.0 else None,
    )


def _unsure(box: Box) -> Unsure:
    """Tell why the contents are not known well: by what they began with, or because the sensors do not tell."""
    if box.bounds.left_k <= SHOWN_K:
        return Unsure.NOT_TOLD
    return Unsure.DISTURBED if box.bounds.disturbed else Unsure.BRIEFLY


def _held(
    air_c: float, box: Box, known: Plate, plate_c: float | None, settings: CompartmentSettings
) -> tuple[Clock, float | None]:
    """Tell how long the cold holds without power, and at which edge of the band it ends."""
    if box.seen_h < FORECAST_AFTER_H:
        return forecast.UNKNOWN, None
    cold_c = air_c if plate_c is None else min(plate_c, air_c)
    band_c = (settings.low_c, settings.high_c)
    holds = [forecast.hold_over(each, known, (air_c, cold_c), band_c) for each in forecast.variants(box)]
    clock = forecast.told([None if each is None else each.s for each in holds], forecast.HOLD_OVER_TIMES)
    return clock, None if clock.s is None or holds[0] is None else holds[0].limit_c


def _ready(air_c: float, box: Box, known: Plate, goal: Goal) -> Clock:
    """Tell how long it takes until the contents are near their aim."""
    if box.seen_h < FORECAST_AFTER_H:
        return forecast.UNKNOWN
    times_s = [forecast.ready_s(each, known, air_c, goal) for each in forecast.variants(box)]
    return forecast.told(times_s, forecast.READY_TIMES)


def unknown(cell: Cell) -> CompartmentStatus:
    """Show a compartment of which nothing can be estimated now: only for how long it was watched."""
    seen_h = 0.0 if cell.box is None else cell.box.seen_h
    return CompartmentStatus(
        seen_h=seen_h, unsure=Unsure.NOT_SEEN, frost_ratio=0.0 if cell.freest_per_h > 0.0 else None
    )
