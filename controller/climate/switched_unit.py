"""A heater or cooler that cannot do any little: it is on or off, has levels, needs time to light and time to rest.

It runs long and seldom, as a compressor does: each start of a fuel heater costs current, soot and minutes without heat.
`need_k` is how far the air is on the wrong side of what is to be held: positive while the unit is missing.

    unit   becomes   when
    off    on        rested, and need_k will be as asked for by the time at which it is lit
    on     off       it ran for LONG times its minimum and is SWING_K beyond the aim, or MAX_SWING_K after its minimum;
                     not while more than its lowest level is needed, nor where it would not be back when it must be
    on     off       not lit: after LIT_S of a run the air has not moved, or it has lost what it had gained
    off    on        after a run that was not lit: rested for BACK_OFF_S, twice as long each time, up to MAX_BACK_OFF_S

As a rule a run begins as far on the one side as the last one ended on the other, which keeps the mean at the aim.
"""

from math import inf

from controller.climate.scene import FULL_PCT
from controller.interface.immutable import immutable
from controller.settings.fitted import OutputTimes

SWING_K = 1.5
"""Each way, as far as a heater without levels in a van swings anyhow: it rests and lights for eight minutes."""

MAX_SWING_K = 2.5
"""Beyond it no run goes on that may end. Engineering choice: felt by everybody."""

NEAR_K = 0.3
"""The same while a departure is prepared: what is felt is the temperature then."""

LONG = 2.2
"""Engineering choice: half the starts of a law that ends each run at its minimum, and a bit."""

LEVEL_MARGIN = 0.3
"""By so much of the way to the next level the need must pass the middle. Engineering choice: no noise moves it."""

LIT_S = 900.0
"""Engineering choice: a burner tries twice by itself within eight minutes (Planar 2D)."""

MOVED_K = 1.0
"""Less in so long is no heat: 850 W at 60 W/K are 14 K in the end."""

FELL_K = 3.0
"""So much below the best of a run, and as far from the aim, the flame is out. Engineering choice: more than a door."""

BACK_OFF_S = 600.0
MAX_BACK_OFF_S = 7_200.0
"""Engineering choice: air in a fuel line is gone after some tries; an empty tank drains no battery in a night."""

_LEAST_SHARE = 0.1
"""Of a unit that takes any duty: less is not worth a run. Engineering choice."""


@immutable(kw_only=True)
class Unit:
    """The unit as it was applied: on or off since when, and what the air did.

    `began_c` is the air at the beginning of this run, `best_c` the best since, at `best_at_s`: both count upwards for a
    heater, downwards (less than zero) for a cooler. `ended_k` is how far beyond the aim the last run ended.
    """

    on: bool = False
    since_s: float = -inf
    began_c: float = 0.0
    best_c: float = 0.0
    best_at_s: float = -inf
    ended_k: float = SWING_K
    unlit: int = 0
    """How often in a row it was not lit."""
    share: float = 0.0
    """The level, 0 to 1."""


NEVER_RUN = Unit()


@immutable
class Units:
    """The heater and the cooler."""

    heater: Unit = NEVER_RUN
    cooler: Unit = NEVER_RUN


@immutable(kw_only=True)
class Need:
    """The inputs of one tick.

    `demand` is what the loop asks for, `max_share` the most that is allowed; `drift_k_s` is by how much the need grows
    while it is off; `free_s` the time until the air must be right, inf for no such time; `from_k` the need for a start,
    None for as much as the last run ended beyond.
    """

    need_k: float
    demand: float
    max_share: float
    drift_k_s: float
    free_s: float = inf
    from_k: float | None = None


def is_switched(times: OutputTimes) -> bool:
    """Return True for a unit that takes more thought than a duty."""
    return bool(times.levels_pct) or max(times.min_on_s, times.min_off_s, times.start_up_s) > 0.0


def seen(unit: Unit, times: OutputTimes, applied_share: float, need_k: float, air_c: float, *, now_s: float) -> Unit:
    """Return the unit with what was applied to it until now, and what the air did; `air_c` counts as in `Unit`."""
    is_on = applied_share > 0.0
    if not is_on and not unit.on:
        return unit
    if not is_on:
        ran_long = now_s - unit.since_s >= times.start_up_s
        ended_k = min(max(-need_k, SWING_K), MAX_SWING_K) if ran_long else unit.ended_k
        return Unit(since_s=now_s, ended_k=ended_k, unlit=unit.unlit, share=unit.share)
    if not unit.on:
        unit = Unit(on=True, since_s=now_s, began_c=air_c, ended_k=unit.ended_k, unlit=unit.unlit, share=unit.share)
    elif air_c <= unit.best_c:
        return unit
    is_lit = air_c - unit.began_c >= MOVED_K and now_s - unit.since_s >= times.start_up_s
    return Unit(
        on=True,
        since_s=unit.since_s,
        began_c=unit.began_c,
        best_c=air_c,
        best_at_s=now_s,
        ended_k=unit.ended_k,
        unlit=0 if is_lit else unit.unlit,
        share=unit.share,
    )


