"""`python -m hil bench departures`: fortnights of departures on random cabins of two families.

A row is a family (`hil/scenarios/mornings.py`): a camper with a fuel heater of 2 kW, a small electric car with 5 kW.
Each cabin has 14 mornings of a random winter, with two skips, a jump of the weather by 15 K and a change of the clocks:

- `mornings`: departures in all; `infeasible`: those at which all heat from four hours before does not suffice;
- `late`: from the fourth feasible morning of a cabin on, how many were more than 0.5 K too cold; the aim is 0;
- `told_before`: of the infeasible ones, those that were told the evening before; the aim is 9 of 10;
- `told_for_nothing`: feasible ones that were told as well;
- `first_late`: the same as `late`, of the first three;
- `too_warm_k`: how far above the set-point the air was at the departure, 95th percentile.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from hil.bench.options import Options
from hil.bench.parallel import in_parallel
from hil.scenarios.mornings import FAMILIES, LEARNED_AFTER, SET_POINT_C, Departed, play

CABINS = 100
TOLD = 0.9

Case = tuple[str, int]
Row = Mapping[str, Any]


def measure(options: Options) -> Mapping[str, Any]:
    """Live through the mornings of all cabins; returns a row for each family."""
    cabins = options.plants or CABINS
    return result(in_parallel(live, list(product(FAMILIES, range(-(-cabins // len(FAMILIES)))))))


def live(case: Case) -> tuple[str, Sequence[Departed]]:
    """Live through the mornings of one cabin."""
    family, seed = case
    return family, play(family, seed)


def result(lived: Sequence[tuple[str, Sequence[Departed]]]) -> Mapping[str, Any]:
    """Put together what came of all cabins."""
    families = dict.fromkeys(family for family, _ in lived)
    return {"rows": [row(family, [mornings for name, mornings in lived if name == family]) for family in families]}


def row(family: str, cabins: Sequence[Sequence[Departed]]) -> Row:
    """Return the figures of one family."""
    feasible = [[one for one in mornings if one.is_feasible] for mornings in cabins]
    infeasible = [one for mornings in cabins for one in mornings if not one.is_feasible]
    above_k = sorted(one.air_c - SET_POINT_C for mornings in feasible for one in mornings[LEARNED_AFTER:])
    return {
        "family": family,
        "cabins": len(cabins),
        "mornings": sum(map(len, cabins)),
        "late": sum(one.is_late for mornings in feasible for one in mornings[LEARNED_AFTER:]),
        "infeasible": len(infeasible),
        "told_before": sum(one.is_told for one in infeasible),
        "told_for_nothing": sum(one.is_told for mornings in feasible for one in mornings),
        "first_late": sum(one.is_late for mornings in feasible for one in mornings[:LEARNED_AFTER]),
        "too_warm_k": round(above_k[int(0.95 * len(above_k))], 2) if above_k else None,
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where none is late that could be learned, and nearly all are told that cannot be reached."""
    return all(each["late"] == 0 and each["told_before"] >= TOLD * each["infeasible"] for each in figures["rows"])


def table(figures: Mapping[str, Any]) -> str:
    """Print the rows as Markdown."""
    names = ("family", "cabins", "mornings", "late", "infeasible", "told_before", "told_for_nothing")
    lines = [f"| {' | '.join(names)} | too warm, K |", "|---" * (len(names) + 1) + "|"]
    lines.extend(
        f"| {' | '.join(str(each[name]) for name in names)} | {each['too_warm_k']} |" for each in figures["rows"]
    )
    return "\n".join(lines) + "\n"
