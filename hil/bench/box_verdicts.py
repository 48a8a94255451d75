"""Verdicts on our law over boxes of many kinds: each aim for each set of sensors, seen and unseen kinds apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Any

from hil.box_trials.holders import OURS

Row = Mapping[str, Any]

GOOD_SENSORS = frozenset({"all", "air and plate", "air only"})
"""With these every aim is to be reached. With others the contents cannot always be held so well: there a figure beyond
the aim says what the sensors allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One aim. `over` makes one figure of those of all rows, in each of which `figure` finds it, None where it is not.

    `always` is an aim with whatever sensors: what is shown must be right, and goods must not spoil.
    """

    what: str
    limit: float
    figure: Callable[[Row], float | None]
    over: Callable[[Sequence[float]], float] = max
    always: bool = False


def _excess_min(row: Row) -> float | None:
    ours, reachable = row["medicine_out_of_band_min"], row["reachable_out_of_band_min"]
    return None if ours is None else float(ours - reachable)


AIMS: Sequence[Aim] = (
    Aim(what="bias, median, K", limit=0.3, figure=lambda row: row["bias_k"]["median"], over=median),
    Aim(what="bias, p95, K", limit=0.8, figure=lambda row: row["bias_k"]["p95"]),
    Aim(
        what="estimate, median, K",
        limit=0.5,
        figure=lambda row: row["estimate_error_k"]["median"],
        over=median,
        always=True,
    ),
    Aim(what="estimate, p95, K", limit=1.0, figure=lambda row: row["estimate_error_k"]["p95"], always=True),
    Aim(what="medicine beyond reachable, min", limit=0.0, figure=_excess_min),
    Aim(what="freezing, min", limit=0.0, figure=lambda row: row["freeze_min"], always=True),
    Aim(what="starts ratio", limit=0.55, figure=lambda row: row["starts_ratio"], over=median),
    Aim(what="energy ratio", limit=1.02, figure=lambda row: row["energy_ratio"], over=median),
    Aim(what="recovery ratio", limit=1.15, figure=lambda row: row["recovery_ratio"], over=median),
    Aim(what="goods seen that nobody put in, /day", limit=0.0, figure=lambda row: row["false_goods_put_in_per_day"]),
)


def verdicts(rows: Sequence[Row]) -> Iterator[Row]:
    """Judge our rows: of medians the median over the kinds, of all else the worst kind, which is named."""
    ours = [each for each in rows if each["law"] == OURS]
    for unseen in (False, True):
        for sensors in dict.fromkeys(each["sensors"] for each in ours if each["unseen"] is unseen):
            chosen = [each for each in ours if each["sensors"] == sensors and each["unseen"] is unseen]
            for aim in AIMS:
                yield _verdict(aim, chosen, sensors=sensors, unseen=unseen)


def _verdict(aim: Aim, rows: Sequence[Row], *, sensors: str, unseen: bool) -> Row:
    figures = [(value, each["kind"]) for each in rows if (value := aim.figure(each)) is not None]
    value = aim.over([each for each, _ in figures]) if figures else None
    reached = value is None or value <= aim.limit
    judged = aim.always or sensors in GOOD_SENSORS
    verdict = "reached" if reached else "MISSED" if judged else "what these sensors allow"
    return {
        "what": aim.what,
        "sensors": sensors,
        "unseen": unseen,
        "value": None if value is None else round(value, 3),
        "aim": aim.limit,
        "worst_kind": max(figures, default=(-inf, None))[1],
        "reached": reached,
        "kept": reached or not judged,
        "verdict": "not seen" if value is None else verdict,
    }
