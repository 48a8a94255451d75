"""Courses of temperature for the tests of trips."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from firmware.coldchain.excursions import Excursion, Watch
from firmware.coldchain.series import UNSEEN, Gap, Item, Minute, Span, Subject, level
from firmware.config.cargo import Limit

BEGIN_S = 1_790_000_040.0


def course(air_c: Iterable[float | None], contents_c: Iterable[float] = (), **around: Any) -> list[Item]:
    """Make a minute of each value of `air_c`; None is absent. `around` is the same in all of them."""
    contents = list(contents_c)
    minutes: list[Item] = []
    for number, each in enumerate(air_c):
        inside = contents[number] if number < len(contents) else None
        minutes.append(
            Minute(
                wall_s=BEGIN_S + 60.0 * number,
                air_c=None if each is None else level(each),
                air_absence="stale" if each is None else "",
                contents_c=None if inside is None else level(inside),
                around=replace(UNSEEN, **around),
            )
        )
    return minutes


def spans(*values: tuple[float, float, float]) -> list[Item]:
    return [Minute(wall_s=BEGIN_S + 60.0 * number, air_c=Span(*each)) for number, each in enumerate(values)]


def gap(after: Sequence[Item], minutes: float | None, *, power_lost: bool = False) -> Gap:
    """Make a gap that follows the minutes `after`."""
    at_s = BEGIN_S + 60.0 * len(after)
    return Gap(wall_s=at_s, duration_s=None if minutes is None else 60.0 * minutes, why="off", power_lost=power_lost)


def later(items: Iterable[Item], minutes: float) -> list[Item]:
    return [replace(each, wall_s=each.wall_s + 60.0 * minutes) for each in items]


def watched(limit: Limit, items: Iterable[Item], subject: Subject = Subject.AIR) -> tuple[Excursion, ...]:
    watch = Watch(limit, subject)
    for each in items:
        watch.add(each)
    return watch.excursions
