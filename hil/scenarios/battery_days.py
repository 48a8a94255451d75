"""Days of a fridge at a battery of one kind and what charges it: driven twice a day, or parked for a fortnight.

The whole controller runs, or the power law alone with a thermostat, which is ten times as fast; with the box of
reference at 28 °C. They measure what a usual installation does: the voltage and the fridge's current by an INA226, and
the engine by the bus.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin

from controller import Settings, power, step
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE, Budget
from controller.interface.events import Event, LoadShed
from controller.interface.immutable import immutable
from controller.interface.readings import Reading
from controller.interface.snapshot import CompartmentInputs, FridgeInputs, Snapshot, SupplyInputs, VehicleInputs
from controller.settings import BatteryKind, CompartmentSettings, FridgeSettings, PowerSettings
from controller.step import initial
from hil.plants.battery import BatteryParameters
from hil.plants.boxes import one_compartment
from hil.plants.fridge_ports import FridgeOutputs, FridgeSurroundings
from hil.plants.power_net import ALTERNATORS, PowerNet, PowerNetParameters
from hil.plants.vehicle import DAY_S, Trip, Vehicle

TICK_S = 5.0
HOUR_S = 3_600.0
WARM_C = 8.0
"""Food that is warmer spoils."""
ENOUGH_PCT = 60.0
"""Beside a battery with more than this no food may get warm."""

DRIVE_S = 2_400.0
TRIPS = (Trip(7.5 * HOUR_S, DRIVE_S), Trip(17.5 * HOUR_S, DRIVE_S))
"""Forty minutes to work and back."""
USED_DAYS, PARKED_DAYS = 4.0, 14.0

PANEL_W = 100.0
SUNNY = (1.0, 0.4, 0.8, 0.15)
"""How much of a clear day each day has, again and again. Engineering choice: a fair week in May."""

BOXES = (CompartmentSettings(name="food"),)
COLD_C, HALF_K, MIN_OFF_S = 5.0, 0.5, 180.0
"""Of the thermostat."""

SUNRISE_H, DAYLIGHT_H = 6.0, 14.0

RUNNING_RPM = 500.0
STEP_V = 0.00125
"""Of an INA226."""

CAR_INPUTS = frozenset({"engine_rpm"})

CAPACITY_AH = {"flooded": 70.0, "agm": 70.0, "lifepo4": 100.0}
CHARGE_RATIO = 0.85

SOURCES = ("plain", "smart", "solar", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One battery and its use; `measured` are the inputs of the supply that somebody has fitted."""

    battery: str
    source: str
    driven: bool
    days: float
    power: PowerSettings | None = None
    """None: the kind of the battery, and all else as it is by itself."""
    measured: frozenset[str] = frozenset({"voltage_v", "current_a", "engine_rpm"})
    capacity_ah: float | None = None
    charge_ratio: float = CHARGE_RATIO
    ambient_c: float = 28.0
    tick_s: float = TICK_S

    @property
    def settings(self) -> PowerSettings:
        """The settings of the power law."""
        return self.power or PowerSettings(battery=BatteryKind(self.battery))

    def net(self) -> PowerNet:
        """Make the net."""
        battery = BatteryParameters(
            kind=self.battery,
            capacity_ah=self.capacity_ah or CAPACITY_AH[self.battery],
            charge_ratio=self.charge_ratio,
        )
        panel_w = PANEL_W if self.source == "solar" else 0.0
        return PowerNet(PowerNetParameters(battery=battery, alternator=ALTERNATORS.get(self.source), panel_w=panel_w))


@dataclass(slots=True, kw_only=True)
class Course:
    """The fate of the food, the battery and the engine."""

    food_above_8c_h: float = 0.0
    above_8c_beside_charge_h: float = 0.0
    """Of that, beside a battery with more than ENOUGH_PCT."""
    lowest_soc_pct: float = 100.0
    cut_outs: int = 0
    """Of the food."""
    engine_starts_failed: int = 0
    in_use_h: float = 0.0
    """For so long the controller took the car to be in use."""
    stored_h: float = 0.0
    """For so long it stored cold."""


