"""Everything together."""

from dataclasses import dataclass, field

from controller.settings.air import AirSettings
from controller.settings.cabin import CabinSettings
from controller.settings.fridge import FridgeSettings
from controller.settings.max_ages import FreshnessSettings
from controller.settings.power import PowerSettings
from controller.settings.verify import VerifySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that one step is tuned by."""

    fridge: FridgeSettings = field(default_factory=FridgeSettings)
    cabin: CabinSettings = field(default_factory=CabinSettings)
    freshness: FreshnessSettings = field(default_factory=FreshnessSettings)
    verify: VerifySettings = field(default_factory=VerifySettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    air: AirSettings = field(default_factory=AirSettings)
