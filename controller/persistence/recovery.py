"""Recovery of a part that keeps raising: its memory may be what makes it raise, so that it begins with a new one."""

from dataclasses import replace
from math import inf

from controller.containment import Failure, Part
from controller.memory import Memory, initial
from controller.persistence import learned
from controller.settings import Settings

FRESH_EACH = 3
"""After so many errors a part begins anew, and again after as many more. Engineering choice: some 6 s of a law."""

MEMBERS = {
    Part.READINGS: "freshness",
    Part.VERIFICATION: "verify",
    Part.POWER: "power",
    Part.FRIDGE: "fridge",
    Part.CLIMATE: "climate",
    Part.AIR: "air",
    Part.GUARD: "guard",
    Part.ALARMS: "alarms",
}
"""The field of `Memory` that each part looks after; requests have none of their own."""


def recovered(memory: Memory, failures: tuple[Failure, ...], settings: Settings, *, now_s: float) -> Memory:
    """`memory` with a new beginning for each part that has just raised once more than it may."""
    for failure in failures:
        if failure.last_s == now_s and failure.count % FRESH_EACH == 0:
            memory = _anew(memory, failure, settings, now_s=now_s)
    return memory


def _anew(memory: Memory, failure: Failure, settings: Settings, *, now_s: float) -> Memory:
    """Begin a failed part anew: targets are persisted, and at the first time the sound learned values too."""
    fresh = _fresh(memory, settings, now_s=now_s)
    if failure.count == FRESH_EACH:
        fresh = _experienced(fresh, memory)
    if failure.part is Part.STEP:
        return replace(fresh, failures=memory.failures)
    member = MEMBERS.get(failure.part)
    return memory if member is None else replace(memory, **{member: getattr(fresh, member)})


def _experienced(fresh: Memory, before: Memory) -> Memory:
    """A new memory with what of the learned values can be believed, if they can be looked at."""
    try:
        return learned.recalled(fresh, learned.sound(learned.learned(before)).persisted, away_s=inf)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return fresh


def _fresh(memory: Memory, settings: Settings, *, now_s: float) -> Memory:
    """A new memory that forgets no prohibition: everything counts as just stopped, the last budget holds."""
    fresh = initial(settings, now_s=now_s, targets=memory.targets)
    guard = replace(fresh.guard, heated_until_s=now_s, cooled_until_s=now_s, frozen=memory.guard.frozen)
    return replace(fresh, guard=guard, requested=replace(fresh.requested, budget=memory.requested.budget))
