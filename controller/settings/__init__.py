"""What an installation may tune. Each field has its unit in its name and a range that is checked at once.

The daemon reads these classes straight from the TOML file: a field added here can be set there, and is refused there
when it is out of range. A range error names the field, the value and what would be right.
"""

from controller.settings.air import AirSettings
from controller.settings.all import Settings
from controller.settings.cabin import CabinSettings
from controller.settings.fridge import MOST_COMPARTMENTS, CompartmentSettings, CompressorSettings, FridgeSettings
from controller.settings.max_ages import FreshnessSettings
from controller.settings.pid import PidTuning
from controller.settings.power import PowerSettings, Protection
from controller.settings.profiles import Profile
from controller.settings.verify import VerifySettings

__all__ = [
    "MOST_COMPARTMENTS",
    "AirSettings",
    "CabinSettings",
    "CompartmentSettings",
    "CompressorSettings",
    "FreshnessSettings",
    "FridgeSettings",
    "PidTuning",
    "PowerSettings",
    "Profile",
    "Protection",
    "Settings",
    "VerifySettings",
]
