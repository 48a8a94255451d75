"""Learned values of the laws that the next run can use: to persist over restarts, and to restore.

What is learned is of the appliances, not of the moment: the plate, the walls, the pull of the compressor, the cabin's
losses and powers. The contents are of the moment: they are taken up only after a short break.
"""

from dataclasses import replace

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief
from controller.climate import cabin_model
from controller.climate.preconditioning import NO_PLAN, Plan
from controller.fridge import evaporator, thermal_model
from controller.fridge.compartment import MIN_PULL_K_H
from controller.fridge.estimator import TRIMMED_K, unknown
from controller.fridge.fallback_duty import LEARNING_S, LearnedDuty
from controller.fridge.fridge_memory import Cell, FridgeMemory
from controller.interface.immutable import immutable
from controller.memory import Memory
from controller.settings import PidTuning

SHORT_S = 600.0
"""A break after which the contents are as they were. Engineering choice: 10 kg move by 0.2 K, less than they are known
to."""


_LIKELY = {
    "seen_h": (0.0, 1e6),
    "pull_k_h": (MIN_PULL_K_H, 1e3),
    "freest_per_h": (0.0, 2e2),
    "trim_k": (-TRIMMED_K, TRIMMED_K),
}
"""What each number of a compartment can be: of a century, of an empty box in a freezer's air, as the laws limit it."""

_LIKELY_LIFT_K = (-60.0, 100.0)
"""From a heated box in the arctic to a freezer in the sun."""

_LIKELY_PACE, _LIKELY_ERROR = (0.1, 10.0), (0.0, 1.0)
"""Of a departure: ten times what its law can come to."""


@immutable(kw_only=True)
class LearnedBox:
    """One compartment. The fields are those of `Cell` and its `Box`."""

    belief: Belief
    seen_h: float
    pull_k_h: float
    freest_per_h: float
    trim_k: float
    learned_duty: LearnedDuty


@immutable(kw_only=True)
class Learned:
    """Everything: compartments in the order of the settings (None: never seen), plate, cabin, pace of departures.

    `tuning` is None where the settings' own holds.
    """

    boxes: tuple[LearnedBox | None, ...]
    plate: Belief
    cabin: cabin_model.Learned
    error: float
    pace: float
    tuning: PidTuning | None


UNLEARNED = Learned(
    boxes=(),
    plate=evaporator.initial(1).belief,
    cabin=cabin_model.Learned(),
    error=NO_PLAN.error,
    pace=NO_PLAN.pace,
    tuning=None,
)
"""Before anything was learned."""


def learned(memory: Memory) -> Learned:
    """Return the learned values of `memory` that are worth keeping."""
    plan = memory.climate.plan
    return Learned(
        boxes=tuple(_persisted(cell) for cell in memory.fridge.cells),
        plate=memory.fridge.plate.belief,
        cabin=memory.climate.model.learned,
        error=plan.error,
        pace=plan.pace,
        tuning=memory.climate.tuning,
    )


@immutable
class Sound:
    """The learned values that can be true, and the names of the others: those are as before anything was learned.

    `left_out` has the number of a compartment for its values, and "plate", "cabin" or "departure".
    """

    persisted: Learned
    left_out: tuple[int | str, ...]


def sound(persisted: Learned) -> Sound:
    """Return the values of `persisted`, which comes from outside, that these laws can have learned."""
    boxes = tuple([one if one is not None and _is_sound_box(one) else None for one in persisted.boxes])
    wrong: list[int | str] = [number for number, one in enumerate(persisted.boxes) if one is not boxes[number]]
    fresh = replace(UNLEARNED, boxes=boxes, tuning=persisted.tuning)
    if least_squares.is_sound(persisted.plate, evaporator.PARAMETERS):
        fresh = replace(fresh, plate=persisted.plate)
    else:
        wrong.append("plate")
    if cabin_model.is_sound(persisted.cabin):
        fresh = replace(fresh, cabin=persisted.cabin)
    else:
        wrong.append("cabin")
    if _is_within(persisted.pace, _LIKELY_PACE) and _is_within(persisted.error, _LIKELY_ERROR):
        fresh = replace(fresh, pace=persisted.pace, error=persisted.error)
    else:
        wrong.append("departure")
    return Sound(fresh, tuple(wrong))


def _is_sound_box(persisted: LearnedBox) -> bool:
    duty = persisted.learned_duty
    return (
        all(_is_within(getattr(persisted, name), limits) for name, limits in _LIKELY.items())
        and 0.0 <= duty.duty <= 1.0
        and 0.0 < duty.seen_s <= LEARNING_S
        and (duty.lift_k is None or _is_within(duty.lift_k, _LIKELY_LIFT_K))
        and least_squares.is_sound(persisted.belief, thermal_model.PARAMETERS)
    )


def _is_within(value: float, limits: tuple[float, float]) -> bool:
    """Return True where a value is a number within its limits."""
    return limits[0] <= value <= limits[1]


def recalled(memory: Memory, persisted: Learned, *, away_s: float) -> Memory:
    """Return a memory before its first tick, with what an earlier run had learned that ended `away_s` ago."""
    climate = replace(
        memory.climate,
        model=cabin_model.Model(learned=persisted.cabin),
        plan=Plan(error=persisted.error, pace=persisted.pace),
        tuning=persisted.tuning,
    )
    return replace(memory, fridge=_fridge(memory.fridge, persisted, is_short=0.0 <= away_s <= SHORT_S), climate=climate)


def _persisted(cell: Cell) -> LearnedBox | None:
    """One that was not seen in this run is as it was in the last."""
    belief = cell.learned if cell.box is None else cell.box.belief
    if belief is None:
        return None
    seen_h = 0.0 if cell.box is None else cell.box.seen_h
    return LearnedBox(
        belief=belief,
        seen_h=seen_h,
        pull_k_h=cell.pull_k_h,
        freest_per_h=cell.freest_per_h,
        trim_k=cell.trim_k,
        learned_duty=cell.learned_duty,
    )


def _fridge(memory: FridgeMemory, persisted: Learned, *, is_short: bool) -> FridgeMemory:
    cells = tuple(
        cell if one is None else _cell(one, is_short=is_short)
        for cell, one in zip(memory.cells, persisted.boxes, strict=True)
    )
    estimates = tuple([unknown(cell) for cell in cells])
    return replace(memory, cells=cells, estimates=estimates, plate=replace(memory.plate, belief=persisted.plate))


def _cell(persisted: LearnedBox, *, is_short: bool) -> Cell:
    return Cell(
        box=thermal_model.resumed(persisted.belief, persisted.seen_h) if is_short else None,
        pull_k_h=persisted.pull_k_h,
        freest_per_h=persisted.freest_per_h,
        trim_k=persisted.trim_k,
        learned_duty=persisted.learned_duty,
        learned=None if is_short else persisted.belief,
    )
