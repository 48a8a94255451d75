"""The only place that names concrete drivers: what the configuration says becomes objects."""

from firmware.wiring.asking import asked, polled_vehicle, polling_health
from firmware.wiring.calibration import calibration_store
from firmware.wiring.can_health import can_health
from firmware.wiring.cars import decoding, queries, vehicle
from firmware.wiring.chips import CHIPS
from firmware.wiring.driver import KEYS, Driver
from firmware.wiring.places import Places, i2c_buses
from firmware.wiring.raspberry import RealHardware, console_line, outputs
from firmware.wiring.recovery import remedies
from firmware.wiring.registry import Registry, registry
from firmware.wiring.surroundings import BatteryClock, BusFound, Found, Surroundings, look_around

__all__ = [
    "CHIPS",
    "KEYS",
    "BatteryClock",
    "BusFound",
    "Driver",
    "Found",
    "Places",
    "RealHardware",
    "Registry",
    "Surroundings",
    "asked",
    "calibration_store",
    "can_health",
    "console_line",
    "decoding",
    "i2c_buses",
    "look_around",
    "outputs",
    "polled_vehicle",
    "polling_health",
    "queries",
    "registry",
    "remedies",
    "vehicle",
]
