"""Simulated chips at byte level: they turn physical values into bytes by maths of their own, never the drivers'."""

from hil.chips.ads1115 import SimAds1115
from hil.chips.at24 import SimAt24
from hil.chips.bme280 import SimBme280
from hil.chips.ds18b20 import SimDs18b20
from hil.chips.emc2101 import SimEmc2101
from hil.chips.ina226 import SimIna226
from hil.chips.ina228 import SimIna228
from hil.chips.lis3dh import SimLis3dh
from hil.chips.max30102 import SimMax30102
from hil.chips.mlx90614 import SimMlx90614
from hil.chips.scd4x import SimScd4x
from hil.chips.sen5x import SimSen5x
from hil.chips.sen66 import SimSen66
from hil.chips.sen_station import StationAir
from hil.chips.sgp41 import SimSgp41
from hil.chips.sht4x import SimSht4x
from hil.chips.simulated_chip import Conversions, Faults, SimChip, noisy
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.chips.tmp117 import SimTmp117

__all__ = [
    "Conversions",
    "Faults",
    "SimAds1115",
    "SimAt24",
    "SimBme280",
    "SimChip",
    "SimDs18b20",
    "SimEmc2101",
    "SimIna226",
    "SimIna228",
    "SimLis3dh",
    "SimMax30102",
    "SimMlx90614",
    "SimScd4x",
    "SimSen5x",
    "SimSen66",
    "SimSgp41",
    "SimSht4x",
    "SimTca9548a",
    "SimTmp117",
    "StationAir",
    "Wires",
    "noisy",
]
