"""Injected faults, each with the alarm that must report it: in the plants, in the readings, or in applied outputs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Flag, auto
from functools import partial

from controller.interface.commands import Commands
from controller.interface.readings import Reading
from controller.interface.snapshot import Snapshot
from hil.plants import CoolingBox

BOX = "BOX"

MINUTE_S = 60.0
HOUR_S = 3_600.0


def _healthy(_box: CoolingBox) -> None:
    """Break nothing in the plants."""


def _as_read(now: Snapshot, _then: Snapshot) -> Snapshot:
    """Let sensors tell what they read."""
    return now


def _as_requested(applied: Commands) -> Commands:
    """Apply what is requested."""
    return applied


class Parts(Flag):
    """Parts that not every box has."""

    NONE = 0
    COMPRESSOR = auto()
    FAN = auto()
    SECOND = auto()
    """A second compartment."""
    CABIN = auto()
    """The climate of a whole car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`readings` gets the snapshot of now and that of the moment of the fault. It must be told `within_s`.

    `alarm` is of the first compartment where it is of one: BOX stands for its name. `needs` is what a box must have.
    """

    name: str
    alarm: str
    within_s: float
    plants: Callable[[CoolingBox], None] = _healthy
    needs: Parts = Parts.NONE
    everywhere: bool = False
    """True where each compartment has it: then each may tell it."""
    readings: Callable[[Snapshot, Snapshot], Snapshot] = _as_read
    applied: Callable[[Commands], Commands] = _as_requested
    outside_c: float = 32.0
    after_s: float = 2.0 * HOUR_S
    """Time of the fault; what is learned of the box takes longer."""


def _lose_refrigerant(box: CoolingBox) -> None:
    box.faults.charge_ratio = 0.0


def _lose_some_refrigerant(box: CoolingBox) -> None:
    box.faults.charge_ratio = 0.6


def _block_motor(box: CoolingBox) -> None:
    box.faults.motor_blocked = True


def _weld_relay(box: CoolingBox) -> None:
    box.faults.relay_welded = True


def _stop_condenser_fan(box: CoolingBox) -> None:
    box.faults.condenser_fan_failed = True


def _stop_fan(box: CoolingBox) -> None:
    box.compartments[0].fan_failed = True


def _stop_all_fans(box: CoolingBox) -> None:
    for compartment in box.compartments:
        compartment.fan_failed = True


def _leave_ajar(box: CoolingBox) -> None:
    box.compartments[0].lid_ajar = True


def _leave_open(box: CoolingBox) -> None:
    box.compartments[0].set_lid(True)


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


def _air_swapped(now: Snapshot, _then: Snapshot) -> Snapshot:
    first, second, *others = now.fridge.compartments
    swapped = (replace(first, air_c=second.air_c), replace(second, air_c=first.air_c), *others)
    return replace(now, fridge=replace(now.fridge, compartments=swapped))


def _plate_loose(now: Snapshot, _then: Snapshot) -> Snapshot:
    """Let the plate's sensor hang in the air of the first compartment."""
    return replace(now, fridge=replace(now.fridge, plate_c=now.fridge.compartments[0].air_c))


def _blown(applied: Commands, *, pct: float) -> Commands:
    """Let the first fan blow whatever is requested."""
    return replace(applied, compartment_fan_pct=(pct, *applied.compartment_fan_pct[1:]))


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
    Fault(
        name="refrigerant lost",
        alarm="fridge.not_cooling",
        within_s=4 * HOUR_S,
        plants=_lose_refrigerant,
        needs=Parts.COMPRESSOR,
    ),
    Fault(
        name="refrigerant 40 % low",
        alarm="fridge.weak_cooling",
        within_s=16 * HOUR_S,
        plants=_lose_some_refrigerant,
        after_s=24 * HOUR_S,
        needs=Parts.COMPRESSOR,
    ),
    Fault(name="compressor does not start", alarm="fridge.no_start", within_s=3 * HOUR_S, plants=_block_motor),
    Fault(name="compressor relay welded", alarm="fridge.stuck_on", within_s=3 * HOUR_S, plants=_weld_relay),
    Fault(
        name="condenser fan stands",
        alarm="fridge.condenser_fan",
        within_s=3 * HOUR_S,
        plants=_stop_condenser_fan,
        needs=Parts.COMPRESSOR,
    ),
    Fault(
        name="compartment fan stands",
        alarm=f"fridge.{BOX}.fan_failed",
        within_s=6 * HOUR_S,
        plants=_stop_fan,
        needs=Parts.FAN,
    ),
    Fault(
        name="all box fans dead",
        alarm=f"fridge.{BOX}.fan_failed",
        everywhere=True,
        within_s=6 * HOUR_S,
        plants=_stop_all_fans,
        needs=Parts.FAN,
    ),
    Fault(
        name="fan blows always",
        alarm="fridge.blows_unasked",
        within_s=12 * HOUR_S,
        applied=partial(_blown, pct=100.0),
        after_s=12 * HOUR_S,
        needs=Parts.FAN,
    ),
    Fault(
        name="damper stuck half open",
        alarm="fridge.blows_unasked",
        within_s=12 * HOUR_S,
        applied=partial(_blown, pct=50.0),
        after_s=12 * HOUR_S,
        needs=Parts.FAN,
    ),
    Fault(
        name="lid ajar",
        alarm=f"fridge.{BOX}.lid_ajar",
        within_s=4 * HOUR_S,
        plants=_leave_ajar,
        after_s=9 * HOUR_S,
    ),
    Fault(name="lid open", alarm=f"fridge.{BOX}.left_open", within_s=6 * MINUTE_S, plants=_leave_open),
    Fault(name="air sensor stuck", alarm=f"fridge.{BOX}.air_stuck", within_s=4 * HOUR_S, readings=_air_stuck),
    Fault(
        name="air sensor drifted by 2 K",
        alarm=f"fridge.{BOX}.sensors_disagree",
        within_s=30 * HOUR_S,
        readings=_air_drifted,
    ),
    Fault(name="air sensor jumped by 5 K", alarm=f"fridge.{BOX}.air_jumped", within_s=MINUTE_S, readings=_air_stepped),
    Fault(
        name="air sensors in each other's compartment",
        alarm="fridge.air_swapped",
        after_s=0.0,
        within_s=12 * HOUR_S,
        readings=_air_swapped,
        needs=Parts.SECOND | Parts.FAN,
    ),
    Fault(name="plate sensor fallen off", alarm="fridge.plate_loose", within_s=4 * HOUR_S, readings=_plate_loose),
    Fault(name="plate sensor stuck", alarm="fridge.plate_stuck", within_s=4 * HOUR_S, readings=_plate_stuck),
    Fault(
        name="cabin sensor stuck", needs=Parts.CABIN, alarm="cabin.air_stuck", within_s=HOUR_S, readings=_cabin_stuck
    ),
    Fault(
        name="heater dead",
        needs=Parts.CABIN,
        alarm="cabin.not_heating",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, heater_pct=0.0),
        outside_c=-10.0,
        after_s=0.0,
    ),
    Fault(
        name="blower dead",
        needs=Parts.CABIN,
        alarm="cabin.not_heating",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, blower_pct=0.0),
        outside_c=-10.0,
        after_s=0.0,
    ),
    Fault(
        name="cooler dead",
        needs=Parts.CABIN,
        alarm="cabin.not_cooling",
        within_s=HOUR_S,
        applied=lambda applied: replace(applied, cooler_pct=0.0),
        after_s=0.0,
    ),
    Fault(
        name="heater stuck on",
        needs=Parts.CABIN,
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
