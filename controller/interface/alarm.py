"""Alarms and their coming and going: shared by all that raise alarms."""

from collections.abc import Iterator, Sequence

from controller.interface.events import AlarmCleared, AlarmRaised, Event
from controller.interface.immutable import immutable


@immutable
class Alarm:
    """An active alarm: a stable name ("fridge.food.too_warm"), since when, and what to do in one clear line."""

    name: str
    since_s: float
    text: str


@immutable
class AlarmState:
    """One condition at one place: since when it holds, and the alarm once that was long enough.

    `over_s` is for how long the condition of an alarm has been seen to be over.
    """

    since_s: float | None = None
    alarm: Alarm | None = None
    over_s: float = 0.0


QUIET = AlarmState()


def active(states: Sequence[AlarmState]) -> tuple[Alarm, ...]:
    """List the alarms of `states`, in their order."""
    return tuple([state.alarm for state in states if state is not QUIET and state.alarm is not None])


def changes(before: Sequence[AlarmState], after: Sequence[AlarmState], *, now_s: float) -> Iterator[Event]:
    """Give the events of alarms that were raised, say something else or were cleared between two ticks."""
    for was, state in zip(before, after, strict=True):
        if state.alarm is not None and (was.alarm is None or was.alarm.text != state.alarm.text):
            yield AlarmRaised(now_s, state.alarm.name, state.alarm.text)
        elif was.alarm is not None and state.alarm is None:
            yield AlarmCleared(now_s, was.alarm.name)
