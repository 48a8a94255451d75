from dataclasses import replace

import pytest

from controller import InUseBy, VehicleInputs, present
from controller.interface.energy_budget import InUse
from controller.power.battery_kinds import AGM, FLOODED, LIFEPO4, Kind
from controller.power.power_memory import Waking
from controller.power.vehicle_in_use import (
    BUS_HOLD_S,
    CHARGED_S,
    JUMP_HOLD_S,
    LIFTED_S,
    Signs,
    bus_tells,
    in_use,
    update,
)

LEAD = (FLOODED, AGM)
DRIVEN, PARKED = InUse.ENGINE, InUse.ASLEEP


def after(
    signs: Signs, *, later_s: float = 0.0, kind: Kind = FLOODED, by: InUseBy = InUseBy.AUTO, seen_s: float = 0.0
) -> InUse:
    """What the car counts as `later_s` after it was seen so for `seen_s`; then nothing is seen but by the bus."""
    waking, now_s = Waking(), 100.0
    while now_s <= 100.0 + seen_s:
        waking = update(waking, signs, kind, by, now_s=now_s)
        now_s += 10.0
    last = signs if not later_s else replace(Signs(by_bus=signs.by_bus), open_v=12.6)
    return in_use(waking, last, by, now_s=now_s - 10.0 + later_s)


@pytest.mark.parametrize(
    ("vehicle", "told"),
    [
        (VehicleInputs(), None),
        (VehicleInputs(engine_rpm=present(0.0, 0.0), speed_kph=present(0.0, 0.0)), InUse.ASLEEP),
        (VehicleInputs(engine_rpm=present(220.0, 0.0)), InUse.ASLEEP),
        (VehicleInputs(engine_rpm=present(800.0, 0.0)), InUse.ENGINE),
        (VehicleInputs(speed_kph=present(30.0, 0.0)), InUse.MOVES),
        (VehicleInputs(ready=present(1.0, 0.0)), InUse.READY),
        (VehicleInputs(charging=present(1.0, 0.0)), InUse.TRACTION),
    ],
)
def test_the_bus_tells_what_it_can(vehicle: VehicleInputs, told: InUse | None) -> None:
    assert bus_tells(vehicle) is told


def test_a_smart_alternator_at_12_4_volts_is_known_by_the_bus() -> None:
    assert after(Signs(by_bus=DRIVEN, open_v=12.4)) is InUse.ENGINE


@pytest.mark.parametrize("kind", LEAD)
@pytest.mark.parametrize("by_bus", [PARKED, None])
def test_a_surface_charge_is_no_charger(kind: Kind, by_bus: InUse | None) -> None:
    assert after(Signs(by_bus=by_bus, open_v=13.3), kind=kind) is InUse.ASLEEP


@pytest.mark.parametrize("open_v", [13.2, 13.31, 13.6, 13.88])
def test_lithium_at_rest_is_no_charger_whatever_it_was_charged_to(open_v: float) -> None:
    assert after(Signs(open_v=open_v), kind=LIFEPO4, seen_s=3_600.0) is InUse.ASLEEP


@pytest.mark.parametrize("kind", [FLOODED, AGM, LIFEPO4])
@pytest.mark.parametrize("by_bus", [PARKED, None])
def test_a_charger_is_seen_whatever_the_bus_says(kind: Kind, by_bus: InUse | None) -> None:
    assert after(Signs(by_bus=by_bus, open_v=14.2), kind=kind) is InUse.VOLTAGE


def test_a_voltage_that_stays_high_for_more_than_a_day_s_sun_is_no_car() -> None:
    waking, signs = Waking(), Signs(open_v=13.6)
    for now_s in (0.0, LIFTED_S, LIFTED_S + 60.0):
        waking = update(waking, signs, FLOODED, InUseBy.AUTO, now_s=now_s)
    assert in_use(waking, signs, InUseBy.AUTO, now_s=LIFTED_S) is InUse.VOLTAGE
    assert in_use(waking, signs, InUseBy.AUTO, now_s=LIFTED_S + 60.0) is InUse.ASLEEP


def test_a_current_into_the_battery_tells_after_a_while_and_one_out_of_it_tells_the_contrary() -> None:
    charged = Signs(open_v=13.3, battery_a=8.0)
    assert after(charged, kind=LIFEPO4, seen_s=CHARGED_S) is InUse.CURRENT
    assert after(charged, kind=LIFEPO4) is InUse.ASLEEP
    assert after(Signs(open_v=14.2, battery_a=-4.0), seen_s=600.0) is InUse.ASLEEP


def test_an_empty_battery_that_is_charged_is_charged() -> None:
    assert after(Signs(open_v=11.6, battery_a=8.0), seen_s=60.0) is InUse.CURRENT


def test_panels_tell_where_no_shunt_does() -> None:
    assert after(Signs(open_v=12.9, spare_solar_w=60.0)) is InUse.SOLAR
    assert after(Signs(open_v=12.9, spare_solar_w=60.0, battery_a=-1.0)) is InUse.ASLEEP
    assert after(Signs(open_v=12.9, spare_solar_w=5.0)) is InUse.ASLEEP


def test_shore_power_and_the_other_battery_tell() -> None:
    assert after(Signs(open_v=12.9, shore=True)) is InUse.SHORE
    assert after(Signs(open_v=12.9, starter_v=14.1)) is InUse.STARTER
    assert after(Signs(open_v=12.9, starter_v=12.8)) is InUse.ASLEEP


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (InUseBy.AUTO, InUse.ENGINE),
        (InUseBy.BUS, InUse.ENGINE),
        (InUseBy.CURRENT, InUse.CURRENT),
        (InUseBy.VOLTAGE, InUse.VOLTAGE),
        (InUseBy.NEVER, InUse.ASLEEP),
    ],
)
def test_only_what_the_settings_ask_for_tells(by: InUseBy, told: InUse) -> None:
    assert after(Signs(by_bus=DRIVEN, open_v=14.2, battery_a=8.0), by=by, seen_s=60.0) is told


def test_a_jump_counts_only_where_the_bus_is_silent() -> None:
    assert after(Signs(open_v=12.6, jumped=True)) is InUse.JUMP
    assert after(Signs(by_bus=PARKED, open_v=12.6, jumped=True)) is InUse.ASLEEP
    assert after(Signs(open_v=12.6, jumped=True), by=InUseBy.CURRENT) is InUse.ASLEEP


def test_the_car_falls_asleep_some_time_after_the_last_sign() -> None:
    assert after(Signs(by_bus=None, open_v=14.2), later_s=BUS_HOLD_S) is InUse.VOLTAGE
    assert after(Signs(by_bus=None, open_v=14.2), later_s=BUS_HOLD_S + 1.0) is InUse.ASLEEP
    assert after(Signs(open_v=12.6, jumped=True), later_s=JUMP_HOLD_S) is InUse.JUMP
    assert after(Signs(open_v=12.6, jumped=True), later_s=JUMP_HOLD_S + 1.0) is InUse.ASLEEP


def test_an_engine_whose_alternator_has_failed_carries_nothing() -> None:
    assert after(Signs(by_bus=DRIVEN, open_v=11.5)) is InUse.UNSUPPLIED


def test_without_a_voltage_the_bus_alone_tells() -> None:
    assert after(Signs(by_bus=DRIVEN)) is InUse.ENGINE
    assert after(Signs(by_bus=PARKED)) is InUse.ASLEEP
