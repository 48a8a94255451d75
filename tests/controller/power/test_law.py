from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    BatteryKind,
    Commands,
    CompartmentSettings,
    LoadRestored,
    LoadShed,
    PowerSettings,
    Profile,
    Protection,
    Reading,
    SettingsError,
    SupplyInputs,
    VehicleInputs,
    absent,
    present,
)
from controller.interface.energy_budget import FREE, Budget, Contradiction, InUse
from controller.interface.events import Event
from controller.power import Inputs, PowerMemory, regulate
from controller.power.contradictions import KIND_S, STEPS, SYSTEM_S
from controller.power.law import ASLEEP_S, PERIOD_S, PLENTY_PCT, SUNNY_PCT, status
from controller.power.power_memory import Rank
from controller.power.supply_estimator import GUESSED_S

MEDIUM = PowerSettings(protection=Protection.MEDIUM)
STILL = Commands(compartment_fan_pct=(0.0, 0.0))
BOXES = (CompartmentSettings(name="food"), CompartmentSettings(name="medicine", profile=Profile.MEDICINE))
ALL, FOOD_OUT, NONE = (True, True), (False, True), (False, False)
HOUR_S = 3_600.0
OWN = {name: name for name in ("battery_a", "starter_v", "solar_w", "shore")} | {"battery_pct": "soc_pct"}
"""Inputs of the supply by the name that they have here; all others are of the vehicle."""


@dataclass
class Bench:
    """A law at its supply; each look may change what is measured."""

    settings: PowerSettings = MEDIUM
    memory: PowerMemory = field(default_factory=PowerMemory)
    budget: Budget = FREE
    now_s: float = 0.0
    events: list[Event] = field(default_factory=list)
    applied: Commands = STILL

    def run(
        self, for_s: float, voltage: float | Reading, current_a: float | None = 0.0, **others: float | Reading
    ) -> Budget:
        """Look for so long at these values and give the budget; a number is measured anew each time."""
        until_s = self.now_s + for_s
        while self.now_s < until_s:
            self.now_s += PERIOD_S
            read = {name: self._reading(value) for name, value in others.items()}
            own = {name: read.pop(here) for here, name in OWN.items() if here in read}
            amps = NOT_FITTED if current_a is None else self._reading(current_a)
            supply, car = SupplyInputs(self._reading(voltage), amps, **own), VehicleInputs(**read)
            inputs = Inputs(supply=supply, vehicle=car, compartments=BOXES, budget=self.budget)
            taken = regulate(self.memory, inputs, self.settings, self.applied, now_s=self.now_s)
            self.memory, self.budget = taken.memory, taken.output
            self.events += taken.events
        return self.budget

    def _reading(self, value: float | Reading) -> Reading:
        return value if isinstance(value, Reading) else present(value, self.now_s)


LOST = absent(Absence.OFFLINE, 0.0)


def test_a_good_battery_allows_everything() -> None:
    assert Bench().run(600.0, 12.7) == Budget(cooled=ALL, awake=False)


def test_where_nothing_is_connected_nothing_is_limited() -> None:
    assert Bench().run(600.0, NOT_FITTED, None) is FREE


def test_ranks_give_up_in_their_order() -> None:
    bench, seen = Bench(), list[tuple[tuple[bool, ...], float, float]]()
    for hundredths in range(1_260, 1_180, -1):
        budget = bench.run(300.0, hundredths / 100.0)
        now = (budget.cooled, budget.safety_pct, budget.comfort_pct)
        if now not in seen:
            seen.append(now)
    assert seen == [(ALL, 100.0, 100.0), (ALL, 100.0, 0.0), (ALL, 0.0, 0.0), (FOOD_OUT, 0.0, 0.0), (NONE, 0.0, 0.0)]
    shed = [event for event in bench.events if isinstance(event, LoadShed)]
    assert [event.rank for event in shed] == ["comfort", "safety", "food", "medicine"]
    assert "at rest 12.1" in shed[2].why
    assert "car asleep" in shed[2].why


def test_the_load_is_not_taken_for_an_empty_battery() -> None:
    bench, ohm = Bench(), 0.3
    bench.run(60.0, 12.6)
    for _ in range(12):
        bench.run(600.0, 12.6 - ohm * 5.0, 5.0)
        budget = bench.run(600.0, 12.6, 0.0)
        assert budget.cooled == ALL
    assert not bench.events


