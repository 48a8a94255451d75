"""Simulated chips at byte level: they turn physical values into bytes by maths of their own, never the drivers'."""

from hil.chips.base import Conversions, Faults, SimChip, noisy
from hil.chips.ina226 import SimIna226
from hil.chips.scd4x import SimScd4x
from hil.chips.sht4x import SimSht4x
from hil.chips.tmp117 import SimTmp117

__all__ = ["Conversions", "Faults", "SimChip", "SimIna226", "SimScd4x", "SimSht4x", "SimTmp117", "noisy"]
