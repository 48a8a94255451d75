"""Least squares for a few parameters of a simulation, without derivatives: the pattern search of Hooke and Jeeves.

Around the best point known each parameter is tried a step up and down; where that helps, the whole move is repeated as
long as it helps; where nothing helps, the steps are halved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_COARSEST, _FINEST = 0.25, 1e-3  # of the range of each parameter

Error = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A parameter to find: where to begin, and between which limits."""

    name: str
    start: float
    low: float
    high: float

    def limited(self, value: float) -> float:
        """Return the nearest value that is allowed."""
        return min(max(value, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Fit:
    """Values found, and the error that remains."""

    values: tuple[float, ...]
    error: float


def search(error: Error, unknowns: Sequence[Unknown]) -> Fit:
    """Find the values within the limits with the least error, to a thousandth of the range of each."""
    starts = tuple(unknown.start for unknown in unknowns)
    best, step = Fit(starts, error(starts)), _COARSEST
    while step > _FINEST:
        better = _explored(error, unknowns, best, step)
        if better.error < best.error:
            best = _followed(error, unknowns, best, better)
        else:
            step /= 2.0
    return best


def _explored(error: Error, unknowns: Sequence[Unknown], best: Fit, step: float) -> Fit:
    """Try each parameter in turn a step up or down, where that is better."""
    for index, unknown in enumerate(unknowns):
        for signed in (step, -step):
            values = list(best.values)
            values[index] = unknown.limited(values[index] + signed * (unknown.high - unknown.low))
            found = error(values)
            if found < best.error:
                best = Fit(tuple(values), found)
                break
    return best


def _followed(error: Error, unknowns: Sequence[Unknown], old: Fit, new: Fit) -> Fit:
    """Repeat the move from `old` to `new` as long as it is better."""
    moves = [there - here for here, there in zip(old.values, new.values, strict=True)]
    while True:
        values = tuple(
            unknown.limited(value + move) for unknown, value, move in zip(unknowns, new.values, moves, strict=True)
        )
        found = error(values)
        if found >= new.error:
            return new
        new = Fit(values, found)
