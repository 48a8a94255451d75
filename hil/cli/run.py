"""Put the laws through a scenario on random boxes, cabins or supplies; print figures, their medians, a verdict."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from math import isnan
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from hil.fault_detection import trial
from hil.fault_detection.trial import FAULT_NAMES, run_fault
from hil.scenarios.box import BOX_SCENARIOS
from hil.scenarios.laws import LAWS, OURS
from hil.scenarios.loop import plot_box, run_box
from hil.scenarios.ready_cabin import DEPARTURES, run_departures
from hil.scenarios.weak_supply import STARTS_V, SUPPLIES, run_supply
from hil.scenarios.year import run_year

PLANTS = 20
YEAR = "year"
DAYS = 365.0

Run = Callable[[int], Mapping[str, float]]

LIMITS: Mapping[str, tuple[float, float]] = {
    "min_off_violations": (0.0, 0.0),
    "freeze_min": (0.0, 0.0),
    "out_of_band_pct": (0.0, 0.0),
    "last_miss_k": (-1.0, 1.0),
    "energy_ratio": (0.0, 1.15),
    "cut_outs_per_use": (0.0, 1.0),
    "lowest_rest_v": (STARTS_V, 15.0),
}
"""What the figures of each single plant must keep, where a scenario has such a figure."""


def names() -> list[str]:
    """Name every scenario."""
    return [*BOX_SCENARIOS, *SUPPLIES, *DEPARTURES, *FAULT_NAMES, YEAR]


def at_least_one(text: str) -> int:
    """Read a number of random boxes, cabins, supplies from the command line."""
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil run`."""
    every = ", ".join(names()).replace("%", "%%")  # argparse formats help by %
    parser.add_argument("scenario", metavar="SCENARIO", help=f"one of {every}; S1, S2, ... are all of that number")
    parser.add_argument("--law", choices=[*LAWS], default=OURS, help="for a box: whose law [%(default)s]")
    parser.add_argument(
        "--plants", type=at_least_one, default=PLANTS, metavar="N", help="so many random ones [%(default)s]"
    )
    parser.add_argument(
        "--days", type=float, default=DAYS, metavar="D", help="of the year, shared among the plants [%(default)s]"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="for a box: draw the first plant (.png, .svg)")


def main(options: argparse.Namespace) -> int:
    """Run it; 0 where every limit is kept, 1 where one is not, 2 for a scenario that there is not."""
    chosen = [name for name in names() if name == options.scenario or name.startswith(f"{options.scenario}-")]
    if not chosen:
        print(f"run {options.scenario}: no such scenario; choose from: {', '.join(names())}", file=sys.stderr)
        return 2
    if options.plot and chosen[0] in BOX_SCENARIOS:
        plot_box(options.law, BOX_SCENARIOS[chosen[0]], options.plot)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        results = [_result(name, options, workers) for name in chosen]
    passed = all(each["passed"] for each in results)
    if options.json:
        print(json.dumps({"law": options.law, "plants": options.plants, "passed": passed, "scenarios": results}))
    else:
        for each in results:
            print(_text(each))
    return 0 if passed else 1


def _result(name: str, options: argparse.Namespace, workers: ProcessPoolExecutor) -> dict[str, Any]:
    seeds = range(options.plants)
    if name in FAULT_NAMES:
        return trial.detected(name, list(workers.map(partial(run_fault, name), seeds)))
    return result(name, list(workers.map(_runner(name, options), seeds)))


def _runner(name: str, options: argparse.Namespace) -> Run:
    if name in BOX_SCENARIOS:
        return partial(_box, options.law, name)
    if name in SUPPLIES:
        return partial(run_supply, name)
    if name in DEPARTURES:
        return partial(run_departures, DEPARTURES[name])
    return partial(run_year, days=options.days / options.plants)


def _box(law: str, name: str, seed: int) -> Mapping[str, float]:
    return asdict(run_box(law, BOX_SCENARIOS[name], seed))


def result(name: str, rows: list[Mapping[str, float]]) -> dict[str, Any]:
    """Judge one scenario, and put the figures of its plants together."""
    figures = {key: [row[key] for row in rows if not isnan(row[key])] for key in rows[0]}
    wrong = [
        key
        for key, (low, high) in LIMITS.items()
        if not _is_free(name, key) and not all(low <= each <= high for each in figures.get(key, ()))
    ]
    if _recovers(name) and len(figures["recovery_min"]) < len(rows):
        wrong.append("recovery_min")
    return {
        "scenario": name,
        "passed": not wrong,
        "missed": wrong,
        "median": {key: round(median(each), 3) if each else None for key, each in figures.items()},
        "lowest": {key: round(min(each), 3) if each else None for key, each in figures.items()},
        "highest": {key: round(max(each), 3) if each else None for key, each in figures.items()},
    }


def _recovers(name: str) -> bool:
    return name in BOX_SCENARIOS and BOX_SCENARIOS[name].recovered_c is not None


def _is_free(name: str, figure: str) -> bool:
    """Return True where freezing is asked for or cannot be helped; of bands only that of medicine must always hold."""
    if name not in BOX_SCENARIOS:
        return False
    scenario = BOX_SCENARIOS[name]
    return (figure == "freeze_min" and scenario.may_freeze) or (
        figure == "out_of_band_pct" and not scenario.keeps_medicine
    )


def _text(result: Mapping[str, Any]) -> str:
    if result["scenario"] in FAULT_NAMES:
        return "\n".join(trial.lines(result))
    lines = [f"{result['scenario']}: {'kept' if result['passed'] else 'MISSED ' + ', '.join(result['missed'])}"]
    for key, middle in result["median"].items():
        lines.append(f"  {key:<20} {middle!s:>10}   {result['lowest'][key]} to {result['highest'][key]}")
    return "\n".join(lines)
