"""Floods of events: the first of a kind are rows, the rest of that minute are one row with their number. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from controller import RequestAccepted, RequestRefused
from firmware.record.event_kinds import KINDS

WINDOW_S = 60.0

ROWS_PER_WINDOW: Mapping[str, int] = {KINDS[RequestAccepted]: 10, KINDS[RequestRefused]: 10}
"""What anybody on the network can cause: a person makes fewer (engineering choice)."""

OTHER_ROWS_PER_WINDOW = 60
"""Of any other kind: a bus that is lost takes some thirty readings with it (engineering choice)."""


@dataclass(frozen=True, slots=True)
class Sum:
    """So many more events of `kind` within one window."""

    kind: str
    count: int


class Floods:
    """How many events of each kind came within the present window."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._since_s = 0.0

    def is_row(self, kind: str) -> bool:
        """Whether this event becomes a row of its own."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        return count <= _rows(kind)

    def sums(self, now_s: float) -> tuple[Sum, ...]:
        """What was no row, each time a window is over; () before."""
        if now_s - self._since_s < WINDOW_S:
            return ()
        return self.rest(now_s)

    def rest(self, now_s: float) -> tuple[Sum, ...]:
        """What was no row until now; a window begins."""
        counts, self._counts, self._since_s = self._counts, {}, now_s
        return tuple(Sum(kind, count - _rows(kind)) for kind, count in counts.items() if count > _rows(kind))


def _rows(kind: str) -> int:
    return ROWS_PER_WINDOW.get(kind, OTHER_ROWS_PER_WINDOW)
