"""The fridge: its kind, what makes its cold, its compartments, and the profiles of goods that give them limits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import isnan, nan

from controller.errors import SettingsError
from controller.interface.requests import CABIN, CAR, COMPARTMENT_MODES, Mode
from controller.settings.validation import check

MAX_COMPARTMENTS = 4
"""Of one cold source. Engineering choice: boxes for vans have up to four; a car with more has two controllers."""

AS_PROFILED = nan
"""Stands for a limit that is not set: the profile gives it."""


class BoxKind(StrEnum):
    """The kind of box: what makes its cold, and how that gets to the compartments."""

    COMPRESSOR = "compressor"
    """One compressor and one evaporator plate, which every compartment faces."""
    SPILL_OVER = "spill-over"
    """One compressor, its plate in the freezer part; a fan or damper brings cold from there to each other part."""
    THERMOELECTRIC = "thermoelectric"
    """A thermoelectric (Peltier) module: no compressor, no plate; its efficiency is best at low drive."""


class AirFlow(StrEnum):
    """The way in which cold air gets into a compartment."""

    FAN = "fan"
    DAMPER = "damper"
    STILL = "still"
    """Nothing moves it: the compartment is cooled by conduction alone, whenever cold is made."""


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

_HOUR_S = 3_600.0

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
    unit_cut_out_v: float = 10.4
    """Below this the compressor's own unit switches it off, of a 12 V battery: 10.4 is the usual setting of a BD35F and
    its like (manuals of Dometic CRE and CoolMatic); twice as much is taken where `nominal_v` is 24."""
    unit_restart_v: float = 11.7
    """From this on its unit lets it start again (the same manuals)."""

    def __post_init__(self) -> None:
        check(
            self,
            unit_cut_out_v=(9.0, 13.0),
            unit_restart_v=(self.unit_cut_out_v, 13.5),
            min_on_s=(30.0, 1_800.0),
            min_off_s=(60.0, 1_800.0),
            most_starts_per_h=(2, 12),
            run_s=(300.0, 3_600.0),
            cycle_s=(300.0, 7_200.0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermoelectricSettings:
    """A thermoelectric module has no compressor's times; what a relay that switches it can bear remains."""

    least_drive_pct: float = 40.0
    """The lowest drive. Engineering choice: at a lift of 20 K a module of 0.5 W/K and 2.3 ohm gains nothing below a
    quarter of its voltage, and gives most cold for its power near 40 %."""
    proportional: bool = True
    """True where the drive can be set (an output of the kind pwm); a relay switches it in cycles."""
    switch_s: float = 60.0
    """A relay that switches the module stays on or off at least so long. Engineering choice: at 10 min a cycle a relay
    of 100 000 switchings under load lasts two years, and each heating and cooling of a module ages its solder."""
    cycle_s: float = 600.0
    """Length of a cycle at half drive. Engineering choice: short beside the hours of the contents, as heat flows back
    through a module that stands."""
    hot_side_run_on_s: float = 120.0
    """The fan of the hot side runs on for so long. Engineering choice: a heat sink of 0.5 kg at 0.3 K/W needs 130 s."""
    gain_per_k: float = 0.4
    """Drive (1 is full) for each kelvin above the aim. Engineering choice: low, as long and low takes least energy."""
    integral_s: float = 14_400.0
    """Time in which a kelvin that stays adds the same again. Engineering choice: a box of 10 kg answers in hours; with
    half of it the contents of simulated boxes swing by 0.1 K more."""

    def __post_init__(self) -> None:
        check(
            self,
            least_drive_pct=(0.0, 90.0),
            switch_s=(10.0, 600.0),
            cycle_s=(120.0, 7_200.0),
            hot_side_run_on_s=(0.0, 1_800.0),
            gain_per_k=(0.05, 2.0),
            integral_s=(600.0, 86_400.0),
        )

    @property
    def min_on_s(self) -> float:
        """The relay's minimum time on; none where the drive is proportional."""
        return 0.0 if self.proportional else self.switch_s

    @property
    def min_off_s(self) -> float:
        """Its minimum time off."""
        return self.min_on_s

    @property
    def most_starts_per_h(self) -> int:
        """The starts in an hour that its times allow."""
        return int(_HOUR_S / (2.0 * self.switch_s))

    @property
    def run_s(self) -> float:
        """A run at half drive."""
        return self.cycle_s / 2.0

    def drive_pct(self, speed_pct: float) -> float:
        """Return the share of full voltage for a drive between the lowest (0) and the highest (100)."""
        return self.least_drive_pct + (100.0 - self.least_drive_pct) * speed_pct / 100.0


