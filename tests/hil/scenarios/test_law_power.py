"""The power law at the simulated battery, charger and cable: nothing is flattened, nothing oscillates."""

import pytest

from controller import Protection
from hil.plants import SMART, ChargerParameters, SupplyParameters
from hil.scenarios.weak_supply import SLEEPING_CAR_W, STARTS_V, Use, live, starts


def test_a_fortnight_parked_leaves_a_battery_that_starts_the_engine() -> None:
    outcome = live(SupplyParameters(car_w=SLEEPING_CAR_W), Use(days=14.0, tick_s=15.0))
    assert outcome.min_v == outcome.end_v > STARTS_V
    assert outcome.cuts == {"comfort": 1, "safety": 1, "food": 1, "medicine": 1}
    assert outcome.self_protected == 0


@pytest.mark.parametrize("shunt", [True, False], ids=["shunt", "no shunt"])
@pytest.mark.parametrize("cable_ohm", [0.02, 0.07, 0.15, 0.25])
def test_the_line_is_found_and_a_sagging_socket_does_not_chatter(cable_ohm: float, shunt: bool) -> None:
    parameters = SupplyParameters(car_w=SLEEPING_CAR_W, cable_ohm=cable_ohm)
    outcome = live(parameters, Use(days=1.0, shunt=shunt))
    assert max(outcome.cuts.values(), default=0) <= 2
    assert outcome.self_protected == 0
    if shunt:
        assert outcome.ohm == pytest.approx(cable_ohm + parameters.internal_ohm, abs=0.01)


@pytest.mark.parametrize("bus", [True, False], ids=["bus", "no bus"])
@pytest.mark.parametrize("charger", [ChargerParameters(), SMART], ids=["alternator", "smart"])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_engine_started_at_random_makes_nothing_oscillate(seed: int, charger: ChargerParameters, bus: bool) -> None:
    parameters = SupplyParameters(car_w=SLEEPING_CAR_W, charge_ratio=0.55, charger=charger, cable_ohm=0.15)
    outcome = live(parameters, Use(days=1.0, engine=starts(seed, 1.0), bus=bus))
    assert max(outcome.cuts.values(), default=0) <= 12
    assert outcome.min_v > STARTS_V


def test_medicine_outlives_food_and_a_battery_of_its_own_may_be_emptied() -> None:
    low = live(SupplyParameters(car_w=SLEEPING_CAR_W), Use(days=3.0, tick_s=15.0, protection=Protection.LOW))
    high = live(SupplyParameters(car_w=SLEEPING_CAR_W), Use(days=3.0, tick_s=15.0, protection=Protection.HIGH))
    assert low.min_v < high.min_v - 0.2
