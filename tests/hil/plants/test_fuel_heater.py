"""A simulated fuel heater: it lights late, burns at levels, runs on, and fails as such heaters do."""

import pytest

from hil.plants import (
    Cabin,
    CabinConditions,
    CabinParameters,
    ClimateOutputs,
    ClimateParameters,
    Flame,
    FuelHeater,
    FuelHeaterParameters,
    random_camper,
    random_small_ev,
)


def run(heater: FuelHeater, asked_pct: float, seconds: int) -> FuelHeater:
    for _ in range(seconds):
        heater.advance(asked_pct, 1.0)
    return heater


def test_it_gives_next_to_no_heat_before_it_burns() -> None:
    heater = run(FuelHeater(FuelHeaterParameters()), 100.0, 145)
    assert (heater.state, heater.heat_w) == (Flame.GLOWING, 0.0)
    assert heater.electrical_w > 100.0
    assert heater.fuel_j > 0.0
    run(heater, 100.0, 300)
    assert heater.state is Flame.BURNING
    assert heater.heat_w == pytest.approx(2_200.0, rel=0.02)
    assert heater.electrical_w == pytest.approx(34.0)


@pytest.mark.parametrize(("asked_pct", "heat_w"), [(1.0, 850.0), (50.0, 1_200.0), (75.0, 1_800.0), (100.0, 2_200.0)])
def test_it_burns_at_the_level_next_to_the_duty(asked_pct: float, heat_w: float) -> None:
    assert run(FuelHeater(FuelHeaterParameters()), asked_pct, 900).heat_w == pytest.approx(heat_w, rel=0.01)


def test_it_does_not_light_again_before_it_has_run_on() -> None:
    heater = run(run(FuelHeater(FuelHeaterParameters()), 100.0, 600), 0.0, 10)
    assert (heater.state, heater.aborted) == (Flame.COOLING, 0)
    assert heater.heat_w > 1_500.0
    run(heater, 100.0, 160)
    assert (heater.state, heater.ignitions) == (Flame.COOLING, 1)
    run(heater, 100.0, 20)
    assert (heater.state, heater.ignitions) == (Flame.GLOWING, 2)
    assert run(heater, 0.0, 1).aborted == 1


def test_without_fuel_it_tries_twice_and_gives_up_until_it_is_asked_anew() -> None:
    heater = run(FuelHeater(FuelHeaterParameters(lights=False)), 100.0, 600)
    assert (heater.state, heater.ignitions, heater.electrical_w) == (Flame.LOCKED, 2, 0.0)
    run(heater, 0.0, 2)
    assert run(heater, 100.0, 2).ignitions == 3


def test_a_flame_that_goes_out_is_lit_again_three_times() -> None:
    heater = run(FuelHeater(FuelHeaterParameters(flame_outs_s=(300.0, 600.0, 900.0, 1_200.0))), 100.0, 1_000)
    assert (heater.state, heater.ignitions) == (Flame.GLOWING, 4)
    assert run(heater, 100.0, 300).state is Flame.LOCKED


def test_in_a_cabin_it_warms_without_the_blower_and_draws_from_the_12_v_system() -> None:
    cabin = Cabin(CabinParameters(climate=ClimateParameters(fuel=FuelHeaterParameters())))
    for _ in range(600):
        cabin.advance(CabinConditions(), ClimateOutputs(heater_pct=100.0), 1.0)
    assert cabin.air_c > 30.0
    assert cabin.climate.traction_w == 0.0
    assert cabin.supply_w == pytest.approx(34.0)


@pytest.mark.parametrize(("levels_pct", "heat_w"), [((100.0,), 4_000.0), ((50.0, 100.0), 2_000.0), ((), 1_200.0)])
def test_an_electric_heater_can_have_levels(levels_pct: tuple[float, ...], heat_w: float) -> None:
    cabin = Cabin(CabinParameters(climate=ClimateParameters(heater_levels_pct=levels_pct)))
    for _ in range(120):
        cabin.advance(CabinConditions(), ClimateOutputs(heater_pct=30.0, blower_pct=100.0), 1.0)
    assert cabin.climate.heater_w == pytest.approx(heat_w, rel=0.01)


def test_a_cooler_can_be_on_or_off_only() -> None:
    cabin = Cabin(CabinParameters(air_c=35.0, mass_c=35.0, climate=ClimateParameters(cooler_levels_pct=(100.0,))))
    for _ in range(60):
        cabin.advance(CabinConditions(outside_c=35.0), ClimateOutputs(cooler_pct=10.0, blower_pct=100.0), 1.0)
    assert cabin.climate.cooler_w > 3_000.0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_two_families_are_warm_at_freezing_point_and_their_members_differ(seed: int) -> None:
    for make in (random_camper, random_small_ev):
        assert make(seed) == make(seed) != make(seed + 1)
        cabin = Cabin(make(seed, start_c=0.0))
        for _ in range(2 * 3_600):
            cabin.advance(
                CabinConditions(outside_c=0.0),
                ClimateOutputs(heater_pct=100.0, blower_pct=70.0, recirculation_pct=100.0),
                2.0,
            )
        assert cabin.air_c > 21.0
