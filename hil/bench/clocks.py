"""`python -m hil bench clocks`: the clocks that people are shown, said over true, on boxes of many kinds.

- hold-over: minutes until the contents leave their band without power, against the box played on with the power cut;
- ready: minutes until they are near their set-point, against the pull-down played to its end;
- `p10`, `p50`, `p90` of what was said over what was true, where something was said; `unknown_share` of the looks at
  which nothing was (hil/box_trials/clock_trials.py).

Aims: hold-over within 0.7 and 1.2, ready within 0.6 and 1.5, each from the 10th to the 90th percentile.
"""

from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

from hil.bench.options import Options, chosen
from hil.bench.parallel import in_parallel
from hil.box_trials.cases import Case
from hil.box_trials.clock_trials import HOLD_OVER, READY, Told, trial
from hil.boxes import KINDS

PLANTS = 8
SENSORS = "air and plate"
"""The usual two, by which an owner is told clocks."""

AIMS: Mapping[str, tuple[float, float]] = {HOLD_OVER: (0.7, 1.2), READY: (0.6, 1.5)}

Row = Mapping[str, Any]


def measure(options: Options) -> Mapping[str, Any]:
    """Watch the clocks of some boxes of each kind."""
    kinds, plants = chosen("kinds", options.kinds, KINDS), options.plants or PLANTS
    cases = [Case(kind=kind, sensors=SENSORS, seed=seed) for kind in kinds for seed in range(plants)]
    told = dict(zip(cases, in_parallel(trial, cases), strict=True))
    rows = [
        row(
            kind, clock, [one for case, each in told.items() if case.kind == kind for one in each if one.clock == clock]
        )
        for kind in kinds
        for clock in AIMS
    ]
    return {"plants": plants, "rows": rows}


def row(kind: str, clock: str, told: Sequence[Told]) -> Row:
    """Return the figures of one clock of one kind; None where nothing was said, or there was nothing to say."""
    ratios = sorted(one.said_s / one.true_s for one in told if one.said_s is not None)
    p10, p50, p90 = (None, None, None) if not ratios else _percentiles(ratios)
    unknown = round(1.0 - len(ratios) / len(told), 3) if told else None
    return {"kind": kind, "clock": clock, "p10": p10, "p50": p50, "p90": p90, "unknown_share": unknown}


def _percentiles(ratios: Sequence[float]) -> tuple[float, float, float]:
    """Return the 10th, 50th and 90th percentile."""
    tenths = quantiles(ratios, n=10, method="inclusive") if len(ratios) > 1 else [*ratios] * 9
    return round(tenths[0], 3), round(tenths[4], 3), round(tenths[8], 3)


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where every clock that is told is as near as it is to be."""
    return all(map(_is_near, figures["rows"]))


def _is_near(each: Row) -> bool:
    least, most = AIMS[each["clock"]]
    return each["p10"] is None or (each["p10"] >= least and each["p90"] <= most)


def table(figures: Mapping[str, Any]) -> str:
    """Print one line for each kind and clock."""
    lines = [
        f"Clocks, said over true, of {figures['plants']} boxes of each kind",
        "",
        "| kind | clock | p10 | p50 | p90 | unknown | aim | verdict |",
        "|---" * 8 + "|",
    ]
    for each in figures["rows"]:
        cells = ["-" if each[name] is None else f"{each[name]:g}" for name in ("p10", "p50", "p90", "unknown_share")]
        least, most = AIMS[each["clock"]]
        verdict = "not told" if each["p10"] is None else "reached" if _is_near(each) else "MISSED"
        lines.append(f"| {each['kind']} | {each['clock']} | {' | '.join(cells)} | {least:g} to {most:g} | {verdict} |")
    return "\n".join(lines) + "\n"
