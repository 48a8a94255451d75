"""What an installation may tune. Each field has its unit in its name and a range that is checked at once.

The daemon reads these classes straight from the TOML file: a field added here can be set there, and is refused there
when it is out of range. A range error names the field, the value and what would be right.
"""

from dataclasses import dataclass, field

from controller.errors import SettingsError
from controller.requests import CABIN, COMPARTMENT_MODES, Mode

Range = tuple[float, float]

MOST_COMPARTMENTS = 2


def _check(section: object, **ranges: Range) -> None:
    """Raise one SettingsError that names every field of `section` outside its inclusive range."""
    wrong = [
        f"{name} = {getattr(section, name):g}: must be from {low:g} to {high:g}"
        for name, (low, high) in ranges.items()
        if not low <= getattr(section, name) <= high
    ]
    if wrong:
        raise SettingsError("; ".join(wrong))


@dataclass(frozen=True, slots=True)
class PidTuning:
    """A PID in the standard form: output = gain * (error + integral of error / integral_s - derivative_s * slope)."""

    gain_per_k: float
    integral_s: float
    derivative_s: float = 0.0
    derivative_filter_s: float = 30.0

    def __post_init__(self) -> None:
        _check(
            self,
            gain_per_k=(0.001, 100.0),
            integral_s=(1.0, 86_400.0),
            derivative_s=(0.0, 3_600.0),
            derivative_filter_s=(0.5, 3_600.0),
        )


@dataclass(frozen=True, slots=True)
class CompressorSettings:
    """Minimum times protect a hermetic compressor: pressures must equalise before a start, oil must return in a run.

    Practice: off 3-5 min, on 2-3 min, at most 6-12 starts an hour (Danfoss scroll manuals; engineering choice inside).
    """

    min_on_s: float = 120.0
    min_off_s: float = 180.0
    cycle_s: float = 1_200.0
    """Length of a compressor cycle at half duty; longer is kinder to the compressor, shorter to the air temperature."""

    def __post_init__(self) -> None:
        _check(self, min_on_s=(30.0, 1_800.0), min_off_s=(60.0, 1_800.0), cycle_s=(300.0, 7_200.0))


@dataclass(frozen=True, slots=True)
class CompartmentSettings:
    """One compartment: what it holds cold, and what must never happen to what is in it."""

    name: str
    set_point_c: float = 4.0
    mode: Mode = Mode.COOL
    lowest_set_point_c: float = 1.0
    highest_set_point_c: float = 15.0
    freeze_guard_c: float = 0.5
    """No cold air is moved into the compartment at or below this (food and medicine must not freeze)."""
    too_warm_k: float = 4.0
    """Alarm when the air is this much above the set-point for `too_warm_after_s`."""
    too_warm_after_s: float = 1_800.0

    def __post_init__(self) -> None:
        if not (self.name.isascii() and self.name.isidentifier() and self.name.islower()) or self.name == CABIN:
            raise SettingsError(f"name = {self.name!r}: must be a lower-case word, and not {CABIN!r}")
        if self.mode not in COMPARTMENT_MODES:
            raise SettingsError(f"mode = {self.mode}: must be one of {', '.join(COMPARTMENT_MODES)}")
        _check(
            self,
            lowest_set_point_c=(-25.0, 20.0),
            highest_set_point_c=(self.lowest_set_point_c, 25.0),
            set_point_c=(self.lowest_set_point_c, self.highest_set_point_c),
            freeze_guard_c=(-30.0, self.lowest_set_point_c),
            too_warm_k=(0.5, 20.0),
            too_warm_after_s=(0.0, 86_400.0),
        )


@dataclass(frozen=True, slots=True)
class FridgeSettings:
    """The fridge: one compressor, one or two compartments, each with a fan."""

    compartments: tuple[CompartmentSettings, ...] = (CompartmentSettings("food"), CompartmentSettings("medicine", 5.0))
    pid: PidTuning = PidTuning(gain_per_k=0.25, integral_s=3_600.0, derivative_s=120.0, derivative_filter_s=60.0)
    compressor: CompressorSettings = CompressorSettings()

    def __post_init__(self) -> None:
        names = [compartment.name for compartment in self.compartments]
        if len(names) > MOST_COMPARTMENTS or len(set(names)) != len(names):
            raise SettingsError(f"compartments = {names}: must be at most {MOST_COMPARTMENTS}, with different names")


@dataclass(frozen=True, slots=True)
class CabinSettings:
    """The cabin: a heater, a cooler and a blower. Feed-forward and comfort come from the set-point alone for now."""

    set_point_c: float = 21.0
    mode: Mode = Mode.AUTO
    lowest_set_point_c: float = 16.0
    highest_set_point_c: float = 30.0
    pid: PidTuning = PidTuning(gain_per_k=0.3, integral_s=300.0, derivative_s=10.0, derivative_filter_s=10.0)
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
        _check(
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


@dataclass(frozen=True, slots=True)
class FreshnessSettings:
    """How old a reading may be before it is absent as stale. Klipper refuses a heater's reading after 7 s."""

    fridge_s: float = 30.0
    cabin_s: float = 15.0
    air_quality_s: float = 30.0
    supply_s: float = 15.0
    vehicle_s: float = 5.0

    def __post_init__(self) -> None:
        limits = (1.0, 600.0)
        _check(
            self,
            fridge_s=limits,
            cabin_s=limits,
            air_quality_s=limits,
            supply_s=limits,
            vehicle_s=limits,
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one step is tuned by."""

    fridge: FridgeSettings = field(default_factory=FridgeSettings)
    cabin: CabinSettings = field(default_factory=CabinSettings)
    freshness: FreshnessSettings = field(default_factory=FreshnessSettings)
