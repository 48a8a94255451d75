"""The air of a shut box: how fast it ever rises by itself, learned from the box.

Quiet times and the minutes after a switch are learned apart: a thin liner warms its air at once when the cold stops,
and a fan moves other air past the probe.
"""

from dataclasses import replace

from controller.interface.immutable import immutable

MIN_RISE_K = 0.8
"""The least rise that is told. Engineering choice: in 14 h of a kitchen fridge (1 Hz, steps of 0.32 K) no shut lid gave
more than 0.64 K in 30 s, and an opening of 8 s gave 1.0 K."""

MIN_STEPS = 2.5
"""And so many steps of the sensor: a value between two of them flickers by one, and drifts by another."""

TIMES = 1.5
"""How often the usual rise an opening is at least. Engineering choice."""

UNKNOWN_K = 1.5
"""What it takes while the box is not known yet. Engineering choice: twice MIN_RISE_K."""

BLOCK_S = 600.0
BLOCKS = 12
KNOWN_BLOCKS = 3
"""Quiet rises are kept as the greatest of each ten minutes, for two hours of them; their lower quartile is the usual
one, so that a few openings among them do not count. Engineering choice."""

SETTLING_S = 180.0
MAX_SETTLING_S = 600.0
SETTLINGS = 8
KNOWN_SETTLINGS = 4
"""After a switch air, liner and plate settle for so long; where one switch follows the other it ends after the second.
The greatest of the last rises is the usual one there; one that was told as an opening counts only where the one before
was told, too: people seldom come at two switches in a row. Engineering choice."""

KNOWN_CHANGES = 6
"""Before, the only change may be an opening. Engineering choice."""

MIN_STEP_K = 0.02
"""A change by less is no step of a sensor but its noise."""


@immutable
class Settling:
    """The minutes after a switch: their begin, their end, the greatest rise, and if it is told as an opening."""

    since_s: float
    until_s: float
    rise_k: float = 0.0
    told: bool = False


@immutable(kw_only=True)
class ShutAir:
    """Rises in K within seconds: of the present quiet block and of the last ones, of the last settlings, and a step.

    `step_k` is the least of the `changes` from one sample to the next.
    """

    block_since_s: float | None = None
    block_k: float = 0.0
    quiet_k: tuple[float, ...] = ()
    settling: Settling | None = None
    settled_k: tuple[float, ...] = ()
    told_before: bool = False
    step_k: float = 0.0
    changes: int = 0

    @property
    def limit_k(self) -> float | None:
        """The rise from which on it is a lid; None where that cannot be known yet."""
        least_k = MIN_RISE_K if self.changes < KNOWN_CHANGES else max(MIN_RISE_K, MIN_STEPS * self.step_k)
        if self.settling is not None:
            return max(least_k, TIMES * max(self.settled_k)) if len(self.settled_k) >= KNOWN_SETTLINGS else None
        if len(self.quiet_k) < KNOWN_BLOCKS:
            return max(least_k, UNKNOWN_K)
        return max(least_k, TIMES * sorted(self.quiet_k)[len(self.quiet_k) // 4])


UNKNOWN_AIR = ShutAir()


def switched(air: ShutAir, *, now_s: float) -> ShutAir:
    """Begin to settle, or go on."""
    settling = air.settling or Settling(now_s, now_s)
    return replace(air, settling=replace(settling, until_s=now_s + SETTLING_S))


def opened(air: ShutAir) -> ShutAir:
    """Note that the rise is told as an opening."""
    return air if air.settling is None else replace(air, settling=replace(air.settling, told=True))


def stepped(air: ShutAir, change_k: float) -> ShutAir:
    """Take in a change from one sample to the next."""
    if change_k < MIN_STEP_K:
        return air
    step_k = min(change_k, air.step_k) if air.changes else change_k
    return replace(air, step_k=step_k, changes=min(air.changes + 1, KNOWN_CHANGES))


def settled(air: ShutAir, *, at_s: float) -> ShutAir:
    """End a settling whose time has come; one that is switched on and on goes over into the next."""
    settling = air.settling
    if settling is None or (at_s < settling.until_s and at_s - settling.since_s < MAX_SETTLING_S):
        return air
    following = Settling(at_s, settling.until_s) if at_s < settling.until_s else None
    after = replace(air, settling=following, told_before=settling.told)
    if settling.told and not air.told_before:
        return after
    return replace(after, settled_k=(*air.settled_k, settling.rise_k)[-SETTLINGS:])


def risen(air: ShutAir, rise_k: float, *, at_s: float) -> ShutAir:
    """Take a rise into what the box does."""
    settling = air.settling
    if settling is not None:
        return replace(air, settling=replace(settling, rise_k=max(settling.rise_k, rise_k)))
    if air.block_since_s is None:
        return replace(air, block_since_s=at_s, block_k=rise_k)
    if at_s - air.block_since_s < BLOCK_S:
        return air if rise_k <= air.block_k else replace(air, block_k=rise_k)
    return replace(air, block_since_s=at_s, block_k=rise_k, quiet_k=(*air.quiet_k, air.block_k)[-BLOCKS:])
