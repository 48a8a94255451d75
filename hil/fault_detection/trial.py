"""One car with one fault (S8 in a scenario's name), or with none: the alarms that come, and their times."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Protocol

from controller import AlarmRaised, Commands, Mode, Settings, Snapshot, Target, Targets, step
from controller.step import initial
from controller.verify import finding_names
from hil.fault_detection.box_car import OTHER_KINDS, BoxCar
from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import BOX, FAULTS, HOUR_S, Fault, Parts
from hil.plants import CoolingBox

TICK_S = 2.0
"""Verification looks every 10 s; nothing here is faster than the 10 s of the compressor's unit."""

AFTER_S = 2 * HOUR_S
"""For so long after a fault was told, nothing else may be."""

_BY_NAME = {f"S8-{fault.name.replace(' ', '-')}": fault for fault in FAULTS}

FAULT_NAMES = tuple(_BY_NAME)


class Subject(Protocol):
    """A car or a box that can be broken."""

    @property
    def fridge(self) -> CoolingBox:
        """Its fridge."""

    def observe(self, now_s: float) -> Snapshot:
        """Read all sensors."""

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of verification, seconds after the fault (negative: before it) or after the beginning."""

    after_s: float
    alarm: str
    text: str


def find(car: Subject, settings: Settings, fault: Fault, *, also_s: float = 0.0) -> list[Found]:
    """Return all findings until the one for `fault` has come and `also_s` more have passed, or it is overdue.

    For a fridge's fault the climate is off.
    """
    found: list[Found] = []
    memory = initial(settings, now_s=0.0, targets=_unheated(settings) if fault.alarm.startswith("fridge") else None)
    then: Snapshot | None = None
    names, alarm = set(finding_names(settings)), alarm_of(fault, settings)
    ends_s = fault.after_s + fault.within_s
    now_s = 0.0
    while now_s < ends_s:
        seen = car.observe(now_s)
        if now_s >= fault.after_s:
            if then is None:
                then = seen
                fault.plants(car.fridge)
            seen = fault.readings(seen, then)
        taken = step(memory, seen, settings, now_s=now_s)
        memory = taken.memory
        car.advance(taken.commands if then is None else fault.applied(taken.commands), TICK_S)
        for event in taken.events:
            if isinstance(event, AlarmRaised) and event.alarm in names:
                found.append(Found(now_s - fault.after_s, event.alarm, event.text))
                if is_told(fault, event.alarm, alarm) and now_s >= fault.after_s:
                    ends_s = min(ends_s, now_s + also_s)
        now_s += TICK_S
    return found


def alarm_of(fault: Fault, settings: Settings) -> str:
    """Return the alarm for `fault` in an installation."""
    return fault.alarm.replace(BOX, settings.fridge.compartments[0].name)


def false_alarms(car: Subject, settings: Settings, *, hours: float) -> list[Found]:
    """Return all findings in so long with nothing broken."""
    nothing = Fault(name="nothing", alarm="", within_s=hours * 3_600.0, after_s=0.0)
    return find(car, settings, nothing)


def _unheated(settings: Settings) -> Targets:
    """Return everything as configured, the cabin's climate off."""
    targets = initial(settings, now_s=0.0).targets
    return replace(targets, cabin=Target(targets.cabin.set_point_c, Mode.OFF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """One fault in one car or box: minutes until it was told (None: not in time), and what else was, by name."""

    subject: str
    after_min: float | None
    beside: tuple[str, ...]
    before: tuple[str, ...]
    """False findings: told before anything was broken."""


def run_fault(name: str, seed: int) -> Detected:
    """Break one random car, or with an odd seed a box of another structure, that can have the fault."""
    fault = _BY_NAME[name]
    subject, car, configured = _subject(fault, seed)
    found, alarm = find(car, configured, fault, also_s=AFTER_S), alarm_of(fault, configured)
    told = [each.after_s / 60.0 for each in found if each.after_s >= 0.0 and is_told(fault, each.alarm, alarm)]
    return Detected(
        subject=subject,
        after_min=min(told, default=None),
        beside=tuple([each.alarm for each in found if each.after_s >= 0.0 and not is_told(fault, each.alarm, alarm)]),
        before=tuple([each.alarm for each in found if each.after_s < 0.0]),
    )


def is_told(fault: Fault, alarm: str, expected: str) -> bool:
    """Return True for the alarm of the fault, of any compartment where each has it."""
    return alarm == expected or (fault.everywhere and alarm.rpartition(".")[2] == expected.rpartition(".")[2])


def _subject(fault: Fault, seed: int) -> tuple[str, Subject, Settings]:
    if seed % 2 and Parts.CABIN not in fault.needs:
        kinds = [kind for kind in OTHER_KINDS if fault.needs in BoxCar(kind, seed).parts]
        kind = kinds[seed // 2 % len(kinds)]
        box = BoxCar(kind, seed)
        return f"{kind} {seed}", box, box.settings
    return f"car {seed}", random_car(seed, outside_c=fault.outside_c, used=False), settings()


def detected(name: str, rows: Sequence[Detected]) -> dict[str, Any]:
    """Judge one fault over all that had it: all must tell it, and nothing else."""
    minutes = [row.after_min for row in rows if row.after_min is not None]
    beside, before = (_count(each) for each in ([row.beside for row in rows], [row.before for row in rows]))
    missed = [row.subject for row in rows if row.after_min is None]
    return {
        "scenario": name,
        "alarm": _BY_NAME[name].alarm,
        "passed": not missed and not beside and not before,
        "found_share": round(len(minutes) / len(rows), 3),
        "median_min": round(median(minutes), 1) if minutes else None,
        "longest_min": round(max(minutes), 1) if minutes else None,
        "not_found_in": missed,
        "told_beside": beside,
        "false_findings": before,
    }


def _count(names: Sequence[tuple[str, ...]]) -> Mapping[str, int]:
    return dict(Counter([name for each in names for name in each]).most_common())


def lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Put the verdict on one fault into lines for people."""
    yield f"{result['scenario']}: {'kept' if result['passed'] else 'MISSED'}"
    found = f"found in {100.0 * result['found_share']:.0f} %, after {result['median_min']} min"
    yield f"  {result['alarm']}: {found} (longest {result['longest_min']} min)"
    for key in ("not_found_in", "told_beside", "false_findings"):
        if result[key]:
            yield f"  {key.replace('_', ' ')}: {result[key]}"
