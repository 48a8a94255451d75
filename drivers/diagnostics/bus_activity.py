"""Time of the last frame that others sent by themselves: our requests and the answers do not show an awake car."""

from collections.abc import Callable, Collection

from drivers.can.socketcan_codec import ERROR, EXTENDED, ID_BITS, REMOTE, RawFrame
from drivers.diagnostics.ids import FIRST_DIAGNOSTIC_11_BIT_ID, FUNCTIONAL_29_BIT_IDS, PHYSICAL_29_BIT_IDS
from drivers.diagnostics.wake_guard import Limits
from drivers.ports import FrameSource


class Activity:
    """The activity of one bus. `own_ids` are further ids, with their flags, by which diagnostics go there."""

    def __init__(self, own_ids: Collection[int] = (), limits: Limits | None = None) -> None:
        self._own_ids, self._limits = frozenset(own_ids), limits or Limits()
        self._sent_s: float | None = None
        self.received_s: float | None = None
        self.wake_ups = 0

    def is_spontaneous(self, number: int) -> bool:
        """Return whether a car sends frames of this id word (with its flags) by itself."""
        if number & (ERROR | REMOTE) or number in self._own_ids:
            return False
        if number & EXTENDED:
            return (number & ID_BITS) >> 16 not in {FUNCTIONAL_29_BIT_IDS, PHYSICAL_29_BIT_IDS}
        return number < FIRST_DIAGNOSTIC_11_BIT_ID

    def received(self, *, since_s: float, now_s: float) -> None:
        """Note that somebody else has sent between these two moments; the earlier one counts, it may have been then."""
        was_silent = self.received_s is not None and since_s - self.received_s > self._limits.received_within_s
        if was_silent and self._sent_s is not None and now_s - self._sent_s <= self._limits.blame_s:
            self.wake_ups += 1
        self.received_s = since_s

    def sent(self, *, now_s: float) -> None:
        """Note that we have sent."""
        self._sent_s = now_s


class MonitoredSource:
    """A FrameSource that must let everything pass; each look at it tells `activity` whether others have sent.

    `now_s` is the clock of all that.
    """

    def __init__(self, source: FrameSource, activity: Activity, now_s: Callable[[], float]) -> None:
        self._source, self._activity, self._now_s = source, activity, now_s
        self._looked_s: float | None = None

    @property
    def lost(self) -> int:
        """Frames that were lost before they could be read (FrameSource)."""
        return self._source.lost

    def fileno(self) -> int | None:
        """Return the descriptor to wait on (FrameSource)."""
        return self._source.fileno()

    def read(self, frames: list[RawFrame], limit: int) -> None:
        """Read the frames that wait (FrameSource); those from before the first look may be old, and show nothing."""
        before_s, now_s = self._looked_s, self._now_s()
        self._source.read(frames, limit)
        if before_s is not None and any(self._activity.is_spontaneous(number) for number, _ in frames):
            self._activity.received(since_s=before_s, now_s=now_s)
        if len(frames) < limit:  # else what is left there came before now, too
            self._looked_s = now_s

    def close(self) -> None:
        """Give the interface back (FrameSource)."""
        self._source.close()
