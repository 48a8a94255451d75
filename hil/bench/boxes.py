"""`python -m hil bench boxes`: our law and those of peers on boxes of many kinds, with many sets of sensors.

Each box is held through a day of its own: all settles, then nobody comes, then warm goods are put in and lids opened
(hil/box_trials/course.py). A row is one law on all boxes of one kind with one set of sensors:

- `plants`: the number of boxes; N for each kind are dealt to the sets of sensors, at least one to each;
- `bias_k`: true mean of the contents less the set-point while nobody comes, its absolute value, over all compartments;
- `estimate_error_k`: contents that are shown less true ones, absolute, each minute that they are shown;
- `shown_share`: the share of the time in which an estimate is shown;
- `medicine_out_of_band_min`: of the warmest or the coldest medicine, on the box on which it exceeds what is reachable
  most; `reachable_out_of_band_min` is of a law that sees the true contents, on that same box;
- `freeze_min`: of what must not freeze, the worst box;
- `starts_ratio`: over the thermostat of ±1 K, `energy_ratio`: over the better of the two thermostats on the same box,
  both with the contents of all as warm on the mean; the median;
- `recovery_ratio`: time until the contents are 1 K above their set-point again after warm goods were put in (as in S4),
  over the soonest that physics allows; the median of the boxes where it does in good time before the day ends;
- `false_goods_put_in_per_day`: the contents that are shown rise at once though nobody came.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from statistics import fmean, median, quantiles
from typing import Any

from hil.bench.box_verdicts import verdicts
from hil.bench.options import Options, chosen
from hil.bench.parallel import in_parallel
from hil.box_trials.cases import Case
from hil.box_trials.compare import Compared, compare
from hil.box_trials.holders import NARROW, OURS, WIDE
from hil.box_trials.tally import Held
from hil.boxes import KINDS, SENSOR_SETS

PLANTS = 40

Row = Mapping[str, Any]


def measure(options: Options) -> Mapping[str, Any]:
    """Hold all boxes that were asked for; returns their rows, the verdicts on us, and the worst boxes."""
    cases = deal(
        chosen("kinds", options.kinds, KINDS), chosen("sensors", options.sensors, SENSOR_SETS), options.plants or PLANTS
    )
    return result(in_parallel(compare, cases))


def result(compared: Sequence[Compared]) -> Mapping[str, Any]:
    """Put together what was found on each box."""
    places: dict[tuple[str, str], list[Compared]] = {}
    for each in compared:
        places.setdefault((each.case.kind, each.case.sensors), []).append(each)
    rows = [row(boxes, number) for boxes in places.values() for number in range(len(boxes[0].held))]
    return {"rows": rows, "verdicts": list(verdicts(rows)), "worst": _worst(compared)}


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where every aim that the sensors allow is reached."""
    return all(each["kept"] for each in figures["verdicts"])


def deal(kinds: Iterable[str], sensors: Sequence[str], plants: int) -> list[Case]:
    """Deal the boxes of each kind to the sets of sensors; no two have a seed in common."""
    per_set = max(round(plants / len(sensors)), 1)
    return [
        Case(kind=kind, sensors=name, seed=number * len(SENSOR_SETS) + SENSOR_SETS.index(name))
        for kind, name, number in product(kinds, sensors, range(per_set))
    ]


def row(boxes: Sequence[Compared], number: int) -> Row:
    """Return the figures of law `number` over all `boxes`, which are of one kind with one set of sensors."""
    held = [each.held[number] for each in boxes]
    case, law = boxes[0].case, held[0].law
    minutes = [(each.out_of_band_min, box.reachable_min) for each, box in zip(held, boxes, strict=True)]
    outside = [(ours, least) for ours, least in minutes if ours is not None and least is not None]
    ours_min, reachable_min = max(outside, key=lambda pair: pair[0] - pair[1], default=(None, None))
    return {
        "kind": case.kind,
        "sensors": case.sensors,
        "law": law,
        "unseen": case.unseen,
        "plants": len(boxes),
        "bias_k": spread([abs(mean_k) for each in held for mean_k in each.means_k]),
        "estimate_error_k": spread([abs(error_k) for each in held for error_k in each.errors_k]),
        "shown_share": round(fmean(each.shown_share for each in held), 3),
        "medicine_out_of_band_min": ours_min,
        "reachable_out_of_band_min": reachable_min,
        "freeze_min": round(max(each.freeze_min for each in held), 1),
        "starts_ratio": _middle([_starts_ratio(box, each) for each, box in zip(held, boxes, strict=True)]),
        "energy_ratio": _middle([_energy_ratio(box, each) for each, box in zip(held, boxes, strict=True)]),
        "recovery_ratio": _middle([each.recovery_ratio for each in held]),
        "false_goods_put_in_per_day": round(fmean(each.goods_seen_per_day for each in held), 2),
    }


def spread(values: Sequence[float]) -> Mapping[str, float | None]:
    """Return median and 95th percentile; of few values that is about the greatest."""
    if not values:
        return {"median": None, "p95": None}
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return {"median": round(median(values), 3), "p95": round(p95, 3)}


def _middle(values: Sequence[float | None]) -> float | None:
    """Return the median of what is known; None where that is nothing."""
    known = [each for each in values if each is not None]
    return round(median(known), 3) if known else None


def _of(box: Compared, law: str) -> Held:
    return next(each for each in box.held if each.law == law)


def _starts_ratio(box: Compared, held: Held) -> float | None:
    theirs = _of(box, NARROW).starts_per_h
    return held.starts_per_h / theirs if held.starts_per_h is not None and theirs else None


def _energy_ratio(box: Compared, held: Held) -> float | None:
    theirs = [watts for watts in (_of(box, NARROW).energy_w, _of(box, WIDE).energy_w) if watts is not None]
    return held.energy_w / min(theirs) if held.energy_w is not None and theirs else None


_WORST = 5


def _worst(compared: Iterable[Compared]) -> list[Row]:
    """Return the boxes on which our law is worst, for each of what a look at the box itself may explain."""
    ours = [(each.case, _of(each, OURS)) for each in compared]
    measures: Mapping[str, Callable[[Held], float]] = {
        "bias_k": lambda held: max(map(abs, held.means_k)),
        "estimate_error_k": lambda held: spread([*map(abs, held.errors_k)])["p95"] or 0.0,
        "recovery_ratio": lambda held: held.recovery_ratio or 0.0,
    }
    found: list[Row] = []
    for what, measured in measures.items():
        for case, held in sorted(ours, key=lambda each: -measured(each[1]))[:_WORST]:
            value = measured(held)
            found.append(
                {
                    "what": what,
                    "kind": case.kind,
                    "sensors": case.sensors,
                    "seed": case.seed,
                    "value": round(value, 3),
                }
            )
    return found
