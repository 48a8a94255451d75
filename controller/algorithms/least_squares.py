"""Recursive least squares: what is believed of a few parameters, corrected by one measurement at a time.

Forgetting is a random walk of each parameter, taken only when there is something to learn from, so that a long quiet
time loses nothing. After each correction the parameters are kept within their physical bounds.
"""

from collections.abc import Sequence
from math import sqrt

from controller.algorithms.covariance import is_covariance
from controller.interface.immutable import immutable

Vector = tuple[float, ...]


@immutable(kw_only=True)
class Parameter:
    """One parameter before anything was learned: its value, its doubt (one standard deviation), physical bounds.

    `walk` is the standard deviation by which it may change from one measurement to the next.
    """

    value: float
    doubt: float
    minimum: float
    maximum: float
    walk: float


@immutable
class Belief:
    """The parameters, and their covariance as rows."""

    mean: Vector
    covariance: tuple[Vector, ...]


def initial(parameters: Sequence[Parameter]) -> Belief:
    """Nothing learned yet."""
    size = len(parameters)
    covariance = tuple(
        (0.0,) * index + (each.doubt**2,) + (0.0,) * (size - index - 1) for index, each in enumerate(parameters)
    )
    return Belief(tuple(each.value for each in parameters), covariance)


SOUND_TIMES = 2.0
"""A belief is never less sure than before anything was learned, but for what an incident adds; so many deviations."""


def is_sound(belief: Belief, parameters: Sequence[Parameter]) -> bool:
    """Return True where a belief that comes from outside can be one of these parameters."""
    size = len(parameters)
    if [len(row) for row in (belief.mean, *belief.covariance)] != [size] * (size + 1):
        return False
    likely = all(
        each.minimum <= belief.mean[index] <= each.maximum
        and belief.covariance[index][index] <= (SOUND_TIMES * each.doubt) ** 2
        for index, each in enumerate(parameters)
    )
    return likely and is_covariance(belief.covariance)


def forget(belief: Belief, parameters: Sequence[Parameter]) -> Belief:
    """Let each parameter walk one step; that alone never makes it less sure than before anything was learned."""
    rows = [
        (*row[:index], max(row[index], min(row[index] + each.walk**2, each.doubt**2)), *row[index + 1 :])
        for index, (row, each) in enumerate(zip(belief.covariance, parameters, strict=True))
    ]
    return Belief(belief.mean, tuple(rows))


def renewed(belief: Belief, index: int, fresh: Belief) -> Belief:
    """Forget one parameter, and what ties others to it: as `fresh` has it."""
    rows = [
        fresh.covariance[index]
        if row == index
        else tuple([0.0 if column == index else value for column, value in enumerate(values)])
        for row, values in enumerate(belief.covariance)
    ]
    return Belief((*belief.mean[:index], fresh.mean[index], *belief.mean[index + 1 :]), tuple(rows))


def doubt(belief: Belief, index: int, deviation: float) -> Belief:
    """Be no surer of one parameter than a standard deviation of `deviation`."""
    rows = list(belief.covariance)
    row = rows[index]
    rows[index] = (*row[:index], max(row[index], deviation**2), *row[index + 1 :])
    return Belief(belief.mean, tuple(rows))


def moved(belief: Belief, index: int, value: float, keep: float) -> Belief:
    """One parameter moved by itself to `value`; it keeps the share `keep` of its deviation."""
    rows = [(*row[:index], row[index] * keep, *row[index + 1 :]) for row in belief.covariance]
    rows[index] = tuple([entry * keep for entry in rows[index]])
    mean = belief.mean
    return Belief((*mean[:index], value, *mean[index + 1 :]), tuple(rows))


def surprise(belief: Belief, gradient: Sequence[float], innovation: float, noise: float) -> float:
    """Return the standard deviations by which a measurement is above its expectation."""
    _, variance = _spread(belief, gradient, noise)
    return innovation / sqrt(variance)


def correct(
    belief: Belief, parameters: Sequence[Parameter], gradient: Sequence[float], innovation: float, noise: float
) -> Belief:
    """Learn from one measurement that is `innovation` above what was expected, with `noise` (standard deviation).

    `gradient` tells how the expectation changes with each parameter.
    """
    spread, variance = _spread(belief, gradient, noise)
    gain = innovation / variance
    mean = [
        min(max(value + one * gain, each.minimum), each.maximum)
        for value, one, each in zip(belief.mean, spread, parameters, strict=True)
    ]
    covariance = [
        tuple([old - one * other / variance for old, other in zip(row, spread, strict=True)])
        for row, one in zip(belief.covariance, spread, strict=True)
    ]
    return Belief(tuple(mean), tuple(covariance))


def _spread(belief: Belief, gradient: Sequence[float], noise: float) -> tuple[list[float], float]:
    """Return the covariance of each parameter with the measurement, and the variance of the measurement."""
    spread = [sum([one * by for one, by in zip(row, gradient, strict=True)]) for row in belief.covariance]
    return spread, noise**2 + sum([one * by for one, by in zip(spread, gradient, strict=True)])
