"""Settings that the supply itself contradicts: the nominal voltage, the kind of battery, the shunt's direction.

Which one    is told when                                                                        and then
nominal      the voltage is that of the other system for SYSTEM_S, and never was of this one     that is taken
lithium      a lead battery rests for KIND_S above any rested one, and does not fall by itself   judged as lithium
lead         a lithium battery rests for KIND_S where only an empty one does                     only told
polarity     STEPS times in a row the battery's current rose as a load was switched on           it is not believed
"""

from dataclasses import replace

from controller.interface.energy_budget import Contradiction
from controller.power.battery_kinds import KINDS, LIFEPO4, Kind
from controller.power.power_memory import Doubts
from controller.power.source_impedance import Sample

SYSTEM_S = 120.0
"""Longer than a jump start by a lorry's 24 V (ISO 16750-2: 60 s)."""

SYSTEM_V = {12.0: (8.0, 17.0), 24.0: (20.0, 33.0)}
"""The voltages of the two systems, from empty to charging; between them it is neither, but a fault."""

OTHER = {12.0: 24.0, 24.0: 12.0}

KIND_S = 21_600.0
"""The surface charge of lead is gone after so long. Engineering choice."""

LEAD_V, FALLS_S = 12.8, 28_800.0
"""Something held a lead battery up that falls to this so soon by itself: lithium takes a day under the same load."""

STEPS, STEP_A = 3, 1.5
"""So many loads of so many amperes. Engineering choice: one may be a chance, when the car switches something too."""

_PART = 0.5  # of the load's current, at least, that the battery's current moves by


def found(before: Doubts, voltage_v: float | None, nominal_v: float, *, now_s: float) -> Doubts:
    """Find which system it is, once; `voltage_v` is as measured, `nominal_v` as the settings tell."""
    if before.nominal_v is not None or voltage_v is None:
        return before
    own, other = SYSTEM_V[nominal_v], SYSTEM_V[OTHER[nominal_v]]
    is_other = other[0] <= voltage_v <= other[1]
    if not is_other and not own[0] <= voltage_v <= own[1]:
        return replace(before, system_since_s=None)
    fresh = before.system_since_s is None or before.is_other is not is_other
    since_s = now_s if fresh or before.system_since_s is None else before.system_since_s
    known_v = OTHER[nominal_v] if is_other else nominal_v
    found_v = known_v if now_s - since_s >= SYSTEM_S else None
    return replace(before, nominal_v=found_v, system_since_s=since_s, is_other=is_other)


def rested(before: Doubts, configured: Kind, rest_v: float | None, awake: bool, *, now_s: float) -> Doubts:
    """Look whether the battery rests as one of its kind does."""
    if rest_v is None or awake:
        return replace(before, odd_since_s=None)
    low_v, high_v = configured.rested_v
    if low_v <= rest_v < high_v:
        since_s = now_s if before.odd_since_s is None else before.odd_since_s
        is_odd = before.is_odd or now_s - since_s >= KIND_S
        return replace(before, odd_since_s=since_s, odd_at_s=now_s, is_odd=is_odd)
    is_over = not configured.is_lead or (rest_v < LEAD_V and now_s - before.odd_at_s < FALLS_S)
    return replace(before, odd_since_s=None, is_odd=before.is_odd and not is_over)


def judged_as(doubts: Doubts, configured: str) -> Kind:
    """Return the kind as which the battery is judged: the more careful one where it rests like lithium."""
    kind = KINDS[configured]
    return LIFEPO4 if kind.is_lead and doubts.is_odd else kind


def switched(before: Doubts, earlier: Sample, later: Sample) -> Doubts:
    """Look which way the battery's current went when a load was switched."""
    if earlier.battery_a is None or later.battery_a is None:
        return before
    load_a, moved_a = later.current_a - earlier.current_a, later.battery_a - earlier.battery_a
    if abs(load_a) < STEP_A or abs(moved_a) < _PART * abs(load_a):
        return before
    wrong = moved_a * load_a > 0.0
    return replace(before, wrong_steps=min(before.wrong_steps + 1, STEPS) if wrong else 0)


def is_reversed(doubts: Doubts) -> bool:
    """Return True where the shunt of the battery is wired the wrong way round."""
    return doubts.wrong_steps >= STEPS


def told(doubts: Doubts, kind: Kind, nominal_v: float) -> tuple[Contradiction, ...]:
    """List what people must hear."""
    every = (
        (doubts.nominal_v is not None and doubts.nominal_v != nominal_v, Contradiction.NOMINAL),
        (doubts.is_odd, Contradiction.LITHIUM if kind.is_lead else Contradiction.LEAD),
        (is_reversed(doubts), Contradiction.POLARITY),
    )
    return tuple([one for holds, one in every if holds])
