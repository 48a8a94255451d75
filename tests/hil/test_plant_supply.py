import pytest

from hil.plants import Supply, SupplyParameters

QUIET = SupplyParameters(charge_ratio=0.8, car_w=0.0)
CRANKING_RPM = 220.0
IDLE_RPM = 800.0


def settled(parameters: SupplyParameters, fridge_w: float, *, cabin_w: float = 0.0, engine_rpm: float = 0.0) -> Supply:
    supply = Supply(parameters)
    for _ in range(20):
        supply.advance(fridge_w, cabin_w, engine_rpm, 0.5)
    return supply


def test_without_a_load_the_terminals_show_the_rest_voltage() -> None:
    assert settled(QUIET, 0.0).voltage_v == pytest.approx(11.8 + 0.8 * 0.95, abs=1e-3)


def test_a_start_sags_the_voltage_by_current_times_cable_and_battery() -> None:
    rest, loaded = settled(QUIET, 0.0), settled(QUIET, 84.0)
    assert loaded.current_a * loaded.voltage_v == pytest.approx(84.0, rel=1e-3)
    assert loaded.current_a == pytest.approx(7.0, abs=0.2)
    assert rest.voltage_v - loaded.voltage_v == pytest.approx(loaded.current_a * 0.10, abs=2e-3)


def test_what_the_cabin_draws_does_not_go_through_the_shunt() -> None:
    supply = settled(QUIET, 36.0, cabin_w=200.0)
    assert supply.current_a == pytest.approx(3.0, abs=0.2)
    assert supply.battery_a == pytest.approx(20.0, abs=1.0)


def test_cranking_pulls_the_battery_below_nine_volts() -> None:
    assert 6.0 <= settled(QUIET, 36.0, engine_rpm=CRANKING_RPM).voltage_v <= 9.0


def test_a_running_engine_holds_the_voltage_and_charges() -> None:
    supply = settled(QUIET, 36.0, engine_rpm=IDLE_RPM)
    assert supply.battery_v == pytest.approx(14.2)
    assert supply.battery_a < 0.0
    assert supply.charge_ratio > 0.8


def test_a_weak_alternator_charges_with_what_the_loads_leave() -> None:
    weak = SupplyParameters(charge_ratio=0.5, car_w=0.0, alternator_a=20.0)
    sharing, overloaded = (
        settled(weak, 60.0, engine_rpm=IDLE_RPM),
        settled(weak, 60.0, cabin_w=400.0, engine_rpm=IDLE_RPM),
    )
    assert sharing.battery_a == pytest.approx(-20.0 + sharing.current_a, abs=0.1)
    assert 12.3 < sharing.battery_v < 14.2
    assert overloaded.battery_a > 0.0
    assert overloaded.battery_v < 12.3


def test_the_charge_counts_ampere_hours() -> None:
    supply = Supply(QUIET)
    for _ in range(7_200):
        supply.advance(48.0, 0.0, 0.0, 0.5)
    assert supply.charge_ratio == pytest.approx(0.8 - supply.current_a / 60.0, abs=2e-3)


def test_an_empty_battery_stays_empty() -> None:
    supply = Supply(SupplyParameters(charge_ratio=0.001))
    for _ in range(3_600):
        supply.advance(60.0, 0.0, 0.0, 1.0)
    assert supply.charge_ratio == 0.0
    assert supply.voltage_v > 0.0


def test_a_full_battery_takes_no_more() -> None:
    supply = settled(SupplyParameters(charge_ratio=1.0), 0.0, engine_rpm=IDLE_RPM)
    assert supply.charge_ratio == 1.0
