"""Conditions that a person must hear about, as a table. What is not known (no reading) is None, not False.

An active alarm holds on a little beyond its limit: `slack_k` is DEADBAND_K for it, otherwise 0.

`too_warm` counts only once a compartment has been inside its band, or ARMED_AFTER_S after the daemon started, the
compartment was switched on, or its set-point was lowered beyond the band: a pull-down is no excursion, one that does
not end is.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from controller.interface.immutable import immutable
from controller.interface.readings import Absence, Reading
from controller.interface.requests import Mode, Preset
from controller.interface.targets import Target
from controller.settings.cabin import CabinSettings
from controller.settings.fridge import CompartmentSettings

ARMED_AFTER_S = 10_800.0
"""Engineering choice: about the pull-down of 10 kg from 32 °C (computed: 170 to 230 min); an empty box takes 36 min."""

LOST_AFTER_S = 60.0
"""Engineering choice: longer than a sensor's restart, much shorter than food takes to warm."""

DEADBAND_K = 0.5
"""Engineering choice: well above the noise of a sensor (0.1 K), so that an alarm at its limit is one alarm."""

FROZEN_AFTER_S = 300.0
FROZEN_BELOW_K = 0.5
"""Engineering choice: the guard has long acted; this much colder for this long shows that it cannot help."""


@immutable
class Arming:
    """Arming of `too_warm` of one compartment. `since_s` is the begin of a pull-down, None once it is over."""

    since_s: float | None
    cooling: bool
    set_point_c: float


@immutable(kw_only=True)
class Box:
    """The inputs of the rules of a compartment."""

    settings: CompartmentSettings
    target: Target
    air_c: Reading
    arming: Arming
    carried: bool
    """Whether the supply has energy left for it."""


@immutable
class Cabin:
    """The inputs of the rules of the cabin."""

    settings: CabinSettings
    air_c: Reading
    target: Target
    carried: bool
    """Whether the supply has energy left for people's and animals' safety."""


Place = TypeVar("Place", Box, Cabin)


@immutable
class Rule(Generic[Place]):
    """One row: the end of the alarm's name, when it holds (None: not known), for how long, and what to say."""

    name: str
    holds: Callable[[Place, float], bool | None]
    delay_s: Callable[[Place], float]
    text: Callable[[Place], str]


def arm(arming: Arming, settings: CompartmentSettings, target: Target, air_c: float | None, *, now_s: float) -> Arming:
    """Return the arming of a compartment one tick later."""
    cooling = target.mode is Mode.COOL
    since_s = arming.since_s
    in_band = air_c is not None and air_c <= target.set_point_c + settings.too_warm_k
    if not cooling or in_band:
        since_s = None
    elif not arming.cooling or (target.set_point_c < arming.set_point_c and _was_in_band(arming, settings, air_c)):
        since_s = now_s
    elif since_s is not None and now_s - since_s >= ARMED_AFTER_S:
        since_s = None
    if since_s == arming.since_s and cooling == arming.cooling and target.set_point_c == arming.set_point_c:
        return arming
    return Arming(since_s, cooling, target.set_point_c)


def _was_in_band(arming: Arming, settings: CompartmentSettings, air_c: float | None) -> bool:
    return air_c is None or air_c <= arming.set_point_c + settings.too_warm_k


def _too_warm(box: Box, slack_k: float) -> bool | None:
    if box.target.mode is not Mode.COOL:
        return False
    if box.air_c.value is None:
        return None
    limit_c = box.target.set_point_c + box.settings.too_warm_k - slack_k
    return box.arming.since_s is None and box.air_c.value > limit_c


def _frozen(box: Box, slack_k: float) -> bool | None:
    if box.target.mode is not Mode.COOL:
        return False
    if box.air_c.value is None:
        return None
    return box.air_c.value <= box.settings.freeze_guard_c - FROZEN_BELOW_K + slack_k


def _sensor_lost(place: Box | Cabin, _slack_k: float) -> bool:
    """Return True for a lost sensor; one that verification quarantined has an alarm of its own."""
    return place.air_c.absence not in {None, Absence.NOT_FITTED, Absence.IMPLAUSIBLE}


def _too_hot(cabin: Cabin, slack_k: float) -> bool | None:
    if cabin.air_c.value is None:
        return None
    return cabin.air_c.value >= cabin.settings.too_hot_c - slack_k


def _unsafe(cabin: Cabin, slack_k: float) -> bool | None:
    if cabin.target.preset is not Preset.PET:
        return False
    if cabin.air_c.value is None:
        return None
    min_c, max_c = cabin.settings.pet_lowest_c + slack_k, cabin.settings.pet_highest_c - slack_k
    return not min_c <= cabin.air_c.value <= max_c


def _not_cooled(box: Box, _slack_k: float) -> bool:
    return box.target.mode is Mode.COOL and not box.carried


def _not_kept_safe(cabin: Cabin, _slack_k: float) -> bool:
    return cabin.target.preset in {Preset.PET, Preset.REST} and not cabin.carried


BOX_RULES: tuple[Rule[Box], ...] = (
    Rule(
        "too_warm",
        _too_warm,
        lambda box: box.settings.too_warm_after_s,
        lambda box: (
            f"{box.settings.name}: air at {box.air_c.value:.1f} °C, set-point {box.target.set_point_c:g} °C;"
            " check the lid, the load and the compressor"
        ),
    ),
    Rule(
        "frozen",
        _frozen,
        lambda _: FROZEN_AFTER_S,
        lambda box: (
            f"{box.settings.name}: air at {box.air_c.value:.1f} °C, freeze guard {box.settings.freeze_guard_c:g} °C;"
            " take out what must not freeze and check the fan"
        ),
    ),
    Rule(
        "sensor_lost",
        _sensor_lost,
        lambda _: LOST_AFTER_S,
        lambda box: f"{box.settings.name}: no air temperature ({box.air_c.absence}); check the sensor and its cable",
    ),
    Rule(
        "cut_out",
        _not_cooled,
        lambda _: 0.0,  # the law of the supply has waited already
        lambda box: (
            f"{box.settings.name}: battery too low for cooling; charge it or start the engine, and keep the lid shut"
        ),
    ),
)

CABIN_RULES: tuple[Rule[Cabin], ...] = (
    Rule(
        "sensor_lost",
        _sensor_lost,
        lambda _: LOST_AFTER_S,
        lambda cabin: f"cabin: no air temperature ({cabin.air_c.absence}); check the sensor and its cable",
    ),
    Rule(
        "too_hot",
        _too_hot,
        lambda cabin: cabin.settings.too_hot_after_s,
        lambda cabin: f"cabin: air at {cabin.air_c.value:.1f} °C; get people and animals out, open the doors",
    ),
    Rule(
        "unsafe",
        _unsafe,
        lambda cabin: cabin.settings.unsafe_after_s,
        lambda cabin: (
            f"cabin: air at {cabin.air_c.value:.1f} °C, the animal needs {cabin.settings.pet_lowest_c:g} to"
            f" {cabin.settings.pet_highest_c:g} °C; return to the car"
        ),
    ),
    Rule(
        "cut_out",
        _not_kept_safe,
        lambda _: 0.0,
        lambda cabin: (
            f"cabin: battery too low for the preset {cabin.target.preset}; return to the car,"
            " charge it or start the engine"
        ),
    ),
)
