"""The physics of the simulated car: fixed steps, no clock, no input or output, randomness only from a given seed.

Parameters are fitted to published curves and product figures: a representative car and fridge, no named product.
"""

from hil.plants.cabin import Cabin, CabinConditions, CabinParameters
from hil.plants.car import CarParameters, SimulatedCar
from hil.plants.climate import Climate, ClimateParameters
from hil.plants.compressor import Compressor, CompressorParameters
from hil.plants.demo import demo_car, demo_parameters
from hil.plants.fridge import Compartment, CompartmentParameters, Fridge, FridgeParameters
from hil.plants.lids import LidOpening
from hil.plants.people import NOBODY, People
from hil.plants.sensors import SensorParameters
from hil.plants.supply import Supply, SupplyParameters
from hil.plants.vehicle import Trip, Vehicle
from hil.plants.weather import Weather, WeatherParameters

__all__ = [
    "NOBODY",
    "Cabin",
    "CabinConditions",
    "CabinParameters",
    "CarParameters",
    "Climate",
    "ClimateParameters",
    "Compartment",
    "CompartmentParameters",
    "Compressor",
    "CompressorParameters",
    "Fridge",
    "FridgeParameters",
    "LidOpening",
    "People",
    "SensorParameters",
    "SimulatedCar",
    "Supply",
    "SupplyParameters",
    "Trip",
    "Vehicle",
    "Weather",
    "WeatherParameters",
    "demo_car",
    "demo_parameters",
]