class Standing:
    """The net, the box and the car of one case."""

    def __init__(self, case: Case) -> None:
        self.case, self.net = case, case.net()
        self.fridge = one_compartment(start_c=5.0).build(off_for_s=HOUR_S)
        self.vehicle = Vehicle(TRIPS if case.driven else ())
        self.starts_failed = 0
        self._outputs, self._around = FridgeOutputs(), FridgeSurroundings(air_c=case.ambient_c)
        self._ran = False

    def observe(self, now_s: float) -> Snapshot:
        """Read what is fitted."""
        box, fitted, net = self.fridge.compartments[0], self.case.measured, self.net
        truth = {
            "voltage_v": round(net.voltage_v / STEP_V) * STEP_V,
            "current_a": net.current_a,
            "engine_rpm": self.vehicle.engine_rpm,
        }
        seen = {name: Reading(value, now_s) for name, value in truth.items() if name in fitted}
        car = {name: seen.pop(name) for name in CAR_INPUTS if name in seen}
        air_c, contents_c = box.air_probe.read_c(), box.contents_probe.read_c()
        inside = CompartmentInputs(Reading(air_c, now_s), Reading(contents_c, now_s))
        fridge = FridgeInputs((inside,), Reading(self.fridge.plate_probe.read_c(), now_s))
        return Snapshot(fridge=fridge, supply=SupplyInputs(**seen), vehicle=VehicleInputs(**car))

    def advance(self, commands: Commands, now_s: float) -> None:
        """Obey for a tick; the engine is started when a trip begins."""
        dt_s = self.case.tick_s
        self.vehicle.advance(dt_s)
        runs = self.vehicle.engine_rpm >= RUNNING_RPM
        if runs and not self._ran:
            self.crank()
        self._ran = runs
        self._around.supply_v = self.net.voltage_v
        self._outputs.obey(commands)
        self.fridge.advance(self._outputs, self._around, dt_s)
        speed_kph = self.vehicle.speed_kph
        self.net.advance(self.fridge.power_w, dt_s, engine=runs, speed_kph=speed_kph, sun=sun(now_s))

    def crank(self) -> None:
        """Try to start the engine."""
        self.starts_failed += not self.net.cranks()


def sun(now_s: float) -> float:
    """Return the share of full sun: from six to eight o'clock, by the days of SUNNY."""
    day, hour = int(now_s // DAY_S), now_s % DAY_S / HOUR_S
    return SUNNY[day % len(SUNNY)] * max(sin(pi * (hour - SUNRISE_H) / DAYLIGHT_H), 0.0) if hour > SUNRISE_H else 0.0


@immutable
class Ordered:
    """The result of one tick."""

    commands: Commands
    budget: Budget
    events: tuple[Event, ...]


Law = Callable[[Snapshot, float], Ordered]


def controller(settings: PowerSettings) -> Law:
    """Make the whole controller."""
    whole = Settings(fridge=FridgeSettings(compartments=BOXES), power=settings)
    memory = initial(whole, now_s=0.0)

    def tick(snapshot: Snapshot, now_s: float) -> Ordered:
        nonlocal memory
        taken = step(memory, snapshot, whole, now_s=now_s)
        memory = taken.memory
        return Ordered(taken.commands, taken.status.supply.budget, taken.events)

    return tick


def thermostat(settings: PowerSettings) -> Law:
    """Make the power law alone, with a thermostat that keeps to its budget."""
    memory, budget, applied, since_s = power.initial(), FREE, Commands(compartment_fan_pct=(0.0,)), -HOUR_S

    def tick(snapshot: Snapshot, now_s: float) -> Ordered:
        nonlocal memory, budget, applied, since_s
        inputs = power.Inputs(
            supply=snapshot.supply,
            vehicle=snapshot.vehicle,
            compartments=BOXES,
            fresh_v=snapshot.supply.voltage_v,
            budget=budget,
        )
        taken = power.regulate(memory, inputs, settings, applied, now_s=now_s)
        memory, budget = taken.memory, taken.output
        contents_c = snapshot.fridge.compartments[0].contents_c.value or 0.0
        on = contents_c > (COLD_C - HALF_K if applied.compressor_on else COLD_C + HALF_K) and all(budget.cooled)
        if on != applied.compressor_on and (not on or now_s - since_s >= MIN_OFF_S):
            applied, since_s = Commands(compartment_fan_pct=(100.0 * on,), compressor_on=on), now_s
        return Ordered(applied, budget, taken.events)

    return tick


def live(case: Case, law: Callable[[PowerSettings], Law] = controller) -> Course:
    """Play the days; the engine is started at each trip, and once at the end."""
    car, course, tick_once = Standing(case), Course(), law(case.settings)
    for tick in range(int(case.days * DAY_S / case.tick_s)):
        now_s = tick * case.tick_s
        taken = tick_once(car.observe(now_s), now_s)
        car.advance(taken.commands, now_s)
        _note(course, car, taken, case.tick_s / HOUR_S)
    car.crank()
    course.engine_starts_failed = car.starts_failed
    course.lowest_soc_pct = 100.0 * car.net.battery.lowest_ratio
    return course


def _note(course: Course, car: Standing, taken: Ordered, hours: float) -> None:
    """Take in one tick."""
    warm = car.fridge.compartments[0].contents_c > WARM_C
    course.food_above_8c_h += warm * hours
    course.above_8c_beside_charge_h += (warm and 100.0 * car.net.battery.charge_ratio > ENOUGH_PCT) * hours
    course.in_use_h += taken.budget.awake * hours
    course.stored_h += taken.budget.store_cold * hours
    course.cut_outs += sum(isinstance(event, LoadShed) and event.rank == "food" for event in taken.events)
