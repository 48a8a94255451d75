from dataclasses import replace

import pytest

from hil.plants import DC_DC, SMART, ChargerParameters, Supply, SupplyConditions, SupplyParameters, TractionParameters

QUIET = SupplyParameters(charge_ratio=0.8, car_w=0.0)
ELECTRIC = SupplyParameters(charger=DC_DC, traction=TractionParameters(capacity_kwh=40.0, charge_ratio=0.5))
CRANKING_RPM = 220.0
IDLE_RPM = 800.0


def run(supply: Supply, conditions: SupplyConditions, for_s: float = 10.0, dt_s: float = 0.5) -> Supply:
    for _ in range(round(for_s / dt_s)):
        supply.advance(conditions, dt_s)
    return supply


def settled(parameters: SupplyParameters, fridge_w: float, *, cabin_w: float = 0.0, engine_rpm: float = 0.0) -> Supply:
    return run(Supply(parameters), SupplyConditions(fridge_w=fridge_w, cabin_w=cabin_w, engine_rpm=engine_rpm))


def test_without_a_load_the_terminals_show_the_rest_voltage() -> None:
    assert settled(QUIET, 0.0).voltage_v == pytest.approx(11.8 + 0.8 * 0.95, abs=1e-3)


def test_a_start_sags_the_voltage_by_current_times_cable_and_battery() -> None:
    rest, loaded = settled(QUIET, 0.0), settled(QUIET, 84.0)
    assert loaded.current_a * loaded.voltage_v == pytest.approx(84.0, rel=1e-3)
    assert loaded.current_a == pytest.approx(7.0, abs=0.2)
    assert rest.voltage_v - loaded.voltage_v == pytest.approx(loaded.current_a * 0.10, abs=2e-3)


def test_the_power_of_the_cabin_does_not_go_through_the_shunt() -> None:
    supply = settled(QUIET, 36.0, cabin_w=200.0)
    assert supply.current_a == pytest.approx(3.0, abs=0.2)
    assert supply.battery_a == pytest.approx(20.0, abs=1.0)


def test_cranking_pulls_the_battery_below_nine_volts() -> None:
    assert 6.0 <= settled(QUIET, 36.0, engine_rpm=CRANKING_RPM).voltage_v <= 9.0


def test_a_running_engine_holds_the_voltage_and_charges() -> None:
    supply = settled(QUIET, 36.0, engine_rpm=IDLE_RPM)
    assert supply.charging
    assert supply.battery_v == pytest.approx(14.2)
    assert supply.battery_a < 0.0
    assert supply.charge_ratio > 0.8


def test_a_weak_alternator_charges_with_what_the_loads_leave() -> None:
    weak = SupplyParameters(charge_ratio=0.5, car_w=0.0, charger=ChargerParameters(max_a=20.0))
    sharing = settled(weak, 60.0, engine_rpm=IDLE_RPM)
    overloaded = settled(weak, 60.0, cabin_w=400.0, engine_rpm=IDLE_RPM)
    assert sharing.battery_a == pytest.approx(-20.0 + sharing.current_a, abs=0.1)
    assert 12.3 < sharing.battery_v < 14.2
    assert overloaded.battery_a > 0.0
    assert overloaded.battery_v < 12.3


def test_a_drive_leaves_a_surface_charge_that_wears_off() -> None:
    supply = run(Supply(QUIET), SupplyConditions(engine_rpm=IDLE_RPM), 3_600.0)
    run(supply, SupplyConditions())
    assert 0.2 < supply.voltage_v - supply.rest_v < 0.4
    run(supply, SupplyConditions(), 4 * 3_600.0)
    assert supply.voltage_v == pytest.approx(supply.rest_v, abs=0.02)


