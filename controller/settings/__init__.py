"""The settings of an installation. Each field has its unit in its name and a range that is checked at once.

The daemon reads these classes straight from the TOML file: a field added here can be set there, and is refused there
when it is out of range. A range error names the field, the value and what would be right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.interface.snapshot import max_ages
from controller.settings.cabin import AirSettings, CabinSettings, PidTuning
from controller.settings.evidence_limits import FreshnessSettings, VerifySettings
from controller.settings.fitted import EVERYTHING, Fitted, OutputTimes, TimedOutput, timed_outputs
from controller.settings.fridge import (
    MAX_COMPARTMENTS,
    AirFlow,
    BoxKind,
    CompartmentSettings,
    CompressorSettings,
    FridgeSettings,
    Profile,
    ThermoelectricSettings,
)
from controller.settings.power import BatteryKind, InUseBy, PowerSettings, Protection

__all__ = [
    "MAX_COMPARTMENTS",
    "AirFlow",
    "AirSettings",
    "BatteryKind",
    "BoxKind",
    "CabinSettings",
    "CompartmentSettings",
    "CompressorSettings",
    "Fitted",
    "FreshnessSettings",
    "FridgeSettings",
    "InUseBy",
    "OutputTimes",
    "PidTuning",
    "PowerSettings",
    "Profile",
    "Protection",
    "Settings",
    "ThermoelectricSettings",
    "TimedOutput",
    "VerifySettings",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that one step is tuned by, and the inputs that follow from it."""

    fridge: FridgeSettings = field(default_factory=FridgeSettings)
    cabin: CabinSettings = field(default_factory=CabinSettings)
    freshness: FreshnessSettings = field(default_factory=FreshnessSettings)
    verify: VerifySettings = field(default_factory=VerifySettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    air: AirSettings = field(default_factory=AirSettings)
    fitted: Fitted = EVERYTHING
    """The outputs and inputs that there are."""
    max_ages_s: Mapping[str, float] = field(init=False, repr=False, compare=False)
    """The greatest age of each input's readings, by its point ("cabin.air_c"), in the order of snapshot.py."""
    least_max_age_s: float = field(init=False, repr=False, compare=False)
    """The least of these."""
    timed: tuple[TimedOutput, ...] = field(init=False, repr=False, compare=False)
    """The outputs whose times the guard holds."""

    def __post_init__(self) -> None:
        names = [compartment.name for compartment in self.fridge.compartments]
        limits = max_ages(names)
        ages_s = {point: getattr(self.freshness, limit.setting) for point, limit in limits.items()}
        object.__setattr__(self, "max_ages_s", ages_s)
        object.__setattr__(self, "least_max_age_s", min(ages_s.values()))
        object.__setattr__(self, "timed", timed_outputs(self.fitted, names))
