"""Checks of the fridge as a whole: does the compressor start, does it cool, does it stop?"""

from controller.settings.fridge import AirFlow, BoxKind
from controller.settings.power import NOMINAL_V
from controller.verify.contexts import FridgePlace
from controller.verify.definition import Check
from controller.verify.history import HOUR_S, MOVED_K, WELL_LEARNED_S, times_usual, unusual
from controller.verify.trends import rise_k

RESPONSE_S = 600.0
RESPONSE_K = 2.0
"""A plate falls by this in so long of running, or is this much colder than the air (practice of IEC 60730)."""

FALLING_K = 0.5
"""Air this much below its mean of a quarter of an hour is cooled (2 K/h), whatever the plate's sensor says."""

LOOSE_RUNS = 2
"""A lid that was just shut lets the air fall once, by the cold of the contents."""

BLOWN_TIMES, BLOWN_OVER_TIMES = 2.5, 1.8
"""A fan that blows takes 14 times what drifts from a plate by itself, a damper half open 7 times; goods that lie
against the plate take it twice (plants)."""

SWAPPED_SCORE = -4
"""Four more blows that another's air followed than its own. Engineering choice."""

WEAK_SHARE, STRONG_SHARE = 0.8, 0.9
WEAK_TIMES = 1.15
"""With 40 % of its refrigerant gone a compressor gives about two thirds and runs half as long again (plants). Where it
gives less and does not run more, a sensor of air or plate reads wrongly."""

CONDENSER_WARM_C, CONDENSER_HOT_C = 38.0, 45.0
"""Below the one a fan with a thermostat of its own may rest (they begin at 35 °C), above the other it must not."""

CONDENSER_RISE_K, COOLED_RISE_K = 25.0, 20.0
"""Above the cabin; with a working fan it is 8 to 18 K (computed for a BD35F in a good and in a tight niche), without
one 20 to 25 K more."""

MIN_FAN_RPM = 100.0

STUCK_S = 1_800.0
"""A live sensor never repeats one value for so long (practice for IEC 60730 controls)."""

OFF_S = 60.0
"""The current of a compressor that has stopped is long gone. Engineering choice."""

LOAD_TIMES, LOAD_OVER_TIMES = 3.0, 2.0
"""A day of 43 °C after one of 20 °C changes the load per kelvin by a half; so much more is no weather."""


def _enough_voltage(place: FridgePlace) -> bool:
    voltage_v = place.whole.inputs.supply.voltage_v.value
    return voltage_v is None or voltage_v >= place.whole.settings.fridge.compressor.unit_restart_v * _batteries(place)


def _batteries(place: FridgePlace) -> float:
    """Return how many batteries of 12 V stand in a row."""
    return place.whole.settings.power.nominal_v / min(NOMINAL_V)


def _unit_has_cut_out(place: FridgePlace) -> bool:
    """Return True where the unit is below its own cut-out, and draws nothing as far as that is measured."""
    voltage_v, limit_v = (
        place.whole.inputs.supply.voltage_v.value,
        place.whole.settings.fridge.compressor.unit_cut_out_v,
    )
    is_low = voltage_v is not None and voltage_v < limit_v * _batteries(place)
    return is_low and (place.whole.power_w is None or _draws_nothing(place))


def _has_compressor(place: FridgePlace) -> bool:
    """Return True but for a thermoelectric module, which draws little at low drive, and less from what is colder."""
    return place.whole.settings.fridge.kind is not BoxKind.THERMOELECTRIC


def _ordered_to_run(place: FridgePlace) -> bool:
    is_measured = place.whole.power_w is not None and _has_compressor(place)
    return place.whole.fridge.on and is_measured and _enough_voltage(place)


def _draws_nothing(place: FridgePlace) -> bool:
    return (place.whole.power_w or 0.0) < place.whole.settings.verify.running_w


def _air_falls(place: FridgePlace) -> bool:
    """Return True where the air of a compartment is below its mean of a quarter of an hour."""
    boxes = zip(place.boxes, place.whole.inputs.fridge.compartments, strict=True)
    return any(
        box.air_c.value is not None and box.air_c.value < history.mean_air_c.value - FALLING_K for history, box in boxes
    )


def _has_fan(place: FridgePlace) -> bool:
    return any(box.air_flow is not AirFlow.STILL for box in place.whole.settings.fridge.compartments)


def _weak(place: FridgePlace) -> bool:
    share = place.whole.cold.share
    return share is not None and share <= WEAK_SHARE and _ran_times(place) >= WEAK_TIMES


def _ran_times(place: FridgePlace) -> float:
    return place.whole.cold.ran_times(place.whole.inputs.cabin.air_c.value)