def test_a_thin_cable_slows_the_compressor() -> None:
    bench = Bench()
    bench.run(60.0, 12.6, 0.0)
    budget = bench.run(60.0, 12.6 - 0.3 * 4.0, 4.0)
    assert budget.cooled == ALL
    assert budget.max_speed_pct == 25.0


def test_without_a_shunt_the_current_is_that_of_the_data_sheet() -> None:
    bench = Bench()
    bench.run(60.0, 12.6, None)
    bench.applied = replace(STILL, compressor_on=True)
    bench.run(60.0, 12.6 - 0.2 * 3.5, None)
    estimates = bench.memory.estimates
    assert estimates is not None
    assert estimates.line.ohm == pytest.approx(0.2, abs=0.01)


def test_without_a_shunt_the_voltage_under_load_is_not_believed_for_a_while() -> None:
    bench = Bench()
    bench.run(60.0, 12.6, None)
    bench.applied = replace(STILL, compressor_on=True)
    assert bench.run(GUESSED_S - 120.0, 11.0, None).cooled == ALL
    assert bench.run(3_600.0, 10.3, None).cooled == NONE


def test_a_car_in_use_gets_everything_and_stores_cold() -> None:
    bench = Bench()
    bench.run(600.0, 11.9)
    assert bench.budget.cooled == NONE
    assert bench.run(3_600.0, 14.2, engine_rpm=800.0) == Budget(cooled=ALL, store_cold=True, awake=True)
    restored = [event for event in bench.events if isinstance(event, LoadRestored)]
    assert [event.rank for event in restored] == ["medicine", "food", "safety", "comfort"]


def test_cranking_cuts_nothing_out() -> None:
    bench = Bench()
    bench.run(600.0, 12.3)
    bench.run(4.0, 8.5)
    assert bench.run(120.0, 12.3).cooled == ALL
    assert not [event for event in bench.events if isinstance(event, LoadShed) and event.rank != "comfort"]


def test_over_voltage_stops_everything_until_it_is_over() -> None:
    bench = Bench()
    bench.run(600.0, 14.2, engine_rpm=800.0)
    assert bench.run(2.0, 16.5, engine_rpm=800.0).cooled == ALL
    assert bench.run(6.0, 16.5, engine_rpm=800.0).cooled == NONE
    assert bench.run(60.0, 15.4, engine_rpm=800.0).cooled == NONE
    assert bench.run(10.0, 14.2, engine_rpm=800.0).cooled == ALL
    assert [type(event) for event in bench.events] == [LoadShed, LoadRestored]
    assert all("over-voltage" in event.why for event in bench.events if isinstance(event, LoadShed | LoadRestored))


def test_a_braking_smart_alternator_is_no_over_voltage() -> None:
    assert Bench().run(60.0, 15.0, engine_rpm=2_000.0).cooled == ALL


def test_24_volts_are_judged_as_twice_12() -> None:
    bench = Bench(PowerSettings(nominal_v=24.0, protection=Protection.MEDIUM))
    assert bench.run(600.0, 25.2).cooled == ALL
    assert bench.run(3_600.0, 24.2).cooled == FOOD_OUT


def test_a_lost_voltage_stops_comfort_but_not_the_cold() -> None:
    bench = Bench()
    bench.run(600.0, 12.7)
    assert bench.run(30.0, LOST, None).comfort_pct == 100.0
    budget = bench.run(HOUR_S / 2.0, LOST, None)
    assert (budget.cooled, budget.max_speed_pct, budget.comfort_pct, budget.safety_pct) == (ALL, 0.0, 0.0, 100.0)
    bench.now_s += ASLEEP_S[Rank.FOOD]
    assert bench.run(60.0, LOST, None).cooled == FOOD_OUT
    bench.now_s += ASLEEP_S[Rank.MEDICINE]
    assert bench.run(60.0, LOST, None).cooled == NONE


def test_without_a_voltage_but_driving_everything_is_allowed() -> None:
    budget = Bench().run(7_200.0, LOST, None, engine_rpm=800.0)
    assert (budget.cooled, budget.comfort_pct, budget.awake) == (ALL, 100.0, True)


