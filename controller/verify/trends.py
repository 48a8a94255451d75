"""Trends of single readings for verification: trails, stand-stills, jumps."""

from dataclasses import replace

from controller.interface.immutable import immutable
from controller.interface.readings import Reading

LOOK_EVERY_S = 10.0
"""Engineering choice: everything here takes minutes to show."""

TRAIL = 61
"""Ten minutes of looks, both ends counted: the span of the response test (Klipper's verify_heater, practice of IEC
60730 controls: a plate that does not fall by 2 K in 10 min of running is a fault)."""

Trail = tuple[float | None, ...]
"""The last TRAIL values, oldest first."""


NOTHING_YET = 1e9
"""Beyond any temperature and any seconds of work, and a number that can be persisted, as infinity cannot."""


@immutable(kw_only=True)
class Still:
    """A reading that repeats `value` since `since_s`, and the range of its witness: what should have moved it.

    The range is empty, from NOTHING_YET to its opposite, where that could not reach it yet.
    `step_k` is how far it moved last, before it came to stand; 0 where it was never seen to move.
    """

    value: float | None = None
    since_s: float = 0.0
    least: float = 0.0
    most: float = 0.0
    step_k: float = 0.0

    @property
    def moved(self) -> float:
        """The range of the witness meanwhile."""
        return self.most - self.least


@immutable
class Jump:
    """A step from one look to the next, and the change of the look before it."""

    at_s: float
    from_c: float
    to_c: float
    led_k: float = 0.0

    def stands_out(self, now_c: float) -> bool:
        """Return True where the look before and all since moved by little of the step.

        Air that is really cooled or warmed quickly relaxes: of two looks one moves nearly as much as the other.
        """
        little_k = STEP_SHARE * abs(self.to_c - self.from_c)
        return abs(self.led_k) < little_k and abs(now_c - self.to_c) < little_k


STEP_SHARE = 0.3
"""A node of 25 s, the lightest (300 J/K over 12 W/K), moves in the next look by two thirds of what it moved in this
one, one of 8 s by this. Engineering choice."""


@immutable
class Mean:
    """A mean over at most a time constant; over what was seen until that has passed."""

    value: float = 0.0
    seen_s: float = 0.0

    def with_(self, value: float, *, constant_s: float, falling: float = 1.0) -> "Mean":
        """Return the mean one look later; it falls `falling` times as fast as it rises."""
        seen_s = min(self.seen_s + LOOK_EVERY_S, constant_s)
        weight = LOOK_EVERY_S / seen_s * (falling if value < self.value else 1.0)
        return Mean(self.value + (value - self.value) * weight, seen_s)


NO_STILL = Still()
NO_MEAN = Mean()


def update_still(
    before: Still, reading: Reading, witness: float | None, *, reached: bool = True, now_s: float
) -> Still:
    """Without a witness nothing is known, and it begins anew; one that does not reach the reading tells nothing."""
    if reading.value is None or witness is None:
        return NO_STILL
    if reading.value != before.value:
        step_k = 0.0 if before.value is None else abs(reading.value - before.value)
        least, most = (witness, witness) if reached else (NOTHING_YET, -NOTHING_YET)
        return Still(value=reading.value, since_s=now_s, least=least, most=most, step_k=step_k)
    if not reached or before.least <= witness <= before.most:
        return before
    return replace(before, least=min(before.least, witness), most=max(before.most, witness))


def update_trail(trail: Trail, reading: Reading) -> Trail:
    """Return the trail one look later."""
    return (*trail[1 - TRAIL :], reading.value)


def rise_k(trail: Trail) -> float | None:
    """Return the rise of the last value over that of ten minutes ago; None while either is not known."""
    if len(trail) < TRAIL or trail[0] is None or trail[-1] is None:
        return None
    return trail[-1] - trail[0]


def since(before_s: float | None, holds: bool, *, now_s: float) -> float | None:
    """Since when something holds; None while it does not."""
    if not holds:
        return None
    return now_s if before_s is None else before_s


def lasted(since_s: float | None, for_s: float, *, now_s: float) -> bool:
    """Return True where it has held for `for_s`."""
    return since_s is not None and now_s - since_s >= for_s
