"""Energy is comparable only at one mean temperature of the contents: the set-point that gives it is searched for."""

from dataclasses import dataclass, replace
from functools import partial
from math import nan

from hil.scenarios.box import BoxScenario
from hil.scenarios.loop import run_box
from hil.scenarios.run_figures import Figures

EQUAL_MEAN_K = 0.05
"""0.35 % of energy: a kelvin of set-point is worth 7 %. A probe's steps of 1/16 K leave some laws no finer choice."""

MAX_SEARCHES = 6
FURTHEST_K = 3.0
"""Beyond that it is not the same task any more."""

_SLOPES = (0.3, 3.0)
"""Limits of the mean's change per change of the set-point, for a next guess; noise may take it beyond them."""


@dataclass(frozen=True, slots=True)
class EqualMean:
    """The figures at the set-point shifted by `shift_k`; `missed` tells why they are not at the mean, "" if they are.

    Where it is missed, energy and starts are nan: they could not be compared.
    """

    figures: Figures
    shift_k: float
    missed: str = ""


def at_equal_mean(law: str, scenario: BoxScenario, seed: int) -> EqualMean:
    """Run as run_box, with the set-point shifted until the contents' mean is the scenario's: a secant search."""
    tried: list[tuple[float, Figures]] = []
    shift_k = 0.0
    for _ in range(1 + MAX_SEARCHES):
        tried.append((shift_k, run_box(law, scenario, seed, shift_k=shift_k)))
        if abs(_error_k(tried[-1], scenario)) <= EQUAL_MEAN_K:
            return EqualMean(tried[-1][1], shift_k)
        shift_k = _next_k(tried, scenario)
        if abs(shift_k) > FURTHEST_K:
            break
    return _missed(tried, scenario)


def _error_k(trial: tuple[float, Figures], scenario: BoxScenario) -> float:
    return trial[1].contents_mean_c - scenario.set_point_c


def _next_k(tried: list[tuple[float, Figures]], scenario: BoxScenario) -> float:
    """Return the secant through the two best trials; a slope of 1 where there is but one, or they say nothing."""
    by_error = partial(_error_k, scenario=scenario)
    best = sorted(tried, key=lambda trial: abs(by_error(trial)))[:2]
    slope = 1.0
    if len(best) > 1 and best[0][0] != best[1][0]:
        slope = (by_error(best[0]) - by_error(best[1])) / (best[0][0] - best[1][0])
    return best[0][0] - by_error(best[0]) / min(max(slope, _SLOPES[0]), _SLOPES[1])


def _missed(tried: list[tuple[float, Figures]], scenario: BoxScenario) -> EqualMean:
    shift_k, figures = min(tried, key=lambda trial: abs(_error_k(trial, scenario)))
    off_k = abs(figures.contents_mean_c - scenario.set_point_c)
    why = f"mean {off_k:.2f} K off after {len(tried)} set-points, {EQUAL_MEAN_K} K allowed"
    return EqualMean(replace(figures, energy_w=nan, starts_per_h=nan), shift_k, why)
