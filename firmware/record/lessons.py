"""What the laws learned, as a JSON value to keep over restarts, and back; nonsense is never believed. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from math import inf
from typing import Any

from controller import Memory, PidTuning, Settings
from controller.climate.model import Learned as LearnedCabin
from controller.fridge.lesson import Lesson
from controller.fridge.recursive import Belief
from controller.learned import Learned, LearnedBox, is_sound, learned, recalled
from firmware.clock import Clock
from firmware.faults import Faults

LESSONS = "lessons"
"""The key under which the record keeps what was learned."""


def to_json(memory: Memory, settings: Settings, clock: Clock) -> dict[str, Any]:
    """What `memory` knows now; by the names of the compartments, so that a changed order mixes nothing up."""
    values = asdict(learned(memory))
    names = (compartment.name for compartment in settings.fridge.compartments)
    boxes = dict(zip(names, values["boxes"], strict=True))
    return values | {"boxes": boxes, "boot_id": clock.boot_id, "monotonic_s": clock.monotonic_s()}


def taken_up(kept: Any, memory: Memory, settings: Settings, faults: Faults, clock: Clock) -> Memory:
    """The memory before the first tick with what was kept; as it is where there is nothing, or nothing to believe.

    In the latter case there is a fault, too.
    """
    if kept is None:
        return memory
    try:
        lessons, away_s = _from_json(kept, settings), _away_s(kept, clock)
        if is_sound(lessons):
            return recalled(memory, lessons, away_s=away_s)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        pass  # told below
    faults.report(LESSONS, "record: what was learned in the last run cannot be used: it is learned anew")
    return memory


def _away_s(kept: Mapping[str, Any], clock: Clock) -> float:
    """How long ago it was kept; unknown, so for ever, in another boot: not every car has a clock that runs on."""
    kept_at_s = float(kept["monotonic_s"])
    return clock.monotonic_s() - kept_at_s if kept["boot_id"] == clock.boot_id else inf


def _from_json(kept: Mapping[str, Any], settings: Settings) -> Learned:
    names = (compartment.name for compartment in settings.fridge.compartments)
    boxes, cabin, tuning = kept["boxes"], kept["cabin"], kept["tuning"]
    return Learned(
        boxes=tuple(_box(boxes.get(name)) for name in names),
        plate=_belief(kept["plate"]),
        cabin=LearnedCabin(
            _row(cabin["figures"]), _rows(cabin["covariance"]), float(cabin["sun_k_s"]), int(cabin["lessons"])
        ),
        error=float(kept["error"]),
        pace=float(kept["pace"]),
        tuning=None if tuning is None else PidTuning(**tuning),
    )


def _box(kept: Any) -> LearnedBox | None:
    """None for a compartment that is new."""
    if kept is None:
        return None
    plain = {name: float(kept[name]) for name in ("seen_h", "pull_k_h", "freest_per_h", "trim_k")}
    lesson = Lesson(float(kept["lesson"]["duty"]), float(kept["lesson"]["seen_s"]))
    return LearnedBox(belief=_belief(kept["belief"]), lesson=lesson, **plain)


def _belief(kept: Any) -> Belief:
    return Belief(_row(kept["mean"]), _rows(kept["covariance"]))


def _rows(kept: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(_row(row) for row in kept)


def _row(kept: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in kept)