def _is_comparable(place: FridgePlace) -> bool:
    """Return True for a compressor in its usual climate; what a thermoelectric module gives changes with its drive."""
    return _has_compressor(place) and place.whole.cold.is_alike(place.whole.inputs.cabin.air_c.value)


def _strong_again(place: FridgePlace) -> bool:
    share = place.whole.cold.share
    return share is not None and share >= STRONG_SHARE


def _has_run(place: FridgePlace) -> bool:
    """For long enough to tell, with all that it takes to tell."""
    whole = place.whole
    known = whole.inputs.fridge.plate_c.value is not None and whole.cooled_c is not None
    runs = whole.power_w is None or not _draws_nothing(place)
    long_enough = whole.fridge.on and place.lasted_s >= RESPONSE_S and _has_compressor(place)
    return known and runs and long_enough and _enough_voltage(place)


def _plate_stays_warm(place: FridgePlace) -> bool:
    if _air_falls(place):
        return False
    change_k = rise_k(place.whole.fridge.plate)
    if change_k is None or change_k <= -RESPONSE_K:
        return False
    return (place.whole.cooled_c or 0.0) - (place.whole.inputs.fridge.plate_c.value or 0.0) < RESPONSE_K


def _must_stand(place: FridgePlace) -> bool:
    whole = place.whole
    if whole.fridge.on or place.lasted_s < OFF_S:
        return False
    return whole.power_w is not None or (place.lasted_s >= RESPONSE_S and _plate_change_k(place) is not None)


def _plate_change_k(place: FridgePlace) -> float | None:
    return None if place.whole.coldest_c is None else rise_k(place.whole.fridge.plate)


def _runs_anyway(place: FridgePlace) -> bool:
    if place.whole.power_w is not None:
        return not _draws_nothing(place)
    change_k = _plate_change_k(place) or 0.0
    return change_k <= -RESPONSE_K and (place.whole.fridge.plate[-1] or 0.0) < (place.whole.coldest_c or 0.0)


def _anyway_text(place: FridgePlace) -> str:
    power_w = place.whole.power_w
    seen = f"plate fell by {-(_plate_change_k(place) or 0.0):.1f} K" if power_w is None else f"{power_w:.0f} W drawn"
    return (
        f"compressor runs although it is switched off ({seen}); fans of cold compartments stay off;"
        " pull its fuse and replace the relay"
    )


def _has_switched(place: FridgePlace) -> bool:
    """Return True where the compressor switched while the plate repeated itself, and that had time to show."""
    switches = place.whole.fridge.plate_still.moved / MOVED_K
    return switches > 1.0 or (switches > 0.0 and place.lasted_s >= RESPONSE_S)


def _well_learned(place: FridgePlace) -> bool:
    return place.whole.fridge.usual_load.seen_s >= WELL_LEARNED_S


def _condenser_works(place: FridgePlace) -> bool:
    """In a run, and all known: a condenser that rests is cool whatever its fan does."""
    inputs = place.whole.inputs
    return (
        place.whole.fridge.on
        and inputs.fridge.condenser_c.value is not None
        and (inputs.fridge.condenser_fan_rpm.value is not None or inputs.cabin.air_c.value is not None)
    )


def _condenser_rise_k(place: FridgePlace) -> float:
    inputs = place.whole.inputs
    return (inputs.fridge.condenser_c.value or 0.0) - (inputs.cabin.air_c.value or 0.0)


def _condenser_fan_stands(place: FridgePlace) -> bool:
    inputs = place.whole.inputs.fridge
    condenser_c, cabin_known = inputs.condenser_c.value or 0.0, place.whole.inputs.cabin.air_c.value is not None
    rises = cabin_known and condenser_c >= CONDENSER_WARM_C and _condenser_rise_k(place) >= CONDENSER_RISE_K
    if inputs.condenser_fan_rpm.value is None:
        return rises
    return inputs.condenser_fan_rpm.value < MIN_FAN_RPM and (rises or condenser_c >= CONDENSER_HOT_C)


def _condenser_fan_turns(place: FridgePlace) -> bool:
    """Seen to turn, or late in a run a condenser that it must be cooling."""
    fan_rpm = place.whole.inputs.fridge.condenser_fan_rpm.value
    if fan_rpm is not None:
        return fan_rpm >= MIN_FAN_RPM
    return place.lasted_s >= RESPONSE_S and _condenser_rise_k(place) < COOLED_RISE_K


