"""Compare what the controller says of a recording with what is known to be true of it: one row for each thing said."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from controller import OpeningInferred
from hil.recordings import compressor_state, witnesses
from hil.recordings.playback import Heard, play
from hil.recordings.series import Series
from hil.recordings.witnesses import KNOWN, Opening

NOT_KNOWN = "not known"

BEFORE_S, AFTER_S = 30.0, 45.0
"""An opening may begin so long after the least air from which the rise is counted, and end so long before the rise
does: a probe in air lags."""

SETTLED_S = 60.0
"""An opening so long after another one finds air that has settled."""

SHUT_S = 1_800.0
GAP_S = 300.0
STEP_K, STEP_S = 2.0, 7_200.0
_GAPS = 5
_HOUR_S, _MINUTE_S = 3_600.0, 60.0

Saying = tuple[str, Any, Any]
"""The thing, what was said of it, and the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row; `said` and `truth` are figures, times or lists of them."""

    recording: str
    what: str
    said: Any
    truth: Any


def compare(series: Series) -> list[Comparison]:
    """Play a recording and compare."""
    heard = play(series)
    sayings = [*_doors(series, heard), *_silences(series, heard), *_probe(series, heard), *_runs(series, heard)]
    if series.has("contents_c") and series.has("air_c"):
        sayings += _contents(series, play(series, withhold_contents=True))
    sayings += [*_limits(series, heard), *_others(heard)]
    return [Comparison(recording=series.name, what=what, said=said, truth=truth) for what, said, truth in sayings]


def _doors(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare openings that the air tells with those that a light or a switch tells."""
    told, doors = heard.openings, witnesses.openings(series)
    if not doors:
        if series.has("air_c"):
            yield "openings of the lid, by the air alone", len(told), NOT_KNOWN
        elif series.has("power_w"):
            lamps = witnesses.lamp_bumps(series, compressor_state.runs(series))
            yield "openings of the lid where no air is measured", len(told), f"{lamps} bumps of a lamp"
        return
    found = [door for door in doors if any(_is_of(each, door) for each in told)]
    settled = [door for door, last in zip(doors, (None, *doors), strict=False) if _is_settled(door, last)]
    known_s = series.moments[0].at_s + SHUT_S
    missed = [door.lasted_s for door in settled if door not in found and door.began_s > known_s]
    invented = [each for each in told if not any(_is_of(each, door) for door in doors)]
    yield "openings of the lid found by the air alone", len(found), len(doors)
    yield "openings told, those within a minute as one", len(told), len(settled)
    yield "longest opening missed (s), the air settled, after the first half hour", max(missed, default=0.0), 0.0
    yield "openings invented", len(invented), 0
    shut = witnesses.shut_for(series, doors, SHUT_S)
    quiet = [each.name for each in heard.told if _is_in(each.raised_s, shut)]
    quiet += ["opening" for each in told if _is_in(each.at_s - each.ago_s, shut)]
    hours = sum(ended_s - began_s for began_s, ended_s in shut) / _HOUR_S
    yield f"said while shut for half an hour and longer ({len(shut)} times, {hours:.1f} h)", quiet, []


