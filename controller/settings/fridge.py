"""The fridge: its compressor and its compartments."""

from dataclasses import dataclass

from controller.errors import SettingsError
from controller.requests import CABIN, CAR, COMPARTMENT_MODES, Mode
from controller.settings.pid import PidTuning
from controller.settings.ranges import check

MOST_COMPARTMENTS = 2

_AIR_PID = PidTuning(gain_per_k=0.25, integral_s=3_600.0, derivative_s=120.0, derivative_filter_s=60.0)


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
        check(self, min_on_s=(30.0, 1_800.0), min_off_s=(60.0, 1_800.0), cycle_s=(300.0, 7_200.0))


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
            too_warm_k=(0.5, 20.0),
            too_warm_after_s=(0.0, 86_400.0),
        )


@dataclass(frozen=True, slots=True)
class FridgeSettings:
    """The fridge: one compressor, one or two compartments, each with a fan."""

    compartments: tuple[CompartmentSettings, ...] = (CompartmentSettings("food"), CompartmentSettings("medicine", 5.0))
    pid: PidTuning = _AIR_PID
    compressor: CompressorSettings = CompressorSettings()

    def __post_init__(self) -> None:
        names = [compartment.name for compartment in self.compartments]
        if len(names) > MOST_COMPARTMENTS or len(set(names)) != len(names):
            raise SettingsError(f"compartments = {names}: must be at most {MOST_COMPARTMENTS}, with different names")
