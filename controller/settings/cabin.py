"""The cabin: the loop that holds its climate, and the air that people breathe in it."""

from dataclasses import dataclass

from controller.interface.requests import Mode
from controller.settings.validation import check


@dataclass(frozen=True, slots=True)
class PidTuning:
    """A PID in the standard form: output = gain * (error + integral of error / integral_s - derivative_s * slope)."""

    gain_per_k: float
    """Output per kelvin of error."""
    integral_s: float
    """Time of the integral part."""
    derivative_s: float = 0.0
    """Time of the derivative part; 0 is none."""
    derivative_filter_s: float = 30.0
    """Filter of the derivative part."""

    def __post_init__(self) -> None:
        check(
            self,
            gain_per_k=(0.001, 100.0),
            integral_s=(1.0, 86_400.0),
            derivative_s=(0.0, 3_600.0),
            derivative_filter_s=(0.5, 3_600.0),
        )


_AIR_PID = PidTuning(gain_per_k=0.3, integral_s=300.0, derivative_s=10.0, derivative_filter_s=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinSettings:
    """The cabin: a heater, a cooler, a blower, and what people in it can bear."""

    set_point_c: float = 21.0
    """The air temperature to hold until somebody asks for another one."""
    mode: Mode = Mode.AUTO
    """The mode until somebody asks for another one."""
    lowest_set_point_c: float = 16.0
    """The lowest set-point that may be asked for."""
    highest_set_point_c: float = 30.0
    """The highest set-point that may be asked for."""
    pid: PidTuning = _AIR_PID
    """Tuning of the loop that holds the air; the preset autotune finds values for a car."""
    split_gap_pct: float = 5.0
    """Between heating and cooling the demand crosses a gap of this width in which neither runs."""
    changeover_s: float = 60.0
    """The guard keeps heater and cooler apart by this time."""
    highest_air_c: float = 40.0
    """The guard allows no heating above this air temperature."""
    blower_floor_pct: float = 20.0
    """Least air flow over the heater or the cooler while either runs."""
    highest_blower_pct: float = 100.0
    """The blower never runs faster than this."""
    quiet_blower_pct: float = 45.0
    """Loudest while quiet is asked for. Engineering choice: fan noise goes with the fifth power of speed, so -17 dB."""
    comfort_k: float = 1.0
    """The air is led past the set-point by no more than this while seats are cold or hot, or the air is humid."""
    defog_margin_k: float = 2.0
    """Least distance of the windscreen from the dew point of the cabin air while the car is in use."""
    pet_lowest_c: float = 14.0
    """While the preset pet holds: the coldest that an animal can bear for hours."""
    pet_highest_c: float = 26.0
    """The warmest that an animal can bear for hours. Engineering choice, to be set for the animal."""
    unsafe_after_s: float = 90.0
    """An animal is called in danger when the air is outside its band for so long: a door that opens is shorter, and
    who must come back is told within two minutes."""
    too_hot_c: float = 45.0
    """Alarm when the air is above this for `too_hot_after_s`."""
    too_hot_after_s: float = 60.0
    """Time for which the air must be too hot before the alarm."""

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
            highest_blower_pct=(self.blower_floor_pct, 100.0),
            quiet_blower_pct=(self.blower_floor_pct, self.highest_blower_pct),
            comfort_k=(0.0, 3.0),
            defog_margin_k=(0.5, 10.0),
            pet_lowest_c=(5.0, 22.0),
            pet_highest_c=(self.pet_lowest_c + 4.0, 32.0),
            unsafe_after_s=(0.0, 3_600.0),
            too_hot_c=(30.0, 90.0),
            too_hot_after_s=(0.0, 3_600.0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSettings:
    """Figures of a mid-size car. The law corrects what they miss by what it measures."""

    volume_m3: float = 3.0
    """The air in the cabin."""
    blower_m3_h: float = 450.0
    """At full speed; 400-550 in cars."""
    filter_ratio: float = 0.5
    """The share of fine particles that the cabin filter holds back in one pass: 0.5 as fitted by makers, 0.9 HEPA."""
    purifier_m3_h: float = 150.0
    """Clean air of the purifier at full speed; 0 is none fitted."""
    most_co2_ppm: float = 1_300.0
    """The law plans to stay below this, so that the sensor's delay never makes it 1 500, where people are advised."""
    usual_pm25_ugm3: float = 15.0
    """Outside, as long as nothing was measured: the WHO's limit for a day (2021)."""
    most_people: float = 5.0
    """The greatest number of people aboard: the estimate of people ends there."""

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
