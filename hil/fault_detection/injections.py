"""Injected faults, each with the alarm that must report it: in the plants, in the readings, or in applied outputs."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from controller.interface.commands import Commands
from controller.interface.readings import Reading
from controller.interface.snapshot import Snapshot
from hil.plants import SimulatedCar

MINUTE_S = 60.0
HOUR_S = 3_600.0


def _healthy(_car: SimulatedCar) -> None:
    """Break nothing in the plants."""


def _as_read(now: Snapshot, _then: Snapshot) -> Snapshot:
    """Let sensors tell what they read."""
    return now


def _as_requested(applied: Commands) -> Commands:
    """Apply what is requested."""
    return applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`readings` gets the snapshot of now and that of the moment of the fault. It must be told `within_s`."""

    name: str
    alarm: str
    within_s: float
    plants: Callable[[SimulatedCar], None] = _healthy
    readings: Callable[[Snapshot, Snapshot], Snapshot] = _as_read
    applied: Callable[[Commands], Commands] = _as_requested
    outside_c: float = 32.0
    after_s: float = 2.0 * HOUR_S
    """Time of the fault; what is learned of the box takes longer."""


def _lose_refrigerant(car: SimulatedCar) -> None:
    car.fridge.faults.charge_ratio = 0.0


def _block_motor(car: SimulatedCar) -> None:
    car.fridge.faults.motor_blocked = True


def _weld_relay(car: SimulatedCar) -> None:
    car.fridge.faults.relay_welded = True


def _stop_condenser_fan(car: SimulatedCar) -> None:
    car.fridge.faults.condenser_fan_failed = True


def _stop_fan(car: SimulatedCar) -> None:
    car.fridge.compartments[0].fan_failed = True


def _leave_ajar(car: SimulatedCar) -> None:
    car.fridge.compartments[0].lid_ajar = True


def _leave_open(car: SimulatedCar) -> None:
    car.fridge.compartments[0].set_lid(True)


def _food(now: Snapshot, **changed: Reading) -> Snapshot:
    """Replace the readings of the first compartment."""
    boxes = now.fridge.compartments
    return replace(now, fridge=replace(now.fridge, compartments=(replace(boxes[0], **changed), *boxes[1:])))


def _shifted(reading: Reading, by: float) -> Reading:
    return reading if reading.value is None else replace(reading, value=reading.value + by)


def _frozen(now: Reading, then: Reading) -> Reading:
    """Return the value of then with the time of now."""
    return replace(now, value=then.value)


def _air_stuck(now: Snapshot, then: Snapshot) -> Snapshot:
    return _food(now, air_c=_frozen(now.fridge.compartments[0].air_c, then.fridge.compartments[0].air_c))


def _air_drifted(now: Snapshot, then: Snapshot) -> Snapshot:
    """Let it drift by 2 K in an hour."""
    air_c = now.fridge.compartments[0].air_c
    hours = (air_c.taken_at_s - then.fridge.compartments[0].air_c.taken_at_s) / HOUR_S
    return _food(now, air_c=_shifted(air_c, 2.0 * min(hours, 1.0)))


def _air_stepped(now: Snapshot, _then: Snapshot) -> Snapshot:
    return _food(now, air_c=_shifted(now.fridge.compartments[0].air_c, 5.0))


def _plate_stuck(now: Snapshot, then: Snapshot) -> Snapshot:
    return replace(now, fridge=replace(now.fridge, plate_c=_frozen(now.fridge.plate_c, then.fridge.plate_c)))


def _cabin_stuck(now: Snapshot, then: Snapshot) -> Snapshot:
    return replace(now, cabin=replace(now.cabin, air_c=_frozen(now.cabin.air_c, then.cabin.air_c)))


def _voltage_gone(now: Snapshot, _then: Snapshot) -> Snapshot:
    return replace(now, supply=replace(now.supply, voltage_v=replace(now.supply.voltage_v, value=0.0)))


def _voltage_stuck(now: Snapshot, then: Snapshot) -> Snapshot:
    return replace(now, supply=replace(now.supply, voltage_v=_frozen(now.supply.voltage_v, then.supply.voltage_v)))


def _shunt_reversed(now: Snapshot, _then: Snapshot) -> Snapshot:
    current_a = now.supply.current_a
    return replace(now, supply=replace(now.supply, current_a=replace(current_a, value=-(current_a.value or 0.0))))


FAULTS: tuple[Fault, ...] = (
    Fault(name="refrigerant lost", alarm="fridge.not_cooling", within_s=3 * HOUR_S, plants=_lose_refrigerant),
    Fault(name="compressor does not start", alarm="fridge.no_start", within_s=3 * HOUR_S, plants=_block_motor),
    Fault(name="compressor relay welded", alarm="fridge.stuck_on", within_s=2 * HOUR_S, plants=_weld_relay),
    Fault(name="condenser fan stands", alarm="fridge.condenser_fan", within_s=3 * HOUR_S, plants=_stop_condenser_fan),
    Fault(name="compartment fan stands", alarm="fridge.food.fan_failed", within_s=6 * HOUR_S, plants=_stop_fan),
    Fault(name="lid ajar", alarm="fridge.food.lid_ajar", within_s=2 * HOUR_S, plants=_leave_ajar, after_s=8 * HOUR_S),
    Fault(name="lid open", alarm="fridge.food.left_open", within_s=6 * MINUTE_S, plants=_leave_open),
    Fault(name="air sensor stuck", alarm="fridge.food.air_stuck", within_s=4 * HOUR_S, readings=_air_stuck),
    Fault(
        name="air sensor drifted by 2 K",
        alarm="fridge.food.sensors_disagree",
        within_s=30 * HOUR_S,
        readings=_air_drifted,
    ),
    Fault(name="air sensor jumped by 5 K", alarm="fridge.food.air_jumped", within_s=MINUTE_S, readings=_air_stepped),
    Fault(name="plate sensor stuck", alarm="fridge.plate_stuck", within_s=4 * HOUR_S, readings=_plate_stuck),
    Fault(name="cabin sensor stuck", alarm="cabin.air_stuck", within_s=HOUR_S, readings=_cabin_stuck),
    Fault(
        name="heater dead",
        alarm="cabin.not_heating",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, heater_pct=0.0),
        outside_c=-10.0,
        after_s=0.0,
    ),
    Fault(
        name="blower dead",
        alarm="cabin.not_heating",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, blower_pct=0.0),
        outside_c=-10.0,
        after_s=0.0,
    ),
    Fault(
        name="cooler dead",
        alarm="cabin.not_cooling",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, cooler_pct=0.0),
        after_s=0.0,
    ),
    Fault(
        name="heater stuck on",
        alarm="cabin.heats_unasked",
        within_s=2 * HOUR_S,
        applied=lambda applied: replace(applied, heater_pct=100.0),
        outside_c=-10.0,
    ),
    Fault(name="voltage sensor dead", alarm="supply.voltage_impossible", within_s=2 * MINUTE_S, readings=_voltage_gone),
    Fault(name="voltage sensor stuck", alarm="supply.voltage_stuck", within_s=4 * HOUR_S, readings=_voltage_stuck),
    Fault(
        name="shunt wired backwards", alarm="supply.current_backwards", within_s=2 * HOUR_S, readings=_shunt_reversed
    ),
)
