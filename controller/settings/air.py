"""The air law: what the cabin and its ventilation are like, nominally, and what air is good enough."""

from dataclasses import dataclass

from controller.settings.validation import check


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSettings:
    """Figures of a mid-size car. The law corrects what they miss by what it measures."""

    volume_m3: float = 3.0
    """The air in the cabin."""
    blower_m3_h: float = 450.0
    """At full speed; 400-550 in cars."""
    filter_ratio: float = 0.5
    """What the cabin filter holds back of fine particles in one pass: 0.5 as fitted by makers, 0.9 HEPA."""
    purifier_m3_h: float = 150.0
    """Clean air of the purifier at full speed; 0 is none fitted."""
    most_co2_ppm: float = 1_300.0
    """The law plans to stay below this, so that the sensor's delay never makes it 1 500, where people are advised."""
    usual_pm25_ugm3: float = 15.0
    """Outside, as long as nothing was measured: the WHO's limit for a day (2021)."""
    most_people: float = 5.0
    """So many are aboard at most: the estimate of people ends there."""

    def __post_init__(self) -> None:
        check(
            self,
            volume_m3=(1.0, 20.0),
            blower_m3_h=(50.0, 1_500.0),
            filter_ratio=(0.0, 0.999),
            purifier_m3_h=(0.0, 1_000.0),
            most_co2_ppm=(800.0, 1_500.0),
            usual_pm25_ugm3=(0.0, 300.0),
            most_people=(1.0, 20.0),
        )
