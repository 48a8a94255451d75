"""One car with one fault, or with none: which alarms come, and when."""

from dataclasses import dataclass, replace

from controller import AlarmRaised, Mode, Settings, Snapshot, Target, Targets, step
from controller.memory import start
from controller.verify import finding_names
from hil.fault_detection.injections import Fault
from hil.plants import SimulatedCar

TICK_S = 2.0
"""Verification looks every 10 s; nothing here is faster than the 10 s of the compressor's unit."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of verification, seconds after the fault or after the beginning."""

    after_s: float
    alarm: str
    text: str


def find(car: SimulatedCar, settings: Settings, fault: Fault) -> list[Found]:
    """All findings until the one for `fault`, or until it is overdue. For a fridge's fault the climate is off."""
    found: list[Found] = []
    memory = start(settings, now_s=0.0, targets=_unheated(settings) if fault.alarm.startswith("fridge") else None)
    then: Snapshot | None = None
    names = set(finding_names(settings))
    for tick in range(round((fault.after_s + fault.within_s) / TICK_S)):
        now_s = tick * TICK_S
        seen = car.observe(now_s)
        if now_s >= fault.after_s:
            if then is None:
                then = seen
                fault.plants(car)
            seen = fault.readings(seen, then)
        taken = step(memory, seen, settings, now_s=now_s)
        memory = taken.memory
        car.advance(taken.commands if then is None else fault.orders(taken.commands), TICK_S)
        for event in taken.events:
            if isinstance(event, AlarmRaised) and event.alarm in names:
                found.append(Found(now_s - fault.after_s, event.alarm, event.text))
                if event.alarm == fault.alarm:
                    return found
    return found


def false_alarms(car: SimulatedCar, settings: Settings, *, hours: float) -> list[Found]:
    """All findings in so long with nothing broken."""
    nothing = Fault(name="nothing", alarm="", within_s=hours * 3_600.0, after_s=0.0)
    return find(car, settings, nothing)


def _unheated(settings: Settings) -> Targets:
    """Everything as configured, the cabin's climate off."""
    targets = start(settings, now_s=0.0).targets
    return replace(targets, cabin=Target(targets.cabin.set_point_c, Mode.OFF))
