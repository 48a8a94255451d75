"""`python -m hil bench heaters`: our law and a thermostat with the same minimum times, on heaters of many kinds.

A row is one kind of heater (`hil/scenarios/heater_trials.py`) at one temperature outside, over all cabins:

- `ignitions_per_h`: starts of the heater in an hour; `thermostat_ignitions_per_h` of the thermostat;
- `short_runs`: runs that ended before their minimum, ignitions that were broken off among them;
- `air_rms_k`: the air about its set-point; `thermostat_air_rms_k` of the thermostat;
- `energy_ratio`: fuel and electricity over that of the thermostat, both with the air as warm on the mean.

Aims: no short runs, and at most half the ignitions of the thermostat. A burner that is only on or off cannot reach the
latter where it must burn most of the time: it rests and lights for eight minutes, and the air falls by its whole swing.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from statistics import fmean
from typing import Any

from hil.bench.options import Options
from hil.bench.parallel import in_parallel
from hil.scenarios.heater_trials import KINDS, Held, hold_by_law, hold_by_thermostat

CABINS = 4
OUTSIDE_C = (-8.0, 2.0, 12.0)

MOST_IGNITIONS = 0.5
"""Of those of the thermostat."""

Case = tuple[str, float, int]
Row = Mapping[str, Any]


def measure(options: Options) -> Mapping[str, Any]:
    """Hold all cabins with all kinds of heaters; returns the rows."""
    seeds = range(1, 1 + (options.plants or CABINS))
    return result(in_parallel(compare, list(product(KINDS, OUTSIDE_C, seeds))))


def compare(case: Case) -> tuple[Case, Held, Held]:
    """Hold one cabin by our law and by the thermostat."""
    name, outside_c, seed = case
    return case, hold_by_law(KINDS[name], seed, outside_c), hold_by_thermostat(KINDS[name], seed, outside_c)


def result(compared: Sequence[tuple[Case, Held, Held]]) -> Mapping[str, Any]:
    """Put together what was found."""
    places: dict[tuple[str, float], list[tuple[Held, Held]]] = {}
    for (name, outside_c, _), ours, theirs in compared:
        places.setdefault((name, outside_c), []).append((ours, theirs))
    return {"rows": [row(name, outside_c, pairs) for (name, outside_c), pairs in places.items()]}


def row(name: str, outside_c: float, pairs: Sequence[tuple[Held, Held]]) -> Row:
    """Return the figures of one kind at one temperature outside."""
    ignitions = fmean(ours.starts_per_h for ours, _ in pairs)
    theirs = fmean(their.starts_per_h for _, their in pairs)
    return {
        "heater": name,
        "outside_c": outside_c,
        "ignitions_per_h": round(ignitions, 2),
        "short_runs": sum(ours.short_runs for ours, _ in pairs),
        "air_rms_k": round(fmean(ours.rms_k for ours, _ in pairs), 2),
        "energy_ratio": round(fmean(_energy_ratio(ours, their, outside_c) for ours, their in pairs), 3),
        "thermostat_ignitions_per_h": round(theirs, 2),
        "thermostat_air_rms_k": round(fmean(their.rms_k for _, their in pairs), 2),
        "reached": ignitions <= MOST_IGNITIONS * theirs,
    }


def _energy_ratio(ours: Held, theirs: Held, outside_c: float) -> float:
    return ours.joules / theirs.joules * (theirs.mean_c - outside_c) / (ours.mean_c - outside_c)


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where nothing ran short, and ignitions are at most half."""
    return all(each["reached"] and not each["short_runs"] for each in figures["rows"])


def table(figures: Mapping[str, Any]) -> str:
    """Print the rows as Markdown."""
    lines = [
        "| heater | outside, °C | ignitions/h | thermostat | short runs | air rms, K | thermostat | energy | half |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in figures["rows"]:
        runs = f"{each['ignitions_per_h']:g} | {each['thermostat_ignitions_per_h']:g} | {each['short_runs']}"
        airs = f"{each['air_rms_k']:g} | {each['thermostat_air_rms_k']:g} | {each['energy_ratio']:g}"
        half = "yes" if each["reached"] else "no"
        lines.append(f"| {each['heater']} | {each['outside_c']:g} | {runs} | {airs} | {half} |")
    return "\n".join(lines) + "\n"
