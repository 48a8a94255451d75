"""Defrost of the plate: its need is inferred, for nobody weighs the frost.

Evidence: the plate gives its air less cold for each kelvin than it once did, so it must be colder for the same.

Phase      leaves for   when
working    thawing      FROSTED less in a compartment above 0 °C, the compressor stands, nobody wants cold
thawing    working      the plate is at THAWED_C, or after LONGEST_S, or a compartment wants cold badly (BADLY_K)
"""

from collections.abc import Sequence

from controller.fridge.compartment import Cell
from controller.fridge.thermal_model import Box

FROSTED = 0.3
"""Engineering choice: about 300 g on a plate of 5 W/K; 4 K of evaporating temperature,
a tenth of the energy."""

THAWED_C = 3.0
"""A melting plate stays at 0 °C."""

MAX_S = 2_700.0
"""Engineering choice: 300 g of ice take 100 kJ, 45 min at 40 W."""

BADLY_K = 1.0
"""So far above its swing a compartment does not wait any longer."""

MILD_C = 1.0
"""Only air warmer than ice thaws a plate; a freezer is told to be emptied instead."""

MONTH_H = 720.0
"""The best that a plate ever gave is forgotten so slowly: goods and covers change what the air takes."""

SURE_H = 6.0
"""Nothing is concluded before so much was seen of a compartment."""


def freest_per_h(before_per_h: float, box: Box, hours: float) -> float:
    """The best that the plate gave so far; 0 as long as nothing is sure."""
    if box.seen_h < SURE_H:
        return before_per_h
    return max(box.given_per_h, before_per_h * (1.0 - hours / MONTH_H))


def frost_ratio(cell: Cell) -> float:
    """0 the plate gives what it gave at its best, 1 nothing."""
    if cell.box is None or cell.freest_per_h <= 0.0:
        return 0.0
    return max(1.0 - cell.box.given_per_h / cell.freest_per_h, 0.0)


def since_s(
    before_s: float | None, cells: Sequence[Cell], plate_c: float | None, running: bool, *, now_s: float
) -> float | None:
    """Since when the plate thaws; None while it works: the table above."""
    if plate_c is None or plate_c >= THAWED_C:
        return None
    if before_s is None:
        idle = not running and not any(cell.cooling for cell in cells)
        return now_s if idle and any(_is_frosted(cell) for cell in cells) else None
    over = now_s - before_s >= MAX_S or any(_is_warm(cell) for cell in cells)
    return None if over else before_s


def _is_frosted(cell: Cell) -> bool:
    return cell.aim is not None and cell.aim.c >= MILD_C and frost_ratio(cell) >= FROSTED


def _is_warm(cell: Cell) -> bool:
    return cell.cooling and cell.aim is not None and cell.settled_c >= cell.aim.c + cell.half_k + BADLY_K