ColdSource = CompressorSettings | ThermoelectricSettings
"""The times of what makes the cold."""

_ANY_COMPRESSOR, _ANY_MODULE = CompressorSettings(), ThermoelectricSettings()
"""These very objects stand where nobody has written any: a kind of box that has none refuses all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentSettings:
    """One compartment: what it holds cold, and what must never happen to what is in it.

    The profile gives the limits; each may be set otherwise.
    """

    name: str
    """A lower-case word; its points are fridge.NAME.air_c and so on, its fan or damper is the output fan.NAME."""
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
    air_flow: AirFlow = AirFlow.FAN
    """What brings cold air into it; where no output fan.NAME is wired it is still."""
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
            set_point_c=(max(self.lowest_set_point_c, self.low_c), min(self.highest_set_point_c, self.high_c)),
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
        for name in [each.name for each in fields(Limits)]:
            if isnan(getattr(self, name)):
                is_own = colder and name in {"air_floor_c", "low_c"}
                limit_c = self.freeze_guard_c + FLOOR_K if is_own else getattr(limits, name)
                object.__setattr__(self, name, limit_c)


_FOOD_AND_MEDICINE = (
    CompartmentSettings(name="food"),
    CompartmentSettings(name="medicine", profile=Profile.MEDICINE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FridgeSettings:
    """The fridge: its kind, and one to four compartments."""

    kind: BoxKind = BoxKind.COMPRESSOR
    """What makes its cold, and how that gets to the compartments."""
    compartments: tuple[CompartmentSettings, ...] = field(default=_FOOD_AND_MEDICINE, kw_only=False)
    """One to four, each a [[fridge.compartments]] table."""
    compressor: CompressorSettings = _ANY_COMPRESSOR
    """Times of the compressor."""
    thermoelectric: ThermoelectricSettings = _ANY_MODULE
    """The module of a thermoelectric box."""
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
        self._fits_its_kind()

    @property
    def source(self) -> ColdSource:
        """The times of what makes the cold."""
        return self.thermoelectric if self.kind is BoxKind.THERMOELECTRIC else self.compressor

    @property
    def plate_part(self) -> int | None:
        """The number of the compartment that alone has the plate, and rules the compressor; None where all share it."""
        return _freezers(self.compartments)[0] if self.kind is BoxKind.SPILL_OVER else None

    @property
    def facing(self) -> tuple[int, ...]:
        """The numbers of the compartments that face the plate; none where there is no plate."""
        if self.kind is BoxKind.THERMOELECTRIC:
            return ()
        part = self.plate_part
        return tuple(range(len(self.compartments))) if part is None else (part,)

    def _fits_its_kind(self) -> None:
        """Refuse what a box of this kind does not have, or lacks."""
        if self.kind is BoxKind.THERMOELECTRIC and self.compressor is not _ANY_COMPRESSOR:
            right = 'a box of the kind "thermoelectric" has no compressor, leave its times out'
            raise SettingsError(f"compressor = ...: must not be there: {right}")
        if self.kind is not BoxKind.THERMOELECTRIC and self.thermoelectric is not _ANY_MODULE:
            right = f'a box of the kind "{self.kind}" has no module, leave it out or write kind = "thermoelectric"'
            raise SettingsError(f"thermoelectric = ...: must not be there: {right}")
        if self.kind is BoxKind.SPILL_OVER and (len(self.compartments) == 1 or len(_freezers(self.compartments)) != 1):
            here = ", ".join(f"{one.name} {one.profile}" for one in self.compartments)
            rule = (
                'needs one compartment with profile = "freezer", which has the plate, and others that it spills over to'
            )
            raise SettingsError(f"kind = {self.kind}: {rule} (here: {here})")


def _freezers(compartments: Sequence[CompartmentSettings]) -> list[int]:
    return [number for number, one in enumerate(compartments) if one.profile is Profile.FREEZER]
