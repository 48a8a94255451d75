"""The only place that names concrete drivers: what the configuration says becomes objects."""

from firmware.wiring.cars import decoding, queries, vehicle
from firmware.wiring.chips import CHIPS, i2c_buses, options, sample_fields, sensor
from firmware.wiring.raspberry import RealHardware, console_line, outputs

__all__ = [
    "CHIPS",
    "RealHardware",
    "console_line",
    "decoding",
    "i2c_buses",
    "options",
    "outputs",
    "queries",
    "sample_fields",
    "sensor",
    "vehicle",
]
