"""The power law: the limits to which the appliances may empty the batteries."""

from dataclasses import dataclass
from enum import StrEnum

from controller.errors import SettingsError
from controller.settings.validation import Range, check


class Protection(StrEnum):
    """The part of the 12 V battery that is kept, as the trade's three-way switches name it."""

    LOW = "low"
    """A battery of its own, which may be emptied."""
    MEDIUM = "medium"
    """Two fifths, of lithium three tenths; nothing for a long time of standing."""
    HIGH = "high"
    """The battery that starts the car: half of it, and what a fortnight of standing takes."""
    CUSTOM = "custom"
    """`cut_out_v` and `restart_v` count."""


class BatteryKind(StrEnum):
    """The make of the battery that the appliances run from: its voltages tell other things of its charge."""

    FLOODED = "flooded"
    """Lead with liquid acid, as most cars have; EFB too."""
    AGM = "agm"
    """Lead with glass mats, or gel."""
    LIFEPO4 = "lifepo4"
    """Lithium iron phosphate, four cells in a row."""


class InUseBy(StrEnum):
    """The evidence for a car in use, or for something else that charges the battery."""

    AUTO = "auto"
    """All that is fitted: the car's bus, shore power, the battery's current, its voltage."""
    BUS = "bus"
    """The car's bus alone."""
    CURRENT = "current"
    """The battery's current alone."""
    VOLTAGE = "voltage"
    """Voltages alone."""
    NEVER = "never"
    """Nothing: the battery is never charged by a car."""


NOMINAL_V = (12.0, 24.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSettings:
    """Voltages are those of a 12 V battery at rest; twice as much is taken where `nominal_v` is 24."""

    nominal_v: float = 12.0
    """12 or 24; where the supply is seen to be the other one, that holds, and an alarm says so."""
    battery: BatteryKind = BatteryKind.FLOODED
    """Kind of the battery that the appliances run from."""
    capacity_ah: float | None = None
    """Its capacity; without it that of lead is learned, and the charge of lithium told by its voltage alone."""
    house: bool = False
    """The appliances have a battery of their own, beside the one that starts the car."""
    in_use_by: InUseBy = InUseBy.AUTO
    """What tells that the car is in use."""
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
    """A cut-out of a sleeping car lasts at least so long, each further one twice as long. Engineering choice."""
    charge_floor_pct: float = 15.0
    """Electric car: below this state of charge food is no longer cooled; comfort ends above it, medicine below."""

    def __post_init__(self) -> None:
        if self.nominal_v not in NOMINAL_V:
            raise SettingsError(f"nominal_v = {self.nominal_v:g}: must be 12 or 24")
        if self.capacity_ah is not None:
            check(self, capacity_ah=(10.0, 2_000.0))
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
