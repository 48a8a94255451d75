"""The newest reading of each input, by point name, and how a snapshot is made of them."""

from collections.abc import Mapping

from controller import (
    NO_DATA_YET,
    NOT_FITTED,
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Reading,
    Request,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
)

VEHICLE_EXTRAS = frozenset(
    f"vehicle.{field}"
    for field in ("soc_pct", "pack_v", "pack_a", "cabin_c", "coolant_c", "fuel_pct", "control_module_v")
)
"""What a car may tell beyond what the controller uses: on the board for those who look, in no snapshot."""


class Board:
    """Sensor tasks put readings here; the cycle takes a snapshot. Only points with a source can be put."""

    def __init__(self, settings: Settings, sources: frozenset[str]) -> None:
        self._names = tuple(compartment.name for compartment in settings.fridge.compartments)
        unknown = sources - known_inputs(settings) - VEHICLE_EXTRAS
        if unknown:
            raise KeyError(f"no such input: {', '.join(sorted(unknown))}")
        self._readings: dict[str, Reading] = dict.fromkeys(sources, NO_DATA_YET)

    def put(self, point: str, reading: Reading) -> None:
        """Take over a newer reading of `point`."""
        self._readings[point] = reading

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The newest reading of each point that has a source."""
        return self._readings

    def snapshot(self, requests: tuple[Request, ...]) -> Snapshot:
        """All inputs now; what has no source is not fitted."""

        def get(point: str) -> Reading:
            return self._readings.get(point, NOT_FITTED)

        return Snapshot(
            fridge=FridgeInputs(
                tuple(
                    CompartmentInputs(
                        air_c=get(f"fridge.{name}.air_c"),
                        contents_c=get(f"fridge.{name}.contents_c"),
                        lid_open=get(f"fridge.{name}.lid_open"),
                    )
                    for name in self._names
                ),
                plate_c=get("fridge.plate_c"),
            ),
            cabin=CabinInputs(get("cabin.air_c"), get("cabin.humidity_pct"), get("cabin.co2_ppm")),
            supply=SupplyInputs(get("supply.voltage_v"), get("supply.current_a")),
            vehicle=VehicleInputs(
                get("vehicle.speed_kph"),
                get("vehicle.outside_c"),
                get("vehicle.engine_rpm"),
                get("vehicle.driver_door_open"),
            ),
            requests=requests,
        )


def known_inputs(settings: Settings) -> frozenset[str]:
    """Every point that a sensor or a car can give to this installation."""
    compartments = {
        f"fridge.{compartment.name}.{field}"
        for compartment in settings.fridge.compartments
        for field in ("air_c", "contents_c", "lid_open")
    }
    return frozenset(compartments) | {
        "fridge.plate_c",
        "cabin.air_c",
        "cabin.humidity_pct",
        "cabin.co2_ppm",
        "supply.voltage_v",
        "supply.current_a",
        "vehicle.speed_kph",
        "vehicle.outside_c",
        "vehicle.engine_rpm",
        "vehicle.driver_door_open",
    }
