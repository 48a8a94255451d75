"""Fans, dampers and speed, out of what the compartments want.

Kind            a compartment is blown at
compressor      while it is cooled, and after a run until the plate has given out its cold
spill-over      that with the plate: so, too; the others while they want cold and that part is colder by SPILL_K
thermoelectric  while the module is driven and it is not colder than it wants; after that as above

One with still air never is. Whatever the kind, the plate gives out after a run no more than a compartment wants.
"""

from collections.abc import Sequence

from controller.fridge.fridge_memory import FULL_PCT, RISE_K, Cell
from controller.interface.energy_budget import Budget
from controller.interface.requests import Preset
from controller.interface.targets import Target
from controller.settings.fridge import AirFlow, BoxKind, CompartmentSettings, FridgeSettings

GIVE_OUT_K = 4.0
"""After a run a fan gives out the cold of a plate that is so much colder than the air: the next run begins with a
warm plate. Below that the fan costs more than it brings (1.5 W against 8 W/K)."""

GIVEN_K = 0.2
"""A run ends where all in a compartment would meet at the cold end of its swing; what its plate holds was counted in.
So much below that it has had more than it wants. Engineering choice: the noise of a probe, the end of a minimum time.
"""

SPILL_K = 3.0
"""A fan brings 3 to 8 W/K over from the freezer part and warms by 1.5 W: below this it is not worth its power."""

ENOUGH_K = 0.6
"""So far below its aim a compartment gets nothing from a module. Engineering choice: just beyond where that stops by
itself."""

FASTER_FROM_K, MAX_SPEED_AT_K = 0.5, 2.0
"""So far beyond its band a compartment makes the compressor run faster, and at full. Engineering choice."""

ROOM_K = 1.0
"""This near its air's floor a compartment needs less speed. Engineering choice."""


def fans(
    cells: Sequence[Cell],
    cooled: Sequence[bool],
    plate_c: float | None,
    settings: FridgeSettings,
    *,
    on: bool,
    quiet: bool,
) -> tuple[float, ...]:
    """Return the duty of the fan or damper of each compartment; `cooled` tells which ones are to be cooled."""
    quiet_pct, part = settings.quiet_fan_pct if quiet else FULL_PCT, settings.plate_part
    source_c = plate_c if part is None or cells[part].aim is None else cells[part].air_c
    every = zip(cells, cooled, settings.compartments, strict=True)
    return tuple(
        [
            _full_pct(one, quiet_pct)
            if is_cooled
            and (_spills(cell, source_c) if part not in {None, number} else _gets(cell, plate_c, one, settings, on=on))
            else 0.0
            for number, (cell, is_cooled, one) in enumerate(every)
        ]
    )


def _full_pct(settings: CompartmentSettings, quiet_pct: float) -> float:
    """Return what is full: a damper makes no noise."""
    return {AirFlow.FAN: quiet_pct, AirFlow.DAMPER: FULL_PCT, AirFlow.STILL: 0.0}[settings.air_flow]


def _gets(
    cell: Cell, plate_c: float | None, settings: CompartmentSettings, fridge: FridgeSettings, *, on: bool
) -> bool:
    """Return True where a compartment that faces the plate is to get its cold."""
    if not on:
        return _gives_out(cell, plate_c, settings)
    if fridge.kind is not BoxKind.THERMOELECTRIC:
        return cell.cooling
    return cell.blind is not None or cell.aim is None or cell.settled_c > cell.aim.c + cell.trim_k - ENOUGH_K


def _gives_out(cell: Cell, plate_c: float | None, settings: CompartmentSettings) -> bool:
    if plate_c is None or cell.blind is not None or cell.aim is None:
        return False
    wants = cell.settled_c > cell.aim.c + cell.trim_k - cell.half_k - GIVEN_K
    return wants and cell.air_c - plate_c > GIVE_OUT_K and cell.air_c > settings.air_floor_c + RISE_K


def _spills(cell: Cell, source_c: float | None) -> bool:
    """Return True where cold is to come over from the part with the plate, whose air, or else plate, has `source_c`."""
    return cell.cooling and (source_c is None or cell.blind is not None or cell.air_c - source_c > SPILL_K)


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
