"""The truth behind every input of the board, by name; what only the car's own electronics know is not among them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hil.plants import derived_signals
from hil.plants.cooling_box import CoolingCompartment

if TYPE_CHECKING:
    from hil.plants.car import SimulatedCar

Truths = Mapping[str, Callable[[], float]]


def truths(car: "SimulatedCar") -> Truths:
    """Map each input to the function that reads its true value from the plants."""
    compartments: dict[str, Callable[[], float]] = {}
    for compartment in car.fridge.compartments:
        compartments |= _compartment(compartment)
    return {**compartments, **_fridge(car), **_cabin(car), **_supply(car), **_vehicle(car), **_electric(car)}


def _compartment(compartment: CoolingCompartment) -> Truths:
    prefix = f"fridge.{compartment.name}."
    return {
        prefix + "air_c": lambda: compartment.air_c,
        prefix + "contents_c": lambda: compartment.contents_c,
        prefix + "lid_open": lambda: float(compartment.lid_open),
    }


def _fridge(car: "SimulatedCar") -> Truths:
    fridge, cabin = car.fridge, car.cabin
    return {
        "fridge.plate_c": lambda: fridge.plate_c,
        "fridge.condenser_c": lambda: derived_signals.condenser_c(fridge, cabin),
        "fridge.condenser_fan_rpm": lambda: derived_signals.condenser_fan_rpm(fridge, cabin),
    }


def _cabin(car: "SimulatedCar") -> Truths:
    cabin, vehicle = car.cabin, car.vehicle
    return {
        "cabin.air_c": lambda: cabin.air_c,
        "cabin.humidity_pct": lambda: cabin.humidity_pct,
        "cabin.co2_ppm": lambda: cabin.co2_ppm,
        "cabin.pm1_ugm3": lambda: derived_signals.particles_ugm3(cabin)[0],
        "cabin.pm25_ugm3": lambda: cabin.pm25_ugm3,
        "cabin.pm10_ugm3": lambda: derived_signals.particles_ugm3(cabin)[3],
        "cabin.voc_index": lambda: derived_signals.voc_index(cabin),
        "cabin.nox_index": lambda: derived_signals.nox_index(cabin),
        "cabin.pressure_hpa": lambda: car.route.pressure_hpa,
        "cabin.surface_c": lambda: cabin.mass_c,
        "cabin.presence": lambda: derived_signals.presence(vehicle),
        "cabin.pulse_contact": lambda: derived_signals.presence(vehicle),
    }


def _supply(car: "SimulatedCar") -> Truths:
    supply = car.supply
    return {
        "supply.voltage_v": lambda: supply.voltage_v,
        "supply.current_a": lambda: supply.current_a,
        "supply.power_w": lambda: supply.voltage_v * supply.current_a,
        "supply.energy_wh": lambda: car.drawn_wh,
        "supply.charge_ah": lambda: car.drawn_ah,
    }


def _vehicle(car: "SimulatedCar") -> Truths:
    vehicle, route = car.vehicle, car.route
    return {
        "vehicle.speed_kph": lambda: vehicle.speed_kph,
        "vehicle.outside_c": lambda: car.weather.outside_c,
        "vehicle.engine_rpm": lambda: vehicle.engine_rpm,
        "vehicle.driver_door_open": lambda: float(vehicle.driver_door_open),
        "vehicle.tilt_deg": lambda: route.tilt_deg,
        "vehicle.shock_g": lambda: 0.0,  # no plant knocks; scenarios do
        "vehicle.latitude_deg": lambda: route.latitude_deg,
        "vehicle.longitude_deg": lambda: route.longitude_deg,
        "vehicle.altitude_m": lambda: route.altitude_m,
        "vehicle.course_deg": lambda: route.course_deg,
        "vehicle.gnss_speed_kph": lambda: vehicle.speed_kph,
    }


def _electric(car: "SimulatedCar") -> Truths:
    """Map the inputs that only an electric car has."""
    supply, vehicle = car.supply, car.vehicle
    traction = supply.traction
    if traction is None:
        return {}
    return {
        "vehicle.soc_pct": lambda: traction.charge_pct,
        "vehicle.ready": lambda: float(vehicle.ready),
        "vehicle.charging": lambda: derived_signals.charging(supply, vehicle),
    }
