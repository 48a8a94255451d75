"""Detection of a car in use, where something else than the battery carries the loads.

No single threshold tells: a smart alternator holds anything from 12.3 to 15 V, a rested lead battery reads 13.1 V after
a drive, and a lithium one 13.3 V for weeks. What counts, the first that applies, as far as the settings ask for it:

1. the bus says that the engine runs, that the car moves, is ready to drive or charges;
2. shore power is plugged in;
3. the battery is being charged: by its current, for CHARGED_S; where that is not measured, by more solar power than
   the appliances take; or the starter battery is;
4. the voltage without our loads is above any resting battery of its kind, for no longer than a day's sun, and no
   current flows out of it;
5. the bus does not tell, and the voltage has jumped lately though none of our loads was switched.
"""

from dataclasses import replace

from controller.interface.energy_budget import InUse
from controller.interface.immutable import immutable
from controller.interface.snapshot import VehicleInputs
from controller.power.battery_kinds import Kind
from controller.power.power_memory import Waking
from controller.settings.power import InUseBy

RUNNING_RPM = 500.0
"""An engine that is cranked turns at 100-300 rpm, an idling one at 600-900."""

SUPPLIED_V = 11.9
"""Below this nothing charges, whatever the engine does: the alternator has failed. Engineering choice."""

CHARGED_A, CHARGED_S = 1.0, 20.0
"""A current into the battery that is no offset of a shunt, and for longer than a switched load swings."""

DRAWN_A = 0.5
"""A current out of the battery: whatever its voltage, nothing charges it."""

STARTER_V = 13.4
"""Of a lead starter battery: above what it has at rest."""

SPARE_SOLAR_W = 15.0
"""More than the appliances take: what a sleeping car and the controller need as well."""

JUMP_V = 0.25
"""Between two looks at the supply. Engineering choice: ten times the noise, half of what an alternator does."""

JUMP_HOLD_S = 600.0
"""A car with a jump in its voltage is taken to be in use for so long: a smart alternator brakes into the battery more
often than that in town. Engineering choice; being wrong costs the battery less than 1 Ah."""

BUS_HOLD_S = 20.0
"""Stop and start, and gaps in the readings, do not put the car to sleep. Engineering choice."""

LIFTED_S = 57_600.0
"""Longer than a day's sun no voltage tells by itself that something charges: then it is a battery of another kind, or
one that is kept full, and neither is a car in use."""

_BY_BUS = frozenset({InUseBy.AUTO, InUseBy.BUS})
_BY_CURRENT = frozenset({InUseBy.AUTO, InUseBy.CURRENT})
_BY_VOLTAGE = frozenset({InUseBy.AUTO, InUseBy.VOLTAGE})


@immutable(kw_only=True)
class Signs:
    """All that can be seen at one look, voltages as of a 12 V battery; None is not known."""

    by_bus: InUse | None = None
    """ASLEEP where the bus says that the car is not in use."""
    shore: bool = False
    battery_a: float | None = None
    spare_solar_w: float | None = None
    starter_v: float | None = None
    open_v: float | None = None
    jumped: bool = False


def bus_tells(vehicle: VehicleInputs) -> InUse | None:
    """Return what the bus says of the car; None when it says nothing."""
    known = False
    for reading, minimum, told in (
        (vehicle.engine_rpm, RUNNING_RPM, InUse.ENGINE),
        (vehicle.speed_kph, 1.0, InUse.MOVES),
        (vehicle.ready, 1.0, InUse.READY),
        (vehicle.charging, 1.0, InUse.TRACTION),
    ):
        if reading.value is not None:
            known = True
            if reading.value >= minimum:
                return told
    return InUse.ASLEEP if known else None


def update(waking: Waking, signs: Signs, kind: Kind, by: InUseBy, *, now_s: float) -> Waking:
    """One look later."""
    charged = signs.battery_a is not None and signs.battery_a >= CHARGED_A
    lifted = signs.open_v is not None and signs.open_v >= kind.charging_v
    after = replace(
        waking,
        jump_at_s=now_s if signs.jumped else waking.jump_at_s,
        charged_since_s=_since_s(waking.charged_since_s, charged, now_s=now_s),
        lifted_since_s=_since_s(waking.lifted_since_s, lifted, now_s=now_s),
    )
    why = _evidence(after, signs, by, now_s=now_s)
    return after if why is None else replace(after, why=why, seen_at_s=now_s)


def in_use(waking: Waking, signs: Signs, by: InUseBy, *, now_s: float) -> InUse:
    """Tell what shows that the car is in use, or why it is not."""
    charged = signs.battery_a is not None and signs.battery_a >= CHARGED_A
    if signs.open_v is not None and signs.open_v < SUPPLIED_V and not charged:
        return InUse.UNSUPPLIED
    if now_s - waking.seen_at_s <= BUS_HOLD_S:
        return waking.why
    if signs.by_bus is None and by in _BY_VOLTAGE and now_s - waking.jump_at_s <= JUMP_HOLD_S:
        return InUse.JUMP
    return InUse.ASLEEP


def _since_s(since_s: float | None, holds: bool, *, now_s: float) -> float | None:
    if not holds:
        return None
    return now_s if since_s is None else since_s


def _evidence(waking: Waking, signs: Signs, by: InUseBy, *, now_s: float) -> InUse | None:
    """Apply the table in the head of this file, but for its last row."""
    a, solar_w, bus = signs.battery_a, signs.spare_solar_w, signs.by_bus
    charged_s = _lasted_s(waking.charged_since_s, now_s=now_s)
    lifted_s = _lasted_s(waking.lifted_since_s, now_s=now_s)
    is_lifted = 0.0 <= lifted_s <= LIFTED_S and (a is None or a > -DRAWN_A)
    rows = (
        (bus is not None and bus is not InUse.ASLEEP, _BY_BUS, bus),
        (signs.shore, _BY_BUS, InUse.SHORE),
        (charged_s >= CHARGED_S, _BY_CURRENT, InUse.CURRENT),
        (a is None and solar_w is not None and solar_w >= SPARE_SOLAR_W, _BY_CURRENT, InUse.SOLAR),
        (signs.starter_v is not None and signs.starter_v >= STARTER_V, _BY_VOLTAGE, InUse.STARTER),
        (is_lifted, _BY_VOLTAGE, InUse.VOLTAGE),
    )
    return next((why for holds, ways, why in rows if holds and by in ways), None)


def _lasted_s(since_s: float | None, *, now_s: float) -> float:
    """Return for how long it holds; -1 where it does not."""
    return -1.0 if since_s is None else now_s - since_s
