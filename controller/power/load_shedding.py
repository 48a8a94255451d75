"""Load shedding by rank when energy runs short, last shed first back: a table of levels, each with hysteresis.

The starter battery comes before all; then medicine, food, people's safety, comfort. Nobody runs while somebody more
important does not.

    allowed    to    cut out   when                                                              for
    yes              no        charge of the battery, or where that is not known its rest         cut_out_after_s
                               voltage, below the cut-out while the car sleeps, or state of
                               charge of the traction battery below its floor
    no               yes       the same at the restart, or the car in use, and the traction       RESTART_SEEN_S (in
                               battery above its floor                                           use: IN_USE_S), and
                                                                                                 not too soon

Too soon: a cut-out lasts restart_after_s, the next one twice as long, up to MAX_S, until the car is in use. So even a
battery that recovers at once cannot make it oscillate.
"""

from math import inf

from controller.interface.immutable import immutable
from controller.power import battery_kinds
from controller.power.battery_kinds import KINDS, Kind
from controller.power.power_memory import Share
from controller.settings.power import PowerSettings, Protection

RESTART_SEEN_S = 120.0
"""A battery at rest recovers within minutes, an engine that is moved on the yard stops again. Engineering choice."""

IN_USE_S = 30.0
"""Who starts the engine gets comfort back within a minute; cranking is over by then. Engineering choice."""

MAX_S = 14_400.0
"""The longest cut-out that is only there to calm: food keeps for 4 h in a closed box (FDA Food Code 3-501.19)."""

CALM_S = 21_600.0
"""After so long without a cut-out the next is a first one again. Engineering choice."""

_MAX_DOUBLINGS = 8
_RESTART_PCT = 5.0  # hysteresis of the state of charge
_HOUR_S = 3_600.0
_LEAST_BACK_V = 0.03  # the most important rank, too, comes back above where it was cut out
_MIN_V = 11.6  # an empty lead-acid battery: below this nothing is saved for anybody


ENGINE_PCT = {True: 20.0, False: 15.0}
"""What a start of the engine needs, of lead (or not): a quarter of it turns a warm one (EN 50342-1: 7.5 V)."""

STANDING_A = 0.07
"""A sleeping car (20 mA) and the standby of the compressor's electronics (0.6 W)."""

STANDING_S, LATELY_STANDING_S = 1_209_600.0, 259_200.0
"""So long the car may yet stand: a fortnight, and where it was used lately three days. Engineering choice."""

LATELY_S = 129_600.0
"""The car was used lately: a day and a half ago. Engineering choice."""

RESTART_PCT = 12.0
"""Above its cut-out each rank comes back: less than what a smart alternator keeps empty for braking (20 to 25 %), and
more than a battery recovers by itself."""

SURFACE_S = 7_200.0
"""The rest voltage tells nothing of a battery's return before the surface charge is gone."""

_SAFETY_V, _COMFORT_V = 0.05, 0.1
_ABOVE_FOOD_PCT = (-5.0, 0.0, 5.0, 10.0)
"""Above food, in the order of the ranks. Engineering choices: a quarter of an hour of blower, an hour's drive of an
electric car."""


@immutable(kw_only=True)
class Level:
    """Limits of one rank: of the rest voltage of a 12 V battery, of its charge, and of the traction battery's."""

    cut_out_v: float
    restart_v: float
    cut_out_pct: float
    restart_pct: float
    floor_pct: float


@immutable(kw_only=True)
class Supply:
    """The knowledge of the supply; None is not known."""

    rest_v: float | None
    charge_pct: float | None
    awake: bool
    charging: bool
    battery_pct: float | None = None
    """The charge of the 12 V battery, where it is known well."""
    rested_s: float = inf
    """Since the car was in use."""
    used_s: float = inf
    """The same, where it ever was."""
    capacity_ah: float | None = None
    kind: Kind | None = None
    """As which the battery is judged; None: as it is configured."""


