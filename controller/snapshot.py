"""All that one step of the controller sees: readings by appliance, and what people asked for.

Groups are small and nested, so that a tick builds only what changed. Each group names its readings with their units.
"""

from dataclasses import dataclass

from controller.readings import NOT_FITTED, Reading
from controller.requests import Request


@dataclass(frozen=True, slots=True)
class CompartmentInputs:
    """One compartment of the fridge. `lid_open` is 1 when open, 0 when closed."""

    air_c: Reading = NOT_FITTED
    contents_c: Reading = NOT_FITTED
    lid_open: Reading = NOT_FITTED


@dataclass(frozen=True, slots=True)
class FridgeInputs:
    """The fridge: its compartments in the order of the settings, and the evaporator plate."""

    compartments: tuple[CompartmentInputs, ...] = ()
    plate_c: Reading = NOT_FITTED


@dataclass(frozen=True, slots=True)
class CabinInputs:
    """The air that people breathe."""

    air_c: Reading = NOT_FITTED
    humidity_pct: Reading = NOT_FITTED
    co2_ppm: Reading = NOT_FITTED


@dataclass(frozen=True, slots=True)
class SupplyInputs:
    """The 12 V supply at the controller's terminals; current is positive into the appliances."""

    voltage_v: Reading = NOT_FITTED
    current_a: Reading = NOT_FITTED


@dataclass(frozen=True, slots=True)
class VehicleInputs:
    """What the car broadcasts on its bus."""

    speed_kph: Reading = NOT_FITTED
    outside_c: Reading = NOT_FITTED
    engine_rpm: Reading = NOT_FITTED
    driver_door_open: Reading = NOT_FITTED


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The input of one step."""

    fridge: FridgeInputs = FridgeInputs()
    cabin: CabinInputs = CabinInputs()
    supply: SupplyInputs = SupplyInputs()
    vehicle: VehicleInputs = VehicleInputs()
    requests: tuple[Request, ...] = ()
