import pytest

from hil.plants import (
    Cabin,
    CabinAirParameters,
    CabinConditions,
    CabinParameters,
    ClimateOutputs,
    ClimateParameters,
    People,
)

OFF = ClimateOutputs()


def run(cabin: Cabin, conditions: CabinConditions, minutes: float, outputs: ClimateOutputs = OFF) -> None:
    for _ in range(round(minutes * 120.0)):
        cabin.advance(conditions, outputs, 0.5)


def test_heat_is_conserved() -> None:
    cabin = Cabin(CabinParameters())
    conditions = CabinConditions(outside_c=5.0, sun_ratio=0.5, speed_kph=40.0, people=People(2), appliances_w=60.0)
    before_j = cabin.stored_j
    run(cabin, conditions, 20.0, ClimateOutputs(heater_pct=50.0, blower_pct=60.0, purifier_pct=100.0))
    run(cabin, conditions, 20.0, ClimateOutputs(cooler_pct=50.0, blower_pct=60.0, recirculation_pct=80.0))
    assert abs(cabin.stored_j - before_j) > 10_000.0
    assert cabin.stored_j - before_j == pytest.approx(cabin.heat_in_j, rel=1e-9)


def test_driving_cools_faster_than_standing() -> None:
    parked, driving = Cabin(CabinParameters(air_c=50.0, mass_c=50.0)), Cabin(CabinParameters(air_c=50.0, mass_c=50.0))
    run(parked, CabinConditions(outside_c=20.0), 10.0)
    run(driving, CabinConditions(outside_c=20.0, speed_kph=100.0), 10.0)
    assert driving.air_c < parked.air_c - 3.0


def test_wind_never_insulates() -> None:
    parked, crawling = Cabin(CabinParameters(air_c=50.0, mass_c=50.0)), Cabin(CabinParameters(air_c=50.0, mass_c=50.0))
    run(parked, CabinConditions(outside_c=20.0), 10.0)
    run(crawling, CabinConditions(outside_c=20.0, speed_kph=10.0), 10.0)
    assert crawling.air_c <= parked.air_c


def test_four_kilowatts_warm_a_frozen_cabin_within_ten_minutes() -> None:
    cabin = Cabin(CabinParameters(air_c=-10.0, mass_c=-10.0))
    outputs = ClimateOutputs(heater_pct=100.0, blower_pct=100.0, recirculation_pct=85.0)
    run(cabin, CabinConditions(outside_c=-10.0), 10.0, outputs)
    assert cabin.air_c > 21.0


def test_fresh_air_costs_heat() -> None:
    fresh, recirculated = Cabin(CabinParameters()), Cabin(CabinParameters())
    for cabin, recirculation_pct in ((fresh, 0.0), (recirculated, 100.0)):
        outputs = ClimateOutputs(heater_pct=60.0, blower_pct=80.0, recirculation_pct=recirculation_pct)
        run(cabin, CabinConditions(outside_c=-5.0), 20.0, outputs)
    assert fresh.air_c < recirculated.air_c - 10.0


def test_the_cooler_cools_and_dries_a_hot_cabin() -> None:
    cabin = Cabin(CabinParameters(air=CabinAirParameters(moisture_g_m3=15.0), air_c=50.0, mass_c=45.0))
    outputs = ClimateOutputs(cooler_pct=100.0, blower_pct=80.0, recirculation_pct=85.0)
    run(cabin, CabinConditions(outside_c=32.0, outside_g_m3=12.0), 15.0, outputs)
    assert cabin.air_c < 24.0
    assert cabin.moisture_g_m3 < 11.0


def test_without_the_blower_neither_heater_nor_cooler_do_anything() -> None:
    idle, driven = Cabin(CabinParameters()), Cabin(CabinParameters())
    run(idle, CabinConditions(), 2.0)
    run(driven, CabinConditions(), 2.0, ClimateOutputs(heater_pct=100.0, cooler_pct=100.0))
    assert driven.air_c == idle.air_c
    assert driven.climate.energy_j == 0.0


def test_people_make_the_air_moist() -> None:
    cabin = Cabin(CabinParameters(air=CabinAirParameters(parked_leak_1_h=0.0)))
    before_pct = cabin.humidity_pct
    run(cabin, CabinConditions(people=People(2)), 5.0)
    assert cabin.humidity_pct > before_pct
    run(cabin, CabinConditions(people=People(2)), 600.0)
    assert cabin.humidity_pct == 100.0


def test_people_fog_a_cold_windscreen_and_warm_air_on_it_helps() -> None:
    cabin = Cabin(CabinParameters(air_c=18.0, mass_c=18.0))
    winter = CabinConditions(outside_c=0.0, outside_g_m3=4.0, speed_kph=30.0, people=People(4))
    run(cabin, winter, 15.0)
    assert cabin.fog_margin_k < 0.0
    run(cabin, winter, 5.0, ClimateOutputs(heater_pct=80.0, blower_pct=80.0, windscreen_pct=100.0))
    assert cabin.fog_margin_k > 5.0


def test_a_person_feels_air_and_surfaces() -> None:
    assert Cabin(CabinParameters(air_c=30.0, mass_c=50.0)).operative_c == 40.0


def test_the_power_of_the_cabin_is_that_of_its_parts() -> None:
    cabin = Cabin(CabinParameters(climate=ClimateParameters(blower_w=100.0)))
    run(cabin, CabinConditions(), 5.0, ClimateOutputs(heater_pct=50.0, blower_pct=100.0, purifier_pct=100.0))
    assert cabin.supply_w == pytest.approx(115.0)
    assert cabin.electrical_w == pytest.approx(115.0 + cabin.climate.traction_w)
