"""The energy budget: the power law sets it, the other laws keep to it."""

from controller.interface.immutable import immutable


@immutable(kw_only=True)
class Budget:
    """Ranked by what matters most: the starter battery, medicine, food, people's safety, comfort.

    `cooled` tells for each compartment, in the order of the settings, whether it may be cooled; none left out is free.
    """

    cooled: tuple[bool, ...] = ()
    max_speed_pct: float = 100.0
    """Highest speed of the compressor."""
    comfort_pct: float = 100.0
    """Highest duty of heater, cooler and purifier."""
    safety_pct: float = 100.0
    """The same where somebody's life may hang on it: an animal or people asleep in the parked car."""
    store_cold: bool = False
    """Energy is plentiful: what is cooled now need not be cooled later."""
    awake: bool = True
    """The car is in use: driving, charging or plugged in."""


FREE = Budget()
"""No limits: as far as nothing is known against it."""
