"""The power law: the limits to which the appliances may empty the batteries."""

from dataclasses import dataclass
from enum import StrEnum

from controller.errors import SettingsError
from controller.settings.validation import Range, check


class Protection(StrEnum):
    """The part of the 12 V battery that is kept for the starter, as the trade's three-way switches name it."""

    LOW = "low"
    """A battery of its own, which may be emptied."""
    MEDIUM = "medium"
    HIGH = "high"
    """The battery that starts the car."""
    CUSTOM = "custom"
    """`cut_out_v` and `restart_v` count."""


NOMINAL_V = (12.0, 24.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSettings:
    """Voltages are those of a 12 V battery at rest; twice as much is taken where `nominal_v` is 24."""

    nominal_v: float = 12.0
    """12 or 24."""
    protection: Protection = Protection.HIGH
    """Part of the battery that is kept for the starter."""
    cut_out_v: float = 12.2
    """With the protection custom: food is no longer cooled below this."""
    restart_v: float = 12.5
    """With the protection custom: food is cooled again from this on."""
    medicine_reserve_v: float = 0.1
    """Medicine is cooled this much below the cut-out of food."""
    cut_out_after_s: float = 60.0
    """Longer than any cranking. The trade takes 3 s (Danfoss) to 40 s (Votronic) without knowing the load."""
    restart_after_s: float = 600.0
    """A cut-out lasts at least so long, each further one twice as long. Engineering choice."""
    charge_floor_pct: float = 15.0
    """Electric car: below this state of charge food is no longer cooled; comfort ends above it, medicine below."""

    def __post_init__(self) -> None:
        if self.nominal_v not in NOMINAL_V:
            raise SettingsError(f"nominal_v = {self.nominal_v:g}: must be 12 or 24")
        cut_out_v: Range = (11.5, 13.0)
        check(
            self,
            cut_out_v=cut_out_v,
            restart_v=(self.cut_out_v + 0.1, 13.5),
            medicine_reserve_v=(0.0, 0.5),
            cut_out_after_s=(10.0, 600.0),
            restart_after_s=(180.0, 7_200.0),
            charge_floor_pct=(0.0, 60.0),
        )
