"""Detection of a car in use, where something else than the battery carries the loads.

No single threshold tells: a smart alternator holds anything from 12.3 to 15 V, and a rested battery reads 13.1 V after
a drive. What counts, the first that applies:

1. the bus says that the engine runs, that the car moves, is ready to drive or charges;
2. the voltage without our loads is above any resting battery;
3. the bus does not tell, and the voltage has jumped lately though none of our loads was switched.
"""

from controller.interface.snapshot import VehicleInputs
from controller.power.power_memory import Waking

RUNNING_RPM = 500.0
"""An engine that is cranked turns at 100-300 rpm, an idling one at 600-900."""

CHARGING_V = 13.3
"""Of a 12 V battery: above lead-acid with a fresh surface charge (13.1 V). Engineering choice."""

SUPPLIED_V = 11.9
"""Below this nothing charges, whatever the engine does: the alternator has failed. Engineering choice."""

JUMP_V = 0.25
"""Between two looks at the supply. Engineering choice: ten times the noise, half of what an alternator does."""

JUMP_HOLD_S = 600.0
"""A car with a jump in its voltage is taken to be in use for so long: a smart alternator brakes into the battery more
often than that in town. Engineering choice; being wrong costs the battery less than 1 Ah."""

BUS_HOLD_S = 20.0
"""Stop and start, and gaps in the readings, do not put the car to sleep. Engineering choice."""


def bus_tells(vehicle: VehicleInputs) -> bool | None:
    """Return True where the bus says that the car is in use; None when it says nothing."""
    known = False
    for reading, minimum in (
        (vehicle.engine_rpm, RUNNING_RPM),
        (vehicle.speed_kph, 1.0),
        (vehicle.ready, 1.0),
        (vehicle.charging, 1.0),
    ):
        if reading.value is not None:
            known = True
            if reading.value >= minimum:
                return True
    return False if known else None


def update(waking: Waking, by_bus: bool | None, rest_v: float | None, jump: bool, *, now_s: float) -> Waking:
    """One look later; `rest_v` is that of a 12 V battery."""
    return Waking(
        now_s if by_bus else waking.bus_at_s,
        now_s if rest_v is not None and rest_v >= CHARGING_V else waking.charging_at_s,
        now_s if jump else waking.jump_at_s,
    )


def is_awake(waking: Waking, by_bus: bool | None, rest_v: float | None, *, now_s: float) -> bool:
    """Apply the table in the head of this file."""
    if rest_v is not None and rest_v < SUPPLIED_V:
        return False
    if now_s - max(waking.bus_at_s, waking.charging_at_s) <= BUS_HOLD_S:
        return True
    return by_bus is None and now_s - waking.jump_at_s <= JUMP_HOLD_S
