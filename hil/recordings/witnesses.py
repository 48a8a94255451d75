"""The truth of a recording, as far as columns show it that the controller was not given: a light, a probe, watts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hil.recordings.series import Moment, Series

KNOWN: Mapping[str, Mapping[str, object]] = {
    "brewpi_2014-02-03_steps.csv": {
        "contents probe out of the goods": ["2014-02-05 16:46"],
        "the probe is in the goods until": "2014-02-05 16:46",
    },
    "tracebase_fridge_76C07F_2012-06-17.csv": {
        "runs of the compressor": {"runs": 23, "median_min": 14.1, "on_share": 0.23, "wh": 411},
    },
    "tracebase_fridge_D325D9_2012-06-16.csv": {
        "runs of the compressor": {"runs": 1, "median_min": 1_440.0, "on_share": 1.0, "wh": 1_934},
    },
}
"""Facts about single recordings that no column of theirs shows, by the name of the file; others have none.

The probe hangs in the air from then on: it swings from 0.2 to 20.3 °C while the air swings from 6 to 13 (inferred by
who described the recording). The runs were counted by hand."""

LIT = 0.02
"""Of the way from darkness to the brightest: light from there on is an open door (engineering choice: a hundred times
the noise of the sensor in the dark)."""

LAMP_W = 5.0
"""More than electronics draw that wait, less than any lamp in a kitchen fridge. Engineering choice."""

MAX_LAMP_S = 120.0

JUMP_K = 5.0
"""Between two samples no goods do that. Engineering choice."""

JUMP_WITHIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Opening:
    """A door that was open from when to when."""

    began_s: float
    ended_s: float

    @property
    def lasted_s(self) -> float:
        """Both ends counted."""
        return self.ended_s - self.began_s + 1.0


def openings(series: Series) -> tuple[Opening, ...]:
    """Return every opening by a door switch, else by the light inside."""
    if series.has("door_open"):
        return tuple(_spans((each.at_s, each.door_open) for each in series.moments))
    levels = [each.light for each in series.moments if each.light is not None]
    if not levels:
        return ()
    dark = median(levels)
    lit = dark + LIT * (max(levels) - dark)
    return tuple(_spans((each.at_s, None if each.light is None else each.light > lit) for each in series.moments))


def shut_for(series: Series, doors: Sequence[Opening], min_s: float) -> list[tuple[float, float]]:
    """Return every time of at least `min_s` without an opening."""
    edges = [(series.moments[0].at_s, series.moments[0].at_s), *[(each.began_s, each.ended_s) for each in doors]]
    edges.append((series.moments[-1].at_s, series.moments[-1].at_s))
    shut = [(before[1], after[0]) for before, after in pairwise(edges)]
    return [(began_s, ended_s) for began_s, ended_s in shut if ended_s - began_s >= min_s]


def lamp_bumps(series: Series, runs: Sequence[tuple[float, float]]) -> int:
    """Count how often a lamp lit up while the compressor stood: a little power for a short time."""
    standing = _without([each for each in series.moments if each.power_w is not None], runs)
    lit = _spans((each.at_s, (each.power_w or 0.0) >= LAMP_W) for each in standing)
    return sum(1 for each in lit if each.lasted_s <= MAX_LAMP_S)


def longest_gaps_s(series: Series, count: int) -> list[float]:
    """Return the longest gaps between two readings of the air."""
    at_s = [each.at_s for each in series.moments if each.air_c is not None]
    return sorted((after - before for before, after in pairwise(at_s)), reverse=True)[:count]


def probe_jumps(series: Series) -> list[tuple[float, float, float]]:
    """Return each impossible step of the probe in the contents: when, from and to."""
    known = [(each.at_s, each.contents_c) for each in series.moments if each.contents_c is not None]
    return [
        (after_s, before_c, after_c)
        for (before_s, before_c), (after_s, after_c) in pairwise(known)
        if abs(after_c - before_c) >= JUMP_K and after_s - before_s <= JUMP_WITHIN_S
    ]


def steps(series: Series, min_k: float, min_s: float) -> list[tuple[float, float, float, float]]:
    """Return each step of the set-point that was then held for a while: from when to when, from and to what."""
    held: list[tuple[float, float]] = []
    for each in series.moments:
        if each.set_point_c is not None and (not held or each.set_point_c != held[-1][1]):
            held.append((each.at_s, each.set_point_c))
    held.append((series.moments[-1].at_s, 0.0))
    return [
        (began_s, ended_s, before_c, after_c)
        for (_, before_c), (began_s, after_c), (ended_s, _) in zip(held, held[1:], held[2:], strict=False)
        if abs(after_c - before_c) >= min_k and ended_s - began_s >= min_s
    ]


EDGE_S = 30.0
"""Beside a run power rises and falls. Engineering choice."""


def _without(moments: Sequence[Moment], runs: Sequence[tuple[float, float]]) -> Iterator[Moment]:
    """Yield the moments outside of all runs and their edges."""
    left = iter(runs)
    run = next(left, None)
    for each in moments:
        while run is not None and each.at_s > run[1] + EDGE_S:
            run = next(left, None)
        if run is None or each.at_s < run[0] - EDGE_S:
            yield each


def _spans(states: Iterator[tuple[float, bool | None]]) -> Iterator[Opening]:
    """Yield from when to when it is True; what is not known changes nothing."""
    began_s: float | None = None
    last_s = 0.0
    for at_s, holds in states:
        if holds:
            began_s, last_s = at_s if began_s is None else began_s, at_s
        elif holds is False and began_s is not None:
            yield Opening(began_s, last_s)
            began_s = None
    if began_s is not None:
        yield Opening(began_s, last_s)
