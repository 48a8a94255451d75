"""The physics of the simulated car: fixed steps, no clock, no input or output, randomness only from a given seed.

Parameters are fitted to published curves and product figures: a representative car and fridge, no named product.
"""

from hil.plants.boxes import one_compartment, random_fridge, two_compartments
from hil.plants.cabin import Cabin, CabinParameters
from hil.plants.cabin_air import CabinAirParameters
from hil.plants.cabin_ports import CabinConditions, ClimateOutputs
from hil.plants.cabins import random_cabin, random_camper, random_small_ev
from hil.plants.car import CarParameters, SimulatedCar
from hil.plants.charger import DC_DC, SMART, ChargerParameters
from hil.plants.climate import Climate, ClimateParameters
from hil.plants.compartment import Compartment, CompartmentParameters
from hil.plants.compressor import Compressor, CompressorParameters
from hil.plants.contents import ContentsParameters
from hil.plants.cooling_box import CoolingBox, CoolingBoxParameters, CoolingCompartment, CoolingUnit
from hil.plants.demo import demo_car, demo_parameters
from hil.plants.diary import Diary, GoodsIn, GoodsOut, Happening, LidOpening
from hil.plants.fridge import Fridge, FridgeParameters
from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings
from hil.plants.fuel_heater import Flame, FuelHeater, FuelHeaterParameters
from hil.plants.ideal_sensors import SensorParameters
from hil.plants.outside_air import OutsideAir, OutsideAirParameters, Spike, random_spikes
from hil.plants.people import NOBODY, People
from hil.plants.probe import Probe, ProbeFault, ProbeParameters
from hil.plants.refrigerant import RefrigerantParameters
from hil.plants.supply import Supply, SupplyConditions, SupplyParameters
from hil.plants.traction import TractionParameters
from hil.plants.vehicle import Trip, Vehicle
from hil.plants.weather import Weather, WeatherParameters
from hil.plants.windscreen import WindscreenParameters

__all__ = [
    "DC_DC",
    "NOBODY",
    "SMART",
    "Cabin",
    "CabinAirParameters",
    "CabinConditions",
    "CabinParameters",
    "CarParameters",
    "ChargerParameters",
    "Climate",
    "ClimateOutputs",
    "ClimateParameters",
    "Compartment",
    "CompartmentParameters",
    "Compressor",
    "CompressorParameters",
    "ContentsParameters",
    "CoolingBox",
    "CoolingBoxParameters",
    "CoolingCompartment",
    "CoolingUnit",
    "Diary",
    "Flame",
    "Fridge",
    "FridgeFaults",
    "FridgeOutputs",
    "FridgeParameters",
    "FridgeSurroundings",
    "FuelHeater",
    "FuelHeaterParameters",
    "GoodsIn",
    "GoodsOut",
    "Happening",
    "LidOpening",
    "OutsideAir",
    "OutsideAirParameters",
    "People",
    "Probe",
    "ProbeFault",
    "ProbeParameters",
    "RefrigerantParameters",
    "SensorParameters",
    "SimulatedCar",
    "Spike",
    "Supply",
    "SupplyConditions",
    "SupplyParameters",
    "TractionParameters",
    "Trip",
    "Vehicle",
    "Weather",
    "WeatherParameters",
    "WindscreenParameters",
    "demo_car",
    "demo_parameters",
    "one_compartment",
    "random_cabin",
    "random_camper",
    "random_fridge",
    "random_small_ev",
    "random_spikes",
    "two_compartments",
]
