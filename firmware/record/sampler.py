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


class Sampler:
    """A sampler: each point is due on its own regular grid of time; lids, doors and the like also at each change."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._points = [(point, point.record_every_s) for point in points if point.record_every_s is not None]
        self._slots: dict[str, int] = {}
        self._last: dict[str, tuple[float | None, Absence | None]] = {}

    def due(self, state: State) -> Due:
        """Return the due points of `state`; a point that is not fitted is never due."""
        readings = []
        at_once = False
        for point, every_s in self._points:
            slot = int(state.step.now_s // every_s)
            on_grid = slot != self._slots.get(point.key)
            if not on_grid and not _opens(point):
                continue
            self._slots[point.key] = slot
            reading = point.read(state)
            moved = _opens(point) and self._has_changed(point.key, reading)
            if (on_grid or moved) and reading.absence is not Absence.NOT_FITTED:
                readings.append((point.key, reading))
                at_once |= moved
        return Due(tuple(readings), at_once)

    def _has_changed(self, key: str, reading: Reading) -> bool:
        now = (reading.value, reading.absence)
        before = self._last.get(key, now)
        self._last[key] = now
        return now != before


def _opens(point: Point) -> bool:
    return point.kind.device_class == OPENING.device_class
