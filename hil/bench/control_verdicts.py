"""Verdicts on our fridge law: the aims, and the bounds of physics where these are less than an aim."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan, nan
from statistics import median
from typing import Any

from hil.scenarios import BOX_SCENARIOS, OURS, Figures
from hil.scenarios.bounds import BOUNDS, STANDING

EQUAL_MEAN = "S2-32"
"""The scenario whose energy is compared at equal mean contents temperature."""

RECOVERY = "S4"
REFERENCE = "thermostat"

NEAR_RATIO = 1.02
"""So near to its bound is an aim that is out of reach as good as reached."""

Found = dict[tuple[str, str], list[Figures]]
Verdict = Mapping[str, Any]


def verdicts(found: Found) -> Iterator[Verdict]:
    """Judge as far as the scenarios were run. Ratios are medians over the boxes, all else is the worst of them."""
    yield from _against_the_thermostat(found)
    yield from _recovery(found.get((OURS, RECOVERY), ()))
    yield from _goods(found)
    yield from _frost(found)
    every = [each.min_off_violations for (law, _), all_of in found.items() if law == OURS for each in all_of]
    yield _verdict("rests that were too short, all boxes and scenarios", sum(every), 0.0)


def _against_the_thermostat(found: Found) -> Iterator[Verdict]:
    ours, theirs = found.get((OURS, EQUAL_MEAN)), found.get((REFERENCE, EQUAL_MEAN))
    if not ours or not theirs:
        return
    watts, their_watts = [each.energy_w for each in ours], [each.energy_w for each in theirs]
    best = _best_runs_w(found)
    yield _verdict(
        "energy over the thermostat's, at equal mean temperature of the contents",
        _ratio(watts, their_watts),
        0.88,
        bound=_ratio(best, their_watts) if best else None,
    )
    starts, their_starts = [each.starts_per_h for each in ours], [each.starts_per_h for each in theirs]
    yield _verdict("starts over the thermostat's", _ratio(starts, their_starts), 0.5)
    yield _verdict("swing of the contents, +-K", median(each.ripple_k for each in ours), 0.5)


def _best_runs_w(found: Found) -> list[float]:
    """Return for each box the least energy that runs of one length can take."""
    of_lengths = [found[law, EQUAL_MEAN] for law in BOUNDS if (law, EQUAL_MEAN) in found]
    boxes = zip(*of_lengths, strict=True)
    return [min((each.energy_w for each in box if not isnan(each.energy_w)), default=nan) for box in boxes]


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of what could be compared; nan where that is not most of them."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True) if not isnan(a / b)]
    return median(ratios) if 2 * len(ratios) > len(ours) else nan


def _recovery(ours: Sequence[Figures]) -> Iterator[Verdict]:
    if ours:
        ratios = [each.recovery_ratio for each in ours]
        value = nan if any(map(isnan, ratios)) else median(ratios)
        yield _verdict("recovery of 4 kg at 25 °C over the soonest possible", value, 1.15)


def _goods(found: Found) -> Iterator[Verdict]:
    """Judge what must never happen to food and medicine where it can be prevented."""
    ours = {name: all_of for (law, name), all_of in found.items() if law == OURS}
    food = [each for name, all_of in ours.items() if not BOX_SCENARIOS[name].may_freeze for each in all_of]
    if food:
        yield _verdict("air of food and medicine below 0.5 °C: by K", max(0.5 - each.air_min_c for each in food), 0.0)
        yield _verdict("freezing minutes of food and medicine", max(each.freeze_min for each in food), 0.0)
    for name, all_of in ours.items():
        if BOX_SCENARIOS[name].keeps_medicine:
            outside = max(each.out_of_band_pct for each in all_of)
            yield _verdict(f"medicine outside 2 to 8 °C in {name}, % of the time", outside, 0.0)


def _frost(found: Found) -> Iterator[Verdict]:
    """Judge freezing: without a heater a box outside which it freezes can only be left alone."""
    for (law, name), all_of in found.items():
        if law == OURS and (STANDING, name) in found:
            pairs = list(zip(all_of, found[STANDING, name], strict=True))
            yield _verdict(f"starts in {name}", max(each.starts_per_h for each in all_of), 0.0)
            more = max(ours.out_of_band_pct - alone.out_of_band_pct for ours, alone in pairs)
            yield _verdict(f"medicine outside 2 to 8 °C in {name}, % more than of a box left alone", more, 0.0)


def _verdict(what: str, value: float, aim: float, *, bound: float | None = None) -> Verdict:
    """Judge one aim. `kept`: reached, or out of reach and within NEAR_RATIO of its bound. What is nan is missed."""
    out_of_reach = bound if bound is not None and bound > aim else None
    limit = aim if out_of_reach is None else out_of_reach * NEAR_RATIO
    return {
        "what": what,
        "value": None if isnan(value) else round(value, 3),
        "aim": aim,
        "margin": None if isnan(value) else round(aim - value, 3),
        "bound": None if bound is None or isnan(bound) else round(bound, 3),
        "reached": value <= aim,
        "kept": value <= limit,
        "verdict": _said(value <= aim, value <= limit, out_of_reach),
    }


def _said(reached: bool, kept: bool, bound: float | None) -> str:
    if reached:
        return "reached"
    if bound is None:
        return "MISSED"
    return f"missed, out of reach: bound {bound:.3f}" + ("" if kept else "; MISSED that too")
