"""Contain what raises inside the core: its appliance is made safe, the rest of the tick goes on, and an alarm tells it.

Each part has a safe answer that takes the same arguments. A tick that raises is tried again, with the safe answer of
the part that raised: nothing in the core changes what it was given, so that what was begun leaves no trace, and the
memory of that part is the one of before.

Part      becomes   when
working   failing   it raises: an alarm, at once
failing   working   it has not raised for CLEAR_AFTER_S
"""

from collections.abc import Callable
from enum import StrEnum
from typing import ParamSpec, TypeVar

from controller.interface.alarm import Alarm
from controller.interface.events import AlarmCleared, AlarmRaised, Event
from controller.interface.immutable import immutable

CLEAR_AFTER_S = 60.0
"""Engineering choice: thirty answers of a law, so that one that fails now and then is one alarm."""

P = ParamSpec("P")
T = TypeVar("T")


class Part(StrEnum):
    """The parts that can fail by themselves, in the order of a tick; the last is the tick as a whole."""

    READINGS = "readings"
    REQUESTS = "requests"
    VERIFICATION = "verification"
    TRIALS = "trials"
    POWER = "power"
    FRIDGE = "fridge"
    CLIMATE = "climate"
    AIR = "air"
    AUXILIARY = "auxiliary"
    GUARD = "guard"
    ALARMS = "alarms"
    STEP = "step"


MEANWHILE = {
    Part.READINGS: "every reading counts as absent",
    Part.REQUESTS: "requests are refused",
    Part.VERIFICATION: "nothing is verified, doubted sensors stay doubted",
    Part.TRIALS: "nothing is tried, what is stopped stays so",
    Part.POWER: "comfort is off, the fridge runs at its lowest speed",
    Part.FRIDGE: "compressor and fans are off",
    Part.CLIMATE: "heater and cooler are off",
    Part.AIR: "purifier off, fresh air",
    Part.AUXILIARY: "lamp, buzzer and heaters of the fridge are off",
    Part.GUARD: "everything is off",
    Part.ALARMS: "other alarms stay as they were",
    Part.STEP: "everything is off",
}

Raised = dict[Part, str]
"""What each part raised, and where; filled during one tick."""


@immutable
class Failure:
    """A part that fails: how often it raised since its alarm, and when last."""

    part: Part
    count: int
    last_s: float
    alarm: Alarm


def alarm_name(part: Part) -> str:
    """As the hub knows it."""
    return f"control.{part}_failed"


def alarm_names() -> tuple[str, ...]:
    """Return the alarm of every part, in the order of `Part`."""
    return tuple([alarm_name(part) for part in Part])


class Attempt:
    """One tick that is being tried: the part it is at, and what each part raised so far, and where.

    `halted` once even a safe answer raised, or what lies between the parts: then nothing but a halt is left.
    """

    at = Part.STEP
    raised: Raised = {}  # noqa: RUF012  never changed, only replaced: a tick in which nothing raises makes none
    halted = False

    def use(self, part: Part, work: Callable[P, T], safe: Callable[P, T]) -> Callable[P, T]:
        """`work`, or `safe` where the part has raised."""
        self.at = part
        return safe if self.raised and part in self.raised else work

    def failed(self, error: Exception) -> None:
        """Note that the part at hand has raised; if its safe answer does not help, it was not that part."""
        self.halted = self.at is Part.STEP or self.at in self.raised
        place = _place(error)
        self.raised = {Part.STEP: place} if self.halted else {**self.raised, self.at: place}
        self.at = Part.STEP


def _place(error: Exception) -> str:
    """Return the type of an error and the line that raised it; its own text may be anything and is left out."""
    place, trace = type(error).__name__, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
        place, trace = f"{type(error).__name__} at {file}:{trace.tb_lineno}", trace.tb_next
    return place


def update(before: tuple[Failure, ...], raised: Raised, *, now_s: float) -> tuple[Failure, ...]:
    """Return the failures after a tick, in the order of `Part`."""
    known = {failure.part: failure for failure in before}
    after = [_one(part, known.get(part), raised.get(part), now_s=now_s) for part in Part]
    return tuple([failure for failure in after if failure is not None])


def _one(part: Part, before: Failure | None, place: str | None, *, now_s: float) -> Failure | None:
    """Apply the table in the head of this file. A clock turned back proves nothing: it counts as a long time."""
    if place is None:
        return before if before is not None and 0.0 <= now_s - before.last_s < CLEAR_AFTER_S else None
    if before is not None:
        return Failure(part, before.count + 1, now_s, before.alarm)
    return Failure(part, 1, now_s, Alarm(alarm_name(part), now_s, _text(part, place)))


def _text(part: Part, place: str) -> str:
    return (
        f"control: an error in the part {part.value!r} ({place}); {MEANWHILE[part]}; it is tried again by itself:"
        " if this stays, restart the service and report this line to its makers"
    )


def changes(before: tuple[Failure, ...], after: tuple[Failure, ...], *, now_s: float) -> tuple[Event, ...]:
    """Return the events of failures that began or ended."""
    were, are = [one.alarm for one in before], [one.alarm for one in after]
    raised = [AlarmRaised(now_s, alarm.name, alarm.text) for alarm in are if alarm not in were]
    return (*raised, *[AlarmCleared(now_s, alarm.name) for alarm in were if alarm not in are])
