"""All that one step of the controller sees: readings by appliance, and what people asked for.

Groups are small and nested, so that a tick builds only what changed. Each group names its readings with their units.
"""

from controller.interface.immutable import immutable
from controller.interface.readings import NOT_FITTED, Reading
from controller.interface.requests import Request


@immutable
class CompartmentInputs:
    """One compartment of the fridge. `lid_open` is 1 when open, 0 when closed."""

    air_c: Reading = NOT_FITTED
    contents_c: Reading = NOT_FITTED
    lid_open: Reading = NOT_FITTED

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All, in the order of the fields."""
        return (self.air_c, self.contents_c, self.lid_open)


@immutable
class FridgeInputs:
    """The fridge: its compartments in the order of the settings, the evaporator plate, the condenser and its fan."""

    compartments: tuple[CompartmentInputs, ...] = ()
    plate_c: Reading = NOT_FITTED
    condenser_c: Reading = NOT_FITTED
    condenser_fan_rpm: Reading = NOT_FITTED

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Its own, in the order of the fields."""
        return (self.plate_c, self.condenser_c, self.condenser_fan_rpm)


@immutable(kw_only=True)
class CabinInputs:
    """The air that people breathe, what is around them, and whether there are any.

    The indices compare with the last day: usual is VOC 100, NOx 1. `presence` is 1 with somebody there, else 0.
    """

    air_c: Reading = NOT_FITTED
    humidity_pct: Reading = NOT_FITTED
    co2_ppm: Reading = NOT_FITTED
    pm25_ugm3: Reading = NOT_FITTED
    voc_index: Reading = NOT_FITTED
    nox_index: Reading = NOT_FITTED
    surface_c: Reading = NOT_FITTED
    presence: Reading = NOT_FITTED

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All, in the order of the fields."""
        return (
            self.air_c,
            self.humidity_pct,
            self.co2_ppm,
            self.pm25_ugm3,
            self.voc_index,
            self.nox_index,
            self.surface_c,
            self.presence,
        )


@immutable
class SupplyInputs:
    """The 12 V supply at the controller's terminals; current is positive into the appliances."""

    voltage_v: Reading = NOT_FITTED
    current_a: Reading = NOT_FITTED

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All, in the order of the fields."""
        return (self.voltage_v, self.current_a)


@immutable(kw_only=True)
class VehicleInputs:
    """What the car broadcasts on its bus.

    `soc_pct` is the charge of its traction battery; `ready` is 1 while an electric car is switched on, `charging` 1
    while it hangs on a charger.
    """

    speed_kph: Reading = NOT_FITTED
    outside_c: Reading = NOT_FITTED
    engine_rpm: Reading = NOT_FITTED
    driver_door_open: Reading = NOT_FITTED
    soc_pct: Reading = NOT_FITTED
    ready: Reading = NOT_FITTED
    charging: Reading = NOT_FITTED

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All, in the order of the fields."""
        return (
            self.speed_kph,
            self.outside_c,
            self.engine_rpm,
            self.driver_door_open,
            self.soc_pct,
            self.ready,
            self.charging,
        )


@immutable(kw_only=True)
class Snapshot:
    """The input of one step."""

    fridge: FridgeInputs = FridgeInputs()
    cabin: CabinInputs = CabinInputs()
    supply: SupplyInputs = SupplyInputs()
    vehicle: VehicleInputs = VehicleInputs()
    requests: tuple[Request, ...] = ()
    outputs_driven: bool = True
    """Whether the last commands reached the outputs; if not, everything is off."""