def effect(unit: Unit, times: OutputTimes, applied_share: float, *, now_s: float) -> float:
    """Return the part of all that the unit gives: nothing while it lights."""
    is_starting = not unit.on or now_s - unit.since_s < times.start_up_s
    return 0.0 if is_starting and times.start_up_s > 0.0 else applied_share


def starts_in_s(unit: Unit, times: OutputTimes, *, now_s: float) -> float:
    """Return the time until the unit can have its effect, if it is asked for from now on."""
    lasted_s = now_s - unit.since_s
    if unit.on:
        return max(times.start_up_s - lasted_s, 0.0)
    return max(_rest_s(unit, times) - lasted_s, 0.0) + times.start_up_s


def lowest_share(times: OutputTimes) -> float:
    """Return the least that the unit can do while it runs, 0 to 1."""
    return times.levels_pct[0] / FULL_PCT if times.levels_pct else max(times.least_pct / FULL_PCT, _LEAST_SHARE)


def decide(unit: Unit, times: OutputTimes, need: Need, air_c: float, *, now_s: float) -> tuple[Unit, float]:
    """Apply the table in the head of this file; returns the share to ask for, 0 for off."""
    lowest = lowest_share(times)
    if need.max_share < lowest:
        return unit, 0.0
    if not unit.on:
        return _start(unit, times, need, lowest, now_s=now_s)
    if _is_unlit(unit, times, need, air_c, now_s=now_s):
        return _with(unit, unlit=unit.unlit + 1), 0.0
    if _may_stop(unit, times, need, lowest, now_s=now_s):
        return unit, 0.0
    share = _level(unit.share, times, need, lowest)
    return _with(unit, share=share), share


def _with(unit: Unit, *, unlit: int | None = None, share: float | None = None) -> Unit:
    return Unit(
        on=unit.on,
        since_s=unit.since_s,
        began_c=unit.began_c,
        best_c=unit.best_c,
        best_at_s=unit.best_at_s,
        ended_k=unit.ended_k,
        unlit=unit.unlit if unlit is None else unlit,
        share=unit.share if share is None else share,
    )


def _rest_s(unit: Unit, times: OutputTimes) -> float:
    """Return the rest before the next start."""
    if not unit.unlit:
        return times.rest_s
    return max(times.rest_s, min(BACK_OFF_S * 2.0 ** min(unit.unlit - 1, 10), MAX_BACK_OFF_S))


def _start(unit: Unit, times: OutputTimes, need: Need, lowest: float, *, now_s: float) -> tuple[Unit, float]:
    """Return the share of a unit that is off."""
    later_k = need.need_k + max(need.drift_k_s, 0.0) * times.start_up_s
    from_k = unit.ended_k if need.from_k is None else need.from_k
    if now_s - unit.since_s < _rest_s(unit, times) or later_k < from_k:
        return unit, 0.0
    share = _level(need.demand, times, need, lowest)
    return _with(unit, share=share), share


def _may_stop(unit: Unit, times: OutputTimes, need: Need, lowest: float, *, now_s: float) -> bool:
    lasted_s, beyond_k = now_s - unit.since_s, -need.need_k
    least_s = max(times.min_on_s, times.start_up_s)
    if lasted_s < least_s or beyond_k <= 0.0 or (need.demand > lowest and beyond_k < MAX_SWING_K):
        return False
    if need.free_s < inf:
        is_back = need.free_s >= times.rest_s + times.start_up_s
        return beyond_k >= (NEAR_K if is_back else max(need.drift_k_s, 0.0) * need.free_s)
    return beyond_k >= MAX_SWING_K or (beyond_k >= SWING_K and lasted_s >= LONG * least_s)


def _level(share: float, times: OutputTimes, need: Need, lowest: float) -> float:
    """Return the level for the demand: the one that is next to it, with a margin against the present one."""
    demand = min(max(need.demand, lowest), need.max_share)
    levels = [each / FULL_PCT for each in times.levels_pct if each / FULL_PCT <= need.max_share]
    if not levels:
        return demand
    nearest = min(levels, key=lambda each: abs(each - demand))
    if share in levels and abs(share - demand) - abs(nearest - demand) < LEVEL_MARGIN * abs(share - nearest):
        return share
    return nearest


def _is_unlit(unit: Unit, times: OutputTimes, need: Need, air_c: float, *, now_s: float) -> bool:
    """Tell of a unit with a start that gives nothing: the air never moved, or lost what it had gained."""
    if not times.start_up_s or need.need_k < FELL_K or now_s - unit.since_s < times.start_up_s + LIT_S:
        return False
    if unit.best_c - unit.began_c < MOVED_K:
        return True
    return now_s - unit.best_at_s >= LIT_S and unit.best_c - air_c >= FELL_K
