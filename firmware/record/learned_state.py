"""What the laws learned, as a JSON value to keep over restarts, and back; nonsense is never believed. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from math import inf
from typing import Any, TypeVar

from controller import Memory, PidTuning, Settings
from controller.algorithms.least_squares import Belief
from controller.climate.cabin_model import Learned as LearnedCabin
from controller.fridge.fallback_duty import Lesson
from controller.persistence.learned import UNLEARNED, Learned, LearnedBox, learned, recalled, sound
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

T = TypeVar("T")

LESSONS = "lessons"
"""The key under which the record keeps what was learned."""

_PLAIN = ("seen_h", "pull_k_h", "freest_per_h", "trim_k")
"""Numbers of a compartment: fields and keys."""


def to_json(memory: Memory, settings: Settings, clock: Clock) -> dict[str, Any]:
    """What `memory` knows now; by the names of the compartments, so that a changed order mixes nothing up."""
    values = learned(memory)
    names = (compartment.name for compartment in settings.fridge.compartments)
    return {
        "boxes": {name: one and _box_to_json(one) for name, one in zip(names, values.boxes, strict=True)},
        "plate": _belief_to_json(values.plate),
        "cabin": _cabin_to_json(values.cabin),
        "error": values.error,
        "pace": values.pace,
        "tuning": values.tuning and asdict(values.tuning),
        "boot_id": clock.boot_id,
        "monotonic_s": clock.monotonic_s(),
    }


def taken_up(kept: Any, memory: Memory, settings: Settings, faults: Faults, clock: Clock) -> Memory:
    """The memory before the first tick with what was kept, one part by one, as far as each can be believed.

    A fault names the rest, which is learned anew.
    """
    if kept is None:
        return memory
    names = [compartment.name for compartment in settings.fridge.compartments]
    reader = _Reader(kept)
    away_s = reader.part("time", lambda: _away_s(kept, clock), inf)
    taken = sound(_from_json(reader, names))
    memory = recalled(memory, taken.kept, away_s=away_s)
    left_out = {*reader.left_out, *[names[part] if isinstance(part, int) else part for part in taken.left_out]}
    if left_out:
        line = (
            f"record: learned values of the last run that cannot be used: {', '.join(sorted(left_out))}; learned anew"
        )
        faults.report(LESSONS, line)
    return memory


def _away_s(kept: Any, clock: Clock) -> float:
    """How long ago it was kept; unknown, so for ever, in another boot: not every car has a clock that runs on."""
    kept_at_s = float(kept["monotonic_s"])
    return clock.monotonic_s() - kept_at_s if kept["boot_id"] == clock.boot_id else inf


class _Reader:
    """Kept values, of which any part may be damaged."""

    def __init__(self, kept: Any) -> None:
        self.kept = kept
        self.left_out: set[str] = set()

    def part(self, name: str, read: Callable[[], T], fresh: T) -> T:
        """What `read` gives; `fresh` where it cannot, and the part is named."""
        try:
            return read()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            self.left_out.add(name)
            return fresh


def _from_json(reader: _Reader, names: Iterable[str]) -> Learned:
    """Every part that can be read; another is as before anything was learned."""
    kept, fresh = reader.kept, UNLEARNED
    boxes = [reader.part(name, partial(_box, kept, name), None) for name in names]
    return Learned(
        boxes=tuple(boxes),
        plate=reader.part("plate", lambda: _belief(kept["plate"]), fresh.plate),
        cabin=reader.part("cabin", lambda: _cabin(kept["cabin"]), fresh.cabin),
        error=reader.part("departure", lambda: float(kept["error"]), fresh.error),
        pace=reader.part("departure", lambda: float(kept["pace"]), fresh.pace),
        tuning=reader.part("tuning", lambda: _tuning(kept["tuning"]), None),
    )


def _cabin(kept: Any) -> LearnedCabin:
    figures, covariance = _row(kept["figures"]), _rows(kept["covariance"])
    return LearnedCabin(figures, covariance, float(kept["sun_k_s"]), int(kept["lessons"]))


def _tuning(kept: Any) -> PidTuning | None:
    return None if kept is None else PidTuning(**kept)


def _box(kept: Any, name: str) -> LearnedBox | None:
    """None for a compartment that is new."""
    one = kept["boxes"].get(name)
    if one is None:
        return None
    plain = {field: float(one[field]) for field in _PLAIN}
    lift_k = one["lesson"].get("lift_k")  # a record of before has none
    lesson = Lesson(float(one["lesson"]["duty"]), float(one["lesson"]["seen_s"]), _or_none(lift_k))
    return LearnedBox(belief=_belief(one["belief"]), lesson=lesson, **plain)


def _box_to_json(box: LearnedBox) -> dict[str, Any]:
    plain = {name: getattr(box, name) for name in _PLAIN}
    return {"belief": _belief_to_json(box.belief), "lesson": _lesson_to_json(box.lesson), **plain}


def _lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    return {"duty": lesson.duty, "seen_s": lesson.seen_s, "lift_k": lesson.lift_k}


def _cabin_to_json(cabin: LearnedCabin) -> dict[str, Any]:
    return {
        "figures": cabin.figures,
        "covariance": cabin.covariance,
        "sun_k_s": cabin.sun_k_s,
        "lessons": cabin.lessons,
    }


def _belief_to_json(belief: Belief) -> dict[str, Any]:
    return {"mean": belief.mean, "covariance": belief.covariance}


def _or_none(kept: Any) -> float | None:
    return None if kept is None else float(kept)


def _belief(kept: Any) -> Belief:
    return Belief(_row(kept["mean"]), _rows(kept["covariance"]))


def _rows(kept: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(_row(row) for row in kept)


def _row(kept: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in kept)
