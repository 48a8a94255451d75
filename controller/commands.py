"""What one step orders: every output, always all of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commands:
    """Orders to the outputs; duties in percent of full. The default is safe: everything off."""

    compressor_on: bool = False
    compartment_fan_pct: tuple[float, ...] = ()
    heater_pct: float = 0.0
    cooler_pct: float = 0.0
    blower_pct: float = 0.0


def all_off(compartments: int) -> Commands:
    """The commands that are always allowed."""
    return Commands(compartment_fan_pct=(0.0,) * compartments)
