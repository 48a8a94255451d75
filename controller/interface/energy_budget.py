"""The energy budget: the power law sets it, the other laws keep to it."""

from enum import StrEnum

from controller.interface.immutable import immutable


class InUse(StrEnum):
    """The evidence for a car in use, or why it is none; the text is what a person is shown."""

    UNKNOWN = "nothing is measured that could tell"
    ENGINE = "the engine runs"
    MOVES = "it moves"
    READY = "it is ready to drive"
    TRACTION = "its traction battery is charged"
    SHORE = "shore power is plugged in"
    CURRENT = "the battery is being charged"
    SOLAR = "the panels give more than the appliances take"
    VOLTAGE = "the voltage is above that of any resting battery of its kind"
    STARTER = "the starter battery is being charged"
    JUMP = "the voltage has jumped by itself"
    ASLEEP = "nothing charges the battery"
    UNSUPPLIED = "the voltage is too low for anything to charge"


class Contradiction(StrEnum):
    """A setting that the supply itself contradicts."""

    NOMINAL = "nominal voltage"
    LITHIUM = "lead battery that rests like lithium"
    LEAD = "lithium battery that rests like lead"
    POLARITY = "battery current that rises with the loads"


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
    contradictions: tuple[Contradiction, ...] = ()
    """Settings that the supply contradicts."""


FREE = Budget()
"""No limits: as far as nothing is known against it."""
