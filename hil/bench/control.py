"""`python -m hil bench control`: our fridge law and those of peers on the same random boxes."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from itertools import chain, product
from math import isnan
from multiprocessing import get_context
from statistics import median
from typing import Any

from hil.scenarios import BOX_SCENARIOS, LAWS, OURS, Figures, run_box
from hil.scenarios.loop import at_equal_mean

PLANTS = 20
EQUAL_MEAN = "S2-32"
"""The scenario whose energy is compared at equal mean contents temperature."""

RECOVERY = "S4"
REFERENCE = "thermostat"

Row = Mapping[str, Any]


def bench_control(*, plants: int = PLANTS, scenarios: Sequence[str] = (*BOX_SCENARIOS,)) -> Mapping[str, Any]:
    """Rows of medians and worsts, and what they say of us."""
    jobs = list(product(LAWS, scenarios, range(plants)))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        figures = list(workers.map(_one, jobs, chunksize=4))
    found: dict[tuple[str, str], list[Figures]] = {}
    for (law, scenario, _), each in zip(jobs, figures, strict=True):
        found.setdefault((law, scenario), []).append(each)
    rows = [row(law, scenario, each) for (law, scenario), each in found.items()]
    return {"plants": plants, "rows": rows, "verdicts": list(verdicts(found))}


def _one(job: tuple[str, str, int]) -> Figures:
    law, name, seed = job
    run = at_equal_mean if name == EQUAL_MEAN else run_box
    return run(law, BOX_SCENARIOS[name], seed)


_WORSE_IS_LESS = ("air_min_c",)


def row(law: str, scenario: str, figures: Sequence[Figures]) -> Row:
    """The median of each figure, and under "worst" the worst."""
    columns = {
        field.name: [value for each in figures if not isnan(value := getattr(each, field.name))]
        for field in fields(Figures)
    }
    medians = {name: round(median(values), 3) if values else None for name, values in columns.items()}
    worst = {
        name: round((min if name in _WORSE_IS_LESS else max)(values), 3) if values else None
        for name, values in columns.items()
    }
    return {"law": law, "scenario": scenario, **medians, "worst": worst}


def verdicts(found: Mapping[tuple[str, str], Sequence[Figures]]) -> Iterator[Row]:
    """How we stand against the aims, as far as the scenarios were run."""
    ours, theirs = found.get((OURS, EQUAL_MEAN)), found.get((REFERENCE, EQUAL_MEAN))
    if ours and theirs:
        pairs = list(zip(ours, theirs, strict=True))
        yield _verdict("energy over the thermostat's", median(a.energy_w / b.energy_w for a, b in pairs), 0.88)
        yield _verdict("starts over the thermostat's", median(a.starts_per_h / b.starts_per_h for a, b in pairs), 0.5)
        yield _verdict("contents ripple, +-K", median(each.ripple_k for each in ours), 0.5)
        yield _verdict("air above 0.5 °C: shortfall, K", max(0.5 - each.air_min_c for each in ours), 0.0)
    mine = [
        each
        for (law, name), all_of in found.items()
        if law == OURS and BOX_SCENARIOS[name].band_c[0] >= 0.0
        for each in all_of
    ]
    if mine:
        yield _verdict("freezing minutes of food", max(each.freeze_min for each in mine), 0.0)
    every = [each for (law, _), all_of in found.items() if law == OURS for each in all_of]
    yield _verdict("minimum off time violations", sum(each.min_off_violations for each in every), 0.0)


def _verdict(what: str, value: float, aim: float) -> Row:
    return {"what": what, "value": round(value, 3), "aim": aim, "reached": value <= aim}


COLUMNS = (
    "energy_w",
    "starts_per_h",
    "contents_rms_k",
    "air_min_c",
    "out_of_band_pct",
    "freeze_min",
    "recovery_min",
    "min_off_violations",
)
"""Of the table; `rows` have more."""


def table(result: Mapping[str, Any]) -> str:
    """As Markdown, by scenario."""
    scenarios = dict.fromkeys(each["scenario"] for each in result["rows"])
    lines = [
        "# The fridge law and those of peers",
        "",
        f"By `python -m hil bench control --plants {result['plants']}`: medians (and worsts) over random boxes with",
        f"fixed seeds, each with starts as dear as it has them. {EQUAL_MEAN} compares energy at equal mean temperature",
        "of the contents, the rest at equal set-points. Peers have a probe in the contents where they use one;",
        "ours estimates them. Decision 15 tells what physics allows.",
        *chain.from_iterable(_section(name, result["rows"]) for name in scenarios),
        *("", "## Against the aims", "", "| what | value | aim | reached |", "|---|---|---|---|"),
        *(
            f"| {each['what']} | {each['value']} | {each['aim']} | {'yes' if each['reached'] else 'no'} |"
            for each in result["verdicts"]
        ),
    ]
    return "\n".join(lines) + "\n"


def _section(scenario: str, rows: Sequence[Row]) -> Iterator[str]:
    """One scenario's table, and its picture where there is one."""
    yield from ("", f"## {scenario}: {BOX_SCENARIOS[scenario].title}", "")
    if scenario == RECOVERY:
        yield from ("![a thermostat](plots/S4-thermostat.png)", "![ours](plots/S4-homeward.png)", "")
    yield from (f"| law | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|")
    for each in rows:
        if each["scenario"] == scenario:
            cells = (f"{_text(each[name])} ({_text(each['worst'][name])})" for name in COLUMNS)
            yield f"| {each['law']} | {' | '.join(cells)} |"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