def test_where_no_voltage_is_fitted_the_cold_is_left_to_its_own_electronics() -> None:
    bench = Bench()
    bench.run(600.0, NOT_FITTED, None, engine_rpm=0.0)
    bench.now_s += 10.0 * ASLEEP_S[Rank.MEDICINE]
    budget = bench.run(60.0, NOT_FITTED, None, engine_rpm=0.0)
    assert (budget.cooled, budget.comfort_pct) == (ALL, 0.0)


def test_an_electric_car_keeps_its_range() -> None:
    bench = Bench()
    assert bench.run(600.0, 14.0, ready=1.0, soc_pct=PLENTY_PCT + 1.0).store_cold
    assert not bench.run(600.0, 14.0, ready=1.0, soc_pct=PLENTY_PCT - 1.0).store_cold
    budget = bench.run(600.0, 14.0, ready=1.0, soc_pct=22.0)
    assert (budget.cooled, budget.comfort_pct) == (ALL, 0.0)
    assert bench.run(600.0, 14.0, ready=1.0, soc_pct=12.0).cooled == FOOD_OUT
    assert bench.run(3_600.0, 14.0, charging=1.0, soc_pct=12.0) == Budget(cooled=ALL, store_cold=True, awake=True)
    restored = next(event for event in bench.events if isinstance(event, LoadRestored))
    assert "charge 12 %" in restored.why


def test_an_event_is_reported_once_and_between_two_looks_nothing_changes() -> None:
    bench = Bench()
    while not bench.events:
        bench.run(PERIOD_S, 11.8)
    inputs = Inputs(
        supply=SupplyInputs(present(11.8, bench.now_s)),
        vehicle=VehicleInputs(),
        compartments=BOXES,
        budget=bench.budget,
    )
    after = regulate(bench.memory, inputs, MEDIUM, STILL, now_s=bench.now_s + 0.5)
    assert after.events == ()
    assert after.output is bench.budget
    assert after.memory is bench.memory


def test_without_the_bus_a_started_engine_is_seen_by_the_jump() -> None:
    bench = Bench()
    bench.run(600.0, 12.4)
    bench.run(2.0, 9.0)
    assert bench.run(60.0, 12.4).awake
    assert not bench.run(900.0, 12.4).awake


def test_a_superconducting_line_limits_no_speed() -> None:
    bench = Bench()
    bench.run(60.0, 12.6, 0.0)
    assert bench.run(60.0, 12.7, 5.0).max_speed_pct == 100.0


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (lambda: PowerSettings(nominal_v=13.0), "nominal_v = 13: must be 12 or 24"),
        (lambda: PowerSettings(restart_v=12.2), "restart_v = 12.2: must be from 12.3 to 13.5"),
        (lambda: PowerSettings(cut_out_after_s=1.0), "cut_out_after_s = 1: must be from 10 to 600"),
    ],
)
def test_settings_out_of_range_are_refused(wrong: Callable[[], PowerSettings], text: str) -> None:
    with pytest.raises(SettingsError, match=text):
        wrong()


def test_a_cut_out_while_blind_tells_that_there_is_no_voltage() -> None:
    bench = Bench()
    bench.run(600.0, NOT_FITTED, None, ready=1.0, soc_pct=22.0)
    shed = next(event for event in bench.events if isinstance(event, LoadShed))
    assert shed.why == "car in use, no voltage, charge 22 %"


LITHIUM = PowerSettings(battery=BatteryKind.LIFEPO4, capacity_ah=100.0)


def test_lithium_that_rests_at_13_3_volts_is_no_car_in_use() -> None:
    bench = Bench(LITHIUM)
    budget = bench.run(HOUR_S, 13.3)
    assert (budget.cooled, budget.awake, budget.store_cold) == (ALL, False, False)
    assert status(bench.memory, budget).in_use is InUse.ASLEEP


def test_lithium_is_cut_out_long_before_it_is_empty() -> None:
    bench = Bench(replace(LITHIUM, capacity_ah=None))
    assert bench.run(HOUR_S, 13.15).cooled == ALL
    assert bench.run(HOUR_S, 13.0).cooled == NONE


