"""What all laws of peers share: they see the air, and the contents where the peer has a probe there."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Seen:
    """What a peer's sensors read; None is a sensor that gives nothing."""

    air_c: float | None
    contents_c: float | None = None


class PeerLaw(Protocol):
    """One peer's law for a compressor that is on or off. `set_point_c` may be changed at any time."""

    set_point_c: float

    def order(self, seen: Seen, *, now_s: float) -> bool:
        """Whether the compressor is to run from `now_s` on; called at a steady pace."""


class MinimumTimes:
    """Keeps a compressor on and off for at least so long; it has stood for ever at first."""

    def __init__(self, *, on_s: float, off_s: float) -> None:
        self._least_s = {True: on_s, False: off_s}
        self._on, self._since_s = False, float("-inf")

    @property
    def on(self) -> bool:
        """What is ordered."""
        return self._on

    def lasted_s(self, now_s: float) -> float:
        """How long it has been so."""
        return now_s - self._since_s

    def want(self, on: bool, *, now_s: float) -> bool:
        """Switch when it is wanted and allowed."""
        if on != self._on and self.lasted_s(now_s) >= self._least_s[self._on]:
            self._on, self._since_s = on, now_s
        return self._on
