"""The input of one step of the controller: readings by appliance, and the requests of people.

Each input is declared once, as a field: its name ends in its unit, its type tells the setting that limits its age. What
must know all inputs asks the functions at the end of this file, which go by the fields. All have one order: each
compartment, then fridge, cabin, supply and vehicle. Groups are small and nested: a tick builds only what changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Annotated, get_args

from controller.interface.immutable import immutable
from controller.interface.readings import NOT_FITTED, Reading
from controller.interface.requests import Request


@immutable
class MaxAge:
    """The limit for the age of a reading: the field of FreshnessSettings that sets it."""

    setting: str
    slow: bool = False
    """It changes slowly and no safety depends on it: its readings may stand for as long as they say themselves."""


FridgeReading = Annotated[Reading, MaxAge("fridge_s")]
CabinReading = Annotated[Reading, MaxAge("cabin_s")]
AirQualityReading = Annotated[Reading, MaxAge("air_quality_s")]
SlowAirQualityReading = Annotated[Reading, MaxAge("air_quality_s", slow=True)]
SupplyReading = Annotated[Reading, MaxAge("supply_s")]
VehicleReading = Annotated[Reading, MaxAge("vehicle_s")]
OtherReading = Annotated[Reading, MaxAge("others_s")]


@immutable
class CompartmentInputs:
    """One compartment of the fridge. `lid_open` is 1 when open, 0 when closed."""

    air_c: FridgeReading = NOT_FITTED
    contents_c: FridgeReading = NOT_FITTED
    lid_open: FridgeReading = NOT_FITTED


@immutable
class FridgeInputs:
    """The fridge: its compartments in the order of the settings, the evaporator plate, the condenser and its fan."""

    compartments: tuple[CompartmentInputs, ...] = ()
    plate_c: FridgeReading = NOT_FITTED
    condenser_c: FridgeReading = NOT_FITTED
    condenser_fan_rpm: FridgeReading = NOT_FITTED


@immutable(kw_only=True)
class CabinInputs:
    """The air that people breathe, the surfaces around them, and their presence.

    The indices compare with the last day: usual is VOC 100, NOx 1. `presence` is 1 with somebody there, else 0.
    """

    air_c: CabinReading = NOT_FITTED
    humidity_pct: CabinReading = NOT_FITTED
    co2_ppm: AirQualityReading = NOT_FITTED
    pm25_ugm3: SlowAirQualityReading = NOT_FITTED
    voc_index: SlowAirQualityReading = NOT_FITTED
    nox_index: SlowAirQualityReading = NOT_FITTED
    surface_c: CabinReading = NOT_FITTED
    presence: CabinReading = NOT_FITTED


@immutable
class Terminals:
    """Measurements at the controller's terminals; current is positive into the appliances."""

    voltage_v: SupplyReading = NOT_FITTED
    current_a: SupplyReading = NOT_FITTED


@immutable(kw_only=True)
class SupplyInputs(Terminals):
    """The supply: at the terminals, at its batteries, and what else feeds it.

    `battery_a` is the current of the battery that the appliances run from, positive while it charges; `soc_pct` its
    charge as its own electronics or a monitor tell it. `starter_v` is the voltage of the other battery, the one that
    starts the car; `solar_w` the power of panels, `shore` 1 while shore power is plugged in.
    """

    battery_a: SupplyReading = NOT_FITTED
    soc_pct: OtherReading = NOT_FITTED
    starter_v: SupplyReading = NOT_FITTED
    solar_w: OtherReading = NOT_FITTED
    shore: OtherReading = NOT_FITTED


@immutable(kw_only=True)
class VehicleInputs:
    """The signals that the car broadcasts on its bus.

    `soc_pct` is the charge of its traction battery; `ready` is 1 while an electric car is switched on, `charging` 1
    while it is connected to a charger.
    """

    speed_kph: VehicleReading = NOT_FITTED
    outside_c: VehicleReading = NOT_FITTED
    engine_rpm: VehicleReading = NOT_FITTED
    driver_door_open: VehicleReading = NOT_FITTED
    soc_pct: OtherReading = NOT_FITTED
    ready: VehicleReading = NOT_FITTED
    charging: OtherReading = NOT_FITTED


@immutable(kw_only=True)
class Snapshot:
    """The input of one step."""

    fridge: FridgeInputs = FridgeInputs()
    cabin: CabinInputs = CabinInputs()
    supply: SupplyInputs = SupplyInputs()
    vehicle: VehicleInputs = VehicleInputs()
    requests: tuple[Request, ...] = ()
    outputs_driven: bool = True
    """True where the last commands reached the outputs; if not, everything is off."""


def _declared(group: type) -> dict[str, MaxAge]:
    """Map the name of each reading of a group to the limit for its age, in the order of the fields."""
    return {field.name: age for field in fields(group) for age in get_args(field.type) if isinstance(age, MaxAge)}


_BOX = _declared(CompartmentInputs)
_FRIDGE, _CABIN = _declared(FridgeInputs), _declared(CabinInputs)
_SUPPLY, _VEHICLE = _declared(SupplyInputs), _declared(VehicleInputs)
_SINGLE = (("fridge", _FRIDGE), ("cabin", _CABIN), ("supply", _SUPPLY), ("vehicle", _VEHICLE))


def max_ages(compartments: Iterable[str]) -> dict[str, MaxAge]:
    """Map each input's point ("fridge.food.air_c" of the compartment food) to the limit for its age."""
    boxes = [(f"fridge.{name}", _BOX) for name in compartments]
    return {f"{place}.{name}": age for place, group in (*boxes, *_SINGLE) for name, age in group.items()}


def readings_of(snapshot: Snapshot, compartments: int) -> list[Reading]:
    """List every reading of `snapshot`; a compartment that it lacks has none fitted."""
    boxes = snapshot.fridge.compartments
    if len(boxes) != compartments:
        boxes = (*boxes, *[CompartmentInputs()] * compartments)[:compartments]
    groups = (
        *[(box, _BOX) for box in boxes],
        (snapshot.fridge, _FRIDGE),
        (snapshot.cabin, _CABIN),
        (snapshot.supply, _SUPPLY),
        (snapshot.vehicle, _VEHICLE),
    )
    return [getattr(group, name) for group, names in groups for name in names]


def snapshot_of(readings: Sequence[Reading], requests: tuple[Request, ...], *, outputs_driven: bool) -> Snapshot:
    """Make a snapshot of `readings`, which are all, in their order."""
    left = iter(readings)

    def take(names: Iterable[str]) -> dict[str, Reading]:
        return {name: next(left) for name in names}

    boxes = range((len(readings) - sum(len(group) for _, group in _SINGLE)) // len(_BOX))
    return Snapshot(
        fridge=FridgeInputs(tuple([CompartmentInputs(**take(_BOX)) for _ in boxes]), **take(_FRIDGE)),
        cabin=CabinInputs(**take(_CABIN)),
        supply=SupplyInputs(**take(_SUPPLY)),
        vehicle=VehicleInputs(**take(_VEHICLE)),
        requests=requests,
        outputs_driven=outputs_driven,
    )
