"""Break everything in random cars and tell how long verification takes; then let healthy ones be used for a day."""

import argparse
import json
import sys
from statistics import median

from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import FAULTS, Fault
from hil.fault_detection.trial import false_alarms, find


def main() -> int:
    """Print a line of JSON for each fault and each healthy car; 0 when all is told in time and nothing else is."""
    options = _options()
    seeds = range(options.first, options.first + options.plants)
    faults = () if options.only_healthy else [fault for fault in FAULTS if options.fault in fault.name]
    told = [_break(fault, seeds) for fault in faults]
    quiet = [_use(seed, options.hours) for seed in (() if options.only_faults else seeds)]
    return 0 if all((*told, *quiet)) else 1


def _break(fault: Fault, seeds: range) -> bool:
    """Whether one fault is told in every car."""
    times_s: list[float] = []
    others: list[str] = []
    for seed in seeds:
        found = find(random_car(seed, outside_c=fault.outside_c, used=False), settings(), fault)
        times_s += [each.after_s for each in found if each.alarm == fault.alarm]
        others += [f"{seed}: {each.after_s:.0f} s {each.alarm}" for each in found if each.alarm != fault.alarm]
    _print(
        fault=fault.name,
        told=len(times_s),
        of=len(seeds),
        median_min=round(median(times_s) / 60.0, 1) if times_s else None,
        worst_min=round(max(times_s) / 60.0, 1) if times_s else None,
        others=others,
    )
    return len(times_s) == len(seeds)


def _use(seed: int, hours: float) -> bool:
    """Whether a healthy car stays without findings."""
    found = false_alarms(random_car(seed), settings(), hours=hours)
    _print(car=seed, hours=hours, false_alarms=[f"{each.after_s / 3600.0:.1f} h {each.text}" for each in found])
    return not found


def _print(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m hil.fault_detection", description=__doc__)
    parser.add_argument("--plants", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="number of the first car")
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--fault", default="", help="only faults whose name contains this")
    parser.add_argument("--only-faults", action="store_true")
    parser.add_argument("--only-healthy", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
