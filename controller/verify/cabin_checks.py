"""Checks of the cabin and of the supply: does the air follow heater and cooler, does the battery's sensor live?"""

from controller.settings.fitted import HEATER
from controller.verify.contexts import CabinPlace, SupplyPlace
from controller.verify.definition import Check
from controller.verify.trends import lasted, rise_k

RESPONSE_S = 600.0
RESPONSE_K = 1.0
"""Heater and cooler move the air by more in so long, or hold it far from the air outside. Engineering choice: 2 kW at
60 W/K of losses are 20 K after ten minutes."""

SHORT_K = 3.0
"""Nearer to the set-point nothing has to move."""

HELD_K = 5.0
"""From the air outside: so far only a working heater holds it with sun and people counted out."""

SUN_K = 28.0
"""Above the air outside after two hours in full sun (Null, San Jose State University); no sun makes it more."""

FALLEN_K = 0.5
"""Air so far from outside falls by more in ten minutes when nothing heats it."""

STUCK_S = 1_800.0
LOADS_CHANGED = 2.0

WORKED_S = 900.0
"""Of heating or cooling while the reading stood still."""

MIN_V, MAX_V = 6.0, 33.0
"""The controller's own supply needs more than the one, and no 24 V alternator gives the other (regulated to 28.8 V)."""

MAX_BACK_A = -1.0
"""Current is positive into the appliances; they give none back."""

_DOOR_OPEN = 1.0


def _change_k(place: CabinPlace) -> float | None:
    return rise_k(place.whole.cabin.air)


def _short_k(place: CabinPlace) -> float:
    """Return the kelvins that are missing to the set-point."""
    return place.whole.targets.cabin.set_point_c - (place.whole.inputs.cabin.air_c.value or 0.0)


def _above_outside_k(place: CabinPlace) -> float | None:
    outside_c, air_c = place.whole.inputs.vehicle.outside_c.value, place.whole.inputs.cabin.air_c.value
    return None if outside_c is None or air_c is None else air_c - outside_c


def _start_up_s(place: CabinPlace) -> float:
    """Return the time that the heater takes to light; 0 where it does not burn anything."""
    return place.whole.settings.fitted.times(HEATER).start_up_s


def _shut_and_known(place: CabinPlace, since_s: float | None, start_up_s: float = 0.0) -> bool:
    """Ten minutes of it, doors shut, temperatures known at both ends."""
    door_open = place.whole.inputs.vehicle.driver_door_open.value == _DOOR_OPEN
    is_long = lasted(since_s, start_up_s + RESPONSE_S, now_s=place.now_s)
    return is_long and _change_k(place) is not None and not door_open


def _does_not_heat(place: CabinPlace) -> bool:
    above_k = _above_outside_k(place)
    held = above_k is not None and above_k >= HELD_K
    return (_change_k(place) or 0.0) < RESPONSE_K and _short_k(place) > SHORT_K and not held


def _does_not_cool(place: CabinPlace) -> bool:
    above_k = _above_outside_k(place)
    held = above_k is not None and above_k <= -SHORT_K
    return (_change_k(place) or 0.0) > -RESPONSE_K and _short_k(place) < -SHORT_K and not held


def _heats_unasked(place: CabinPlace) -> bool:
    above_k = _above_outside_k(place)
    return above_k is not None and above_k > SUN_K and (_change_k(place) or 0.0) > -FALLEN_K