def _is_in(at_s: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(began_s + AFTER_S < at_s < ended_s - BEFORE_S for began_s, ended_s in spans)


def _is_of(told: OpeningInferred, door: Opening) -> bool:
    began_s = told.at_s - told.ago_s
    return door.began_s - BEFORE_S <= began_s + told.lasted_s and began_s <= door.ended_s + AFTER_S


def _is_settled(door: Opening, last: Opening | None) -> bool:
    return last is None or door.began_s - last.ended_s > SETTLED_S


def _silences(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare silences that were told with the longest gaps."""
    gaps_s = witnesses.longest_gaps_s(series, _GAPS)
    told = [each for each in heard.told if each.name in {"air_silent", "contents_silent"}]
    if not told and max(gaps_s, default=0.0) < GAP_S:
        return
    at_s = [each.at_s for each in series.moments if each.air_c is not None]
    silences: list[str] = []
    for each in told:
        index = bisect_right(at_s, each.raised_s)
        began_s, ended_s = at_s[index - 1], at_s[min(index, len(at_s) - 1)]
        silences.append(
            f"{(ended_s - began_s) / _MINUTE_S:.0f} min, told after {(each.raised_s - began_s) / _MINUTE_S:.0f} min"
            f" ({each.name})"
        )
    gaps = ", ".join(f"{gap_s / _MINUTE_S:.0f}" for gap_s in gaps_s)
    yield "silences of sensors", silences, f"the longest gaps: {gaps} min"


def _probe(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare faults of the probe in the contents."""
    if not series.has("contents_c"):
        return
    jumps = [f"{_clock(at_s)} {from_c:.1f} to {to_c:.1f}" for at_s, from_c, to_c in witnesses.probe_jumps(series)]
    until_s = _in_goods_until_s(series)
    yield (
        "contents probe that jumps",
        [f"{_clock(each.raised_s)} {each.name}" for each in heard.told if each.name in _JUMPS],
        [text for text, (at_s, _, _) in zip(jumps, witnesses.probe_jumps(series), strict=True) if at_s < until_s],
    )
    what = "contents probe out of the goods"
    said = [_clock(each.raised_s) for each in heard.named("probe_out")]
    yield what, said, KNOWN.get(series.name, {}).get(what, NOT_KNOWN)


def _runs(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare runs without end, and count the runs that were recorded or measured."""
    if not compressor_state.is_certain(series):
        return
    runs_s = [ended_s - began_s for began_s, ended_s in compressor_state.runs(series)]
    longest_h = max(runs_s, default=0.0) / _HOUR_S
    said = [_clock(each.raised_s) for each in heard.named("runs_without_end")]
    yield "runs without end", said, f"longest run {longest_h:.1f} h"
    if series.has("power_w") and runs_s:
        counted = {
            "runs": len(runs_s),
            "median_min": round(median(runs_s) / _MINUTE_S, 1),
            "on_share": round(sum(runs_s) / series.duration_s, 2),
            "wh": round(_energy_wh(series)),
        }
        yield "runs of the compressor", counted, KNOWN.get(series.name, {}).get("runs of the compressor", NOT_KNOWN)


def _energy_wh(series: Series) -> float:
    known = [(each.at_s, each.power_w) for each in series.moments if each.power_w is not None]
    return sum((after_s - at_s) * power_w for (at_s, power_w), (after_s, _) in pairwise(known)) / _HOUR_S


def _contents(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare the contents that are estimated from the air with what their probe reads."""
    until_s = _in_goods_until_s(series)
    yield "contents from the air alone", _errors(series, heard, series.moments[0].at_s, until_s), "the probe"
    for began_s, ended_s, from_c, to_c in witnesses.steps(series, STEP_K, STEP_S):
        errors = _errors(series, heard, began_s, min(ended_s, until_s))
        yield f"contents from the air alone, set-point from {from_c:g} to {to_c:g} °C", errors, "the probe"


def _errors(series: Series, heard: Heard, began_s: float, ended_s: float) -> dict[str, Any]:
    """Return how far shown estimates were from the probe."""
    probe = [(each.at_s, each.contents_c) for each in series.moments if each.contents_c is not None]
    errors_k: list[float] = []
    told_k: list[float] = []
    within, count, index = 0, 0, 0
    for each in heard.estimates:
        if not began_s <= each.at_s < ended_s:
            continue
        while index + 1 < len(probe) and probe[index + 1][0] <= each.at_s:
            index += 1
        count += 1
        if each.contents_c is None:
            continue
        error_k = abs(each.contents_c - probe[index][1])
        errors_k.append(error_k)
        if each.k is not None:
            told_k.append(each.k)
            within += error_k <= each.k
    return {
        "shown_share": round(len(errors_k) / count, 2) if count else None,
        "median_error_k": round(median(errors_k), 2) if errors_k else None,
        "p95_error_k": round(quantiles(errors_k, n=20)[-1], 2) if len(errors_k) > 1 else None,
        "median_told_k": round(median(told_k), 2) if told_k else None,
        "within_told_share": round(within / len(told_k), 2) if told_k else None,
    }


_JUMPS = frozenset({"contents_jumped", "probe_handled"})
_COMPARED = _JUMPS | {"air_silent", "contents_silent", "probe_out", "runs_without_end"}
_LIMITS = frozenset({"too_warm", "frozen", "contents_too_warm", "contents_too_cold", "not_getting_cold"})


def _limits(series: Series, heard: Heard) -> Iterator[Saying]:
    """Compare alarms about the air with its extremes."""
    airs = [each.air_c for each in series.moments if each.air_c is not None]
    said = [f"{_clock(each.raised_s)} {each.name}" for each in heard.told if each.name in _LIMITS]
    if said:
        yield "alarms of limits", said, f"air from {min(airs):.1f} to {max(airs):.1f} °C"


def _others(heard: Heard) -> Iterator[Saying]:
    """Give everything else that was told: of boxes that are well, nothing."""
    others = [f"{_clock(each.raised_s)} {each.name}" for each in heard.told if each.name not in _COMPARED | _LIMITS]
    yield "anything else told", others, []


def _in_goods_until_s(series: Series) -> float:
    known = KNOWN.get(series.name, {}).get("the probe is in the goods until")
    if known is None:
        return series.moments[-1].at_s + 1.0
    return datetime.strptime(str(known), "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()


def _clock(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%m-%d %H:%M:%S")
