"""Learned values as plain values that a record can keep, and back. Nonsense is left out, part by part.

The keys are in the records of earlier versions: they stay as they are.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from controller.algorithms.least_squares import Belief
from controller.climate.cabin_model import Learned as LearnedCabin
from controller.fridge.fallback_duty import LearnedDuty
from controller.memory import Memory
from controller.persistence import learned
from controller.persistence.learned import UNLEARNED, Learned, LearnedBox
from controller.persistence.recalled import Recalled
from controller.settings import PidTuning, Settings

R = TypeVar("R")

_NUMBERS = ("seen_h", "pull_k_h", "freest_per_h", "trim_k")
"""Of a compartment: fields and keys."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def persisted(memory: Memory, settings: Settings) -> dict[str, Any]:
    """Tell what `memory` knows, by the names of the compartments, so that a changed order mixes nothing up."""
    values = learned.learned(memory)
    return {
        "boxes": {name: one and _box_values(one) for name, one in zip(_names(settings), values.boxes, strict=True)},
        "plate": _belief_values(values.plate),
        "cabin": _cabin_values(values.cabin),
        "error": values.error,
        "pace": values.pace,
        "tuning": values.tuning and asdict(values.tuning),
    }


def recalled(memory: Memory, values: Any, settings: Settings, *, away_s: float) -> Recalled:
    """Take up what an earlier run had learned that ended `away_s` ago: each part as far as it can be believed."""
    names = _names(settings)
    reader = _Reader(values)
    taken = learned.sound(_read(reader, names))
    unsound = [names[part] if isinstance(part, int) else part for part in taken.left_out]
    return Recalled(learned.recalled(memory, taken.persisted, away_s=away_s), (*reader.left_out, *unsound))


def _names(settings: Settings) -> list[str]:
    return [compartment.name for compartment in settings.fridge.compartments]


class _Reader:
    """Persisted values, of which any part may be damaged."""

    def __init__(self, values: Any) -> None:
        self.values = values
        self.left_out: list[str] = []

    def part(self, name: str, read: Callable[[Any], R], fresh: R) -> R:
        """Read a part of the values; it is `fresh` and named where that fails."""
        try:
            return read(self.values)
        except _UNREADABLE:
            self.left_out.append(name)
            return fresh


def _read(reader: _Reader, names: list[str]) -> Learned:
    """Read every part; one that cannot be read is as before anything was learned."""
    fresh = UNLEARNED
    return Learned(
        boxes=tuple([reader.part(name, _box_of(name), None) for name in names]),
        plate=reader.part("plate", lambda values: _belief(values["plate"]), fresh.plate),
        cabin=reader.part("cabin", lambda values: _cabin(values["cabin"]), fresh.cabin),
        error=reader.part("departure", lambda values: float(values["error"]), fresh.error),
        pace=reader.part("departure", lambda values: float(values["pace"]), fresh.pace),
        tuning=reader.part("tuning", lambda values: _tuning(values["tuning"]), None),
    )


def _box_of(name: str) -> Callable[[Any], LearnedBox | None]:
    return lambda values: _box(values, name)


def _box(values: Any, name: str) -> LearnedBox | None:
    """Read a compartment; None for one that is new."""
    one = values["boxes"].get(name)
    if one is None:
        return None
    numbers = {field: float(one[field]) for field in _NUMBERS}
    lift_k = one["lesson"].get("lift_k")  # a record of before has none
    learned_duty = LearnedDuty(
        float(one["lesson"]["duty"]), float(one["lesson"]["seen_s"]), None if lift_k is None else float(lift_k)
    )
    return LearnedBox(belief=_belief(one["belief"]), learned_duty=learned_duty, **numbers)


def _box_values(box: LearnedBox) -> dict[str, Any]:
    learned_duty = {"duty": box.learned_duty.duty, "seen_s": box.learned_duty.seen_s, "lift_k": box.learned_duty.lift_k}
    numbers = {name: getattr(box, name) for name in _NUMBERS}
    return {"belief": _belief_values(box.belief), "lesson": learned_duty, **numbers}


def _cabin(values: Any) -> LearnedCabin:
    figures, covariance = _row(values["figures"]), _rows(values["covariance"])
    return LearnedCabin(figures, covariance, float(values["sun_k_s"]), int(values["lessons"]))


def _cabin_values(cabin: LearnedCabin) -> dict[str, Any]:
    return {
        "figures": cabin.figures,
        "covariance": cabin.covariance,
        "sun_k_s": cabin.sun_k_s,
        "lessons": cabin.updates,
    }


def _tuning(values: Any) -> PidTuning | None:
    return None if values is None else PidTuning(**values)


def _belief(values: Any) -> Belief:
    return Belief(_row(values["mean"]), _rows(values["covariance"]))


def _belief_values(belief: Belief) -> dict[str, Any]:
    return {"mean": belief.mean, "covariance": belief.covariance}


def _rows(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple([_row(row) for row in values])


def _row(values: Any) -> tuple[float, ...]:
    return tuple([float(value) for value in values])
