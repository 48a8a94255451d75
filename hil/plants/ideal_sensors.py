"""Sensors without chips: readings straight from the plants, as the model tier needs them.

Each group is read once a second like the real drivers do, the slow carbon dioxide sensor every 5 s; between, the same
readings stand with the time they were taken.
"""

from dataclasses import dataclass
from math import inf
from random import Random

from controller.interface.readings import NO_DATA_YET, Reading
from controller.interface.snapshot import (
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
)
from hil.plants import derived_signals
from hil.plants.cabin import Cabin
from hil.plants.cooling_box import CoolingBox
from hil.plants.supply import Supply
from hil.plants.vehicle import Vehicle
from hil.plants.weather import Weather

_PERIOD_S = 1.0
_AIR_QUALITY_PERIOD_S = 5.0  # SCD4x in periodic measurement

_AIR_QUALITY = ("humidity_pct", "co2_ppm", "pm25_ugm3", "voc_index", "nox_index")


@dataclass(frozen=True, slots=True)
class SensorParameters:
    """Noise (one standard deviation) and resolution of the temperatures; zero is an ideal sensor."""

    noise_k: float = 0.0
    resolution_k: float = 0.0
    """TMP117: 1/128 K."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plants:
    """All that can be measured in the car."""

    fridge: CoolingBox
    cabin: Cabin
    supply: Supply
    vehicle: Vehicle
    weather: Weather


class Sensors:
    """Turns the truth into a snapshot."""

    __slots__ = (
        "_air_quality",
        "_air_quality_due_s",
        "_due_s",
        "_gauss",
        "_noise_k",
        "_plants",
        "_resolution_k",
        "_snapshot",
    )

    def __init__(self, plants: Plants, parameters: SensorParameters, random: Random) -> None:
        self._plants = plants
        self._noise_k, self._resolution_k = parameters.noise_k, parameters.resolution_k
        self._gauss = random.gauss
        self._snapshot = Snapshot()
        self._air_quality = dict.fromkeys(_AIR_QUALITY, NO_DATA_YET)
        self._due_s = self._air_quality_due_s = -inf

    def observe(self, now_s: float) -> Snapshot:
        """Return all readings at `now_s`; the same object as before while no sensor has been read again."""
        if now_s < self._due_s:
            return self._snapshot
        self._due_s = now_s + _PERIOD_S
        if now_s >= self._air_quality_due_s:
            self._air_quality_due_s = now_s + _AIR_QUALITY_PERIOD_S
            self._air_quality = _air_quality(self._plants.cabin, now_s)
        self._snapshot = self._read(now_s)
        return self._snapshot

    def _read(self, now_s: float) -> Snapshot:
        plants = self._plants
        supply, vehicle = plants.supply, plants.vehicle
        return Snapshot(
            fridge=self._fridge(plants.fridge, now_s),
            cabin=CabinInputs(
                air_c=self._temperature(plants.cabin.air_c, now_s),
                surface_c=self._temperature(plants.cabin.mass_c, now_s),
                presence=Reading(derived_signals.presence(vehicle), now_s),
                **self._air_quality,
            ),
            supply=SupplyInputs(Reading(supply.voltage_v, now_s), Reading(supply.current_a, now_s)),
            vehicle=VehicleInputs(
                speed_kph=Reading(vehicle.speed_kph, now_s),
                outside_c=Reading(plants.weather.outside_c, now_s),
                engine_rpm=Reading(vehicle.engine_rpm, now_s),
                driver_door_open=Reading(float(vehicle.driver_door_open), now_s),
                **_electric(plants, now_s),
            ),
        )

    def _fridge(self, fridge: CoolingBox, now_s: float) -> FridgeInputs:
        compartments = [
            CompartmentInputs(
                self._temperature(compartment.air_c, now_s),
                self._temperature(compartment.contents_c, now_s),
                Reading(float(compartment.lid_open), now_s),
            )
            for compartment in fridge.compartments
        ]
        cabin = self._plants.cabin
        return FridgeInputs(
            tuple(compartments),
            self._temperature(fridge.plate_c, now_s),
            self._temperature(derived_signals.condenser_c(fridge, cabin), now_s),
            Reading(derived_signals.condenser_fan_rpm(fridge, cabin), now_s),
        )

    def _temperature(self, true_c: float, now_s: float) -> Reading:
        noise_k, resolution_k = self._noise_k, self._resolution_k
        if noise_k:
            true_c += self._gauss(0.0, noise_k)
        if resolution_k:
            true_c = round(true_c / resolution_k) * resolution_k
        return Reading(true_c, now_s)


def _electric(plants: Plants, now_s: float) -> dict[str, Reading]:
    """Read what only an electric car has: state of charge, ready, charging."""
    supply, ready = plants.supply, plants.vehicle.ready
    if supply.traction is None:
        return {}
    return {
        "soc_pct": Reading(supply.traction.charge_pct, now_s),
        "ready": Reading(float(ready), now_s),
        "charging": Reading(derived_signals.charging(supply, plants.vehicle), now_s),
    }


def _air_quality(cabin: Cabin, now_s: float) -> dict[str, Reading]:
    values = (
        cabin.humidity_pct,
        cabin.co2_ppm,
        cabin.pm25_ugm3,
        derived_signals.voc_index(cabin),
        derived_signals.nox_index(cabin),
    )
    return {name: Reading(value, now_s) for name, value in zip(_AIR_QUALITY, values, strict=True)}
