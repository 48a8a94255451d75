"""Greatest ages of readings."""

from dataclasses import dataclass

from controller.settings.validation import check


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessSettings:
    """How old a reading may be before it is absent as stale. Klipper refuses a heater's reading after 7 s."""

    fridge_s: float = 30.0
    """Of temperatures in the fridge."""
    cabin_s: float = 15.0
    """Of temperature and humidity of the cabin."""
    air_quality_s: float = 30.0
    """Of gases and particles."""
    supply_s: float = 15.0
    """Of voltage and current of the supply."""
    vehicle_s: float = 5.0
    """Of what the car tells."""
    others_s: float = 60.0
    """Of what is only shown, some of which is read once a minute."""

    @property
    def shortest_s(self) -> float:
        """The least of them."""
        return min(self.fridge_s, self.cabin_s, self.air_quality_s, self.supply_s, self.vehicle_s, self.others_s)

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
