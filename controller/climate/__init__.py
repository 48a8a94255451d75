"""The climate law: air temperature, windscreen, departures, animals and sleepers, and its own tuning."""

from controller.climate.climate_memory import Asked, ClimateMemory, ClimateOutput
from controller.climate.law import initial, regulate, stopped
from controller.climate.scene import STILL, Air
from controller.climate.split_range import recirculation_pct

__all__ = [
    "STILL",
    "Air",
    "Asked",
    "ClimateMemory",
    "ClimateOutput",
    "initial",
    "recirculation_pct",
    "regulate",
    "stopped",
]
