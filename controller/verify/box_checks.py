"""Checks of one compartment: its lid, its fan and its sensors."""

from collections.abc import Callable

from controller.interface.readings import Reading
from controller.settings.fridge import AirFlow
from controller.verify.contexts import BoxPlace
from controller.verify.definition import Check
from controller.verify.history import DAY_S, HOUR_S, MOVED_K, QUARTER_S, times_usual, unusual
from controller.verify.trends import Jump, Still, lasted

STUCK_S = 1_800.0
"""A live sensor never repeats one value for so long while the plate moves (practice for IEC 60730 controls)."""

COARSE_K = 0.2
COARSE_STUCK_S = 6_600.0
"""A sensor of coarse steps may stand between two of them for as long as a box is held well, whatever the plate does
for the sake of a neighbour. Within two hours all the same. Engineering choice."""

CONTENTS_STUCK_S = 43_200.0
"""Goods of 20 kg that are held well may stand on one step of 1/16 K for hours."""

SHUT_S = 300.0
"""After the lid was open air and goods may jump for so long."""

DISTRUST_S = 300.0
"""So long must a reading be quiet after an impossible step. Engineering choice."""

CONTENTS_SHARE = 0.2
"""In a long run a shut box gives the plate the warmth of its contents: they stay above the air by 0.4 to 2 times what
the plate is below it (10 kg in still air to 2 kg in moved air, by the conductances of the plants). With an open lid
the warmth comes from outside, and they do not."""

FALLING_K = 0.5
"""Below its mean of a quarter of an hour: 2 K/h."""

LONG_RUN_S, LONG_TIMES = 1_200.0, 2.0
"""And so many times as long as usual: heavy goods make runs of hours by themselves."""

AGREED_SHARE = 0.7
"""Of the disagreement that is told. Engineering choice: a mean over a day does not swing by the rest."""

SLOWEST_H = 10.0
"""Goods follow their air with at most about so long, so what they changed by in a day explains a gap of as much of it.
Beer in a full fridge takes 5 to 15 h (BrewPi recordings)."""

AJAR_TIMES, SHUT_TIMES = 2.0, 1.5

FAN_S = 300.0
FAN_DELAY_S = 300.0
"""Both within a run, of which the shortest that holds a box take twelve minutes; a reading of a quarter of an hour's
mean stands behind it. Engineering choice."""

STAYS_K = 4.0
"""A plate of 2.5 kJ/K and a fan of 8 W/K come together with 5 min: after a quarter of an hour a twentieth is left."""

HOT_K, HARM_K = 12.0, 1.5
"""A plate with a store stays cold for hours although its fan blows; but then air is colder than the contents although
the cabin is so much warmer, or, where there is no probe, is no more above its set-point than this. Engineering choice:
the 6 W through the walls and what the contents give are more than what drifts from a plate."""

FAN_TIMES = 1.6
"""A fan that stands makes of one span of the plate two and more (plants); a lid ajar changes it by a fifth."""

FAN_SPAN_K, MOVED_SPAN_K = 12.0, 8.0
"""A fan at 80 % moves 6 W/K (plants: 8 at full): 70 W at this difference, more than a lid ajar lets in (46 W at 32 °C);
so it is not the lid when the contents give nothing, it is a fan that stands."""


def _not_cooled_although_blown(place: BoxPlace) -> bool:
    """By what the box usually needs between air and plate; where that is not known yet, by what every fan can do."""
    times = place.whole.cold.latest_times
    span_k = FAN_SPAN_K if times is None else MOVED_SPAN_K
    carries_less = times is None or times >= FAN_TIMES
    has_fan = place.settings.air_flow is not AirFlow.STILL
    return has_fan and _contents_give_nothing(place) and carries_less and _plate_below_air_k(place) >= span_k


def _disturbed(place: BoxPlace) -> bool:
    """Return True where the lid was open a short while ago: warm air, and maybe warm goods that no probe is in."""
    shut_since_s, told = place.history.lid_shut_since_s, place.inferred.lid.told
    if place.inputs.lid_open.value is not None:
        return not lasted(shut_since_s, QUARTER_S, now_s=place.now_s)
    return told is not None and place.now_s - told.peak_at_s < QUARTER_S


def _contents_give_nothing(place: BoxPlace) -> bool:
    """And the air neither: it does not fall, as that of an empty box would."""
    falls = (place.inputs.air_c.value or 0.0) < place.history.mean_air_c.value - FALLING_K
    return not falls and place.history.gap.value > -CONTENTS_SHARE * _plate_below_air_k(place)


