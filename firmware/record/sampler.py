"""Sampling: the points that are due for a row of the record. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from controller import Absence, Reading
from firmware.control.state_store import State
from firmware.points.quantities import OPENING, Point


@dataclass(frozen=True, slots=True)
class Due:
    """The readings to record now; `at_once` when they must not wait in memory."""

    readings: tuple[tuple[str, Reading], ...]
    at_once: bool


LOOK_EVERY_S = 60.0
"""States that are recorded more seldom than this are looked at so often, and recorded when they have changed."""


class Sampler:
    """A sampler: each point is due on its own regular grid of time; lids, doors and the like also at each change.

    What changes seldom has a wide grid, and is due as well in a minute in which it has changed.
    """

    def __init__(self, points: Iterable[Point]) -> None:
        self._points = [(point, point.record_every_s) for point in points if point.record_every_s is not None]
        self._slots: dict[str, int] = {}
        self._looked: int | None = None
        self._last: dict[str, tuple[float | None, Absence | None]] = {}

    def due(self, state: State) -> Due:
        """Return the due points of `state`; a point that is not fitted is never due."""
        readings = []
        at_once = False
        minute = int(state.step.now_s // LOOK_EVERY_S)
        looks, self._looked = minute != self._looked, minute
        for point, every_s in self._points:
            slot = int(state.step.now_s // every_s)
            on_grid = slot != self._slots.get(point.key)
            is_slow_state = bool(point.kind.words) and every_s > LOOK_EVERY_S
            if not on_grid and not _opens(point) and not (looks and is_slow_state):
                continue
            self._slots[point.key] = slot
            reading = point.read(state)
            moved = (_opens(point) or is_slow_state) and self._has_changed(point.key, reading)
            if (on_grid or moved) and reading.absence is not Absence.NOT_FITTED:
                readings.append((point.key, reading))
                at_once |= moved and _opens(point)
        return Due(tuple(readings), at_once)

    def _has_changed(self, key: str, reading: Reading) -> bool:
        now = (reading.value, reading.absence)
        before = self._last.get(key, now)
        self._last[key] = now
        return now != before


def _opens(point: Point) -> bool:
    return point.kind.device_class == OPENING.device_class
