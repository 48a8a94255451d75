"""The rules by which causes are found, in the order in which they are asked. Pure.

The strengths are engineering choices, held against trials in which the cause was known (`python -m hil bench causes`):
what somebody said or did (a request, an alarm of the supply) counts more than what a reading shows, and that more than
what can only be concluded.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean

from firmware.coldchain.causes import Cause, Rule, Sign, strongest
from firmware.coldchain.excursion_scene import Scene
from firmware.coldchain.series import MINUTE_S, Minute, Subject

CHANGED_K, NEAR_K = 1.0, 2.0
"""A set-point moved by the one, to within the other of the limit: air swings about its set-point so far."""

POWER_LOST_S = 900.0
"""A controller that was off for less has cooled for most of an hour. Engineering choice."""

LOW_V = 10.8
"""Compressor units protect the battery at 10.4 V and less (BD35F); below this there is none to spare."""

LEFT_OPEN_S, LONG_OPEN_S = 240.0, 120.0
"""Goods are put in or taken out in less than the first. Engineering choice."""

OFTEN_OPEN_SHARE = 0.2
"""A lid that is open for a fifth of an hour lets in more than a compressor takes out (plants)."""

RUNS_SHARE = 0.8
RUNS_S = 900.0
"""A run of a quarter of an hour, most of it on, must show in air or plate (IEC 60730 practice: 10 min)."""

IDLE_A = 1.0
"""A compressor draws 2.4 A and more (CFX-28), the controller itself 0.2 A."""

PLATE_COLD_K = 3.0
"""A plate that works is colder than the air by more."""

PLATE_APART_K = 12.0
"""A plate this much colder than the air gives its cold to nothing: its fan stands (plants, with a fan 4 to 8 K)."""

STEP_K, MOST = 1.0, 0.6
"""Contents that rise by the first within AT_ONCE_S of an opening were joined or replaced by warm ones ..."""

AT_ONCE_S = 300.0
LOADED_S = 1_200.0
"""And by most of it still after this, when air that only came in through the lid is cold again."""

HOT_C, HEAT_K = 35.0, 6.0
"""A cabin that most boxes were never meant for, or one that warmed by so much. Engineering choice."""

BAKED_C, BAKED = 50.0, 0.87
"""Hotter than any box of ours is meant for (hot-car soak, 47 °C on the coolest day): this explains more than a fan."""

STILL_S = 1_500.0
"""A live sensor never repeats one value for so long while the fridge works (IEC 60730 practice: 30 min)."""


APART_K, APART_MINUTES = 3.0, 15
"""Air leads and goods follow, so the two never go apart by so much for so long. Engineering choice."""

JUMP_K = 2.0
"""No goods change by so much within a minute."""


def _target(scene: Scene) -> Sign | None:
    seen = [each.around for each in scene.minutes]
    if any(before.cools and not after.cools for before, after in pairwise(seen)):
        return Sign(0.96, f"switched off{_by(scene)}")
    points = [each.set_point_c for each in seen if each.set_point_c is not None]
    if not points:
        return None
    last = max(points) if scene.is_warm else min(points)
    limit = scene.excursion.limit
    moved_k = abs(last - points[0])
    if limit.over_k(last) < -NEAR_K or limit.over_k(last) < limit.over_k(points[0]):
        return None
    if moved_k >= CHANGED_K:
        return Sign(0.95, f"set-point changed from {points[0]:g} to {last:g} °C{_by(scene)}")
    return Sign(0.75, f"set-point {last:g} °C, limit {limit.at_c:g} °C") if limit.over_k(last) >= 0.0 else None


def _by(scene: Scene) -> str:
    """Tell who asked for the last change, where the record tells."""
    asked = [each for each in scene.facts_of("RequestAccepted") if each.data.get("target") == scene.journey.compartment]
    return f" by {asked[-1].data.get('origin', 'somebody')}" if asked else ""


def _supply(scene: Scene) -> Sign | None:
    if (found := scene.alarm("cut_out")) is not None:
        return Sign(0.94, found[1].text)
    shed = next(scene.facts_of("LoadShed"), None)
    if shed is not None and shed.data.get("rank") not in {"comfort", "safety"}:
        return Sign(0.9, shed.text or f"load shed: {shed.data.get('why', '')}")
    lost = [each.duration_s for each in scene.gaps if each.power_lost and each.duration_s is not None]
    if sum(lost) >= POWER_LOST_S:
        return Sign(0.92, f"no power for {sum(lost) / MINUTE_S:.0f} min")
    low = [each for each in scene.rising if each.around.supply_v is not None and each.around.supply_v < LOW_V]
    if sum(each.duration_s for each in low) >= POWER_LOST_S:
        return Sign(0.7, f"supply at {min(each.around.supply_v or 0.0 for each in low):.1f} V")
    return None


_SENSOR_ALARMS = {
    Subject.AIR: ("air_stuck", "air_jumped", "air_silent", "sensor_lost", "sensors_disagree"),
    Subject.CONTENTS: (
        "probe_out",
        "probe_handled",
        "contents_stuck",
        "contents_jumped",
        "contents_silent",
        "sensors_disagree",
    ),
}


def _sensor(scene: Scene) -> Sign | None:
    found = scene.alarm(*_SENSOR_ALARMS[scene.excursion.subject])
    told = None
    if found is not None:
        told = Sign(0.87 if found[1].since_s >= scene.minutes[0].wall_s else 0.5, found[1].text)
    return strongest((told, _stands_still(scene), _goes_apart(scene), _jumps(scene)))


def _goes_apart(scene: Scene) -> Sign | None:
    """Find air that is said to get warmer while the goods in it get colder."""
    rising = [each for each in scene.rising if each.air_c is not None and each.contents_c is not None]
    if len(rising) < APART_MINUTES or scene.excursion.subject is not Subject.AIR:
        return None
    first, last = rising[0], rising[-1]
    if first.air_c is None or last.air_c is None or first.contents_c is None or last.contents_c is None:
        return None
    air_k, contents_k = last.air_c.mean - first.air_c.mean, last.contents_c.mean - first.contents_c.mean
    if not scene.is_warm:
        air_k, contents_k = -air_k, -contents_k
    if any(each.bound_k(Subject.CONTENTS) for each in rising) or air_k < APART_K or contents_k > -APART_K / 10.0:
        return None
    return Sign(0.93, f"the air was said to change by {air_k:.1f} K while the contents went the other way")


def _jumps(scene: Scene) -> Sign | None:
    """Find goods that are said to change at once behind a shut lid."""
    if scene.excursion.subject is not Subject.CONTENTS:
        return None
    step_k = max((abs(step) for step, shut in _steps(scene.minutes) if shut), default=0.0)
    return Sign(0.91, f"the contents jumped by {step_k:.1f} K with a shut lid") if step_k >= JUMP_K else None


def _steps(minutes: Sequence[Minute]) -> Iterator[tuple[float, bool]]:
    """Yield how far the contents went from minute to minute, and if the lid was shut at that time and before."""
    for before, after in pairwise(minutes):
        if before.contents_c is not None and after.contents_c is not None:
            open_s = (before.around.lid_open_s, after.around.lid_open_s)
            yield after.contents_c.mean - before.contents_c.mean, not any(open_s) and None not in open_s


def _stands_still(scene: Scene) -> Sign | None:
    """Find a reading that repeats itself while the compressor switches."""
    beyond = [each for each in scene.minutes if each.wall_s >= scene.excursion.began_s]
    spans = [span for each in beyond if (span := each.span(scene.excursion.subject)) is not None]
    runs = [each.around.compressor_s for each in beyond if each.around.compressor_s is not None]
    lasted_s = sum(each.duration_s for each in beyond)
    if lasted_s < STILL_S or len(spans) < len(beyond) or not runs or max(runs) == min(runs):
        return None
    if min(span.low for span in spans) < max(span.high for span in spans):
        return None
    return Sign(0.83, f"the sensor read {spans[0].mean:.2f} °C for {lasted_s / MINUTE_S:.0f} min without any change")


def _lid(scene: Scene) -> Sign | None:
    signs = [_told(scene, 0.88, "left_open", "lid_seems_open", "lid_ajar")]
    longest_s, total_s = _open_s(scene.minutes)
    if longest_s >= LEFT_OPEN_S:
        signs.append(Sign(0.9, f"lid open for {longest_s / MINUTE_S:.0f} min"))
    lasted_s = sum(each.duration_s for each in scene.rising)
    if longest_s >= LONG_OPEN_S or (total_s >= LEFT_OPEN_S and total_s >= OFTEN_OPEN_SHARE * lasted_s):
        signs.append(Sign(0.6, f"lid open for {total_s / MINUTE_S:.0f} min in all"))
    inferred = [each for each in _inferred(scene) if each[1] >= LEFT_OPEN_S]
    if inferred:
        signs.append(Sign(0.7, f"lid open for about {max(each[1] for each in inferred) / MINUTE_S:.0f} min"))
    return strongest(signs)


def _open_s(minutes: Sequence[Minute]) -> tuple[float, float]:
    """Return the longest time that the lid was open without a break, and all of them together."""
    longest_s = run_s = total_s = 0.0
    for each in minutes:
        open_s = each.around.lid_open_s or 0.0
        total_s += open_s
        run_s += open_s
        longest_s = max(longest_s, run_s)
        if open_s < each.duration_s * 0.99:
            run_s = open_s if run_s == open_s and open_s > 0.0 else 0.0
    return longest_s, total_s


def _inferred(scene: Scene) -> list[tuple[float, float]]:
    """List the openings that the air told of: when, and for how long."""
    return [
        (each.wall_s - float(each.data.get("ago_s", 0.0)), float(each.data.get("lasted_s", 0.0)))
        for each in scene.facts_of("OpeningInferred")
        if each.data.get("compartment") == scene.journey.compartment
    ]


def _told(scene: Scene, strength: float, *names: str) -> Sign | None:
    """Go by a finding of verification; one that stood long before all was well explains less."""
    found = scene.alarm(*names)
    if found is None:
        return None
    is_old = scene.minutes and found[1].since_s < scene.minutes[0].wall_s
    return Sign(strength * (0.6 if is_old else 1.0), found[1].text)


_COOLING_ALARMS = (
    ("no_start", 0.92),
    ("not_cooling", 0.92),
    ("fan_failed", 0.85),
    ("condenser_fan", 0.82),
    ("weak_cooling", 0.8),
)
_TOO_COLD_ALARMS = (("stuck_on", 0.92), ("blows_unasked", 0.85))
"""Findings, and how sure each is: what is not driven is known better than what is driven and does little."""


def _cooling(scene: Scene) -> Sign | None:
    if not scene.is_warm:
        return strongest([_told(scene, strength, name) for name, strength in _TOO_COLD_ALARMS])
    return strongest([*(_told(scene, strength, name) for name, strength in _COOLING_ALARMS), _no_cold(scene)])


def _no_cold(scene: Scene) -> Sign | None:
    """Find a compressor that was commanded on and made no cold, or cold that did not reach the air."""
    runs = _long_run(scene.rising)
    if not runs or _open_s(runs)[0] >= LONG_OPEN_S:
        return None
    amperes = [each.around.supply_a for each in runs if each.around.supply_a is not None]
    if amperes and fmean(amperes) < IDLE_A:
        return Sign(0.85, f"the compressor was switched on and {fmean(amperes):.1f} A was drawn")
    last = runs[-1]
    plate_c, air_c = last.around.plate_c, last.air_c
    if plate_c is None or air_c is None:
        return None
    minutes = len(runs)
    if plate_c > air_c.mean - PLATE_COLD_K:
        return Sign(0.8, f"plate at {plate_c:.1f} °C, air at {air_c.mean:.1f} °C after {minutes} min of running")
    blown = last.around.fan_pct is not None and last.around.fan_pct > 0.0
    if blown and plate_c < air_c.mean - PLATE_APART_K:
        return Sign(0.62, f"plate at {plate_c:.1f} °C and its fan on, air still at {air_c.mean:.1f} °C")
    return None


def _long_run(minutes: Sequence[Minute]) -> Sequence[Minute]:
    """Return the last time in which the compressor was on for most of RUNS_S and longer; none where it was not."""
    for end in range(len(minutes), 0, -1):
        run_s = 0.0
        begin = end
        while begin and (minutes[begin - 1].around.compressor_s or 0.0) >= RUNS_SHARE * minutes[begin - 1].duration_s:
            begin -= 1
            run_s += minutes[begin].duration_s
        if run_s >= RUNS_S:
            return minutes[begin:end]
    return ()


def _not_cold(scene: Scene) -> Sign | None:
    """Find goods that were put into a compartment that was not ready: beyond the limit from the first minutes on."""
    if scene.journey.began_cold is not False or scene.excursion.began_s > scene.journey.started_s + LOADED_S:
        return None
    return Sign(0.82, "the compartment was not within the range of its goods when the trip began")


def _goods(scene: Scene) -> Sign | None:
    """Find a short opening after which the warmth stayed although the lid was shut again."""
    if not scene.is_warm or _open_s(scene.minutes)[0] >= LEFT_OPEN_S:
        return None
    return strongest([_goods_at(scene, at_s) for at_s in _opened_at_s(scene)])


def _goods_at(scene: Scene, at_s: float) -> Sign | None:
    """Look at one opening."""
    before = [each for each in scene.minutes if each.wall_s < at_s]
    after = [each for each in scene.minutes if at_s <= each.wall_s <= at_s + LOADED_S]
    if not before or not after:
        return None
    loaded_k = _joined_k(before[-1], after)
    if loaded_k >= STEP_K and _jumps(scene) is None:
        return Sign(0.89, f"contents rose by {loaded_k:.1f} K when the lid was opened for a short time")
    was, then = before[-1].air_c, after[-1].air_c
    stays_k = 0.0 if was is None or then is None else then.mean - was.mean
    if stays_k >= STEP_K:
        return Sign(0.64, f"air stayed {stays_k:.1f} K warmer after the lid was opened for a short time")
    return None


def _joined_k(before: Minute, after: Sequence[Minute]) -> float:
    """Return by how much the contents rose soon after an opening, and stayed."""
    if before.contents_c is None:
        return 0.0
    risen = [(each.wall_s, each.contents_c.mean - before.contents_c.mean) for each in after if each.contents_c]
    soon_k = max((rise_k for at_s, rise_k in risen if at_s <= after[0].wall_s + AT_ONCE_S), default=0.0)
    return min(soon_k, risen[-1][1] / MOST) if risen else 0.0


def _opened_at_s(scene: Scene) -> Sequence[float]:
    """Return the minutes in which the lid was opened: by its switch, else by what the air tells."""
    seen = [
        after.wall_s
        for before, after in pairwise(scene.minutes)
        if (after.around.lid_open_s or 0.0) > 0.0 and not before.around.lid_open_s
    ]
    return seen or [at_s for at_s, _ in _inferred(scene)]


def _cabin(scene: Scene) -> Sign | None:
    around = [each.around.cabin_c for each in scene.minutes if each.around.cabin_c is not None]
    if not around or not scene.is_warm:
        return None
    hottest = max(around)
    if hottest < HOT_C and hottest - around[0] < HEAT_K:
        return None
    runs = [each for each in scene.rising if (each.around.compressor_s or 0.0) >= RUNS_SHARE * each.duration_s]
    at_full = len(runs) >= RUNS_SHARE * len(scene.rising)
    strength = BAKED if hottest >= BAKED_C else 0.6 if at_full else 0.4
    return Sign(strength, f"cabin at {hottest:.0f} °C{', compressor running all the time' * at_full}")


RULES: tuple[Rule, ...] = (
    (Cause.TARGET, _target),
    (Cause.SUPPLY, _supply),
    (Cause.LID, _lid),
    (Cause.SENSOR, _sensor),
    (Cause.COOLING, _cooling),
    (Cause.NOT_COLD, _not_cold),
    (Cause.GOODS, _goods),
    (Cause.CABIN, _cabin),
)
