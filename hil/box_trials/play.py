"""A day of one box under one law, and the soonest that physics lets its goods be cold again."""

from copy import deepcopy

from hil.box_trials.cases import Stage
from hil.box_trials.course import BACK_K, HOUR_S, LOADING_S, MINUTE_S, Course, happenings, loaded
from hil.box_trials.holders import Holder
from hil.box_trials.tally import Held, Tally
from hil.plants import Diary, FridgeOutputs

TICK_S = 5.0
"""All laws are asked this often. Engineering choice, for speed: of half a second the law makes the same day within what
another noise of its probes does (docs/how-it-is-tested.md has the figures)."""

_FULL_PCT = 100.0


def play(scene: Stage, holder: Holder, *, law: str, course: Course, tick_s: float = TICK_S) -> Held:
    """Let `holder` hold the box of `scene` through the day; returns its figures."""
    box, outputs = scene.box, FridgeOutputs()
    settings = scene.settings.fridge.compartments
    tally, diary = Tally(box, settings, course), Diary(happenings(scene.settings, box, course), box)
    into, look_each = loaded(scene.settings), round(MINUTE_S / tick_s)
    put_in_tick = round((course.used_h * HOUR_S + LOADING_S) / tick_s)
    for tick in range(round(course.begins_h * HOUR_S / tick_s), round(course.ends_h * HOUR_S / tick_s)):
        now_s = tick * tick_s
        diary.advance(now_s)
        if tick == put_in_tick and into is not None:
            tally.put_in(into, soonest_min(scene, into, course, now_s=now_s), now_s)
        holder.drive(scene.eyes, outputs, now_s=now_s)
        box.advance(outputs, scene.ambient.at(now_s), tick_s)
        if tick % look_each == 0:
            tally.look(holder.shown_c(), now_s)
    return tally.held(law)


def soonest_min(scene: Stage, number: int, course: Course, *, now_s: float) -> float | None:
    """Return the minutes from `now_s` until the contents of a compartment are back at the soonest.

    None: not within the day. It is cooled alone at all the speed there is, its air just at its floor as soon as it gets
    there: no law that keeps the air above the floor can be sooner. The box stays as it is.
    """
    box, settings = deepcopy(scene.box), scene.settings.fridge.compartments[number]
    place = box.compartments[number]
    place.set_lid(False)
    fans_pct = [_FULL_PCT if index == number else 0.0 for index in range(len(box.compartments))]
    outputs = FridgeOutputs(compressor_on=True, speed_pct=_FULL_PCT, fans_pct=tuple(fans_pct))
    for tick in range(round((course.ends_h * HOUR_S - now_s) / TICK_S)):
        if place.contents_c <= settings.set_point_c + BACK_K:
            return tick * TICK_S / MINUTE_S
        box.advance(outputs, scene.ambient.at(now_s + tick * TICK_S), TICK_S)
        place.air_c = max(place.air_c, settings.air_floor_c)
    return None
