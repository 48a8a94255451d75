"""Random use of a healthy box: lids, goods, requests, drives and nights. No alarm may come that is not true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from controller import (
    AlarmRaised,
    CabinInputs,
    CabinSettings,
    Mode,
    ModeRequest,
    QuietRequest,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    Step,
    VehicleInputs,
    present,
)
from controller.interface.requests import CAR
from controller.interface.targets import Target
from controller.settings import CompartmentSettings
from controller.verify import finding_names
from hil.box_trials.cases import Case, stage
from hil.box_trials.course import HOUR_S
from hil.box_trials.holders import Ours
from hil.box_trials.play import TICK_S
from hil.boxes import Ambient
from hil.plants import CoolingCompartment, FridgeOutputs, FridgeSurroundings

DAY_S = 86_400.0

EVERY_S = 2_400.0
"""By day somebody does something so often on average. Engineering choice: a family on the road."""

NIGHT_H = (22.0, 7.0)
DRIVE_S, DRIVE_KPH = (900.0, 5_400.0), 60.0
CONDITIONED_C, CABIN_S = 22.0, 900.0
"""The air of a car that is driven, and the time constant with which it gets there, and back. Engineering choice."""

NOISE_K = 0.03
"""Of the sensor in the cabin: as of those in the boxes."""

NEAR_K = 0.3
"""An alarm of a temperature is true when the truth is so near its limit: a probe may be off by so much."""

OF_TEMPERATURE = ("warm", "cold", "froz", "freez", "contents", "excursion", "band")
"""Alarms of a compartment with one of these in their name, which are no findings, speak of its temperature."""

LEFT_OPEN, TOO_HOT = "left_open", "cabin.too_hot"

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


class _Car:
    """The car around a box: its air follows the weather while it stands, and is made pleasant while it is driven."""

    def __init__(self, ambient: Ambient) -> None:
        self._ambient = ambient
        self._air_c = ambient.at(0.0).air_c

    def at(self, now_s: float, *, drives: bool) -> FridgeSurroundings:
        """Return what is around the box, a tick after the last time."""
        around = self._ambient.at(now_s)
        goal_c = CONDITIONED_C if drives else around.air_c
        self._air_c += (goal_c - self._air_c) * TICK_S / CABIN_S
        return replace(around, air_c=self._air_c)


def false_alarms(case: Case, *, hours: float) -> Iterator[FalseAlarm]:
    """Let the whole step of the product hold the box of `case` while people use it; yields what was told wrongly."""
    scene = stage(case)
    box, settings = scene.box, replace(scene.settings, cabin=CabinSettings(mode=Mode.OFF))
    people = People(random=Random(case.seed), boxes=box.compartments, settings=settings.fridge.compartments)
    ours, outputs, car = Ours(settings), FridgeOutputs(), _Car(scene.ambient)
    for tick in range(round(hours * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        requests, drives = people.act(now_s), now_s < people.drives_until_s
        around = car.at(now_s, drives=drives)
        seen = Snapshot(
            fridge=scene.eyes.read(now_s),
            cabin=CabinInputs(
                air_c=present(people.random.gauss(around.air_c, NOISE_K), now_s), presence=present(float(drives), now_s)
            ),
            vehicle=VehicleInputs(speed_kph=present(DRIVE_KPH if drives else 0.0, now_s)),
            requests=requests,
        )
        taken = ours.take(seen, outputs, now_s=now_s)
        box.advance(outputs, around, TICK_S)
        for event in taken.events:
            if isinstance(event, AlarmRaised) and not is_true(event.alarm, box.compartments, taken, settings):
                yield FalseAlarm(case, now_s, event.alarm, event.text)


def is_true(alarm: str, boxes: Sequence[CoolingCompartment], taken: Step, settings: Settings) -> bool:
    """Tell if there is something behind an alarm where nothing is broken: a temperature, or a lid that is open."""
    if alarm == TOO_HOT:
        air_c = taken.inputs.cabin.air_c.value
        return air_c is not None and air_c >= settings.cabin.too_hot_c - NEAR_K
    for box, each, target in zip(boxes, settings.fridge.compartments, taken.memory.targets.compartments, strict=True):
        if alarm == f"fridge.{each.name}.{LEFT_OPEN}":
            return box.lid_open
        if alarm.startswith(f"fridge.{each.name}.") and alarm not in finding_names(settings):
            return any(word in alarm for word in OF_TEMPERATURE) and _is_out_of_band(box, each, target)
    return False


def _is_out_of_band(box: CoolingCompartment, settings: CompartmentSettings, target: Target) -> bool:
    limit_c = min(settings.high_c, target.set_point_c + settings.too_warm_k)
    warmest_c, coldest_c = max(box.air_c, box.warmest_c), min(box.air_c, box.coldest_c)
    return warmest_c > limit_c - NEAR_K or coldest_c < max(settings.low_c, settings.freeze_guard_c) + NEAR_K
