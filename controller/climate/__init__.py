"""The climate law: air temperature, windscreen, departures, animals and sleepers, and its own tuning.

`regulate(memory, inputs, asked, settings, applied, *, now_s) -> ClimateMemory` is the whole interface; the first
memory is `ClimateMemory()`.
"""

from controller.climate.climate_memory import Activity, ClimateMemory
from controller.climate.law import regulate, stopped
from controller.climate.split_range import STILL, Air, Asked, recirculation_pct

__all__ = ["STILL", "Activity", "Air", "Asked", "ClimateMemory", "recirculation_pct", "regulate", "stopped"]