CABIN_CHECKS: tuple[Check[CabinPlace], ...] = (
    Check(
        name="not_heating",
        applies=lambda place: not _start_up_s(place) and _shut_and_known(place, place.whole.cabin.heated_since_s),
        holds=_does_not_heat,
        delay_s=60.0,
        text=lambda place: (
            f"cabin: heater on for ten minutes, air rose by {_change_k(place) or 0.0:.1f} K and"
            f" {_short_k(place):.0f} K are missing; check the heater, the blower and its filter"
        ),
    ),
    Check(
        name="not_lit",
        applies=lambda place: (
            _start_up_s(place) > 0.0 and _shut_and_known(place, place.whole.cabin.heated_since_s, _start_up_s(place))
        ),
        holds=_does_not_heat,
        delay_s=60.0,
        text=lambda place: (
            "cabin: heater has had time to light and to burn for ten minutes, air rose by"
            f" {_change_k(place) or 0.0:.1f} K and {_short_k(place):.0f} K are missing: it did not light or went out;"
            " check its fuel, its voltage and the code that it shows"
        ),
    ),
    Check(
        name="not_cooling",
        applies=lambda place: _shut_and_known(place, place.whole.cabin.cooled_since_s),
        holds=_does_not_cool,
        delay_s=60.0,
        text=lambda place: (
            f"cabin: cooler on for ten minutes, air fell by {-(_change_k(place) or 0.0):.1f} K and is"
            f" {-_short_k(place):.0f} K too warm; check the cooler and the blower, and that the heater is off"
        ),
    ),
    Check(
        name="heats_unasked",
        applies=lambda place: _shut_and_known(place, place.whole.cabin.unheated_since_s),
        holds=_heats_unasked,
        delay_s=60.0,
        text=lambda place: (
            "cabin: heater nearly off for ten minutes, yet air stays"
            f" {_above_outside_k(place) or 0.0:.0f} K above outside ({_change_k(place) or 0.0:+.1f} K);"
            " get out, pull the heater's fuse"
        ),
        latched=True,
    ),
    Check(
        name="air_stuck",
        applies=lambda place: place.whole.inputs.cabin.air_c.value is not None,
        holds=lambda place: (
            place.whole.cabin.air_still.moved >= WORKED_S
            and place.now_s - place.whole.cabin.air_still.since_s >= STUCK_S
        ),
        delay_s=0.0,
        text=lambda place: (
            f"cabin: air sensor reads {place.whole.inputs.cabin.air_c.value:.2f} °C for"
            f" {(place.now_s - place.whole.cabin.air_still.since_s) / 60.0:.0f} min while the climate works;"
            " replace the sensor"
        ),
        doubts="air_c",
    ),
)

SUPPLY_CHECKS: tuple[Check[SupplyPlace], ...] = (
    Check(
        name="voltage_impossible",
        applies=lambda place: place.whole.inputs.supply.voltage_v.value is not None,
        holds=lambda place: not MIN_V <= (place.whole.inputs.supply.voltage_v.value or 0.0) <= MAX_V,
        delay_s=30.0,
        text=lambda place: (
            f"supply: {place.whole.inputs.supply.voltage_v.value:.1f} V is impossible while the"
            " controller runs from it; check the sensor's wires"
        ),
        doubts="voltage_v",
    ),
    Check(
        name="voltage_stuck",
        applies=lambda place: place.whole.inputs.supply.voltage_v.value is not None,
        holds=lambda place: (
            place.whole.cabin.voltage_still.moved >= LOADS_CHANGED
            and place.now_s - place.whole.cabin.voltage_still.since_s >= STUCK_S
        ),
        delay_s=0.0,
        text=lambda place: (
            f"supply: {place.whole.inputs.supply.voltage_v.value:.3f} V for"
            f" {(place.now_s - place.whole.cabin.voltage_still.since_s) / 60.0:.0f} min although the load changed;"
            " check the sensor"
        ),
        doubts="voltage_v",
    ),
    Check(
        name="current_backwards",
        applies=lambda place: place.whole.inputs.supply.current_a.value is not None,
        holds=lambda place: (place.whole.inputs.supply.current_a.value or 0.0) < MAX_BACK_A,
        delay_s=60.0,
        text=lambda place: (
            f"supply: {place.whole.inputs.supply.current_a.value:.1f} A flow backwards; swap the wires of the shunt"
        ),
        doubts="current_a",
    ),
)
