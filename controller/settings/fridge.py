"""The fridge: its compressor, its compartments, and the profiles of goods that give a compartment its limits."""

from dataclasses import dataclass, fields
from enum import StrEnum
from math import isnan, nan

from controller.errors import SettingsError
from controller.interface.requests import CABIN, CAR, COMPARTMENT_MODES, Mode
from controller.settings.validation import check

MAX_COMPARTMENTS = 2

AS_PROFILED = nan
"""Stands for a limit that is not set: the profile gives it."""


class Profile(StrEnum):
    """The kind of goods in a compartment."""

    FOOD = "food"
    FREEZER = "freezer"
    MEDICINE = "medicine"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Temperatures of a profile; each one can be overridden by the setting of the same name."""

    set_point_c: float
    lowest_set_point_c: float
    highest_set_point_c: float
    freeze_guard_c: float
    air_floor_c: float
    low_c: float
    high_c: float


LIMITS = {
    Profile.FOOD: Limits(
        set_point_c=4.0,
        lowest_set_point_c=1.0,
        highest_set_point_c=15.0,
        freeze_guard_c=0.5,
        air_floor_c=1.0,
        low_c=0.0,
        high_c=8.0,
    ),
    Profile.FREEZER: Limits(
        set_point_c=-18.0,
        lowest_set_point_c=-22.0,
        highest_set_point_c=-10.0,
        freeze_guard_c=-28.0,
        air_floor_c=-27.0,
        low_c=-30.0,
        high_c=-12.0,
    ),
    Profile.MEDICINE: Limits(
        set_point_c=5.0,
        lowest_set_point_c=3.5,
        highest_set_point_c=7.0,
        freeze_guard_c=0.5,
        air_floor_c=2.5,
        low_c=2.0,
        high_c=8.0,
    ),
    Profile.CUSTOM: Limits(
        set_point_c=4.0,
        lowest_set_point_c=-25.0,
        highest_set_point_c=20.0,
        freeze_guard_c=-28.0,
        air_floor_c=-27.0,
        low_c=-30.0,
        high_c=25.0,
    ),
}
"""Food: chilled is up to 8 °C (practice of food retail), its air stays above 0 so that nothing freezes. Freezer:
-18 °C, spoilt from -12 °C. Medicine: the 2 to 8 °C of refrigerated medicines, never frozen. Custom: whatever is set."""

FLOOR_K = 0.5
"""The distance of the air from its freeze guard where the profile does not say. Engineering choice: its coasting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressorSettings:
    """Minimum times protect a hermetic compressor: pressures must equalise before a start, oil must return in a run.

    Practice: off 3-5 min, on 2-3 min, at most 6-12 starts per hour (Danfoss scroll manuals; engineering choice inside).
    """

    min_on_s: float = 120.0
    """The compressor runs at least so long."""
    min_off_s: float = 180.0
    """It stands at least so long, also after a restart of the computer."""
    most_starts_per_h: int = 6
    """It starts no more often."""
    run_s: float = 1_080.0
    """A run that the law aims at. A shorter one costs starts, a longer one a colder plate: of 12 to 20 min, all take
    the least energy within 1 % (20 simulated boxes at 32 °C)."""
    cycle_s: float = 1_200.0
    """Length of a cycle at half duty while a compartment is held without its sensor."""

    def __post_init__(self) -> None:
        check(
            self,
            min_on_s=(30.0, 1_800.0),
            min_off_s=(60.0, 1_800.0),
            most_starts_per_h=(2, 12),
            run_s=(300.0, 3_600.0),
            cycle_s=(300.0, 7_200.0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentSettings:
    """One compartment: what it holds cold, and what must never happen to what is in it.

    The profile gives the limits; each may be set otherwise.
    """

    name: str
    """A lower-case word; its points are fridge.NAME.air_c and so on, its fan is the output fan.NAME."""
    set_point_c: float = AS_PROFILED
    """The air temperature to hold until somebody asks for another one."""
    mode: Mode = Mode.COOL
    """The mode until somebody asks for another one."""
    profile: Profile = Profile.FOOD
    """Kind of goods; limits that are not written follow from it."""
    lowest_set_point_c: float = AS_PROFILED
    """The lowest set-point that may be asked for."""
    highest_set_point_c: float = AS_PROFILED
    """The highest set-point that may be asked for."""
    freeze_guard_c: float = AS_PROFILED
    """No cold air is moved into the compartment at or below this (food and medicine must not freeze)."""
    air_floor_c: float = AS_PROFILED
    """The law holds the air above this however warm the contents are."""
    low_c: float = AS_PROFILED
    """The contents must not get colder ..."""
    high_c: float = AS_PROFILED
    """... nor warmer: between the two they are in their band."""
    ramp_k_h: float = 0.0
    """Delicate goods: a new set-point is approached so fast at most; 0 is at once."""
    too_warm_k: float = 4.0
    """Alarm when the air is this much above the set-point for `too_warm_after_s`."""
    too_warm_after_s: float = 1_800.0
    """Time for which the air must be too warm before the alarm."""
    cooled: bool = True
    """False where nothing can cool it: then it is off for good, measured and recorded only."""

    def __post_init__(self) -> None:
        self._fill(LIMITS[self.profile])
        if not self.cooled:
            object.__setattr__(self, "mode", Mode.OFF)
        is_word = self.name.isascii() and self.name.isidentifier() and self.name.islower()
        if not is_word or self.name in {CABIN, CAR}:
            raise SettingsError(f"name = {self.name!r}: must be a lower-case word, neither {CABIN!r} nor {CAR!r}")
        if self.mode not in COMPARTMENT_MODES:
            raise SettingsError(f"mode = {self.mode}: must be one of {', '.join(COMPARTMENT_MODES)}")
        check(
            self,
            lowest_set_point_c=(-25.0, 20.0),
            highest_set_point_c=(self.lowest_set_point_c, 25.0),
            set_point_c=(self.lowest_set_point_c, self.highest_set_point_c),
            freeze_guard_c=(-30.0, self.lowest_set_point_c),
            air_floor_c=(self.freeze_guard_c, self.highest_set_point_c),
            low_c=(-40.0, self.set_point_c),
            high_c=(self.set_point_c, 40.0),
            ramp_k_h=(0.0, 60.0),
            too_warm_k=(0.5, 20.0),
            too_warm_after_s=(0.0, 86_400.0),
        )

    def _fill(self, limits: Limits) -> None:
        """Take what is not set from the profile; what is to be colder than that profile knows has limits of its own."""
        colder = self.lowest_set_point_c < limits.lowest_set_point_c
        for field in fields(Limits):
            if isnan(getattr(self, field.name)):
                limit_c = getattr(limits, field.name)
                is_own = colder and field.name in {"air_floor_c", "low_c"}
                object.__setattr__(
                    self,
                    field.name,
                    self.freeze_guard_c + FLOOR_K if is_own else limit_c,
                )


@dataclass(frozen=True, slots=True)
class FridgeSettings:
    """The fridge: one compressor, one or two compartments, each with a fan."""

    compartments: tuple[CompartmentSettings, ...] = (
        CompartmentSettings(name="food"),
        CompartmentSettings(name="medicine", profile=Profile.MEDICINE),
    )
    """One or two, each a [[fridge.compartments]] table."""
    compressor: CompressorSettings = CompressorSettings()
    """Times of the compressor."""
    quiet_speed_pct: float = 0.0
    """Highest speed of the compressor while quiet is asked for; 0 is its lowest."""
    quiet_fan_pct: float = 50.0
    """Highest duty of the fans then."""

    def __post_init__(self) -> None:
        check(self, quiet_speed_pct=(0.0, 100.0), quiet_fan_pct=(0.0, 100.0))
        names = [compartment.name for compartment in self.compartments]
        if len(names) > MAX_COMPARTMENTS or len(set(names)) != len(names):
            rule = f"must be at most {MAX_COMPARTMENTS}, with different names (here: {', '.join(names)})"
            raise SettingsError(f"compartments = {names}: {rule}")