FRIDGE_CHECKS: tuple[Check[FridgePlace], ...] = (
    Check(
        name="no_start",
        applies=_ordered_to_run,
        holds=_draws_nothing,
        delay_s=180.0,  # the unit itself tries again each 60 s
        text=lambda place: (
            f"compressor does not start: {place.whole.power_w or 0.0:.0f} W drawn {place.lasted_s:.0f} s after it was"
            " switched on; check its fuse, its cable and its unit"
        ),
    ),
    Check(
        name="not_cooling",
        applies=_has_run,
        holds=_plate_stays_warm,
        delay_s=60.0,
        text=lambda place: (
            f"compressor has run for {place.lasted_s / 60.0:.0f} min, plate at"
            f" {place.whole.inputs.fridge.plate_c.value:.1f} °C, air at {place.whole.cooled_c:.1f} °C;"
            " refrigerant lost or compressor worn: move the goods, call service"
        ),
    ),
    Check(
        name="weak_cooling",
        applies=_is_comparable,
        holds=_weak,
        over=_strong_again,
        clear_s=HOUR_S,
        delay_s=HOUR_S,
        text=lambda place: (
            f"compressor gives {100.0 * (place.whole.cold.share or 0.0):.0f} % of its usual cold and runs"
            f" {_ran_times(place):.1f} times as much; clean the condenser and its fan,"
            " then have the refrigerant checked"
        ),
    ),
    Check(
        name="plate_loose",
        applies=lambda place: place.whole.inputs.fridge.plate_c.value is not None,
        holds=lambda place: place.whole.plate_runs.without_plate >= LOOSE_RUNS,
        delay_s=0.0,
        clear_s=0.0,
        text=lambda place: (
            f"plate reads {place.whole.inputs.fridge.plate_c.value:.1f} °C: in two runs the air got colder, but not its"
            " sensor; fix that to the plate"
        ),
        doubts="plate_c",
    ),
    Check(name="stuck_on", applies=_must_stand, holds=_runs_anyway, delay_s=30.0, text=_anyway_text, latched=True),
    Check(
        name="condenser_fan",
        applies=_condenser_works,
        holds=_condenser_fan_stands,
        over=_condenser_fan_turns,
        delay_s=120.0,
        text=lambda place: (
            f"condenser at {place.whole.inputs.fridge.condenser_c.value:.0f} °C and its fan does not cool it;"
            " clean the fan and the grille"
        ),
    ),
    Check(
        name="heat_loss",
        applies=lambda place: not place.switched_off,
        holds=lambda place: _well_learned(place) and unusual(place.whole.fridge, LOAD_TIMES),
        over=lambda place: not unusual(place.whole.fridge, LOAD_OVER_TIMES),
        clear_s=HOUR_S,
        delay_s=6 * 3_600.0,  # warm goods of 10 kg are cold before
        text=lambda place: (
            f"compressor runs {times_usual(place.whole.fridge):.1f} times as much as usual; check lids and seals,"
            " defrost the plate"
        ),
    ),
    Check(
        name="blows_unasked",
        applies=lambda place: place.whole.fans.times_usual > 0.0 and _has_fan(place),
        holds=lambda place: place.whole.fans.times_usual >= BLOWN_TIMES,
        over=lambda place: place.whole.fans.times_usual < BLOWN_OVER_TIMES,
        delay_s=HOUR_S,
        clear_s=HOUR_S,
        text=lambda place: (
            f"plate warms {place.whole.fans.times_usual:.0f} times as fast as usual while all fans are off: one blows,"
            " or a damper stands open; check them, first that of the coldest compartment"
        ),
    ),
    Check(
        name="air_swapped",
        applies=lambda place: place.whole.fans.score != 0,
        holds=lambda place: place.whole.fans.score <= SWAPPED_SCORE,
        over=lambda place: place.whole.fans.score > 0,
        delay_s=0.0,
        clear_s=0.0,
        text=lambda _: (
            "each time that one fan blew alone, the air of another compartment got colder: air sensors or fans are"
            " connected to each other's compartment; swap them"
        ),
    ),
    Check(
        name="plate_stuck",
        applies=lambda place: place.whole.inputs.fridge.plate_c.value is not None,
        holds=lambda place: place.now_s - place.whole.fridge.plate_still.since_s >= STUCK_S and _has_switched(place),
        delay_s=0.0,
        text=lambda place: (
            f"plate reads {place.whole.inputs.fridge.plate_c.value:.2f} °C for"
            f" {(place.now_s - place.whole.fridge.plate_still.since_s) / 60.0:.0f} min while the compressor switches;"
            " replace the sensor"
        ),
        doubts="plate_c",
    ),
    Check(
        name="unit_cut_out",
        applies=lambda place: place.whole.fridge.on and _has_compressor(place),
        holds=_unit_has_cut_out,
        delay_s=60.0,  # longer than an engine is cranked
        text=lambda place: (
            f"compressor's unit has switched itself off: {place.whole.inputs.supply.voltage_v.value or 0.0:.1f} V is"
            f" below its own {place.whole.settings.fridge.compressor.unit_cut_out_v * _batteries(place):.1f} V;"
            " charge the battery, or set the unit's protection lower"
        ),
    ),
)
