"""The cabin: what its climate is held by."""

from dataclasses import dataclass

from controller.requests import Mode
from controller.settings.pid import PidTuning
from controller.settings.ranges import check

_AIR_PID = PidTuning(gain_per_k=0.3, integral_s=300.0, derivative_s=10.0, derivative_filter_s=10.0)


@dataclass(frozen=True, slots=True)
class CabinSettings:
    """The cabin: a heater, a cooler and a blower. Feed-forward and comfort come from the set-point alone for now."""

    set_point_c: float = 21.0
    mode: Mode = Mode.AUTO
    lowest_set_point_c: float = 16.0
    highest_set_point_c: float = 30.0
    pid: PidTuning = _AIR_PID
    split_gap_pct: float = 5.0
    """Between heating and cooling the demand crosses a gap of this width in which neither runs."""
    changeover_s: float = 60.0
    """The guard keeps heater and cooler apart by this time."""
    highest_air_c: float = 40.0
    """The guard allows no heating above this air temperature."""
    blower_floor_pct: float = 20.0
    """Least air flow over the heater or the cooler while either runs."""
    too_hot_c: float = 45.0
    too_hot_after_s: float = 60.0

    def __post_init__(self) -> None:
        check(
            self,
            lowest_set_point_c=(5.0, 30.0),
            highest_set_point_c=(self.lowest_set_point_c, 35.0),
            set_point_c=(self.lowest_set_point_c, self.highest_set_point_c),
            split_gap_pct=(0.0, 20.0),
            changeover_s=(0.0, 1_800.0),
            highest_air_c=(self.highest_set_point_c, 60.0),
            blower_floor_pct=(5.0, 100.0),
            too_hot_c=(30.0, 90.0),
            too_hot_after_s=(0.0, 3_600.0),
        )
