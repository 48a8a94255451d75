"""The drive of a thermoelectric module: as low and as long as holds the compartments.

Its efficiency is best at low drive, and heat flows back through it while it stands. So it is led by degrees, with a
proportional and an integral part, by the compartment that wants most, and stands only where its lowest drive is too
much. A relay switches it for shares of long cycles instead (sigma_delta.py).

State      leaves for   when the drive that is wanted (0 the lowest, 1 full)
standing   driven       is more than nothing
driven     standing     is OFF_BELOW or less, as it is while nobody is to be cooled
"""

from collections.abc import Sequence

from controller.algorithms import sigma_delta
from controller.fridge.fridge_memory import FULL_PCT, Cell, Drive
from controller.interface.energy_budget import Budget
from controller.interface.immutable import immutable
from controller.settings.fridge import CompartmentSettings, ThermoelectricSettings

OFF_BELOW = -0.15
"""Four tenths of a kelvin below the aim by the usual gain. Engineering choice: contents swing by less than that."""

ROOM_K = 1.0
"""This near its air's floor a compartment bears less drive. Engineering choice: the coasting of the air."""

UNDER_WAY = 0.25
"""The share of an excess that is learned from while the air is beyond the aim. Engineering choice: some, since a sensor
on a wall reads cold all the time."""

SCARCE = 0.5
"""The most drive while the supply allows only the lowest speed. Engineering choice: a third of full power."""


@immutable
class Since:
    """The last tick: a module was really `driven` or not, for `dt_s` until `now_s`; in all it was so for `lasted_s`."""

    driven: bool
    lasted_s: float
    dt_s: float
    now_s: float


def update(
    drive: Drive,
    cooled: Sequence[tuple[Cell, CompartmentSettings]],
    settings: ThermoelectricSettings,
    since: Since,
) -> Drive:
    """Return the drive one tick later, for the compartments that are to be `cooled`."""
    seen = [(cell, one) for cell, one in cooled if cell.aim is not None and cell.blind is None]
    growth = settings.gain_per_k * max([_lasting_k(cell) for cell, _ in seen], default=0.0)
    is_full = drive.wanted >= 1.0 and growth > 0.0
    learned = max([cell.learned_duty.duty for cell, _ in seen], default=0.0)
    grown = 0.0 if is_full else growth * since.dt_s / settings.integral_s
    integral = min(max((learned if drive.integral is None else drive.integral) + grown, OFF_BELOW), 1.0)
    wants = [min(integral + settings.gain_per_k * _excess_k(cell), _room(cell, one)) for cell, one in seen]
    wants += [cell.blind.duty for cell, _ in cooled if cell.blind is not None]
    wanted = min(max(wants, default=OFF_BELOW), 1.0)
    kept = integral if seen else drive.integral
    if settings.proportional:
        return Drive(wanted, kept, wanted > (OFF_BELOW if drive.on else 0.0))
    relay = drive.relay or sigma_delta.initial(since.now_s - since.lasted_s, now_s=since.now_s)
    relay = sigma_delta.update(relay, max(wanted, 0.0), since.driven, settings, now_s=since.now_s)
    return Drive(wanted, kept, relay.on, relay)


def speed_pct(drive: Drive, budget: Budget) -> float:
    """Return the drive between the lowest (0) and the highest (100), as far as the supply allows."""
    max_share = SCARCE + (1.0 - SCARCE) * budget.max_speed_pct / FULL_PCT
    return FULL_PCT * min(max(drive.wanted, 0.0), max_share)


def _excess_k(cell: Cell) -> float:
    """Return how much warmer a compartment is than it is to be."""
    return 0.0 if cell.aim is None else cell.settled_c - cell.aim.c - cell.trim_k


def _lasting_k(cell: Cell) -> float:
    """Return the part of it that teaches what holding takes: little while the air draws the contents there already."""
    excess_k = _excess_k(cell)
    air_k = excess_k + cell.air_c - cell.settled_c
    return excess_k if excess_k * air_k > 0.0 else UNDER_WAY * excess_k


def _room(cell: Cell, settings: CompartmentSettings) -> float:
    """Return the drive that a compartment bears: none where its air coasts to its floor."""
    return (cell.coast_c - settings.air_floor_c) / ROOM_K + OFF_BELOW
