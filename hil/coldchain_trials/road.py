"""A car or a box on its way with goods in it, which anything can happen to, and its record minute by minute.

The record is made by the very code of the service: the same points, the same minutes, the same words of events.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from controller import Commands, Request, Settings, Snapshot, all_off, step
from controller.interface.readings import NOT_FITTED
from controller.interface.snapshot import readings_of
from controller.step import Step, initial
from firmware.coldchain.minutes import MINUTE_S, SAMPLE_S, Compartment
from firmware.coldchain.recorded import minute_of
from firmware.coldchain.series import Fact, Gap, Item
from firmware.control.state_store import Health, State
from firmware.points import table
from firmware.points.event_text import describe
from firmware.record.new_rows import data_of, kind_of
from hil.fault_detection.box_car import OTHER_KINDS, BoxCar
from hil.fault_detection.days import random_car, settings
from hil.plants import CoolingBox, SimulatedCar, Weather, WeatherParameters

TICK_S = 2.0
"""The laws are asked every two seconds."""

BEGIN_WALL_S = 1_790_000_040.0
"""Some day in 2026, at a full minute."""

CAR = "demo car"
KINDS = (CAR, *OTHER_KINDS)

_OUTPUTS = frozenset({"compressor", "thermoelectric"})
LEAST_C = 22.0
"""It is no colder around: in a cold car nothing gets too warm."""

SUN_K = 24.0
"""So much hotter is a car in the sun (validation of the cabin)."""


class Subject(Protocol):
    """A car or a box with its sensors."""

    @property
    def fridge(self) -> CoolingBox:
        """Its fridge."""

    def observe(self, now_s: float) -> Snapshot:
        """Read all sensors."""

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""


@dataclass(slots=True, kw_only=True)
class Upsets:
    """All that can be changed on the way, beside what is changed in the fridge itself."""

    power: bool = True
    """False: fridge and controller are both without."""
    lid_switch: bool = True
    air_k: float = 0.0
    """So much warmer the air's sensor reads."""
    air_stuck_c: float | None = None
    requests: tuple[Request, ...] = ()
    """For the next tick."""


class Road:
    """The journey of one subject of `kind`. `number` is the compartment with the goods."""

    def __init__(self, kind: str, seed: int, *, start_c: float | None = None) -> None:
        random = Random(f"{kind} {seed} road")
        if kind == CAR:
            outside_c, inside_c = random.uniform(LEAST_C, 32.0), 5.0 if start_c is None else start_c
            self.subject: Subject = random_car(seed, outside_c=outside_c, start_c=inside_c, used=False)
            self.settings: Settings = settings()
        else:
            box = BoxCar(kind, seed, start_c=start_c)
            box.hotter_k = max(LEAST_C - box.around_c, 0.0)
            self.subject, self.settings = box, box.settings
        self.kind, self.upsets, self.now_s = kind, Upsets(), 0.0
        self.fridge = self.subject.fridge
        self._memory = initial(self.settings, now_s=0.0)
        names = [one.name for one in self.settings.fridge.compartments]
        fitted = self._fitted(names)
        self._points = {point.key: point for point in table(self.settings, fitted | _OUTPUTS)}
        self._names = names
        self._lost_at_s: float | None = None
        self._makers = self._fresh()

    def heat_to(self, around_c: float) -> None:
        """Heat the air around the fridge: by sun on the car, or for a box alone directly."""
        if isinstance(self.subject, BoxCar):
            self.subject.hotter_k += around_c - self.subject.around_c
        elif isinstance(self.subject, SimulatedCar):
            outside = WeatherParameters(outside_c=around_c - SUN_K, clearness=1.0, start_h=12.0)
            self.subject.weather = Weather(outside)

    def drive(self, number: int, for_s: float) -> Iterator[Item | Fact]:
        """Go on for so long; yields the record of the compartment with this number."""
        ends_s = self.now_s + for_s
        while self.now_s < ends_s:
            if self.upsets.power:
                yield from self._tick(number)
            else:
                self._rest()
            self.now_s += TICK_S

    def _tick(self, number: int) -> Iterator[Item | Fact]:
        if self._lost_at_s is not None:
            yield self._power_again()
        now_s, upsets = self.now_s, self.upsets
        seen = self._seen(number)
        taken = step(self._memory, replace(seen, requests=upsets.requests), self.settings, now_s=now_s)
        upsets.requests = ()
        self._memory = taken.memory
        self.subject.advance(taken.commands, TICK_S)
        yield from (_fact(event, now_s) for event in taken.events)
        yield from self._record(taken, number)

    def _record(self, taken: Step, number: int) -> Iterator[Item]:
        state = State(step=taken, health=Health(), others={}, wall_s=BEGIN_WALL_S + self.now_s)
        for maker in self._makers:
            maker.look(state, TICK_S)
            if self.now_s % SAMPLE_S < TICK_S:
                maker.sample(state)
        if (self.now_s + TICK_S) % MINUTE_S < TICK_S:
            bodies = [maker.minute(MINUTE_S) for maker in self._makers]
            yield minute_of(bodies[number], BEGIN_WALL_S + self.now_s + TICK_S - MINUTE_S)

    def _rest(self) -> None:
        """Let everything stand without power."""
        if self._lost_at_s is None:
            self._lost_at_s = self.now_s
        self.subject.advance(all_off(len(self._names)), TICK_S)

    def _power_again(self) -> Gap:
        """Begin anew, with the targets that were persisted; return what is missing in the record."""
        lost_s = self._lost_at_s or 0.0
        self._lost_at_s = None
        self._memory = initial(self.settings, now_s=self.now_s, targets=self._memory.targets)
        self._makers = self._fresh()
        return Gap(wall_s=BEGIN_WALL_S + lost_s, duration_s=self.now_s - lost_s, why="no power", power_lost=True)

    def _seen(self, number: int) -> Snapshot:
        seen, upsets = self.subject.observe(self.now_s), self.upsets
        boxes = list(seen.fridge.compartments)
        box = boxes[number]
        if box.air_c.value is not None:
            read_c = box.air_c.value + upsets.air_k if upsets.air_stuck_c is None else upsets.air_stuck_c
            box = replace(box, air_c=replace(box.air_c, value=read_c))
        if not upsets.lid_switch:
            box = replace(box, lid_open=NOT_FITTED)
        boxes[number] = box
        return replace(seen, fridge=replace(seen.fridge, compartments=tuple(boxes)))

    def _fitted(self, names: Sequence[str]) -> frozenset[str]:
        readings = readings_of(self.subject.observe(0.0), len(names))
        return frozenset(
            point for point, reading in zip(self.settings.max_ages_s, readings, strict=True) if reading != NOT_FITTED
        ) | {f"fan.{name}" for name in names}

    def _fresh(self) -> list[Compartment]:
        return [Compartment(name, self._points) for name in self._names]


def _fact(event: object, now_s: float) -> Fact:
    return Fact(
        wall_s=BEGIN_WALL_S + now_s,
        kind=kind_of(event),  # type: ignore[arg-type]
        text=describe(event),  # type: ignore[arg-type]
        data=data_of(event),  # type: ignore[arg-type]
    )
