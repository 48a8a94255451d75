"""Break everything in random cars and tell how long verification takes; then let healthy ones be used for a day."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

from firmware.errors import ConfigError
from hil.cli.run import at_least_one
from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import FAULTS, Fault
from hil.fault_detection.trial import alarm_of, false_alarms, find

PLANTS = 20
HOURS = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One fault in every car: how often and how soon it was told, and what else was."""

    fault: str
    told: int
    of: int
    median_min: float | None
    worst_min: float | None
    others: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """True where it was told in every car."""
        return self.told == self.of


@dataclass(frozen=True, slots=True)
class HealthyUse:
    """A car in which nothing is broken, and what was told of it nevertheless."""

    car: int
    hours: float
    false_alarms: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """True where nothing was told."""
        return not self.false_alarms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `python -m hil fault-detection`."""
    parser.add_argument("--plants", type=at_least_one, default=PLANTS, metavar="N", help="random cars [%(default)s]")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first car [%(default)s]")
    parser.add_argument("--hours", type=float, default=HOURS, metavar="H", help="of healthy use [%(default)s]")
    parser.add_argument("--fault", default="", metavar="TEXT", help="only faults whose name contains this")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--only-faults", action="store_true", help="no healthy cars")
    only.add_argument("--only-healthy", action="store_true", help="no faults")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def main(options: argparse.Namespace) -> int:
    """Print each fault and each healthy car; 0 when all is told in time and nothing else is."""
    results = []
    for result in _results(options):
        results.append(result)
        if not options.json:
            print(line(result), flush=True)
    if options.json:
        faults = [asdict(each) for each in results if isinstance(each, Detection)]
        cars = [asdict(each) for each in results if isinstance(each, HealthyUse)]
        print(json.dumps({"faults": faults, "cars": cars}))
    return 0 if all(each.is_good for each in results) else 1


def line(result: Detection | HealthyUse) -> str:
    """Put one result into a line for people."""
    verdict = "ok  " if result.is_good else "FAIL"
    if isinstance(result, HealthyUse):
        told = "; ".join(result.false_alarms) or "nothing told"
        return f"{verdict} healthy car {result.car}, {result.hours:g} h: {told}"
    minutes = "" if result.median_min is None else f", after {result.median_min} min (worst {result.worst_min} min)"
    others = f"; also told: {'; '.join(result.others)}" if result.others else ""
    return f"{verdict} {result.fault}: told in {result.told} of {result.of}{minutes}{others}"


def _results(options: argparse.Namespace) -> Iterator[Detection | HealthyUse]:
    """Yield what was asked for, each result as it comes; raises ConfigError for a fault that there is not."""
    seeds = range(options.first, options.first + options.plants)
    faults = [fault for fault in FAULTS if options.fault in fault.name]
    if not faults:
        known = ", ".join(fault.name for fault in FAULTS)
        raise ConfigError([f"fault-detection --fault {options.fault}: must be part of one of: {known}"])
    if not options.only_healthy:
        yield from (_detection(fault, seeds) for fault in faults)
    if not options.only_faults:
        yield from (_healthy_use(seed, options.hours) for seed in seeds)


def _detection(fault: Fault, seeds: range) -> Detection:
    times_s: list[float] = []
    others: list[str] = []
    for seed in seeds:
        found = find(random_car(seed, outside_c=fault.outside_c, used=False), settings(), fault)
        alarm = alarm_of(fault, settings())
        times_s += [each.after_s for each in found if each.alarm == alarm and each.after_s >= 0.0]
        others += [f"{seed}: {each.after_s:.0f} s {each.alarm}" for each in found if each.alarm != alarm]
    return Detection(
        fault=fault.name,
        told=len(times_s),
        of=len(seeds),
        median_min=round(median(times_s) / 60.0, 1) if times_s else None,
        worst_min=round(max(times_s) / 60.0, 1) if times_s else None,
        others=tuple(others),
    )


def _healthy_use(seed: int, hours: float) -> HealthyUse:
    found = false_alarms(random_car(seed), settings(), hours=hours)
    return HealthyUse(seed, hours, tuple([f"{each.after_s / 3600.0:.1f} h {each.text}" for each in found]))
