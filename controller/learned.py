"""What the laws learned that the next run can make use of: to keep over restarts, and to take up again.

What is learned is of the appliances, not of the moment: the plate, the walls, the pull of the compressor, the cabin's
losses and powers. The contents are of the moment: they are taken up only after a short break.
"""

from dataclasses import replace
from math import isfinite

from controller.climate import model
from controller.climate.departure import Plan
from controller.fridge import box, plate, recursive
from controller.fridge.cell import Cell
from controller.fridge.lesson import Lesson
from controller.fridge.memory import FridgeMemory
from controller.fridge.recursive import Belief
from controller.memory import Memory
from controller.record import record
from controller.settings import PidTuning

SHORT_S = 600.0
"""A break after which the contents are as they were. Engineering choice: 10 kg move by 0.2 K, less than they are known
to."""


_MOST = 1e6
"""No number that was learned comes near this."""


@record
class LearnedBox:
    """One compartment. The fields are those of `Cell` and its `Box`."""

    belief: Belief
    seen_h: float
    pull_k_h: float
    freest_per_h: float
    trim_k: float
    lesson: Lesson


@record
class Learned:
    """Everything: compartments in the order of the settings (None: never seen), plate, cabin, pace of departures.

    `tuning` is None where the settings' own holds.
    """

    boxes: tuple[LearnedBox | None, ...]
    plate: Belief
    cabin: model.Learned
    error: float
    pace: float
    tuning: PidTuning | None


def learned(memory: Memory) -> Learned:
    """What is worth keeping of `memory`."""
    plan = memory.climate.plan
    return Learned(
        boxes=tuple(_kept(cell) for cell in memory.fridge.cells),
        plate=memory.fridge.plate.belief,
        cabin=memory.climate.model.learned,
        error=plan.error,
        pace=plan.pace,
        tuning=memory.climate.tuning,
    )


def is_sound(kept: Learned) -> bool:
    """Whether what comes from outside can have been learned by these laws."""
    boxes = [one for one in kept.boxes if one is not None]
    numbers = (kept.error, kept.pace, *(value for one in boxes for value in _numbers(one)))
    return (
        all(isfinite(value) and abs(value) < _MOST for value in numbers)
        and kept.error >= 0.0
        and kept.pace > 0.0
        and recursive.is_sound(kept.plate, plate.PARAMETERS)
        and all(recursive.is_sound(one.belief, box.PARAMETERS) for one in boxes)
        and model.is_sound(kept.cabin)
    )


def recalled(memory: Memory, kept: Learned, *, away_s: float) -> Memory:
    """A memory before its first tick, with what an earlier run had learned that ended `away_s` ago."""
    climate = replace(
        memory.climate,
        model=model.Model(learned=kept.cabin),
        plan=Plan(error=kept.error, pace=kept.pace),
        tuning=kept.tuning,
    )
    return replace(memory, fridge=_fridge(memory.fridge, kept, is_short=0.0 <= away_s <= SHORT_S), climate=climate)


def _kept(cell: Cell) -> LearnedBox | None:
    """One that was not seen in this run is as it was in the last."""
    belief = cell.learned if cell.box is None else cell.box.belief
    if belief is None:
        return None
    seen_h = 0.0 if cell.box is None else cell.box.seen_h
    return LearnedBox(belief, seen_h, cell.pull_k_h, cell.freest_per_h, cell.trim_k, cell.lesson)


def _fridge(memory: FridgeMemory, kept: Learned, *, is_short: bool) -> FridgeMemory:
    cells = tuple(
        cell if one is None else _cell(one, is_short=is_short)
        for cell, one in zip(memory.cells, kept.boxes, strict=True)
    )
    return replace(memory, cells=cells, plate=replace(memory.plate, belief=kept.plate))


def _cell(kept: LearnedBox, *, is_short: bool) -> Cell:
    return Cell(
        box=box.Box(kept.belief, seen_h=kept.seen_h) if is_short else None,
        pull_k_h=kept.pull_k_h,
        freest_per_h=kept.freest_per_h,
        trim_k=kept.trim_k,
        lesson=kept.lesson,
        learned=None if is_short else kept.belief,
    )


def _numbers(kept: LearnedBox) -> tuple[float, ...]:
    return (kept.seen_h, kept.pull_k_h, kept.freest_per_h, kept.trim_k, kept.lesson.duty, kept.lesson.seen_s)
