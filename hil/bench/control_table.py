"""The tables of the fridge laws' benchmark, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from hil.bench.control_verdicts import EQUAL_MEAN, NEAR_RATIO, RECOVERY
from hil.scenarios import BOX_SCENARIOS

Row = Mapping[str, Any]

COLUMNS = (
    "energy_w",
    "starts_per_h",
    "contents_rms_k",
    "air_min_c",
    "out_of_band_pct",
    "freeze_min",
    "recovery_min",
    "recovery_ratio",
    "min_off_violations",
)
"""Of the table; `rows` have more."""

PICTURES: Mapping[str, Sequence[tuple[str, str]]] = {
    RECOVERY: (("a thermostat", "S4-thermostat"), ("ours", "S4-homeward")),
    "MED-use": (("the medicine under ours", "MED-use-homeward"),),
}
"""By scenario: what it shows, and its file among the plots."""


def table(result: Mapping[str, Any]) -> str:
    """Print every scenario, then the aims."""
    scenarios = dict.fromkeys(each["scenario"] for each in result["rows"])
    lines = [
        "# The fridge law and those of peers",
        "",
        f"By `make benchmarks`: medians (and worsts) over {result['plants']} random boxes with fixed seeds, each with",
        f"starts as dear as it has them. {EQUAL_MEAN} compares energy at equal mean temperature of the contents, the",
        "rest at equal set-points. Peers have a probe in the contents where they use one; ours estimates them.",
        "`out_of_band_pct` counts the goods beside the plate too; `recovery_ratio` is over the soonest possible on the",
        "same box: all speed there is, the air at 1 °C. A worst of `-` is a box that never got there, or could not be",
        "compared. Decision 15 tells what physics allows. `python -m hil run year` counts rests too short in a year of",
        "random use; `python -m hil bench control --quick` is a look in about a minute.",
        *chain.from_iterable(_section(name, result["rows"]) for name in scenarios),
        *_missed(result["missed"]),
        *_aims(result["verdicts"]),
    ]
    return "\n".join(lines) + "\n"


def _section(scenario: str, rows: Sequence[Row]) -> Iterator[str]:
    """Return one scenario's table, and its pictures where there are some."""
    yield from ("", f"## {scenario}: {BOX_SCENARIOS[scenario].title}", "")
    for shown, file in PICTURES.get(scenario, ()):
        yield from (f"![{shown}](plots/{file}.png)", "")
    yield from (f"| law | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|")
    for each in rows:
        if each["scenario"] == scenario:
            cells = (_cell(each[name], each["worst"][name]) for name in COLUMNS)
            yield f"| {each['law']} | {' | '.join(cells)} |"


def _missed(missed: Sequence[str]) -> Iterator[str]:
    if missed:
        yield from ("", "## Not compared", "", *(f"- {each}" for each in missed))


def _aims(verdicts: Sequence[Row]) -> Iterator[str]:
    yield from ("", "## Against the aims", "")
    yield (
        "The worst of all boxes; of ratios and swings the median."
        " An aim out of reach, the energy, counts as kept within"
    )
    yield f"{NEAR_RATIO - 1.0:.0%} of its bound: the best length of runs, all alike and begun with the contents known."
    yield from ("", "| what | value | aim | margin | verdict |", "|---|---|---|---|---|")
    for each in verdicts:
        cells = (each["what"], _text(each["value"]), f"{each['aim']:g}", _text(each["margin"]), each["verdict"])
        yield f"| {' | '.join(cells)} |"


def _cell(middle: float | None, worst: float | None) -> str:
    return "-" if middle is None and worst is None else f"{_text(middle)} ({_text(worst)})"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"
