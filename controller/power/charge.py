"""The charge of the battery: counted where a shunt measures its current, and the size of one that nobody told.

A count drifts, by the error of the shunt and of the capacity. It is set right whenever the battery itself tells: full,
where a charger holds it and it takes next to nothing, or by its rest voltage, as far as that tells anything. So lead is
set right every night, and lithium only near its ends. Where its own electronics tell the charge, that is taken.
"""

from math import inf

from controller.interface.immutable import immutable
from controller.power import battery_kinds
from controller.power.battery_kinds import Kind
from controller.power.power_memory import Charge, Size

MONITOR_PCT = 4.0
"""The error of a battery's own electronics. Engineering choice."""

SHUNT_SHARE, SHUNT_A = 0.01, 0.02
"""The error of a shunt: of the current, and at rest (INA226 data sheet: 10 uV offset at 0.5 mOhm)."""

SIZE_SHARE = 0.25
"""The error of a capacity that nobody told."""

FULL_SHARE_1_H = 0.04
"""A battery is full that takes less than this part of its capacity: the tail current of battery monitors (Victron)."""
FULL_S, FULL_PCT = 180.0, 2.0
"""For so long, and with this error."""

RESTED_S = 7_200.0
"""The surface charge of lead is worn off so long after a charge. Engineering choice, by the recorded batteries."""

CALM_SHARE_1_H = 0.02
"""A current below this part of the capacity leaves the rest voltage what it is."""

BELIEF_S = 1_800.0
"""The time constant with which a rest voltage sets the count right: no slower than the battery itself rests."""

STANDING_A = 0.02
"""What a sleeping car takes for itself where no shunt measures it."""

LEARNED_PCT = 12.0
"""Over so much of its charge the size of a battery is learned. Engineering choice: 0.1 V of lead, twice its errors."""
MIN_AH, MAX_AH = 20.0, 400.0

_HOUR_S = 3_600.0
_GAP_S = 60.0  # over a longer gap in the readings nothing is counted


@immutable(kw_only=True)
class Look:
    """The battery as it is seen at one look; None is not known."""

    current_a: float | None
    monitor_pct: float | None
    terminal_v: float | None
    rest_v: float | None
    rested_s: float
    """Since something charged it."""
    capacity_ah: float
    is_told: bool
    """The capacity is that of the settings."""
    dt_s: float
    now_s: float


def update(before: Charge, look: Look, kind: Kind) -> Charge:
    """One look later."""
    counted = _counted(before, look)
    if look.monitor_pct is not None:
        return _set(counted, look.monitor_pct, MONITOR_PCT)
    if look.current_a is None:
        return Charge(pct=counted.pct, counted_ah=counted.counted_ah)
    if counted.full_since_s is not None or _is_full(look, kind):
        since_s = look.now_s if counted.full_since_s is None else counted.full_since_s
        if not _is_full(look, kind):
            return _set(counted, counted.pct, counted.error_pct)
        if look.now_s - since_s >= FULL_S:
            return _set(counted, 100.0, FULL_PCT, since_s)
        return _set(counted, counted.pct, counted.error_pct, since_s)
    return _righted(counted, look, kind)


def _counted(before: Charge, look: Look) -> Charge:
    """Count the charge of one look, by the mean of its two currents."""
    if before.current_a is None or look.current_a is None or not 0.0 < look.dt_s <= _GAP_S:
        return Charge(
            pct=before.pct,
            error_pct=before.error_pct,
            current_a=look.current_a,
            counted_ah=before.counted_ah,
            full_since_s=before.full_since_s,
        )
    hours = look.dt_s / _HOUR_S
    moved_ah = (before.current_a + look.current_a) / 2.0 * hours
    per_ah = 100.0 / look.capacity_ah
    share = SHUNT_SHARE + (0.0 if look.is_told else SIZE_SHARE)
    return Charge(
        pct=min(max(before.pct + moved_ah * per_ah, 0.0), 100.0),
        error_pct=before.error_pct + (share * abs(moved_ah) + SHUNT_A * hours) * per_ah,
        current_a=look.current_a,
        counted_ah=before.counted_ah + moved_ah,
        full_since_s=before.full_since_s,
    )


def _is_full(look: Look, kind: Kind) -> bool:
    if look.current_a is None or look.terminal_v is None:
        return False
    return look.terminal_v >= kind.full_v and 0.0 <= look.current_a <= FULL_SHARE_1_H * look.capacity_ah


def _righted(counted: Charge, look: Look, kind: Kind) -> Charge:
    """Set the count right by the rest voltage, as far as that tells more than the count."""
    calm = abs(look.current_a or 0.0) <= CALM_SHARE_1_H * look.capacity_ah
    if look.rest_v is None or not calm or look.rested_s < RESTED_S:
        return counted
    told_pct, error_pct = battery_kinds.charge_pct(kind, look.rest_v), battery_kinds.told_to_pct(kind, look.rest_v)
    if error_pct >= counted.error_pct:
        return counted
    if counted.error_pct == inf:
        return _set(counted, told_pct, error_pct)
    gain = (1.0 - (error_pct / counted.error_pct) ** 2) * min(look.dt_s / BELIEF_S, 1.0)
    moved_pct = counted.pct + gain * (told_pct - counted.pct)
    return _set(counted, moved_pct, counted.error_pct + gain * (error_pct - counted.error_pct))


def _set(charge: Charge, pct: float, error_pct: float, full_since_s: float | None = None) -> Charge:
    return Charge(
        pct=pct,
        error_pct=error_pct,
        current_a=charge.current_a,
        counted_ah=charge.counted_ah,
        full_since_s=full_since_s,
    )


def update_size(before: Size, look: Look, kind: Kind, drawn_a: float | None) -> Size:
    """Learn the capacity of lead from a discharge: ampere-hours for each percent that the rest voltage tells."""
    if not kind.is_lead or drawn_a is None or look.rest_v is None or look.rested_s < RESTED_S:
        return before if before.began_pct is None else Size(learned_ah=before.learned_ah)
    pct = battery_kinds.charge_pct(kind, look.rest_v)
    if before.began_pct is None or look.dt_s > _GAP_S:
        return Size(learned_ah=before.learned_ah, began_pct=pct)
    drawn_ah = before.drawn_ah + drawn_a * look.dt_s / _HOUR_S
    used_pct = before.began_pct - pct
    learned_ah = before.learned_ah
    if used_pct >= LEARNED_PCT:
        learned_ah = min(max(100.0 * drawn_ah / used_pct, MIN_AH), MAX_AH)
    return Size(learned_ah=learned_ah, began_pct=before.began_pct, drawn_ah=drawn_ah)
