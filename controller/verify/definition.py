"""A check: one row of a table, and what a tick makes of it.

before    applies   holds   after
quiet     no        -       quiet
quiet     yes       no      quiet
quiet     yes       yes     quiet, until it has held for the row's delay; then alarm
alarm     no        -       alarm (nothing tells that it is over)
alarm     yes       yes     alarm
alarm     yes       no      quiet; a latched alarm stays until the appliance is switched off
"""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from controller.interface.alarm import QUIET, Alarm, AlarmState
from controller.interface.immutable import immutable


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
    """`text` tells the evidence and what to do. `doubts` is the reading of the place that is not to be believed."""

    name: str
    applies: Callable[[P], bool]
    holds: Callable[[P], bool]
    delay_s: float
    text: Callable[[P], str]
    latched: bool = False
    doubts: str = ""


def update(check: Check[P], place: P, before: AlarmState) -> AlarmState:
    """Apply the table in the head of this file."""
    if not check.applies(place):
        return QUIET if before.alarm is None else before
    if before.alarm is not None:
        stays = check.holds(place) or (check.latched and not place.switched_off)
        return before if stays else QUIET
    if not check.holds(place):
        return QUIET
    since_s = place.now_s if before.since_s is None else before.since_s
    if place.now_s - since_s >= check.delay_s:
        return AlarmState(since_s, Alarm(f"{place.name}.{check.name}", since_s, check.text(place)))
    return AlarmState(since_s) if before.since_s is None else before
