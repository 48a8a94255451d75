"""The kinds of batteries against what makers print and what was measured at real ones."""

from dataclasses import replace

import pytest

from hil.plants.battery import CHEMISTRIES, Battery, BatteryParameters
from hil.plants.charger import SMART
from hil.plants.power_net import PLAIN, PowerNet, PowerNetParameters

HOUR_S = 3_600.0
KINDS = tuple(CHEMISTRIES)


def battery(kind: str, charge_ratio: float, capacity_ah: float = 100.0) -> Battery:
    return Battery(BatteryParameters(kind=kind, capacity_ah=capacity_ah, charge_ratio=charge_ratio))


def hold(it: Battery, current_a: float, hours: float) -> Battery:
    for _ in range(int(hours * HOUR_S / 60.0)):
        it.advance(current_a, 60.0)
    return it


@pytest.mark.parametrize(
    ("kind", "charge_ratio", "rest_v"),
    [("flooded", 0.5, 12.24), ("agm", 0.75, 12.60), ("lifepo4", 0.3, 13.0), ("lifepo4", 0.85, 13.275)],
)
def test_the_rest_voltage_is_that_of_the_tables(kind: str, charge_ratio: float, rest_v: float) -> None:
    assert battery(kind, charge_ratio).rest_v == pytest.approx(rest_v)


@pytest.mark.parametrize("kind", KINDS)
def test_the_rest_voltage_rises_with_the_charge(kind: str) -> None:
    volts = [battery(kind, ratio / 50.0).rest_v for ratio in range(51)]
    assert volts == sorted(volts)


@pytest.mark.parametrize("kind", KINDS)
def test_charge_is_kept_but_for_what_the_kind_loses(kind: str) -> None:
    it = hold(hold(battery(kind, 0.5), 10.0, 2.0), -10.0, 2.0)
    lost = 20.0 * (1.0 - CHEMISTRIES[kind].efficiency) / 100.0
    assert it.charge_ratio == pytest.approx(0.5 - lost, abs=1e-3)
    assert it.lowest_ratio == pytest.approx(it.charge_ratio, abs=1e-4)


def test_lithium_keeps_the_voltage_of_its_charge_for_days_as_the_measured_bank_did() -> None:
    it = hold(battery("lifepo4", 0.8), 20.0, 0.9)
    lifted_v = it.open_v - it.rest_v
    assert 0.1 < lifted_v < 0.3
    hold(it, 0.0, 16.0)
    assert 0.15 * lifted_v < it.open_v - it.rest_v < 0.5 * lifted_v
    hold(it, 0.0, 72.0)
    assert it.open_v - it.rest_v < 0.01


def test_a_load_takes_the_surface_charge_of_lead_away() -> None:
    resting, loaded = hold(battery("flooded", 0.7), 10.0, 1.0), hold(battery("flooded", 0.7), 10.0, 1.0)
    hold(resting, 0.0, 0.5)
    hold(loaded, -5.0, 0.5)
    hold(loaded, 0.0, 1.0)
    hold(resting, 0.0, 1.0)
    assert loaded.open_v - loaded.rest_v < resting.open_v - resting.rest_v


def test_a_discharge_leaves_a_dent_that_comes_back() -> None:
    it = hold(battery("lifepo4", 0.9), -40.0, 1.0)
    dent_v = it.rest_v - it.open_v
    assert 0.03 < dent_v < 0.2
    hold(it, 0.0, 6.0)
    assert it.rest_v - it.open_v < 0.1 * dent_v


def test_lead_takes_less_and_less_and_lithium_hardly_less() -> None:
    assert battery("flooded", 0.9).accepted_a(14.2) < 0.5 * battery("flooded", 0.7).accepted_a(14.2)
    assert battery("lifepo4", 0.9).accepted_a(14.2) > 40.0
    assert battery("flooded", 0.9).accepted_a(12.0) < 0.0


def test_an_empty_lithium_battery_lets_go() -> None:
    assert battery("lifepo4", 0.01).disconnected
    assert not battery("lifepo4", 0.15).disconnected
    net = PowerNet(PowerNetParameters(battery=BatteryParameters(kind="lifepo4", charge_ratio=0.01), alternator=None))
    net.advance(40.0, 5.0, engine=False)
    assert net.voltage_v == 0.0
    assert not net.cranks()


@pytest.mark.parametrize(
    ("kind", "turns", "fails"), [("flooded", 0.3, 0.02), ("agm", 0.3, 0.0), ("lifepo4", 0.15, 0.0)]
)
def test_an_engine_starts_until_there_is_next_to_nothing_left(kind: str, turns: float, fails: float) -> None:
    def net(charge_ratio: float) -> PowerNet:
        of = BatteryParameters(kind=kind, capacity_ah=60.0, charge_ratio=charge_ratio)
        return PowerNet(PowerNetParameters(battery=of))

    assert net(turns).cranks()
    assert not net(fails).cranks()


def driven(parameters: PowerNetParameters, hours: float, kph: float = 50.0) -> PowerNet:
    net = PowerNet(parameters)
    for _ in range(int(hours * HOUR_S / 5.0)):
        net.advance(40.0, 5.0, engine=True, speed_kph=kph)
    return net


LOW = PowerNetParameters(battery=BatteryParameters(charge_ratio=0.6))


def test_a_plain_alternator_charges_and_a_smart_one_stops_at_four_fifths() -> None:
    plain = driven(replace(LOW, alternator=PLAIN), 4.0)
    smart = driven(replace(LOW, alternator=SMART), 4.0)
    assert plain.battery.charge_ratio > 0.9
    assert 0.74 < smart.battery.charge_ratio < 0.82


def test_a_smart_alternator_that_floats_lets_the_battery_carry_the_loads() -> None:
    net = driven(PowerNetParameters(battery=BatteryParameters(charge_ratio=0.95), alternator=SMART), 0.5)
    assert net.battery_a < 0.0
    assert net.voltage_v < 12.7


def test_a_panel_charges_in_the_sun_and_stops_where_the_battery_is_full() -> None:
    panel = replace(LOW, alternator=None, panel_w=100.0)
    net = PowerNet(panel)
    net.advance(0.0, 5.0, engine=False, sun=1.0)
    assert net.battery_a == pytest.approx(100.0 / net.battery.open_v, rel=0.02)
    assert net.panel_w == pytest.approx(100.0, rel=0.02)
    net.advance(0.0, 5.0, engine=False)
    assert net.battery_a < 0.0
    full = PowerNet(replace(panel, battery=BatteryParameters(charge_ratio=0.999)))
    full.advance(0.0, 5.0, engine=False, sun=1.0)
    assert full.battery_a < 1.0
    assert full.voltage_v == pytest.approx(14.2, abs=0.05)


def test_what_the_alternator_cannot_carry_comes_from_the_battery() -> None:
    weak = replace(LOW, alternator=replace(PLAIN, max_a=10.0))
    net = driven(weak, 0.1)
    assert net.battery_a < -10.0


def test_the_cable_takes_its_share() -> None:
    net = PowerNet(replace(LOW, alternator=None, cable_ohm=0.2))
    for _ in range(5):
        net.advance(48.0, 5.0, engine=False)
    assert net.battery.open_v - net.voltage_v == pytest.approx(net.current_a * 0.2, abs=0.1)
    assert not driven(replace(LOW, alternator=None), 0.1).battery_a > 0.0
