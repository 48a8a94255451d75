"""Inputs of a fridge: applied outputs, surroundings, and faults that somebody caused."""

from dataclasses import dataclass

from controller.interface.commands import Commands


@dataclass(slots=True)
class FridgeOutputs:
    """Outputs that the controller applies; percentages of full. A fan that is not listed stands."""

    compressor_on: bool = False
    speed_pct: float = 0.0
    """0 is the lowest speed of the compressor, 100 the highest."""
    fans_pct: tuple[float, ...] = ()
    """For each compartment its fan or its damper."""

    def obey(self, commands: Commands) -> None:
        """Apply what the controller commands of a fridge."""
        self.compressor_on = commands.compressor_on
        self.speed_pct = commands.compressor_speed_pct
        self.fans_pct = commands.compartment_fan_pct


@dataclass(slots=True)
class FridgeSurroundings:
    """The air around the fridge, and its supply."""

    air_c: float = 20.0
    moisture_g_m3: float = 10.0
    supply_v: float = 12.6


@dataclass(slots=True, kw_only=True)
class FridgeFaults:
    """Faults of the fridge; none by default. May be changed at any time."""

    charge_ratio: float = 1.0
    """Refrigerant left, 0 to 1; at 0 the compressor runs and does not cool."""
    motor_blocked: bool = False
    """The compressor does not start, and stops when it runs."""
    relay_welded: bool = False
    """The compressor is on whatever is requested."""
    condenser_fan_failed: bool = False
    reversed: bool = False
    """A thermoelectric element is connected the wrong way round: it heats. No compressor can."""
