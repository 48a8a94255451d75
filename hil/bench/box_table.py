"""The tables of the boxes of many kinds, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from hil.box_trials.holders import OURS

Row = Mapping[str, Any]

COLUMNS: Mapping[str, str] = {
    "bias_k": "bias, K",
    "estimate_error_k": "estimate, K",
    "shown_share": "shown",
    "medicine_out_of_band_min": "medicine out, min",
    "reachable_out_of_band_min": "reachable, min",
    "freeze_min": "freezing, min",
    "starts_ratio": "starts",
    "energy_ratio": "energy",
    "recovery_ratio": "recovery",
    "false_goods_put_in_per_day": "false goods/day",
}


def table(figures: Mapping[str, Any]) -> str:
    """Print the aims, ours on every kind, then the laws beside each other."""
    rows: Sequence[Row] = figures["rows"]
    lines = [
        "# The fridge law on boxes of many kinds",
        "",
        "Median (95th percentile) of bias and estimate; ratios at equal mean of the contents. What each is stands in",
        "`hil/bench/boxes.py`. Kinds with * were not seen by anybody who tuned the law.",
        *_aims(figures["verdicts"]),
        *chain.from_iterable(_section(law, rows) for law in dict.fromkeys(each["law"] for each in rows)),
        *_worst(figures["worst"]),
    ]
    return "\n".join(lines) + "\n"


def _section(law: str, rows: Sequence[Row]) -> Iterator[str]:
    yield from ("", f"## {'Ours' if law == OURS else law}", "")
    yield f"| kind | sensors | boxes | {' | '.join(COLUMNS.values())} |"
    yield "|---" * (3 + len(COLUMNS)) + "|"
    for each in rows:
        if each["law"] == law:
            kind = each["kind"] + ("*" if each["unseen"] else "")
            cells = (_cell(each[name]) for name in COLUMNS)
            yield f"| {kind} | {each['sensors']} | {each['plants']} | {' | '.join(cells)} |"


def _aims(verdicts: Sequence[Row]) -> Iterator[str]:
    yield from ("", "## Against the aims", "")
    yield "| what | kinds | sensors | value | aim | worst kind | verdict |"
    yield "|---|---|---|---|---|---|---|"
    for each in verdicts:
        kinds = "unseen" if each["unseen"] else "seen"
        cells = (kinds, each["sensors"], _text(each["value"]), f"{each['aim']:g}", each["worst_kind"] or "-")
        yield f"| {each['what']} | {' | '.join(cells)} | {each['verdict']} |"


def _worst(worst: Sequence[Row]) -> Iterator[str]:
    yield from ("", "## The boxes on which ours is worst", "")
    yield from ("| what | kind | sensors | seed | value |", "|---|---|---|---|---|")
    for each in worst:
        yield f"| {each['what']} | {each['kind']} | {each['sensors']} | {each['seed']} | {_text(each['value'])} |"


def _cell(value: float | Mapping[str, float | None] | None) -> str:
    if isinstance(value, Mapping):
        return "-" if value["median"] is None else f"{_text(value['median'])} ({_text(value['p95'])})"
    return _text(value)


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
