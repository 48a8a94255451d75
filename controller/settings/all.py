"""Everything together."""

from dataclasses import dataclass, field

from controller.settings.cabin import CabinSettings
from controller.settings.freshness import FreshnessSettings
from controller.settings.fridge import FridgeSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one step is tuned by."""

    fridge: FridgeSettings = field(default_factory=FridgeSettings)
    cabin: CabinSettings = field(default_factory=CabinSettings)
    freshness: FreshnessSettings = field(default_factory=FreshnessSettings)
