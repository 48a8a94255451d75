"""One car with one fault (S8 in a scenario's name), or with none: the alarms that come, and their times."""

from dataclasses import dataclass, replace

from controller import AlarmRaised, Mode, Settings, Snapshot, Target, Targets, step
from controller.step import initial
from controller.verify import finding_names
from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import FAULTS, Fault
from hil.plants import SimulatedCar

TICK_S = 2.0
"""Verification looks every 10 s; nothing here is faster than the 10 s of the compressor's unit."""


_BY_NAME = {f"S8-{fault.name.replace(' ', '-')}": fault for fault in FAULTS}

FAULT_NAMES = tuple(_BY_NAME)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of verification, seconds after the fault or after the beginning."""

    after_s: float
    alarm: str
    text: str


def find(car: SimulatedCar, settings: Settings, fault: Fault) -> list[Found]:
    """Return all findings until the one for `fault` comes or is overdue. For a fridge's fault the climate is off."""
    found: list[Found] = []
    memory = initial(settings, now_s=0.0, targets=_unheated(settings) if fault.alarm.startswith("fridge") else None)
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
        car.advance(taken.commands if then is None else fault.applied(taken.commands), TICK_S)
        for event in taken.events:
            if isinstance(event, AlarmRaised) and event.alarm in names:
                found.append(Found(now_s - fault.after_s, event.alarm, event.text))
                if event.alarm == fault.alarm:
                    return found
    return found


def false_alarms(car: SimulatedCar, settings: Settings, *, hours: float) -> list[Found]:
    """Return all findings in so long with nothing broken."""
    nothing = Fault(name="nothing", alarm="", within_s=hours * 3_600.0, after_s=0.0)
    return find(car, settings, nothing)


def _unheated(settings: Settings) -> Targets:
    """Return everything as configured, the cabin's climate off."""
    targets = initial(settings, now_s=0.0).targets
    return replace(targets, cabin=Target(targets.cabin.set_point_c, Mode.OFF))


def run_fault(name: str, seed: int) -> dict[str, float]:
    """Break one random car; tell whether the fault was told in time, after how long, and how much else before it."""
    fault = _BY_NAME[name]
    found = find(random_car(seed, outside_c=fault.outside_c, used=False), settings(), fault)
    told = [each.after_s / 60.0 for each in found if each.alarm == fault.alarm]
    others = sum(each.alarm != fault.alarm for each in found)
    return {"told": float(bool(told)), "told_after_min": min(told, default=float("nan")), "others": float(others)}
