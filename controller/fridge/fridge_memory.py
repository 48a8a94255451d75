"""What the law of the fridge remembers, and what it shows."""

from controller.fridge.compartment import Cell
from controller.fridge.compressor import Motor
from controller.fridge.evaporator import Plate
from controller.interface.immutable import immutable


@immutable(kw_only=True)
class Estimate:
    """What is known of one compartment that no sensor tells; refreshed once a minute. None is not known."""

    contents_c: float | None = None
    """Temperature of the contents: estimated, corrected by a probe in them where one is fitted."""
    hold_over_s: float | None = None
    """If power stops now, the contents leave their band in so long ..."""
    hold_over_limit_c: float | None = None
    """... at this edge of it."""
    ready_s: float | None = None
    """The contents are near their aim in so long; 0 is now."""
    load_k_h: float | None = None
    """Heat loss: how fast the empty air with its liner would warm up."""
    frost_ratio: float = 0.0
    """How much less cold the plate gives than it once did: 0 nothing less, 1 none at all."""


@immutable(kw_only=True)
class FridgeMemory:
    """The state of the law; the outputs that it requested last are `compressor_on`, `speed_pct` and `fan_pcts`."""

    cells: tuple[Cell, ...]
    motor: Motor
    plate: Plate
    estimates: tuple[Estimate, ...]
    fan_pcts: tuple[float, ...]
    speed_pct: float = 0.0
    window_s: float = 0.0
    run_s: float = 0.0
    """Of the window: how long the compressor ran."""
    thawing_since_s: float | None = None
    """Since when the compressor waits for the frost on the plate to melt."""
    at_s: float = 0.0

    @property
    def boosted(self) -> tuple[bool, ...]:
        """For each compartment whether the boost that was asked for is over."""
        return tuple([cell.aim is not None and cell.aim.boosted for cell in self.cells])

    @property
    def compressor_on(self) -> bool:
        """What is requested of the compressor."""
        return self.motor.on
