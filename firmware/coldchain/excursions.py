"""Excursions: each limit of a cargo on each subject, followed minute by minute, apart from all others. Pure.

of a limit                  what is beyond it             an excursion is
single event, not reached   a run without a break         none; one minute within ends the run
single event, reached       the same run                  opened, until it was within for RETURN_S
cumulative, not reached     all runs, added up            none
cumulative, reached         all runs, added up            opened; closed and opened again as runs end and begin

Where nothing was seen for longer than BRIDGE_S, an open excursion has ended by "sensor lost", and a run is over: nobody
knows. What is seen beyond the limit afterwards opens another. A shorter silence holds everything as it is, and counts
as neither side.

A watch that is `wary` counts a silence beside a time beyond the limit as beyond it, too: so it may have been.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firmware.coldchain.series import MINUTE_S, Gap, Item, Minute, Span, Subject
from firmware.config.cargo import Beyond, Counting, Limit

RETURN_S = 300.0
"""So long must it be within the limit before an excursion is over. Engineering choice: five openings of a lid in a
quarter of an hour are one excursion."""

BRIDGE_S = 300.0
"""Engineering choice: a sensor that starts anew is back by then, and no goods change much."""


class State(StrEnum):
    """The state of an excursion. The text is shown to people."""

    OPEN = "open"
    CLOSED = "closed"
    SENSOR_LOST = "sensor lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """One excursion as it is known now, with the limit that was in force.

    `began_s` and `ended_s` are the first and the last moment beyond the limit, `reached_s` is when that was too long.
    `beyond_s` leaves out what was not seen. `sure` is whether it would be one with all uncertainty in favour.
    """

    subject: Subject
    limit: Limit
    ordinal: int
    """The first, second ... of this limit on this subject in its trip."""
    state: State
    began_s: float
    reached_s: float
    ended_s: float
    beyond_s: float
    min_c: float
    max_c: float
    degree_min: float
    """Kelvins beyond the limit, times the minutes of them."""
    sure: bool

    @property
    def key(self) -> str:
        """A name within its trip that stays the same while it grows."""
        return f"{self.subject} {self.limit.key} #{self.ordinal}"


class _Run:
    """A time beyond a limit, growing."""

    def __init__(self, began_s: float) -> None:
        self.began_s = self.ended_s = began_s
        self.beyond_s = self.sure_s = self.degree_min = 0.0
        self.min_c, self.max_c = float("inf"), float("-inf")
        self.reached_s: float | None = None

    def grow(self, minute: Minute, span: Span, limit: Limit, bound_k: float) -> None:
        """Add a minute that is beyond the limit."""
        over_k = max(limit.over_k(_judged(span, limit)), 0.0)
        self.beyond_s += minute.duration_s
        self.degree_min += over_k * minute.duration_s / MINUTE_S
        self.min_c, self.max_c = min(self.min_c, span.low), max(self.max_c, span.high)
        self.ended_s = minute.wall_s + minute.duration_s
        if over_k >= bound_k:
            self.sure_s += minute.duration_s


class Watch:
    """One limit on one subject. `lean` of 1 counts all that may be beyond it, 0 what probably is."""

    def __init__(self, limit: Limit, subject: Subject, *, lean: float = 0.0, wary: bool = False) -> None:
        self.limit, self.subject, self._lean, self._wary = limit, subject, lean, wary
        self.beyond_s = 0.0
        """The time beyond the limit, however short each was."""
        self._run: _Run | None = None
        self._state = State.CLOSED
        self._within_s = self._unseen_s = 0.0
        self._ended: list[Excursion] = []

    def add(self, item: Item) -> None:
        """Go on by one minute, or over a gap."""
        if isinstance(item, Gap):
            self._unseen(float("inf") if item.duration_s is None else item.duration_s)
            return
        span = item.span(self.subject)
        if span is None:
            self._unseen(item.duration_s)
        elif self._is_beyond(span, item):
            self._beyond(item, span)
        else:
            self._within(item)

    @property
    def excursions(self) -> tuple[Excursion, ...]:
        """All excursions until now, the last one as far as it went."""
        last = self._excursion()
        return (*self._ended, *([] if last is None else [last]))

    @property
    def is_broken(self) -> bool:
        """True where the limit was reached at any time."""
        return bool(self._ended) or self._reached

    @property
    def is_open(self) -> bool:
        """True while there is an excursion."""
        return self._reached and self._state is State.OPEN

    @property
    def _reached(self) -> bool:
        return self._run is not None and self._run.reached_s is not None

    def _is_beyond(self, span: Span, minute: Minute) -> bool:
        value = _judged(span, self.limit)
        lean_k = self._lean * minute.bound_k(self.subject)
        return self.limit.is_beyond(value + lean_k if self.limit.beyond is Beyond.ABOVE else value - lean_k)

    def _beyond(self, minute: Minute, span: Span) -> None:
        self.beyond_s += minute.duration_s
        if self._run is None:
            self._run = _Run(minute.wall_s)
        run = self._run
        self._suspect(run)
        self._within_s = self._unseen_s = 0.0
        run.grow(minute, span, self.limit, minute.bound_k(self.subject))
        self._state = State.OPEN
        if run.reached_s is None and run.beyond_s >= self.limit.for_s:
            run.reached_s = run.ended_s

    def _suspect(self, run: _Run) -> None:
        """Count what was not seen before this minute as beyond the limit, where that is asked for."""
        if not (self._wary and self._unseen_s):
            return
        run.beyond_s += self._unseen_s
        if run.reached_s is None and run.beyond_s >= self.limit.for_s:
            run.reached_s = run.ended_s

    def _within(self, minute: Minute) -> None:
        if self._run is not None and self._state is State.OPEN:
            self._suspect(self._run)
        self._unseen_s = 0.0
        self._within_s += minute.duration_s
        is_single = self.limit.counting is Counting.SINGLE
        if is_single and not self._reached:
            self._run = None
        elif self._within_s >= RETURN_S:
            self._end(State.CLOSED)

    def _unseen(self, duration_s: float) -> None:
        self._unseen_s += duration_s
        if self._unseen_s > BRIDGE_S and not self._wary:
            self._end(State.SENSOR_LOST)

    def _end(self, state: State) -> None:
        """End what is open; a cumulative limit goes on counting."""
        if self._state is not State.OPEN:
            return
        self._state = state
        if self.limit.counting is Counting.SINGLE:
            last, self._run = self._excursion(), None
            if last is not None:
                self._ended.append(last)

    def _excursion(self) -> Excursion | None:
        run = self._run
        if run is None or run.reached_s is None:
            return None
        return Excursion(
            subject=self.subject,
            limit=self.limit,
            ordinal=len(self._ended) + 1,
            state=self._state,
            began_s=run.began_s,
            reached_s=run.reached_s,
            ended_s=run.ended_s,
            beyond_s=run.beyond_s,
            min_c=run.min_c,
            max_c=run.max_c,
            degree_min=run.degree_min,
            sure=run.sure_s >= self.limit.for_s and run.sure_s > 0.0,
        )


def _judged(span: Span, limit: Limit) -> float:
    """Return the temperature of a minute that is held against `limit`: of one that is broken at once, the extreme."""
    if limit.for_s:
        return span.mean
    return span.high if limit.beyond is Beyond.ABOVE else span.low


def watch(limits: Iterable[Limit], items: Sequence[Item], subject: Subject) -> tuple[Excursion, ...]:
    """Return every excursion of `subject` in a whole series, in the order in which they began."""
    watches = [Watch(limit, subject) for limit in limits]
    for item in items:
        for each in watches:
            each.add(item)
    return tuple(sorted([one for each in watches for one in each.excursions], key=lambda one: one.began_s))
