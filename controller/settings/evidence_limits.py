"""Evidence: the age up to which a reading counts, and the limits by which reality is held against the commands."""

from dataclasses import dataclass

from controller.settings.validation import check


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessSettings:
    """The greatest age of a reading: an older one is absent as stale. Klipper refuses a heater's reading after 7 s."""

    fridge_s: float = 30.0
    """Temperatures in the fridge."""
    cabin_s: float = 15.0
    """Temperature and humidity of the cabin."""
    air_quality_s: float = 30.0
    """Gases and particles."""
    supply_s: float = 15.0
    """Voltage and current of the supply."""
    vehicle_s: float = 5.0
    """Signals of the car."""
    others_s: float = 60.0
    """Values that are only shown, some of which are read once per minute."""

    def __post_init__(self) -> None:
        limits = (1.0, 600.0)
        check(
            self,
            fridge_s=limits,
            cabin_s=limits,
            air_quality_s=limits,
            supply_s=limits,
            vehicle_s=limits,
            others_s=limits,
        )


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """Limits of the checks that depend on what is fitted."""

    running_w: float = 12.0
    """The supply's sensor shows more than this while the compressor runs, and less while it stands. A BD35F draws at
    least 19 W at 2000 rpm and -30 °C; two fans and the electronics draw 4 W."""
    lid_open_after_s: float = 300.0
    """Loading a fridge takes less. Engineering choice."""
    disagreement_k: float = 1.5
    """Air and contents of a compartment have the same mean over a day; two good probes are within 1 K of each other."""

    def __post_init__(self) -> None:
        check(self, running_w=(3.0, 60.0), lid_open_after_s=(30.0, 7_200.0), disagreement_k=(0.5, 10.0))