def levels(settings: PowerSettings, supply: Supply) -> tuple[Level, ...]:
    """One level for each rank, in their order.

    Food ends at the charge that the protection keeps, everybody at what the engine needs. The other ranks are around
    food by their voltages, and custom voltages are taken as they are.
    """
    kind = supply.kind or KINDS[settings.battery]
    if settings.protection is Protection.CUSTOM:
        cut_out_v, restart_v, least_v = settings.cut_out_v, settings.restart_v, _MIN_V
    else:
        least_pct = _least_pct(settings, kind, supply)
        cut_out_pct = max(kind.kept_pct[settings.protection], least_pct)
        cut_out_v, least_v = battery_kinds.rest_v(kind, cut_out_pct), battery_kinds.rest_v(kind, least_pct)
        restart_v = battery_kinds.rest_v(kind, cut_out_pct + RESTART_PCT)
    above_v = (-settings.medicine_reserve_v, 0.0, _SAFETY_V, _COMFORT_V)
    return tuple(
        [
            _level(
                kind,
                max(cut_out_v + kind.spread * more_v, least_v, _MIN_V),
                max(restart_v + kind.spread * more_v, least_v + _LEAST_BACK_V, _MIN_V),
                max(settings.charge_floor_pct + more_pct, 0.0),
            )
            for more_v, more_pct in zip(above_v, _ABOVE_FOOD_PCT, strict=True)
        ]
    )


def _level(kind: Kind, cut_out_v: float, restart_v: float, floor_pct: float) -> Level:
    return Level(
        cut_out_v=cut_out_v,
        restart_v=restart_v,
        cut_out_pct=battery_kinds.charge_pct(kind, cut_out_v),
        restart_pct=battery_kinds.charge_pct(kind, restart_v),
        floor_pct=floor_pct,
    )


def _least_pct(settings: PowerSettings, kind: Kind, supply: Supply) -> float:
    """Return the charge below which nobody gets anything: what the engine needs after the car has stood."""
    least_pct = kind.least_pct[settings.protection]
    if settings.house or settings.protection is not Protection.HIGH:
        return least_pct
    standing_s = LATELY_STANDING_S if supply.used_s <= LATELY_S else STANDING_S
    standing_ah = STANDING_A * standing_s / _HOUR_S
    needed_pct = ENGINE_PCT[kind.is_lead] + 100.0 * standing_ah / (supply.capacity_ah or kind.typical_ah)
    low_pct, high_pct = kind.standing_pct
    return min(max(needed_pct, low_pct), high_pct)


def update(before: Share, level: Level, supply: Supply, settings: PowerSettings, *, now_s: float) -> Share:
    """One rank one look later."""
    contrary = _is_short(level, supply) if before.allowed else _is_enough(level, supply)
    if not contrary:
        return before if before.since_s is None else Share(before.allowed, None, before.changed_at_s, before.cuts)
    since_s = now_s if before.since_s is None else before.since_s
    restart_seen_s = IN_USE_S if supply.awake else RESTART_SEEN_S
    if now_s - since_s < (settings.cut_out_after_s if before.allowed else restart_seen_s):
        return Share(before.allowed, since_s, before.changed_at_s, before.cuts)
    if before.allowed:
        cuts = 1 if now_s - before.changed_at_s >= CALM_S else before.cuts + 1
        return Share(False, None, now_s, cuts)
    if now_s - before.changed_at_s < _min_s(before, supply, settings):
        return Share(False, since_s, before.changed_at_s, before.cuts)
    return Share(True, None, now_s, before.cuts)


def _min_s(cut: Share, supply: Supply, settings: PowerSettings) -> float:
    """Return the minimum duration of this cut-out; a compressor's own rest is the guard's."""
    if supply.awake:
        return 0.0
    doubled_s = settings.restart_after_s * 2.0 ** min(cut.cuts - 1, _MAX_DOUBLINGS)
    return max(min(doubled_s, MAX_S), settings.restart_after_s)


def _is_short(level: Level, supply: Supply) -> bool:
    if supply.charge_pct is not None and supply.charge_pct < level.floor_pct and not supply.charging:
        return True
    if supply.awake:
        return False
    if supply.battery_pct is not None:
        return supply.battery_pct < level.cut_out_pct
    return supply.rest_v is not None and supply.rest_v < level.cut_out_v


def _is_enough(level: Level, supply: Supply) -> bool:
    if supply.charge_pct is not None and not supply.charging and supply.charge_pct < level.floor_pct + _RESTART_PCT:
        return False
    if supply.awake:
        return True
    if supply.battery_pct is not None:
        return supply.battery_pct >= level.restart_pct
    rested = supply.rested_s >= SURFACE_S
    return rested and supply.rest_v is not None and supply.rest_v >= level.restart_v
