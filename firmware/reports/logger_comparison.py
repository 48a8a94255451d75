"""Our evaluation of the days of another logger, by our own record of the same place, beside its own. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from firmware.coldchain.excursions import Excursion, watch
from firmware.coldchain.series import MINUTE_S, Item, Minute, Subject
from firmware.config.cargo import Beyond, Limit
from firmware.reports.fridge_tag import AlarmLimit, Day, FridgeTag

AGREES_K = 1.0
"""Two thermometers of half a kelvin, at two places of a box. Engineering choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A day as the device tells it and as we recorded it; `recorded_min` is how much of it we have."""

    device: Day
    recorded_min: float
    min_c: float
    max_c: float
    mean_c: float
    beyond_min: Sequence[float]
    alarms: Sequence[bool]

    @property
    def agrees(self) -> bool:
        """True where all that both know is the same, within what two thermometers differ."""
        pairs = ((self.device.min_c, self.min_c), (self.device.max_c, self.max_c), (self.device.mean_c, self.mean_c))
        near = all(theirs is None or abs(theirs - ours) <= AGREES_K for theirs, ours in pairs)
        return near and tuple(self.alarms) == tuple(self.device.alarms)


def compared(export: FridgeTag, items: Sequence[Item], day_of: Callable[[float], date]) -> Iterator[Compared]:
    """Yield the days that both have; `day_of` tells the date of a time in the device's zone."""
    limits = [_limit(each) for each in export.limits]
    found = [watch([limit], items, Subject.AIR) for limit in limits]
    by_day: dict[date, list[Minute]] = {}
    for item in items:
        if isinstance(item, Minute) and item.air_c is not None:
            by_day.setdefault(day_of(item.wall_s), []).append(item)
    for day in export.days:
        minutes = by_day.get(day.day)
        if minutes:
            yield _compared(day, minutes, limits, [any(_is_in(one, minutes) for one in each) for each in found])


def _compared(day: Day, minutes: Sequence[Minute], limits: Sequence[Limit], alarms: Sequence[bool]) -> Compared:
    known = [(minute.air_c, minute.duration_s) for minute in minutes if minute.air_c is not None]
    lasted_s = sum(duration_s for _, duration_s in known)
    return Compared(
        device=day,
        recorded_min=lasted_s / MINUTE_S,
        min_c=min(span.low for span, _ in known),
        max_c=max(span.high for span, _ in known),
        mean_c=sum(span.mean * duration_s for span, duration_s in known) / lasted_s,
        beyond_min=[
            sum(duration_s for span, duration_s in known if limit.is_beyond(span.mean)) / MINUTE_S for limit in limits
        ],
        alarms=alarms,
    )


def _is_in(excursion: Excursion, minutes: Sequence[Minute]) -> bool:
    """Return True where a limit that was reached was still broken in one of `minutes`."""
    return any(
        minute.wall_s < excursion.ended_s and minute.wall_s + minute.duration_s >= excursion.reached_s
        for minute in minutes
    )


def _limit(limit: AlarmLimit) -> Limit:
    beyond = Beyond.ABOVE if limit.above else Beyond.BELOW
    return Limit(beyond=beyond, at_c=limit.at_c, for_s=limit.for_min * MINUTE_S, inclusive=False)
