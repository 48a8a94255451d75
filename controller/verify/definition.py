"""A check: one row of a table, and what a look makes of it.

before    applies   holds   over   after
quiet     no        -       -      quiet
quiet     yes       no      -      quiet
quiet     yes       yes     -      quiet, until it has held for the row's delay; then alarm
alarm     no        -       -      alarm (nothing tells that it is over)
alarm     yes       yes     -      alarm; whatever was seen to be over begins anew
alarm     yes       no      no     alarm (between the two limits)
alarm     yes       no      yes    alarm, until that was seen for `clear_s`; then quiet
latched   -         no      -      alarm, until the appliance is switched off

So every finding has a condition to come, a condition to go that is stricter, and a time for each: nothing chatters.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from controller.interface.alarm import QUIET, Alarm, AlarmState
from controller.interface.immutable import immutable
from controller.verify.trends import LOOK_EVERY_S

CLEAR_S = 300.0
"""So long a finding must be seen to be over before it is cleared. Engineering choice: a person who has just mended
something still stands beside it, and nothing flickers faster."""


class Place(Protocol):
    """The context of a check."""

    @property
    def name(self) -> str:
        """The beginning of its alarms' names."""
        ...

    @property
    def now_s(self) -> float:
        """The time of this look."""
        ...

    @property
    def switched_off(self) -> bool:
        """Somebody has switched the appliance off, and so looked after it."""
        ...


P = TypeVar("P", bound=Place)


@immutable(kw_only=True)
class Check(Generic[P]):
    """`text` tells the evidence and what to do. `doubts` is the reading of the place that is not to be believed.

    `over` is by default whatever does not hold.
    """

    name: str
    applies: Callable[[P], bool]
    holds: Callable[[P], bool]
    delay_s: float
    text: Callable[[P], str]
    over: Callable[[P], bool] | None = None
    clear_s: float = CLEAR_S
    latched: bool = False
    doubts: str = ""


def update(check: Check[P], place: P, before: AlarmState) -> AlarmState:
    """Apply the table in the head of this file."""
    if not check.applies(place):
        return QUIET if before.alarm is None else before
    if check.holds(place):
        return _holding(check, place, before)
    if before.alarm is None:
        return QUIET
    if check.latched:
        return QUIET if place.switched_off else before
    return _clearing(check, place, before)


def _holding(check: Check[P], place: P, before: AlarmState) -> AlarmState:
    if before.alarm is not None:
        return replace(before, over_s=0.0) if before.over_s else before
    since_s = place.now_s if before.since_s is None else before.since_s
    if place.now_s - since_s >= check.delay_s:
        return AlarmState(since_s, Alarm(f"{place.name}.{check.name}", since_s, check.text(place)))
    return AlarmState(since_s) if before.since_s is None else before


def _clearing(check: Check[P], place: P, before: AlarmState) -> AlarmState:
    if check.over is not None and not check.over(place):
        return before
    over_s = before.over_s + LOOK_EVERY_S
    return QUIET if over_s > check.clear_s else replace(before, over_s=over_s)
