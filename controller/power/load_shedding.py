"""Load shedding by rank when energy runs short, last shed first back: a table of levels, each with hysteresis.

The starter battery comes before all; then medicine, food, people's safety, comfort. Nobody runs while somebody more
important does not.

    allowed    to    cut out   when                                                              for
    yes              no        rest voltage below the cut-out while the car sleeps, or            cut_out_after_s
                               state of charge below its floor
    no               yes       rest voltage at the restart or the car in use, and state of        RESTART_SEEN_S, and
                               charge above its floor                                            not too soon

Too soon: a cut-out lasts restart_after_s, the next one twice as long, up to MAX_S; where the car is in use never
longer than restart_after_s. So even a battery that recovers at once cannot make it oscillate.
"""

from controller.interface.immutable import immutable
from controller.power.power_memory import Share
from controller.settings.power import PowerSettings, Protection

RESTART_SEEN_S = 120.0
"""A battery at rest recovers within minutes, an engine that is moved on the yard stops again. Engineering choice."""

MAX_S = 14_400.0
"""The longest cut-out that is only there to calm: food keeps for 4 h in a closed box (FDA Food Code 3-501.19)."""

CALM_S = 21_600.0
"""After so long without a cut-out the next is a first one again. Engineering choice."""

_MAX_DOUBLINGS = 8
_RESTART_PCT = 5.0  # hysteresis of the state of charge
_MIN_V = 11.6  # an empty lead-acid battery: below this nothing is saved for anybody


LEVELS_V = {Protection.LOW: (11.9, 12.3), Protection.MEDIUM: (12.2, 12.5), Protection.HIGH: (12.5, 12.7)}
"""Cut-out and restart of food for a 12 V lead-acid battery at rest: charged by about 10 and 50 %, 40 and 70 %, 70 and
90 %. The trade's levels (10.1 to 11.8 V) are meant under load, 0.4 V less at 4 A; the one maker that looks at rest
takes 12.2 V (Waeco CF-32UP). What the parked car takes after that, 0.3 V in a fortnight, comes off these."""

_SAFETY_V, _COMFORT_V = 0.05, 0.1
_ABOVE_FOOD_PCT = (-5.0, 0.0, 5.0, 10.0)
"""Above food, in the order of the ranks. Engineering choices: a quarter of an hour of blower, an hour's drive of an
electric car."""


@immutable
class Level:
    """Limits of one rank: of the rest voltage of a 12 V battery, and of the traction battery's charge."""

    cut_out_v: float
    restart_v: float
    floor_pct: float


@immutable
class Supply:
    """The knowledge of the supply; None is not known."""

    rest_v: float | None
    charge_pct: float | None
    awake: bool
    charging: bool


def levels(settings: PowerSettings) -> tuple[Level, ...]:
    """One level for each rank, in their order."""
    cut_out_v, restart_v = LEVELS_V.get(settings.protection, (settings.cut_out_v, settings.restart_v))
    above_v = (-settings.medicine_reserve_v, 0.0, _SAFETY_V, _COMFORT_V)
    return tuple(
        [
            Level(
                max(cut_out_v + more_v, _MIN_V),
                max(restart_v + more_v, _MIN_V),
                max(settings.charge_floor_pct + more_pct, 0.0),
            )
            for more_v, more_pct in zip(above_v, _ABOVE_FOOD_PCT, strict=True)
        ]
    )


def update(before: Share, level: Level, supply: Supply, settings: PowerSettings, *, now_s: float) -> Share:
    """One rank one look later."""
    contrary = _is_short(level, supply) if before.allowed else _is_enough(level, supply)
    if not contrary:
        return before if before.since_s is None else Share(before.allowed, None, before.changed_at_s, before.cuts)
    since_s = now_s if before.since_s is None else before.since_s
    if now_s - since_s < (settings.cut_out_after_s if before.allowed else RESTART_SEEN_S):
        return Share(before.allowed, since_s, before.changed_at_s, before.cuts)
    if before.allowed:
        cuts = 1 if now_s - before.changed_at_s >= CALM_S else before.cuts + 1
        return Share(False, None, now_s, cuts)
    if now_s - before.changed_at_s < _min_s(before, supply, settings):
        return Share(False, since_s, before.changed_at_s, before.cuts)
    return Share(True, None, now_s, before.cuts)


def _min_s(cut: Share, supply: Supply, settings: PowerSettings) -> float:
    """Return the minimum duration of this cut-out."""
    if supply.awake:
        return settings.restart_after_s
    doubled_s = settings.restart_after_s * 2.0 ** min(cut.cuts - 1, _MAX_DOUBLINGS)
    return max(min(doubled_s, MAX_S), settings.restart_after_s)


def _is_short(level: Level, supply: Supply) -> bool:
    if supply.charge_pct is not None and supply.charge_pct < level.floor_pct and not supply.charging:
        return True
    return not supply.awake and supply.rest_v is not None and supply.rest_v < level.cut_out_v


def _is_enough(level: Level, supply: Supply) -> bool:
    if supply.charge_pct is not None and not supply.charging and supply.charge_pct < level.floor_pct + _RESTART_PCT:
        return False
    return supply.awake or (supply.rest_v is not None and supply.rest_v >= level.restart_v)
