"""Random use of a healthy box: lids, goods, requests, drives and nights. No alarm may come that is not true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from controller import (
    AlarmRaised,
    CabinInputs,
    Mode,
    ModeRequest,
    QuietRequest,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    VehicleInputs,
    present,
)
from controller.interface.requests import CAR
from controller.interface.targets import Target
from controller.settings import CompartmentSettings
from hil.box_trials.cases import Case, stage
from hil.box_trials.course import HOUR_S
from hil.box_trials.holders import Ours
from hil.box_trials.play import TICK_S
from hil.plants import CoolingCompartment, FridgeOutputs

DAY_S = 86_400.0

EVERY_S = 2_400.0
"""By day somebody does something so often on average. Engineering choice: a family on the road."""

NIGHT_H = (22.0, 7.0)
DRIVE_S, DRIVE_KPH = (900.0, 5_400.0), 60.0
CONDITIONED_C = 22.0
"""The air of a car that is driven."""

NEAR_K = 0.3
"""An alarm of a temperature is true when the truth is so near its limit: a probe may be off by so much."""

OF_TEMPERATURE = ("warm", "cold", "froz", "freez", "contents", "excursion", "band")
"""Alarms with one of these in their name speak of the temperature in a compartment."""

LEFT_OPEN = "left_open"

_Deed = Callable[[int, float], Request | None]


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """An alarm with nothing behind it, `at_s` from the beginning."""

    case: Case
    at_s: float
    name: str
    text: str


@dataclass(slots=True, kw_only=True)
class People:
    """Deeds by chance, in the box and by request."""

    random: Random
    boxes: Sequence[CoolingCompartment]
    settings: Sequence[CompartmentSettings]
    next_s: float = 7.0 * HOUR_S
    shuts: list[tuple[float, int]] = field(default_factory=list)
    drives_until_s: float = 0.0

    def act(self, now_s: float) -> tuple[Request, ...]:
        """Return the requests at `now_s`, if there are any, and move goods and lids."""
        while self.shuts and now_s >= self.shuts[0][0]:
            self.boxes[self.shuts.pop(0)[1]].set_lid(False)
        if now_s < self.next_s or self.shuts:
            return ()
        self.next_s = _awake_s(now_s + self.random.expovariate(1.0 / EVERY_S))
        deeds: Mapping[_Deed, float] = {
            self._look: 0.4,
            self._put_in: 0.15,
            self._take_out: 0.15,
            self._set_point: 0.08,
            self._switch: 0.04,
            self._quiet: 0.08,
            self._drive: 0.1,
        }
        deed = self.random.choices([*deeds], [*deeds.values()])[0]
        asked = deed(self.random.randrange(len(self.boxes)), now_s)
        return () if asked is None else (asked,)

    def _look(self, number: int, now_s: float) -> None:
        self._open(number, now_s, self.random.uniform(3.0, 60.0))

    def _put_in(self, number: int, now_s: float) -> None:
        self._open(number, now_s, self.random.uniform(20.0, 120.0))
        goods_c = (-20.0, -5.0) if self.settings[number].high_c < 0.0 else (3.0, 30.0)
        self.boxes[number].add(self.random.uniform(0.2, 3.0), self.random.uniform(*goods_c))

    def _take_out(self, number: int, now_s: float) -> None:
        self._open(number, now_s, self.random.uniform(10.0, 90.0))
        self.boxes[number].remove(self.random.uniform(0.0, 0.4) * self.boxes[number].contents_kg)

    def _open(self, number: int, now_s: float, for_s: float) -> None:
        self.boxes[number].set_lid(True)
        self.shuts.append((now_s + for_s, number))

    def _set_point(self, number: int, _now_s: float) -> Request:
        box = self.settings[number]
        wanted_c = self.random.uniform(box.lowest_set_point_c, box.highest_set_point_c)
        return SetPointRequest("1", "chance", box.name, wanted_c)

    def _switch(self, number: int, _now_s: float) -> Request:
        return ModeRequest("1", "chance", self.settings[number].name, self.random.choice([Mode.COOL, Mode.OFF]))

    def _quiet(self, _number: int, _now_s: float) -> Request:
        return QuietRequest("1", "chance", CAR, quiet=self.random.random() < 0.3)  # noqa: PLR2004  # mostly not

    def _drive(self, _number: int, now_s: float) -> None:
        self.drives_until_s = now_s + self.random.uniform(*DRIVE_S)


def _awake_s(at_s: float) -> float:
    """Return `at_s`, or the morning after it where that is at night; 0 is midnight."""
    begins_h, ends_h = NIGHT_H
    of_day_s = at_s % DAY_S
    if of_day_s >= begins_h * HOUR_S:
        return at_s + DAY_S - of_day_s + ends_h * HOUR_S
    return at_s + max(ends_h * HOUR_S - of_day_s, 0.0)


def false_alarms(case: Case, *, hours: float) -> Iterator[FalseAlarm]:
    """Let the whole step of the product hold the box of `case` while people use it; yields what was told wrongly."""
    scene = stage(case)
    settings, box = scene.settings, scene.box
    people = People(random=Random(case.seed), boxes=box.compartments, settings=settings.fridge.compartments)
    ours, outputs = Ours(settings), FridgeOutputs()
    for tick in range(round(hours * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        requests, drives = people.act(now_s), now_s < people.drives_until_s
        around = scene.ambient.at(now_s)
        around = replace(around, air_c=CONDITIONED_C) if drives else around
        seen = Snapshot(
            fridge=scene.eyes.read(now_s),
            cabin=CabinInputs(air_c=present(around.air_c, now_s), presence=present(float(drives), now_s)),
            vehicle=VehicleInputs(speed_kph=present(DRIVE_KPH if drives else 0.0, now_s)),
            requests=requests,
        )
        taken = ours.take(seen, outputs, now_s=now_s)
        box.advance(outputs, around, TICK_S)
        for event in taken.events:
            targets = taken.memory.targets.compartments
            if isinstance(event, AlarmRaised) and not is_true(event.alarm, box.compartments, settings, targets):
                yield FalseAlarm(case, now_s, event.alarm, event.text)


def is_true(alarm: str, boxes: Sequence[CoolingCompartment], settings: Settings, targets: Sequence[Target]) -> bool:
    """Tell if there is something behind an alarm of a box in which nothing is broken: its temperature, or its lid."""
    for box, each, target in zip(boxes, settings.fridge.compartments, targets, strict=True):
        if not alarm.startswith(f"fridge.{each.name}."):
            continue
        if alarm.endswith(LEFT_OPEN):
            return box.lid_open
        if any(word in alarm for word in OF_TEMPERATURE):
            limit_c = min(each.high_c, target.set_point_c + each.too_warm_k)
            warmest_c, coldest_c = max(box.air_c, box.warmest_c), min(box.air_c, box.coldest_c)
            return warmest_c > limit_c - NEAR_K or coldest_c < max(each.low_c, each.freeze_guard_c) + NEAR_K
    return False