def _plate_below_air_k(place: BoxPlace) -> float:
    return (place.inputs.air_c.value or 0.0) - (place.whole.inputs.fridge.plate_c.value or 0.0)


def _has_gap(place: BoxPlace) -> bool:
    known = place.inputs.air_c.value is not None and place.inputs.contents_c.value is not None
    return known and not place.switched_off and place.history.gap.seen_s >= QUARTER_S


def _fan_ordered(place: BoxPlace, for_s: float = FAN_S) -> bool:
    plate_known = place.whole.inputs.fridge.plate_c.value is not None
    return _has_gap(place) and plate_known and lasted(place.history.blown_since_s, for_s, now_s=place.now_s)


def _disagreement_k(place: BoxPlace) -> float:
    """Return the part of a day's gap that its sign does not explain: contents follow their air, if slowly."""
    gap_k, followed_k = place.history.day_gap.value, place.history.day_change_k * SLOWEST_H * HOUR_S / DAY_S
    if gap_k * followed_k <= 0.0:
        return abs(gap_k)
    return max(abs(gap_k) - abs(followed_k), 0.0)


def _blown(place: BoxPlace) -> bool:
    known = place.inputs.air_c.value is not None and place.whole.inputs.fridge.plate_c.value is not None
    return known and not place.switched_off and lasted(place.history.blown_since_s, FAN_S, now_s=place.now_s)


def _ajar(place: BoxPlace) -> bool:
    return (
        unusual(place.whole.fridge, AJAR_TIMES)
        and _contents_give_nothing(place)
        and not _not_cooled_although_blown(place)
    )


def _shut_again(place: BoxPlace) -> bool:
    """Return True where little work is needed again, or the contents give their warmth in a long run."""
    return not unusual(place.whole.fridge, SHUT_TIMES) or (_in_long_run(place) and not _contents_give_nothing(place))


def _cold_stays(place: BoxPlace) -> bool:
    """Return True late in a rest whose fan should long have brought plate and air together, and does not cool."""
    has_fan = place.settings.air_flow is not AirFlow.STILL
    falls = (place.inputs.air_c.value or 0.0) < place.history.mean_air_c.value - FALLING_K
    stays = has_fan and _blown_in_rest(place) and not falls and _plate_below_air_k(place) >= STAYS_K
    return stays and not _is_cooled(place)


def _is_cooled(place: BoxPlace) -> bool:
    """Return True where the air of a rest is as cold as cold alone makes it."""
    air_c, cabin_c = place.inputs.air_c.value or 0.0, place.whole.inputs.cabin.air_c.value
    if not _has_gap(place):
        return air_c < place.target.set_point_c + HARM_K
    return place.history.gap.value < 0.0 and cabin_c is not None and cabin_c - air_c >= HOT_K


def _blown_in_rest(place: BoxPlace) -> bool:
    fridge = place.whole.fridge
    rested = not fridge.on and place.now_s - fridge.since_s >= QUARTER_S
    return rested and lasted(place.history.blown_since_s, QUARTER_S, now_s=place.now_s)


def _moved_again(place: BoxPlace) -> bool:
    if _blown_in_rest(place):
        return _plate_below_air_k(place) < STAYS_K / 2.0
    return _has_gap(place) and not _contents_give_nothing(place)


def _in_long_run(place: BoxPlace) -> bool:
    """Its own fan on too: the plate may be cold for the sake of a neighbour."""
    fridge = place.whole.fridge
    long_s = max(LONG_RUN_S, LONG_TIMES * fridge.usual_run_s)
    return _fan_ordered(place, QUARTER_S) and fridge.on and place.now_s - fridge.since_s >= long_s


def _stuck(reading: Reading, still: Still, for_s: float, *, now_s: float) -> bool:
    if still.step_k >= COARSE_K:
        for_s = max(for_s, COARSE_STUCK_S)
    return reading.value is not None and still.moved >= MOVED_K and now_s - still.since_s >= for_s


def _shut(place: BoxPlace) -> bool:
    return lasted(place.history.lid_shut_since_s, SHUT_S, now_s=place.now_s)


def _jumped(jump: Jump | None, reading: Reading, *, now_s: float) -> bool:
    """Return True from the next look after a step that stands out; what moves on is a box that is cooled quickly."""
    if jump is None or reading.value is None or not 0.0 < now_s - jump.at_s < DISTRUST_S:
        return False
    return jump.stands_out(reading.value)


