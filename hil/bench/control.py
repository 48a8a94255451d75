"""`python -m hil bench control`: our fridge law and those of peers on the same random boxes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import product
from math import isnan
from statistics import median
from typing import Any, NamedTuple

from hil.bench.control_table import table
from hil.bench.control_verdicts import EQUAL_MEAN, NEAR_RATIO, Found, verdicts
from hil.bench.parallel import in_parallel
from hil.scenarios import BOX_SCENARIOS, LAWS, OURS, Figures, run_box
from hil.scenarios.bounds import BOUNDS, STANDING
from hil.scenarios.equal_mean import at_equal_mean

__all__ = ["EXIT_RULE", "PLANTS", "bench_control", "is_good", "measure", "table"]

PLANTS = 20
QUICK_PLANTS = 3
QUICK_SCENARIOS = (EQUAL_MEAN, "S4", "MED-use")
"""What a look in about a minute takes: energy, recovery, medicine."""

Row = Mapping[str, Any]


EXIT_RULE = (
    "control exits with 0 if every aim within reach is reached and one out of reach (the energy) is within"
    f" {NEAR_RATIO - 1.0:.0%} of its bound, with 1 if not"
)


class _Job(NamedTuple):
    law: str
    scenario: str
    seed: int


class _Done(NamedTuple):
    figures: Figures
    missed: str = ""


def measure(plants: int | None, *, quick: bool) -> Mapping[str, Any]:
    """Measure all of it, or a look; `plants` None: as many boxes as that has."""
    if quick:
        return bench_control(plants=plants or QUICK_PLANTS, scenarios=QUICK_SCENARIOS)
    return bench_control(plants=plants or PLANTS)


def bench_control(*, plants: int = PLANTS, scenarios: Sequence[str] = (*BOX_SCENARIOS,)) -> Mapping[str, Any]:
    """Return rows of medians and worsts, the verdict on us, and all that could not be compared."""
    done = _all_done(_jobs(scenarios, range(plants)))
    found: Found = {}
    for job, (figures, _) in done.items():
        found.setdefault((job.law, job.scenario), []).append(figures)
    missed = [
        f"{job.law} on box {job.seed} in {job.scenario}: {each.missed}" for job, each in done.items() if each.missed
    ]
    rows = [row(law, scenario, each) for (law, scenario), each in found.items() if law in LAWS]
    return {"plants": plants, "rows": rows, "missed": missed, "verdicts": list(verdicts(found))}


def is_good(result: Mapping[str, Any]) -> bool:
    """Return True where every aim within reach is reached, and the others are as near as physics allows."""
    return all(each["kept"] for each in result["verdicts"])


def _jobs(scenarios: Sequence[str], seeds: Iterable[int]) -> list[_Job]:
    """List them by law, scenario, box; bounds only where a verdict needs them."""
    bounds = [(law, EQUAL_MEAN) for law in BOUNDS if law != STANDING]
    bounds += [(STANDING, name) for name, scenario in BOX_SCENARIOS.items() if scenario.freezes_anyway]
    pairs = [*product(LAWS, scenarios), *(pair for pair in bounds if pair[1] in scenarios)]
    return [_Job(*pair, seed) for pair, seed in product(pairs, seeds)]


def _all_done(jobs: Sequence[_Job]) -> Mapping[_Job, _Done]:
    """Do all on all cores; the long ones first, so that no core is left with one while the others stand."""
    ordered = sorted(jobs, key=lambda job: (job.law != OURS, job.scenario != EQUAL_MEAN))
    done = dict(zip(ordered, in_parallel(_one, ordered), strict=True))
    return {job: done[job] for job in jobs}


def _one(job: _Job) -> _Done:
    scenario = BOX_SCENARIOS[job.scenario]
    if job.scenario != EQUAL_MEAN:
        return _Done(run_box(job.law, scenario, job.seed))
    found = at_equal_mean(job.law, scenario, job.seed)
    return _Done(found.figures, found.missed)


_WORSE_IS_LESS = ("air_min_c",)


def row(law: str, scenario: str, figures: Sequence[Figures]) -> Row:
    """Return the median of each figure, and under "worst" the worst; of a recovery that never came it is None."""
    columns = {field.name: [getattr(each, field.name) for each in figures] for field in fields(Figures)}
    known = {name: [value for value in values if not isnan(value)] for name, values in columns.items()}
    medians = {name: round(median(values), 3) if values else None for name, values in known.items()}
    worst = {name: _worst(name, values) for name, values in columns.items()}
    return {"law": law, "scenario": scenario, **medians, "worst": worst}


def _worst(name: str, values: Sequence[float]) -> float | None:
    if any(map(isnan, values)):
        return None
    return round(min(values) if name in _WORSE_IS_LESS else max(values), 3)