def test_a_counted_charge_rules_where_the_voltage_tells_nothing() -> None:
    bench = Bench(LITHIUM)
    bench.run(600.0, 14.3, battery_a=1.0)
    shown = status(bench.memory, bench.budget)
    assert (shown.charge_pct, shown.charge_error_pct) == (100.0, 2.0)
    while bench.budget.cooled == ALL:
        bench.run(900.0, 13.25, 40.0, battery_a=-40.0)
    charge_pct = status(bench.memory, bench.budget).charge_pct
    assert charge_pct is not None
    assert 30.0 < charge_pct < 40.0
    shed = next(event for event in bench.events if isinstance(event, LoadShed) and event.rank == "food")
    assert "battery at 3" in shed.why


def test_a_charge_that_the_battery_tells_itself_is_taken_where_it_is() -> None:
    bench = Bench(LITHIUM)
    assert bench.run(600.0, 13.25, battery_pct=80.0).cooled == ALL
    assert bench.run(600.0, 13.25, battery_pct=20.0).cooled == NONE


@pytest.mark.parametrize(("nominal_v", "volts", "over_v"), [(12.0, 25.4, 33.0), (24.0, 12.7, 16.5)])
def test_a_nominal_voltage_that_was_left_wrong_is_found(nominal_v: float, volts: float, over_v: float) -> None:
    bench = Bench(PowerSettings(nominal_v=nominal_v))
    bench.run(SYSTEM_S + 10.0, volts)
    budget = bench.run(HOUR_S, volts)
    assert (budget.cooled, budget.contradictions) == (ALL, (Contradiction.NOMINAL,))
    assert status(bench.memory, budget).nominal_v == 36.0 - nominal_v
    assert bench.run(10.0, over_v).cooled == NONE


def test_a_battery_of_another_kind_is_told() -> None:
    assert Bench().run(KIND_S + 10.0, 13.25).contradictions == (Contradiction.LITHIUM,)


def test_a_shunt_the_wrong_way_round_is_told_and_no_longer_taken_for_a_charger() -> None:
    bench = Bench(LITHIUM)
    bench.run(60.0, 13.3, 0.0, battery_a=0.3)
    assert bench.run(60.0, 13.2, 4.0, battery_a=4.3).awake
    for _ in range(STEPS):
        bench.run(60.0, 13.3, 0.0, battery_a=0.3)
        budget = bench.run(60.0, 13.2, 4.0, battery_a=4.3)
    assert (budget.awake, budget.contradictions) == (False, (Contradiction.POLARITY,))


def test_shore_power_carries_everything_and_stores_cold() -> None:
    bench = Bench()
    budget = bench.run(900.0, 12.0, shore=1.0)
    assert (budget.cooled, budget.awake, budget.store_cold) == (ALL, True, True)
    assert not bench.run(900.0, 12.6, shore=0.0).awake


def test_the_sun_fills_the_battery_before_cold_is_stored() -> None:
    bench = Bench(LITHIUM)
    low = bench.run(600.0, 13.4, battery_a=6.0, battery_pct=SUNNY_PCT - 1.0)
    assert (low.awake, low.store_cold) == (True, False)
    assert bench.run(600.0, 13.4, battery_a=6.0, battery_pct=SUNNY_PCT).store_cold


def test_panels_and_the_starter_battery_tell_of_what_charges() -> None:
    bench = Bench()
    assert bench.run(60.0, 12.8, 2.0, solar_w=80.0).awake
    assert status(bench.memory, bench.budget).in_use is InUse.SOLAR
    assert not bench.run(60.0, 12.8, 2.0, solar_w=30.0).awake
    assert not bench.run(60.0, LOST, 2.0, solar_w=80.0).awake
    assert bench.run(60.0, 12.8, starter_v=14.0).awake


def test_before_the_first_look_nothing_is_shown() -> None:
    shown = status(PowerMemory(), FREE)
    assert (shown.rest_v, shown.in_use, shown.charge_pct) == (None, InUse.UNKNOWN, None)
    bench = Bench()
    bench.run(60.0, NOT_FITTED, None)
    assert status(bench.memory, FREE).in_use is InUse.UNKNOWN
