"""The curve of a report as figures in plain numbers, for any kind of drawing. Pure.

Of each column the lowest, mean and highest temperature are kept, so that a peak of one minute is seen in a month.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firmware.coldchain.series import Minute, Subject
from firmware.reports.page import Page

COLUMNS = 360
"""More than that is finer than a printer draws on 180 mm."""

_STEPS = (1.0, 2.0, 5.0, 10.0)
_TICKS = 6
_MARGIN = 0.08
_LEAST_SPAN_C = 4.0
"""A curve that is flat is not blown up."""

_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3_600.0, 86_400.0
_TIME_STEPS_S = tuple(
    step * unit
    for unit, steps in ((_MINUTE_S, (5, 10, 15, 30)), (_HOUR_S, (1, 2, 3, 6, 12)), (_DAY_S, (1, 2, 7, 14, 30, 90)))
    for step in steps
)
_TIME_TICKS = 8


@dataclass(frozen=True, slots=True)
class Column:
    """One moment of the curve; the temperatures are of everything that it stands for."""

    wall_s: float
    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A curve in pieces, between which nothing is known, in degrees Celsius over seconds since 1970."""

    subject: Subject
    from_s: float
    to_s: float
    low_c: float
    high_c: float
    pieces: Sequence[Sequence[Column]]
    limits_c: tuple[float, float]
    beyond: Sequence[tuple[float, float]]
    unknown: Sequence[tuple[float, float]]
    lid: Sequence[tuple[float, float]]

    def x(self, wall_s: float) -> float:
        """Return the place of a time, from 0 to 1."""
        return (min(max(wall_s, self.from_s), self.to_s) - self.from_s) / (self.to_s - self.from_s)

    def y(self, temperature_c: float) -> float:
        """Return the place of a temperature, from 0 at the bottom to 1."""
        return (temperature_c - self.low_c) / (self.high_c - self.low_c)


def chart(page: Page) -> Chart:
    """Draw the temperature that decides."""
    from_s, to_s = page.began_s, max(page.until_s, page.began_s + _MINUTE_S)
    pieces = _pieces(page.minutes(), page.subject, (to_s - from_s) / COLUMNS)
    limits = page.cargo.low_c, page.cargo.high_c
    known = [value for piece in pieces for column in piece for value in (column.low, column.high)]
    low_c, high_c = min([*known, *limits]), max([*known, *limits])
    margin_c = max((high_c - low_c) * _MARGIN, (_LEAST_SPAN_C - (high_c - low_c)) / 2.0)
    return Chart(
        subject=page.subject,
        from_s=from_s,
        to_s=to_s,
        low_c=low_c - margin_c,
        high_c=high_c + margin_c,
        pieces=pieces,
        limits_c=limits,
        beyond=_joined(
            (minute.wall_s, minute.wall_s + minute.duration_s)
            for minute in page.minutes()
            if (span := minute.span(page.subject)) is not None and not limits[0] <= span.mean <= limits[1]
        ),
        unknown=[*_unknown(page)],
        lid=_joined(
            (minute.wall_s, minute.wall_s + minute.duration_s)
            for minute in page.minutes()
            if (minute.around.lid_open_s or 0.0) > 0.0
        ),
    )


def _pieces(minutes: Iterable[Minute], subject: Subject, column_s: float) -> list[list[Column]]:
    """Join minutes to columns of `column_s`; where a minute is missing or has no value, a new piece begins."""
    pieces: list[list[Column]] = []
    ended_s, column_ends_s, weighed_s = -math.inf, -math.inf, 0.0
    for minute in minutes:
        span = minute.span(subject)
        if span is None:
            continue
        if minute.wall_s > ended_s + _MINUTE_S or not pieces:
            pieces.append([])
            column_ends_s = -math.inf
        ended_s = minute.wall_s + minute.duration_s
        if minute.wall_s >= column_ends_s:
            pieces[-1].append(Column(minute.wall_s, span.low, span.mean, span.high))
            column_ends_s, weighed_s = minute.wall_s + column_s, minute.duration_s
            continue
        last = pieces[-1][-1]
        total_s = weighed_s + minute.duration_s
        mean = (last.mean * weighed_s + span.mean * minute.duration_s) / total_s
        pieces[-1][-1] = Column(last.wall_s, min(last.low, span.low), mean, max(last.high, span.high))
        weighed_s = total_s
    return pieces


def _unknown(page: Page) -> Iterator[tuple[float, float]]:
    """Yield when nothing is known of the temperature."""
    times = [
        (minute.wall_s, minute.wall_s + minute.duration_s) for minute in page.minutes() if minute.span(page.subject)
    ]
    ended_s = page.began_s
    for from_s, to_s in times:
        if from_s > ended_s + _MINUTE_S:
            yield ended_s, from_s
        ended_s = max(ended_s, to_s)
    if page.until_s > ended_s + _MINUTE_S:
        yield ended_s, page.until_s


def _joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for from_s, to_s in spans:
        if joined and from_s <= joined[-1][1]:
            joined[-1] = joined[-1][0], to_s
        else:
            joined.append((from_s, to_s))
    return joined


def round_steps(low: float, high: float) -> list[float]:
    """Return round numbers from `low` to `high`, for the lines of a grid."""
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(each * power for each in _STEPS if each * power >= raw * (1.0 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def time_steps(from_s: float, to_s: float, offset_s: float) -> list[float]:
    """Return round times of day in a zone `offset_s` ahead of UTC, for the lines of a grid."""
    step_s = next((step for step in _TIME_STEPS_S if (to_s - from_s) / step <= _TIME_TICKS), _TIME_STEPS_S[-1])
    first = math.ceil((from_s + offset_s) / step_s)
    return [number * step_s - offset_s for number in range(first, math.floor((to_s + offset_s) / step_s) + 1)]
