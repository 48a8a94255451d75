"""The compressor of a recording: as recorded, by the power that the box draws, or by its air that falls and rises."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median, quantiles

from hil.recordings.series import Moment, Series

IDLE_W = 20.0
"""Electronics and a lamp draw less, a compressor of a kitchen fridge draws more (tracebase: 15 to 17 W and 70 W)."""

HALF = 0.5
"""Of what it draws while it runs. Engineering choice."""

MAX_PAUSE_S = 20.0
"""Metering plugs leave out seconds; a compressor rests for minutes. Engineering choice."""

SWING = 0.3
"""The part of the usual swing by which air has turned. Engineering choice: a lid that opens moves it by less."""

MIN_SWING_K = 0.6

DENSE_S = 120.0
"""Air that is read more seldom shows no runs: nine gaps of ten are shorter. Engineering choice: runs take minutes."""

BUCKET_S = 300.0

GAP_S = 900.0
"""Nobody knows what the compressor did meanwhile. Engineering choice."""

Run = tuple[float, float]
"""From when to when the compressor runs."""


def runs(series: Series) -> tuple[Run, ...]:
    """Return every run of the compressor in the order of time, from the best evidence that there is."""
    if series.has("running"):
        return tuple(_spans([(each.at_s, each.running) for each in series.moments if each.running is not None]))
    if series.has("power_w"):
        return tuple(_by_power(series.moments))
    return tuple(_by_air([(each.at_s, each.air_c) for each in series.moments if each.air_c is not None]))


def is_certain(series: Series) -> bool:
    """Return True where runs are recorded or measured, and not read from the air."""
    return series.has("running") or series.has("power_w")


def running_w(series: Series) -> float:
    """Return the power from which on the compressor runs."""
    drawn = [each.power_w for each in series.moments if each.power_w is not None and each.power_w > IDLE_W]
    return max(HALF * median(drawn), IDLE_W) if drawn else IDLE_W


def _by_power(moments: Sequence[Moment]) -> Iterator[Run]:
    """Join runs that only a pause of the plug divides."""
    limit_w = running_w(Series("", moments))
    last: Run | None = None
    for began_s, ended_s in _spans([(at.at_s, at.power_w >= limit_w) for at in moments if at.power_w is not None]):
        if last is not None and began_s - last[1] <= MAX_PAUSE_S:
            last = (last[0], ended_s)
            continue
        if last is not None:
            yield last
        last = (began_s, ended_s)
    if last is not None:
        yield last


def _spans(states: Sequence[tuple[float, bool]]) -> Iterator[Run]:
    """Yield from when to when it is True."""
    began_s: float | None = None
    for at_s, on in states:
        if on and began_s is None:
            began_s = at_s
        elif not on and began_s is not None:
            yield began_s, at_s
            began_s = None
    if began_s is not None:
        yield began_s, states[-1][0]


def _by_air(air: Sequence[tuple[float, float]]) -> Iterator[Run]:
    """Take each fall from a turn of the air to the next as a run, where there is no gap between."""
    gaps_s = sorted(after_s - at_s for (at_s, _), (after_s, _) in pairwise(air))
    if not gaps_s or gaps_s[len(gaps_s) * 9 // 10] > DENSE_S:
        return
    low, *_, high = quantiles([value for _, value in air], n=10)
    swing_k = max(SWING * (high - low), MIN_SWING_K)
    for part in _unbroken(air):
        for (began_s, began_c), (ended_s, ended_c) in pairwise(_turns(_least(part), swing_k)):
            if ended_c < began_c - swing_k:
                yield began_s, ended_s


def _least(air: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """Return the least of each BUCKET_S: warm air that comes in by a door and is gone in a minute is no turn."""
    least: dict[int, tuple[float, float]] = {}
    for at_s, value in air:
        bucket = int(at_s // BUCKET_S)
        if bucket not in least or value < least[bucket][1]:
            least[bucket] = (at_s, value)
    return [*least.values()]


def _unbroken(air: Sequence[tuple[float, float]]) -> Iterator[Sequence[tuple[float, float]]]:
    """Yield the parts between gaps."""
    begin = 0
    for index, ((at_s, _), (after_s, _)) in enumerate(pairwise(air), 1):
        if after_s - at_s > GAP_S:
            yield air[begin:index]
            begin = index
    yield air[begin:]


def _turns(air: Sequence[tuple[float, float]], swing_k: float) -> Iterator[tuple[float, float]]:
    """Yield the first value, then each peak and trough that is left by more than `swing_k`, then the last."""
    yield air[0]
    extreme, falling = air[0], False
    for at_s, value in air[1:]:
        further = value < extreme[1] if falling else value > extreme[1]
        if further:
            extreme = (at_s, value)
        elif abs(value - extreme[1]) > swing_k:
            yield extreme
            extreme, falling = (at_s, value), not falling
    yield air[-1]