def test_a_smart_alternator_lets_a_full_battery_float_and_charges_when_the_car_brakes() -> None:
    smart = SupplyParameters(charge_ratio=0.9, charger=SMART)
    supply = run(Supply(smart), SupplyConditions(fridge_w=36.0, engine_rpm=IDLE_RPM, speed_kph=50.0), 60.0)
    assert supply.battery_v < supply.rest_v
    assert supply.battery_a > 2.0
    run(supply, SupplyConditions(cabin_w=500.0, engine_rpm=IDLE_RPM, speed_kph=50.0))
    assert supply.battery_v == pytest.approx(12.4, abs=0.01)
    for second in range(6):
        run(supply, SupplyConditions(engine_rpm=IDLE_RPM, speed_kph=50.0 - 8.0 * second), 1.0, dt_s=1.0)
    assert supply.battery_v > 14.0


def test_a_smart_alternator_charges_an_empty_battery() -> None:
    smart = SupplyParameters(charge_ratio=0.6, charger=SMART)
    supply = run(Supply(smart), SupplyConditions(engine_rpm=IDLE_RPM), 60.0)
    assert supply.battery_v == pytest.approx(14.4)


def test_a_panel_charges_in_the_sun() -> None:
    sunny = replace(QUIET, solar_w=100.0)
    supply = run(Supply(sunny), SupplyConditions(fridge_w=36.0, sun_ratio=1.0))
    assert supply.battery_a < -4.0
    assert run(Supply(sunny), SupplyConditions(fridge_w=36.0, sun_ratio=0.0)).battery_a > 2.0


def test_a_panel_never_overcharges() -> None:
    supply = Supply(replace(QUIET, solar_w=400.0, charge_ratio=1.0, internal_ohm=0.2))
    peaks_v = [run(supply, SupplyConditions(sun_ratio=1.0), 1.0, dt_s=1.0).battery_v for _ in range(600)]
    assert min(peaks_v[1::2]) < 14.4
    assert supply.charge_ratio == 1.0


def test_an_electric_car_that_is_on_holds_the_voltage_from_its_traction_battery() -> None:
    supply = run(Supply(ELECTRIC), SupplyConditions(fridge_w=40.0, cabin_w=100.0, ready=True), 3_600.0)
    assert supply.battery_v == pytest.approx(14.0)
    assert supply.traction is not None
    drawn_wh = (0.5 - supply.traction.charge_ratio) * 40_000.0
    assert drawn_wh > 140.0


def test_a_parked_electric_car_leaves_its_starter_battery_alone() -> None:
    supply = run(Supply(ELECTRIC), SupplyConditions(fridge_w=40.0))
    assert not supply.charging
    assert supply.battery_a > 3.0


def test_driving_and_heating_empty_the_traction_battery_and_the_plug_fills_it() -> None:
    supply = Supply(ELECTRIC)
    assert supply.traction is not None
    run(supply, SupplyConditions(traction_w=3_000.0, ready=True, speed_kph=60.0), 3_600.0)
    assert supply.traction.charge_pct == pytest.approx(50.0 - (3_000.0 + 60.0 * 140.0) / 400.0, abs=0.8)
    before_pct = supply.traction.charge_pct
    run(supply, SupplyConditions(plugged_in=True), 3_600.0)
    assert supply.traction.charge_pct == pytest.approx(before_pct + 18.0, abs=0.8)


def test_the_charge_counts_ampere_hours() -> None:
    supply = run(Supply(QUIET), SupplyConditions(fridge_w=48.0), 3_600.0)
    assert supply.charge_ratio == pytest.approx(0.8 - supply.current_a / 60.0, abs=2e-3)


def test_an_empty_battery_stays_empty() -> None:
    supply = run(Supply(SupplyParameters(charge_ratio=0.001)), SupplyConditions(fridge_w=60.0), 3_600.0, dt_s=1.0)
    assert supply.charge_ratio == 0.0
    assert supply.voltage_v > 0.0


def test_a_full_battery_takes_no_more() -> None:
    supply = settled(SupplyParameters(charge_ratio=1.0), 0.0, engine_rpm=IDLE_RPM)
    assert supply.charge_ratio == 1.0
