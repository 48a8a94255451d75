"""The result of one tick of any part: verification, laws, guard, alarms."""

from typing import Generic, TypeVar

from controller.interface.events import Event
from controller.interface.immutable import immutable

M = TypeVar("M")
T = TypeVar("T")


@immutable
class Outcome(Generic[M, T]):
    """The memory for the next tick, the output of this one, and its events.

    Neither outputs nor events stand in a memory; `output` is None where the memory itself is what others go by.
    """

    memory: M
    output: T
    events: tuple[Event, ...] = ()
