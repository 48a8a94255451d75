"""Gaps between the samples of one reading: a series that stopped shows against the gaps that were usual for it.

A reading that stands until its sensor has something new (an event-driven one, a radio that loses packets) has no age
at which it is stale; its own history has. A gap that was told is no usual one.
"""

from controller.interface.immutable import immutable
from controller.interface.readings import Reading

SILENT_TIMES = 4.0
"""So many times the longest usual gap. Engineering choice: no longest gap was ever more than 1.5 times that of before
(kegerator, a reading after each 0.25 K, 6.6 days), nor 3 times (radio sensors in a fridge and a freezer)."""

SILENT_AFTER_S = 600.0
"""Engineering choice: air of a box that works changes by a step of most sensors in ten minutes."""

KNOWN_GAPS = 20
KEPT = 0.998
"""The longest gap is forgotten by this for each new one: by half in 350 gaps."""


@immutable
class Gaps:
    """The time of the last sample, the longest usual gap after it is forgotten a little, and how many were seen."""

    taken_at_s: float | None = None
    usual_s: float = 0.0
    count: int = 0

    def silent_s(self, *, now_s: float) -> float | None:
        """Return for how long nothing new has come, where that is longer than usual; else None."""
        if self.taken_at_s is None or self.count < KNOWN_GAPS:
            return None
        silence_s = now_s - self.taken_at_s
        return silence_s if silence_s > self.limit_s else None

    @property
    def limit_s(self) -> float:
        """The longest gap that is not told."""
        return max(SILENT_AFTER_S, SILENT_TIMES * self.usual_s)


NO_GAPS = Gaps()


def update_gaps(gaps: Gaps, reading: Reading) -> Gaps:
    """Return the gaps one look later; a reading that is absent has its own reason."""
    if reading.value is None:
        return gaps if gaps.taken_at_s is None else Gaps(None, gaps.usual_s, gaps.count)
    before_s, at_s = gaps.taken_at_s, reading.taken_at_s
    if before_s is None or at_s < before_s:
        return Gaps(at_s, gaps.usual_s, gaps.count)
    if at_s == before_s:
        return gaps
    gap_s = at_s - before_s
    if gaps.count >= KNOWN_GAPS and gap_s > gaps.limit_s:
        return Gaps(at_s, gaps.usual_s, gaps.count)
    return Gaps(at_s, max(gap_s, gaps.usual_s * KEPT), gaps.count + 1)
