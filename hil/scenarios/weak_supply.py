"""S5: a fridge at the car's supply, with cables that sag, engines that crank and batteries that run down."""

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from controller import power
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE
from controller.interface.events import LoadShed
from controller.interface.readings import NOT_FITTED, present
from controller.interface.snapshot import SupplyInputs, VehicleInputs
from controller.power import Inputs
from controller.settings import CompartmentSettings, PowerSettings, Profile, Protection
from hil.plants import Supply, SupplyConditions, SupplyParameters

DAY_S = 86_400.0
TICK_S = 5.0
STANDBY_W, RUNNING_W, STARTING_W = 0.6, 45.0, 25.0
CYCLE_S, RUN_S = 1_800.0, 720.0
MIN_OFF_S = 180.0
PROTECTION_V, PROTECTION_S = 10.4, 60.0
"""The compressor's own electronics."""

STARTS_V = 11.9
"""At rest: a warm engine still starts (a tenth of the charge). Engineering choice."""

BOXES = (CompartmentSettings(name="food"), CompartmentSettings(name="medicine", profile=Profile.MEDICINE))
SLEEPING_CAR_W = 0.25
"""20 mA, as a healthy car takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Use of the car: when its engine runs, and what the law can measure."""

    days: float
    engine: tuple[tuple[float, float], ...] = ()
    bus: bool = True
    shunt: bool = True
    protection: Protection = Protection.HIGH
    tick_s: float = TICK_S


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Result of some days on a weak supply."""

    min_v: float
    end_v: float = 0.0
    ohm: float = 0.0
    cuts: Counter[str] = field(default_factory=Counter)
    """Cut-outs of each rank."""
    self_protected: int = 0
    """Times that the compressor's own electronics had to step in."""


class Load:
    """A compressor on a thermostat in the heat, with its own protection; it starts only where the budget lets it."""

    def __init__(self) -> None:
        self.on = False
        self._since_s = self._blocked_until_s = -DAY_S
        self.self_protected = 0

    def draw_w(self, allowed: bool, voltage_v: float, now_s: float) -> float:
        """Return the power that the load takes at this voltage."""
        wanted = allowed and now_s % CYCLE_S < RUN_S
        if self.on != wanted and (not wanted or now_s - self._since_s >= MIN_OFF_S):
            self.on, self._since_s = wanted, now_s
        if self.on and now_s >= self._blocked_until_s and voltage_v < PROTECTION_V:
            self.self_protected += 1
            self._blocked_until_s = now_s + PROTECTION_S
        if not self.on or now_s < self._blocked_until_s:
            return STANDBY_W
        return RUNNING_W + (STARTING_W if now_s - self._since_s < RUN_S / 6.0 else 0.0)


def live(parameters: SupplyParameters, use: Use) -> Outcome:
    """Yield days of the supply under the law, whose budget the load keeps."""
    supply, conditions, load = Supply(parameters), SupplyConditions(), Load()
    memory, budget, settings = power.initial(), FREE, PowerSettings(protection=use.protection)
    outcome, applied = Outcome(min_v=supply.rest_v), Commands(compartment_fan_pct=(0.0, 0.0))
    for tick in range(int(use.days * DAY_S / use.tick_s)):
        now_s = tick * use.tick_s
        conditions.engine_rpm = engine_rpm(use, now_s)
        conditions.fridge_w = load.draw_w(any(budget.cooled), supply.voltage_v, now_s)
        supply.advance(conditions, use.tick_s)
        applied = replace(applied, compressor_on=load.on)
        inputs = replace(measured(supply, conditions, use, now_s), budget=budget)
        taken = power.regulate(memory, inputs, settings, applied, now_s=now_s)
        memory, budget = taken.memory, taken.output
        outcome.cuts.update(event.rank for event in taken.events if isinstance(event, LoadShed))
        outcome.min_v = min(outcome.min_v, supply.rest_v)
    outcome.end_v = supply.rest_v
    outcome.ohm = memory.estimates.line.ohm if memory.estimates else 0.0
    outcome.self_protected = load.self_protected
    return outcome


def engine_rpm(use: Use, now_s: float) -> float:
    """Crank for a tick, then idle."""
    for begin_s, end_s in use.engine:
        if begin_s - use.tick_s <= now_s < end_s:
            return 800.0 if now_s >= begin_s else 220.0
    return 0.0


def measured(supply: Supply, conditions: SupplyConditions, use: Use, now_s: float) -> Inputs:
    """Measure through an INA226: steps of 1.25 mV; a fridge without shunt gives no current."""
    voltage = present(round(supply.voltage_v / 0.00125) * 0.00125, now_s)
    current = present(supply.current_a, now_s) if use.shunt else NOT_FITTED
    car = VehicleInputs(engine_rpm=present(conditions.engine_rpm, now_s)) if use.bus else VehicleInputs()
    return Inputs(supply=SupplyInputs(voltage, current), vehicle=car, compartments=BOXES)


def starts(seed: int, days: float) -> tuple[tuple[float, float], ...]:
    """Draw engine starts without a pattern: from moving the car on the yard to half an hour's drive."""
    times: list[tuple[float, float]] = []
    at_s, state = 600.0, seed * 7_919 + 1
    while at_s < days * DAY_S:
        state = state * 1_103_515_245 % 2_147_483_647
        for_s = (20.0, 60.0, 300.0, 1_800.0)[state % 4]
        times.append((at_s, at_s + for_s))
        at_s += for_s + 300.0 + state % 14_000
    return tuple(times)


SUPPLIES = {
    "S5-parked": (SupplyParameters(car_w=SLEEPING_CAR_W), Use(days=14.0, tick_s=15.0)),
    "S5-long-cable": (SupplyParameters(cable_ohm=0.2), Use(days=2.0)),
    "S5-engine": (SupplyParameters(), Use(days=2.0)),
}
"""A fortnight parked; a socket at the end of a thin cable; an engine that is started at random."""


def random_supply(around: SupplyParameters, seed: int) -> SupplyParameters:
    """Make a battery, a cable and a sleeping car like no other, around the given ones.

    In a fortnight, 20 Ah go into the sleeping car and the standby of the fridge, which the law cannot spare.
    """
    random = Random(seed)
    return replace(
        around,
        capacity_ah=random.uniform(40.0, 90.0),
        charge_ratio=random.uniform(0.6, 0.95),
        internal_ohm=random.uniform(0.02, 0.05),
        cable_ohm=around.cable_ohm * random.uniform(0.7, 1.3),
        car_w=around.car_w * random.uniform(0.6, 1.4),
    )


def run_supply(name: str, seed: int) -> dict[str, float]:
    """Count the cut-outs of the rank that was cut out most often, per use of the car (one more for the start).

    More than one would be oscillation. Also counted are the protections by the compressor's own unit, mostly while a
    starter turned; and the lowest rest voltage is returned.
    """
    parameters, use = SUPPLIES[name]
    engine = starts(seed, use.days) if name == "S5-engine" else ()
    outcome = live(random_supply(parameters, seed), replace(use, engine=engine))
    return {
        "cut_outs_per_use": max(outcome.cuts.values(), default=0) / (1 + len(engine)),
        "self_protected": float(outcome.self_protected),
        "lowest_rest_v": outcome.min_v,
    }
