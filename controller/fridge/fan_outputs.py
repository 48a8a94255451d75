"""Fans and speed, out of what the compartments want."""

from collections.abc import Sequence

from controller.fridge.fridge_memory import RISE_K, Cell
from controller.interface.energy_budget import Budget
from controller.interface.requests import Preset
from controller.interface.targets import Target
from controller.settings.fridge import CompartmentSettings, FridgeSettings

FULL_PCT = 100.0

GIVE_OUT_K = 4.0
"""After a run a fan gives out the cold of a plate that is so much colder than the air: the next run begins with a
warm plate. Below that the fan costs more than it brings (1.5 W against 8 W/K)."""

FASTER_FROM_K, MAX_SPEED_AT_K = 0.5, 2.0
"""So far beyond its band a compartment makes the compressor run faster, and at full. Engineering choice."""

ROOM_K = 1.0
"""This near its air's floor a compartment needs less speed. Engineering choice."""


def fans(
    cells: Sequence[Cell], plate_c: float | None, settings: FridgeSettings, *, on: bool, quiet: bool
) -> tuple[float, ...]:
    """For each compartment: full while it is cooled, and after a run until the plate has given out its cold."""
    full_pct = settings.quiet_fan_pct if quiet else FULL_PCT
    if on:
        return tuple([full_pct if cell.cooling else 0.0 for cell in cells])
    return tuple(
        [
            full_pct if _gives_out(cell, plate_c, one) else 0.0
            for cell, one in zip(cells, settings.compartments, strict=True)
        ]
    )


def _gives_out(cell: Cell, plate_c: float | None, settings: CompartmentSettings) -> bool:
    if plate_c is None or cell.blind is not None or cell.aim is None:
        return False
    return cell.air_c - plate_c > GIVE_OUT_K and cell.air_c > settings.air_floor_c + RISE_K


def speed(
    cells: Sequence[Cell], targets: Sequence[Target], settings: FridgeSettings, budget: Budget, *, quiet: bool
) -> float:
    """Return the lowest that does the job: faster only while a compartment is far beyond its band, or to boost."""
    max_pct = min(settings.quiet_speed_pct if quiet else FULL_PCT, budget.max_speed_pct)
    needs = [
        _need(cell, target, one)
        for cell, target, one in zip(cells, targets, settings.compartments, strict=True)
        if cell.cooling and cell.aim is not None
    ]
    return min(max(needs, default=0.0) * FULL_PCT, max_pct)


def _need(cell: Cell, target: Target, settings: CompartmentSettings) -> float:
    """0 the lowest speed, 1 and more the highest. Near the floor of the air more is no use."""
    if cell.aim is None or cell.blind is not None:
        return 0.0
    if target.preset is Preset.BOOST and not cell.aim.boosted:
        return 1.0
    beyond_k = cell.settled_c - cell.aim.c - cell.half_k
    need = (beyond_k - FASTER_FROM_K) / (MAX_SPEED_AT_K - FASTER_FROM_K)
    room = (cell.coast_c - settings.air_floor_c) / ROOM_K
    return max(min(need, room), 0.0)
