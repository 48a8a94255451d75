"""Learned values of the laws, persisted over restarts as a JSON value; nonsense is never believed."""

from math import inf
from typing import Any

from controller import Memory, Settings
from controller.persistence.learned_values import persisted, recalled
from firmware.record.keys import LEARNED_VALUES
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def to_json(memory: Memory, settings: Settings, clock: Clock) -> dict[str, Any]:
    """Tell what `memory` knows now, and when by the clock of which boot."""
    return persisted(memory, settings) | {"boot_id": clock.boot_id, "monotonic_s": clock.monotonic_s()}


def taken_up(values: Any, memory: Memory, settings: Settings, faults: Faults, clock: Clock) -> Memory:
    """Return the memory before the first tick with what was persisted, as far as it can be believed.

    A fault names the rest, which is learned anew.
    """
    if values is None:
        return memory
    left_out = set[str]()
    try:
        away_s = _away_s(values, clock)
    except _UNREADABLE:
        left_out.add("time")
        away_s = inf
    taken = recalled(memory, values, settings, away_s=away_s)
    left_out.update(taken.left_out)
    if left_out:
        line = (
            f"record: learned values of the last run that cannot be used: {', '.join(sorted(left_out))}; learned again"
        )
        faults.report(LEARNED_VALUES, line)
    return taken.memory


def _away_s(values: Any, clock: Clock) -> float:
    """Return how long ago they were persisted; in another boot for ever: not every car has a clock that runs on."""
    persisted_at_s = float(values["monotonic_s"])
    return clock.monotonic_s() - persisted_at_s if values["boot_id"] == clock.boot_id else inf
