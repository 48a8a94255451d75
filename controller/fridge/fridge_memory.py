"""The records of the law of the fridge: its memory and its output."""

from controller.fridge.compartment import Cell
from controller.fridge.compressor import Motor
from controller.fridge.evaporator import Plate
from controller.interface.immutable import immutable
from controller.interface.status import CompartmentStatus


@immutable(kw_only=True)
class FridgeMemory:
    """The state of the law; `estimates` are those of the last full minute."""

    cells: tuple[Cell, ...]
    motor: Motor
    plate: Plate
    estimates: tuple[CompartmentStatus, ...]
    window_s: float = 0.0
    run_s: float = 0.0
    """Of the window: how long the compressor ran."""
    thawing_since_s: float | None = None
    """Since when the compressor waits for the frost on the plate to melt."""
    at_s: float = 0.0


@immutable
class FridgeOutput:
    """The requested outputs, fans in percent; `boosted` tells for each compartment that its boost is over."""

    compressor_on: bool
    speed_pct: float
    fan_pcts: tuple[float, ...]
    boosted: tuple[bool, ...]