def _stuck_text(what: str, still: Callable[[BoxPlace], Still]) -> Callable[[BoxPlace], str]:
    def text(place: BoxPlace) -> str:
        trace = still(place)
        return (
            f"{place.settings.name}: {what} reads {trace.value:.2f} °C for {(place.now_s - trace.since_s) / 60.0:.0f}"
            " min while the fridge works; replace the sensor"
        )

    return text


def _jump_text(what: str, jump: Callable[[BoxPlace], Jump | None]) -> Callable[[BoxPlace], str]:
    def text(place: BoxPlace) -> str:
        step = jump(place)
        change = "" if step is None else f" from {step.from_c:.1f} to {step.to_c:.1f} °C"
        return f"{place.settings.name}: {what} jumped{change} with a shut lid; check the sensor and its cable"

    return text


BOX_CHECKS: tuple[Check[BoxPlace], ...] = (
    Check(
        name="left_open",
        applies=lambda place: place.inputs.lid_open.value is not None,
        holds=lambda place: (
            place.history.lid_open_since_s is not None
            and lasted(place.history.lid_open_since_s, place.whole.settings.verify.lid_open_after_s, now_s=place.now_s)
        ),
        delay_s=0.0,
        clear_s=0.0,
        text=lambda place: (
            f"{place.settings.name}: lid open for"
            f" {(place.now_s - (place.history.lid_open_since_s or 0.0)) / 60.0:.0f} min; shut it"
        ),
    ),
    Check(
        name="lid_ajar",
        applies=_has_gap,
        holds=lambda place: _in_long_run(place) and _ajar(place),
        over=_shut_again,
        delay_s=600.0,
        text=lambda place: (
            f"{place.settings.name}: in a long run the contents are only {-place.history.gap.value:.1f} K above the air"
            f" and the plate {_plate_below_air_k(place):.0f} K below it, at"
            f" {times_usual(place.whole.fridge):.1f} times the usual running time;"
            " shut the lid, check its seal"
        ),
    ),
    Check(
        name="fan_failed",
        applies=_blown,
        holds=lambda place: (
            not _disturbed(place) and ((_has_gap(place) and _not_cooled_although_blown(place)) or _cold_stays(place))
        ),
        over=_moved_again,
        delay_s=FAN_DELAY_S,
        text=lambda place: (
            f"{place.settings.name}: plate {_plate_below_air_k(place):.0f} K colder than the air although the fan"
            " is on: no cold reaches the contents; check the fan"
        ),
    ),
    Check(
        name="air_stuck",
        applies=lambda place: place.inputs.air_c.value is not None,
        holds=lambda place: _stuck(place.inputs.air_c, place.history.air, STUCK_S, now_s=place.now_s),
        delay_s=0.0,
        text=_stuck_text("air sensor", lambda place: place.history.air),
        doubts="air_c",
    ),
    Check(
        name="contents_stuck",
        applies=lambda place: place.inputs.contents_c.value is not None,
        holds=lambda place: _stuck(
            place.inputs.contents_c, place.history.contents, CONTENTS_STUCK_S, now_s=place.now_s
        ),
        delay_s=0.0,
        text=_stuck_text("contents probe", lambda place: place.history.contents),
        doubts="contents_c",
    ),
    Check(
        name="air_jumped",
        applies=_shut,
        holds=lambda place: _jumped(place.history.air_jump, place.inputs.air_c, now_s=place.now_s),
        delay_s=0.0,
        text=_jump_text("air sensor", lambda place: place.history.air_jump),
        doubts="air_c",
    ),
    Check(
        name="contents_jumped",
        applies=_shut,
        holds=lambda place: _jumped(place.history.contents_jump, place.inputs.contents_c, now_s=place.now_s),
        delay_s=0.0,
        text=_jump_text("contents probe", lambda place: place.history.contents_jump),
        doubts="contents_c",
    ),
    Check(
        name="sensors_disagree",
        applies=lambda place: place.history.day_gap.seen_s >= DAY_S,
        holds=lambda place: _disagreement_k(place) > place.whole.settings.verify.disagreement_k,
        over=lambda place: _disagreement_k(place) < AGREED_SHARE * place.whole.settings.verify.disagreement_k,
        delay_s=0.0,
        text=lambda place: (
            f"{place.settings.name}: air sensor and contents probe differ by {place.history.day_gap.value:+.1f} K over"
            " a day; check both in ice water"
        ),
    ),
)
