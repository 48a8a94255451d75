"""`python -m hil bench use`: false alarms in so many hours of random use of healthy boxes of ten kinds.

- `false_alarms_per_1000_h`, and `by_name` the number of each; an alarm of a temperature that is true is not false;
- `hours_per_false_alarm`: the aim is 250 or more; None where there was none;
- `first`: the first of each name, with kind, sensors and seed, so that it can be played again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from hil.bench.options import Options, chosen
from hil.bench.parallel import in_parallel
from hil.box_trials.cases import Case
from hil.box_trials.random_use import FalseAlarm, false_alarms
from hil.boxes import SEEN, SENSOR_SETS

HOURS = 1_000
MOST_KINDS = 10
BOXES_PER_KIND = 2
"""Two different sets of sensors meet each kind; fewer hours each would leave no time for what is learned in days."""

AIM_H = 250.0


def measure(options: Options) -> Mapping[str, Any]:
    """Let people use all boxes; returns the alarms that were false."""
    kinds = chosen("kinds", options.kinds, SEEN)
    kinds = kinds if options.kinds else kinds[:MOST_KINDS]
    hours = float(options.hours or HOURS)
    cases = [
        Case(kind=kind, sensors=SENSOR_SETS[(number * len(kinds) + index) % len(SENSOR_SETS)], seed=number)
        for number, (index, kind) in product(range(BOXES_PER_KIND), enumerate(kinds))
    ]
    found = in_parallel(partial(_one, hours=hours / len(cases)), cases)
    return result([alarm for alarms in found for alarm in alarms], hours, kinds)


def _one(case: Case, *, hours: float) -> list[FalseAlarm]:
    return list(false_alarms(case, hours=hours))


def result(found: Sequence[FalseAlarm], hours: float, kinds: Sequence[str]) -> Mapping[str, Any]:
    """Count what was found in so many hours."""
    by_name = Counter(each.name for each in found)
    first = {each.name: each for each in reversed(found)}
    return {
        "hours": hours,
        "kinds": list(kinds),
        "false_alarms_per_1000_h": round(1_000.0 * len(found) / hours, 2),
        "hours_per_false_alarm": round(hours / len(found), 1) if found else None,
        "by_name": dict(by_name.most_common()),
        "first": [
            {
                "name": name,
                "kind": each.case.kind,
                "sensors": each.case.sensors,
                "seed": each.case.seed,
                "hour": round(each.at_s / 3_600.0, 2),
                "text": each.text,
            }
            for name, each in first.items()
        ],
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where false alarms are seldom enough."""
    hours = figures["hours_per_false_alarm"]
    return hours is None or hours >= AIM_H


def table(figures: Mapping[str, Any]) -> str:
    """Print the figures, then one line for each name."""
    verdict = "reached" if is_good(figures) else "MISSED"
    lines = [
        f"{figures['hours']:g} h of random use of {len(figures['kinds'])} kinds: {', '.join(figures['kinds'])}",
        f"false alarms per 1 000 h: {figures['false_alarms_per_1000_h']:g} (aim: {1_000.0 / AIM_H:g}): {verdict}",
    ]
    for each in figures["first"]:
        place = f"{each['kind']}, {each['sensors']}, seed {each['seed']}, hour {each['hour']:g}"
        lines.append(f"  {figures['by_name'][each['name']]:4d} {each['name']}; first: {place}: {each['text']}")
    return "\n".join(lines) + "\n"
