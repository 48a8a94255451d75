"""Conditions that a person must hear about, as a table. What is not known (no reading) is None, not False.

An active alarm holds on a little beyond its limit: `slack_k` is DEADBAND_K for it, otherwise 0.

`too_warm` and `contents_too_warm` count only once a pull-down is over (pull_down.py): a pull-down is no excursion. One
that does not end is, and one that stops on its way is `not_getting_cold`.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from controller.alarms.pull_down import Arming
from controller.interface.energy_budget import Contradiction
from controller.interface.immutable import immutable
from controller.interface.readings import Absence, Reading
from controller.interface.requests import Mode, Preset
from controller.interface.targets import Target
from controller.settings.cabin import CabinSettings
from controller.settings.fridge import CompartmentSettings
from controller.settings.power import PowerSettings

LOST_AFTER_S = 60.0
"""Engineering choice: longer than a sensor's restart, much shorter than food takes to warm."""

DEADBAND_K = 0.5
"""Engineering choice: well above the noise of a sensor (0.1 K), so that an alarm at its limit is one alarm."""

COLD_AFTER_S = 900.0
"""Contents change slowly: so long is no noise of a probe, and no hand that moved it. Engineering choice."""

NOT_READY_AFTER_S = 60.0
"""Engineering choice: a set-point that is just being turned is no departure that is missed."""

FROZEN_AFTER_S = 300.0
FROZEN_BELOW_K = 0.5
"""Engineering choice: the guard has long acted; this much colder for this long shows that it cannot help."""


@immutable
class Contents:
    """The temperature of the contents, and how far it may be off: 0 where it is measured."""

    c: float
    k: float

    @property
    def text(self) -> str:
        """As people are told."""
        return (
            f"contents at {self.c:.1f} °C" if self.k == 0.0 else f"contents estimated at {self.c:.1f} ± {self.k:.1f} °C"
        )


@immutable(kw_only=True)
class Box:
    """The inputs of the rules of a compartment."""

    settings: CompartmentSettings
    target: Target
    air_c: Reading
    arming: Arming
    falling: bool | None
    """Whether its contents, or its air where they are not measured, get colder; None: not known yet."""
    contents: Contents | None
    carried: bool
    """Whether the supply has energy left for it."""


@immutable(kw_only=True)
class Cabin:
    """The inputs of the rules of the cabin."""

    settings: CabinSettings
    air_c: Reading
    target: Target
    carried: bool
    """Whether the supply has energy left for people's and animals' safety."""
    comfort: bool = True
    """Whether it has some left for comfort: where it has not, safety is next."""
    unready_c: float | None = None
    """The air that can be counted on at the departure, where that is not the set-point."""


@immutable
class Supply:
    """The inputs of the rules of the supply: its settings, and what it contradicts of them."""

    settings: PowerSettings
    contradictions: tuple[Contradiction, ...]


Place = TypeVar("Place", Box, Cabin, Supply)


@immutable
class Rule(Generic[Place]):
    """One row: the end of the alarm's name, when it holds (None: not known), for how long, and what to say."""

    name: str
    holds: Callable[[Place, float], bool | None]
    delay_s: Callable[[Place], float]
    text: Callable[[Place], str]


def _too_warm(box: Box, slack_k: float) -> bool | None:
    if box.target.mode is not Mode.COOL:
        return False
    if box.air_c.value is None:
        return None
    limit_c = box.target.set_point_c + box.settings.too_warm_k - slack_k
    return box.arming.since_s is None and box.air_c.value > limit_c


def _contents_too_warm(box: Box, slack_k: float) -> bool | None:
    """Tell of contents that are surely too warm; the alarm comes where they do not get colder either."""
    if box.target.mode is not Mode.COOL:
        return False
    if box.contents is None:
        return None
    warm = box.contents.c - box.contents.k > box.settings.high_c - slack_k
    is_raised = slack_k > 0.0
    return warm and (is_raised or (box.arming.since_s is None and not box.falling))


def _contents_too_cold(box: Box, slack_k: float) -> bool | None:
    if box.target.mode is not Mode.COOL:
        return False
    if box.contents is None:
        return None
    return box.contents.c + box.contents.k < box.settings.low_c + slack_k


