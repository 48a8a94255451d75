"""Heater and cooler together where one of them at least is switched: the side that is due, and its run.

A run ends beyond the aim by design; that is no reason for the other one. It is due where the air is far on its side, or
where what holds the air is its work.
"""

from math import copysign, inf

from controller.algorithms.pid import Goal
from controller.climate import switched_unit
from controller.climate.scene import FULL_PCT, OTHER_SIDE
from controller.climate.switched_unit import Need, Unit, Units
from controller.interface.commands import Commands
from controller.interface.immutable import immutable
from controller.settings.fitted import COOLER, HEATER, Fitted

FAR_K = switched_unit.MAX_SWING_K + 0.5
"""No run of the one side is to end so far on the other."""


@immutable(kw_only=True)
class Drive:
    """The inputs of one tick. `output` is that of the loop, `load` what holds the air: 1 heat to -1 cold.

    `drift_k_s` is the air's own course.
    """

    goal: Goal
    air_c: float
    output: float
    load: float
    side: float
    drift_k_s: float
    max_share: float
    free_s: float = inf
    is_strict: bool = False
    """The air must not get beyond the aim on the side of the need: an animal's life, a departure."""


def is_switched(fitted: Fitted) -> bool:
    """Return True where heater or cooler is no plain duty."""
    return switched_unit.is_switched(fitted.times(HEATER)) or switched_unit.is_switched(fitted.times(COOLER))


def seen(units: Units, fitted: Fitted, applied: Commands, need_k: float, air_c: float, *, now_s: float) -> Units:
    """Return both with what was applied to them until now; `need_k` is how much too cold it is."""
    heated, cooled = applied.heater_pct / FULL_PCT, applied.cooler_pct / FULL_PCT
    heater = switched_unit.seen(units.heater, fitted.times(HEATER), heated, need_k, air_c, now_s=now_s)
    cooler = switched_unit.seen(units.cooler, fitted.times(COOLER), cooled, -need_k, -air_c, now_s=now_s)
    return units if heater is units.heater and cooler is units.cooler else Units(heater, cooler)


def effect(units: Units, fitted: Fitted, applied: Commands, *, now_s: float) -> float:
    """Return what both give: 1 is all heat, -1 all cold, nothing while one of them lights."""
    heat = switched_unit.effect(units.heater, fitted.times(HEATER), applied.heater_pct / FULL_PCT, now_s=now_s)
    return heat - switched_unit.effect(units.cooler, fitted.times(COOLER), applied.cooler_pct / FULL_PCT, now_s=now_s)


def starts_in_s(units: Units, fitted: Fitted, need_k: float, *, now_s: float) -> float:
    """Return the time until the one that is due has its effect; `need_k` is how much too cold it is."""
    one, name = (units.heater, HEATER) if need_k > 0.0 else (units.cooler, COOLER)
    return switched_unit.starts_in_s(one, fitted.times(name), now_s=now_s)


def drive(units: Units, fitted: Fitted, by: Drive, *, now_s: float) -> tuple[Units, float]:
    """Return both, and what is asked of them: 1 is all heat, -1 all cold."""
    side = _side(units, by)
    if side > 0.0:
        heater, share = _driven(units.heater, fitted, HEATER, by, side, now_s=now_s)
        return Units(heater, units.cooler), share
    cooler, share = _driven(units.cooler, fitted, COOLER, by, side, now_s=now_s)
    return Units(units.heater, cooler), -share


def _side(units: Units, by: Drive) -> float:
    """Return the side that is due: the one that runs, the last one, or the other one where that is surely due."""
    need_k = by.goal.set_point_c - by.air_c
    side = by.side
    if units.heater.on is not units.cooler.on:
        side = 1.0 if units.heater.on else -1.0
    if side == 0.0:
        side = copysign(1.0, by.load if abs(by.load) > OTHER_SIDE else need_k)
    is_other = side * need_k < 0.0 and (side * need_k <= -FAR_K or side * by.load < -OTHER_SIDE)
    has_side = by.goal.maximum > 0.0 if side > 0.0 else by.goal.minimum < 0.0
    has_other = by.goal.minimum < 0.0 if side > 0.0 else by.goal.maximum > 0.0
    return -side if has_other and (is_other or not has_side) else side


def _driven(one: Unit, fitted: Fitted, name: str, by: Drive, side: float, *, now_s: float) -> tuple[Unit, float]:
    """Return one of them with what is asked of it."""
    is_allowed = by.goal.maximum > 0.0 if side > 0.0 else by.goal.minimum < 0.0
    times = fitted.times(name)
    if not switched_unit.is_switched(times):
        return one, min(max(side * by.output, 0.0), by.max_share) if is_allowed else 0.0
    if not is_allowed:
        return one, 0.0
    need_k = side * (by.goal.set_point_c - by.air_c)
    is_little = side * by.load < switched_unit.lowest_share(times) and need_k < FAR_K and not by.is_strict
    need = Need(
        need_k=need_k,
        demand=0.0 if is_little else side * by.output,  # what is little needs long runs at the lowest level
        max_share=by.max_share,
        drift_k_s=-side * by.drift_k_s,
        free_s=by.free_s,
        from_k=switched_unit.NEAR_K if by.is_strict else None,
    )
    return switched_unit.decide(one, times, need, side * by.air_c, now_s=now_s)
