"""The parts that the laws of peers share: what they see, minimum times, a duty as one run in each window.

They see the air, and the contents where the peer has a probe there.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Seen:
    """The readings of a peer's sensors; None is a sensor that gives nothing."""

    air_c: float | None
    contents_c: float | None = None


class PeerLaw(Protocol):
    """One peer's law for a compressor that is on or off. `set_point_c` may be changed at any time."""

    set_point_c: float

    def request(self, seen: Seen, *, now_s: float) -> bool:
        """Return True where the compressor is to run from `now_s` on; called at a steady pace."""


class MinimumTimes:
    """Keeps a compressor on and off for at least so long; it has stood for ever at first."""

    def __init__(self, *, on_s: float, off_s: float) -> None:
        self._min_s = {True: on_s, False: off_s}
        self._on, self._since_s = False, float("-inf")

    @property
    def on(self) -> bool:
        """The order."""
        return self._on

    def lasted_s(self, now_s: float) -> float:
        """Return how long it has been so."""
        return now_s - self._since_s

    def want(self, on: bool, *, now_s: float) -> bool:
        """Switch when it is wanted and allowed."""
        if on != self._on and self.lasted_s(now_s) >= self._min_s[self._on]:
            self._on, self._since_s = on, now_s
        return self._on


class Window:
    """Time proportioning: on for the first `duty` of every `window_s`, with minimum times."""

    def __init__(self, window_s: float, *, min_on_s: float, min_off_s: float) -> None:
        self._window_s = window_s
        self._compressor = MinimumTimes(on_s=min_on_s, off_s=min_off_s)

    def request(self, duty: float, *, now_s: float) -> bool:
        """Return True where the compressor is to run now for a mean `duty` of 0 to 1."""
        return self._compressor.want(now_s % self._window_s < duty * self._window_s, now_s=now_s)
