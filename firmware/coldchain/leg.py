"""One compartment as trips see it, live: the minutes that are over, and those before that a trip may need. Pure."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from firmware.coldchain.minutes import MINUTE_S, SAMPLE_S, Compartment
from firmware.coldchain.recorded import minute_of
from firmware.coldchain.series import Gap, Item
from firmware.control.state_store import State
from firmware.points.quantities import Point

BEFORE_S = 3_600.0
"""Twice what it takes to tell if a compartment was ready for its goods."""


class Leg:
    """The compartment `name`, state by state."""

    def __init__(self, name: str, points: Mapping[str, Point]) -> None:
        self.name = name
        self._points = points
        self._maker = Compartment(name, points)
        self._before: deque[Item] = deque()
        self._began_s: float | None = None
        self._seen_s = 0.0
        self._sample_slot = -1

    @property
    def before(self) -> Sequence[Item]:
        """The last minutes."""
        return tuple(self._before)

    def anew(self) -> "Leg":
        """Return a leg that begins anew with the next state."""
        return Leg(self.name, self._points)

    def follow(self, state: State, wall_s: float) -> Sequence[Item]:
        """Go on by one state, at `wall_s`; return the minute that is over, and a gap where nobody called for long."""
        items = tuple(self._over(state, wall_s))
        now_s = state.step.now_s
        self._maker.look(state, 0.0 if self._began_s is None else now_s - self._seen_s)
        if self._began_s is None:
            self._began_s = now_s
        self._seen_s = now_s
        if int(now_s // SAMPLE_S) != self._sample_slot:
            self._sample_slot = int(now_s // SAMPLE_S)
            self._maker.sample(state)
        self._before.extend(items)
        while self._before and self._before[0].wall_s < wall_s - BEFORE_S:
            self._before.popleft()
        return items

    def _over(self, state: State, wall_s: float) -> Iterator[Item]:
        now_s, began_s = state.step.now_s, self._began_s
        if began_s is None or int(now_s // MINUTE_S) == int(began_s // MINUTE_S):
            return
        slept = now_s - self._seen_s > SAMPLE_S
        ends_s = self._seen_s if slept else now_s // MINUTE_S * MINUTE_S
        wall_at_zero_s = wall_s - now_s
        body = self._maker.minute(ends_s - began_s)
        if body["samples"]:
            yield minute_of(body, wall_at_zero_s + began_s)
        if slept:
            yield Gap(wall_s=wall_at_zero_s + ends_s, duration_s=now_s - ends_s, why="the controller stood still")
        self._began_s = now_s if slept else ends_s
