"""`python -m hil bench batteries`: days of food, batteries and engine starts, for each kind and what charges it.

Each row is one battery beside one source, driven twice a day for four days or parked for a fortnight:

- `food_above_8c_h`, and `above_8c_beside_charge_h` those of them beside a battery with more than 60 %: the aim is none;
- `lowest_soc_pct`: of lithium never below 15;
- `cut_outs` of the food, `engine_starts_failed`: the aim is none; an engine is also started at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from controller import Protection
from controller.settings import BatteryKind, PowerSettings
from hil.bench.options import Options, chosen
from hil.bench.parallel import in_parallel
from hil.scenarios.battery_days import (
    CAPACITY_AH,
    PARKED_DAYS,
    SOURCES,
    TICK_S,
    USED_DAYS,
    Case,
    controller,
    live,
    thermostat,
)

PARKED_TICK_S = 10.0
"""Nothing happens in a parked car; the laws look no more often than every two seconds (engineering choice)."""

LEAST_LITHIUM_PCT = 15.0


def measure(options: Options) -> Mapping[str, Any]:
    """Play every case; `quick` is the power law alone, with a thermostat."""
    kinds = chosen("kinds", options.kinds, CAPACITY_AH)
    cases = [_case(kind, source, driven=driven) for driven, kind, source in product((True, False), kinds, SOURCES)]
    return {"rows": in_parallel(partial(_row, quick=options.quick), cases)}


def _case(kind: str, source: str, *, driven: bool) -> Case:
    settings = PowerSettings(battery=BatteryKind(kind))
    days, tick_s = (USED_DAYS, TICK_S) if driven else (PARKED_DAYS, PARKED_TICK_S)
    return Case(battery=kind, source=source, driven=driven, days=days, power=settings, tick_s=tick_s)


def _row(case: Case, *, quick: bool) -> dict[str, Any]:
    course = live(case, thermostat if quick else controller)
    return {
        "battery": case.battery,
        "alternator": case.source,
        "use": "driven" if case.driven else "parked",
        "days": case.days,
        "protection": str(Protection(case.settings.protection)),
        "food_above_8c_h": round(course.food_above_8c_h, 2),
        "above_8c_beside_charge_h": round(course.above_8c_beside_charge_h, 2),
        "lowest_soc_pct": round(course.lowest_soc_pct, 1),
        "cut_outs": course.cut_outs,
        "engine_starts_failed": course.engine_starts_failed,
        "in_use_h": round(course.in_use_h, 2),
        "stored_h": round(course.stored_h, 2),
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where no food got warm beside a charged battery, and each engine started."""
    rows: Sequence[Mapping[str, Any]] = figures["rows"]
    return all(
        row["above_8c_beside_charge_h"] == 0.0
        and row["engine_starts_failed"] == 0
        and (row["battery"] != BatteryKind.LIFEPO4 or row["lowest_soc_pct"] >= LEAST_LITHIUM_PCT)
        for row in rows
    )


def table(figures: Mapping[str, Any]) -> str:
    """Print the rows as Markdown."""
    return "\n".join(_lines(figures["rows"])) + "\n"


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names = [*rows[0]]
    yield f"| {' | '.join(name.replace('_', ' ') for name in names)} |"
    yield "|---" * len(names) + "|"
    for row in rows:
        yield f"| {' | '.join(str(row[name]) for name in names)} |"