def _not_getting_cold(box: Box, _slack_k: float) -> bool | None:
    """Tell of a pull-down that has stopped on its way."""
    if box.target.mode is not Mode.COOL or box.arming.since_s is None:
        return False
    return None if box.falling is None else not box.falling


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
    return cabin.target.preset in {Preset.PET, Preset.REST} and not (cabin.carried and cabin.comfort)


def _shed_text(cabin: Cabin) -> str:
    """Tell which of the two that keep the preset going are shed."""
    if cabin.carried:
        return f"comfort is shed, the preset {cabin.target.preset} goes on with the last that is kept for safety"
    return f"comfort and safety are shed, the preset {cabin.target.preset} has stopped"


def _not_ready(cabin: Cabin, _slack_k: float) -> bool:
    return cabin.unready_c is not None


def _contents_text(box: Box) -> str:
    return "contents not known" if box.contents is None else box.contents.text


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
    Rule(
        "contents_too_warm",
        _contents_too_warm,
        lambda box: box.settings.too_warm_after_s,
        lambda box: (
            f"{box.settings.name}: {_contents_text(box)}, at most {box.settings.high_c:g} °C is right;"
            " check what is in it, the lid and the compressor"
        ),
    ),
    Rule(
        "contents_too_cold",
        _contents_too_cold,
        lambda _: COLD_AFTER_S,
        lambda box: (
            f"{box.settings.name}: {_contents_text(box)}, at least {box.settings.low_c:g} °C is right;"
            " take out what must not get so cold"
        ),
    ),
    Rule(
        "not_getting_cold",
        _not_getting_cold,
        lambda box: box.settings.too_warm_after_s,
        lambda box: (
            f"{box.settings.name}: not cold yet and no longer on its way;"
            " check the lid, the load, the compressor and the sun on it"
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
            f"cabin: battery low: {_shed_text(cabin)}; return to the car, charge the battery or start the engine"
        ),
    ),
    Rule(
        "not_ready",
        _not_ready,
        lambda _: NOT_READY_AFTER_S,
        lambda cabin: (
            f"cabin: {cabin.target.set_point_c:g} °C may not be reached by the departure, count on"
            f" {cabin.unready_c:.0f} °C; leave later, ask for less, or warm or cool the car from the mains"
        ),
    ),
)

FOLLOWING = frozenset({"cabin.cut_out"})
"""Alarms that say something else while they hold, and tell it anew: there is no measured number in their text."""

_NOW = 0.0  # the law of the supply has watched for long enough


def _has(one: Contradiction) -> Callable[[Supply, float], bool]:
    return lambda supply, _: one in supply.contradictions


SUPPLY_RULES: tuple[Rule[Supply], ...] = (
    Rule(
        "other_voltage",
        _has(Contradiction.NOMINAL),
        lambda _: _NOW,
        lambda supply: (
            f"supply: it is not the {supply.settings.nominal_v:g} V system that is configured, and is judged as what it"
            " is; set nominal_v in [power]: 24 for a lorry's, 12 for a car's"
        ),
    ),
    Rule(
        "rests_like_lithium",
        _has(Contradiction.LITHIUM),
        lambda _: _NOW,
        lambda supply: (
            f"supply: rests for hours at a voltage that no {supply.settings.battery} battery has; set battery ="
            ' "lifepo4" in [power] if it is one, otherwise look what charges it all the time'
        ),
    ),
    Rule(
        "rests_like_lead",
        _has(Contradiction.LEAD),
        lambda _: _NOW,
        lambda _: (
            "supply: rests for hours at the voltage of an empty lithium battery, or of a charged one of lead; charge"
            ' it, or set battery = "flooded" or "agm" in [power]'
        ),
    ),
    Rule(
        "battery_current_backwards",
        _has(Contradiction.POLARITY),
        lambda _: _NOW,
        lambda _: (
            "supply: the battery's current rises each time that a load is switched on, and is not believed; swap the"
            " wires of its shunt"
        ),
    ),
)
