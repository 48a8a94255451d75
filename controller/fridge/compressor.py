"""Starts and stops of the compressor: its minimum times, its starts per hour, and its rest while the plate thaws.

State      leaves for   when               and only
standing   running      cold is requested  after min_off_s, and with fewer than most_starts_per_h in the last hour
running    standing     no cold requested  after min_on_s

No cold is requested while the plate thaws. Its frost is inferred, for nobody weighs it: the plate gives its air less
cold for each kelvin than it once did, so it must be colder for the same.

Phase      leaves for   when
working    thawing      FROSTED less in a compartment above 0 °C, the compressor stands, nobody wants cold
thawing    working      the plate is at THAWED_C, or after MAX_THAW_S, or a compartment wants cold badly (BADLY_K)
"""

from collections.abc import Sequence

from controller.fridge.fridge_memory import Cell, Motor
from controller.settings.fridge import ColdSource

FROSTED = 0.3
"""Engineering choice: about 300 g on a plate of 5 W/K; 4 K of evaporating temperature, a tenth of the energy."""

THAWED_C = 3.0
"""A melting plate stays at 0 °C."""

MAX_THAW_S = 2_700.0
"""Engineering choice: 300 g of ice take 100 kJ, 45 min at 40 W."""

BADLY_K = 1.0
"""So far above its swing a compartment does not wait any longer."""

MILD_C = 1.0
"""Only air warmer than ice thaws a plate; a freezer is told to be emptied instead."""

_HOUR_S = 3_600.0


def initial(stopped_at_s: float) -> Motor:
    """Return a compressor that stands since `stopped_at_s`."""
    return Motor(running=False, since_s=stopped_at_s)


def update(motor: Motor, running: bool, max_starts: int, *, since_s: float) -> Motor:
    """Return the motor after it really was `running` or not since the last tick, at `since_s`."""
    if running == motor.running:
        return motor
    starts_s = (*motor.starts_s, since_s)[-max_starts:] if running else motor.starts_s
    return Motor(running, since_s, starts_s)


def requested(motor: Motor, cold: bool, settings: ColdSource, *, now_s: float) -> bool:
    """Tell whether to run from now on, where `cold` is requested or not."""
    lasted_s = now_s - motor.since_s
    if motor.running:
        return cold or lasted_s < settings.min_on_s
    return cold and lasted_s >= settings.min_off_s and not _too_many(motor, settings, now_s=now_s)


def _too_many(motor: Motor, settings: ColdSource, *, now_s: float) -> bool:
    """Return True where one more start would be too many in an hour."""
    starts_s = motor.starts_s
    return len(starts_s) >= settings.most_starts_per_h and now_s - starts_s[-settings.most_starts_per_h] < _HOUR_S


def thawing_since_s(
    before_s: float | None, cells: Sequence[Cell], plate_c: float | None, running: bool, *, now_s: float
) -> float | None:
    """Return since when the plate thaws, None while it works: the second table above."""
    if plate_c is None or plate_c >= THAWED_C:
        return None
    if before_s is None:
        idle = not running and not any(cell.cooling for cell in cells)
        return now_s if idle and any(_is_frosted(cell) for cell in cells) else None
    over = now_s - before_s >= MAX_THAW_S or any(_is_warm(cell) for cell in cells)
    return None if over else before_s


def _is_frosted(cell: Cell) -> bool:
    return cell.aim is not None and cell.aim.c >= MILD_C and cell.frost_ratio >= FROSTED


def _is_warm(cell: Cell) -> bool:
    return cell.cooling and cell.aim is not None and cell.settled_c >= cell.aim.c + cell.half_k + BADLY_K
