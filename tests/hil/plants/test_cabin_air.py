import pytest

from hil.plants import CabinAirParameters, CabinConditions, ClimateOutputs, ClimateParameters, People
from hil.plants.cabin_air import CabinAir
from hil.plants.climate import Climate, Inlet

MILD = Inlet(20.0, 8.0, 20.0, 8.0)


def after(
    minutes: float,
    conditions: CabinConditions,
    outputs: ClimateOutputs | None = None,
    parameters: CabinAirParameters | None = None,
) -> CabinAir:
    air, climate = CabinAir(parameters or CabinAirParameters()), Climate(ClimateParameters())
    applied = outputs or ClimateOutputs()
    for _ in range(round(minutes * 60.0)):
        climate.advance(applied, MILD, 1.0)
        air.advance(conditions, applied, climate, 1.0)
    return air


@pytest.mark.parametrize(("changes_1_h", "steady_ppm"), [(2.0, 3_420.0), (6.0, 1_420.0), (30.0, 620.0)])
def test_one_adult_reaches_the_computed_steady_state(changes_1_h: float, steady_ppm: float) -> None:
    air = after(600.0, CabinConditions(people=People(1)), parameters=CabinAirParameters(parked_leak_1_h=changes_1_h))
    assert air.co2_ppm == pytest.approx(steady_ppm, rel=0.01)


def test_driving_airs_the_cabin_as_measured() -> None:
    air = after(1.0, CabinConditions(speed_kph=110.0))
    assert air.leak_m3_s * 3_600.0 / 3.0 == pytest.approx(2.7)


def test_fresh_air_keeps_four_adults_far_below_what_recirculation_does() -> None:
    four = CabinConditions(people=People(4), speed_kph=50.0)
    fresh = after(60.0, four, ClimateOutputs(blower_pct=40.0))
    recirculated = after(60.0, four, ClimateOutputs(blower_pct=40.0, recirculation_pct=100.0))
    assert fresh.co2_ppm < 1_000.0
    assert recirculated.co2_ppm > 5_000.0


def test_an_open_door_lets_the_air_out() -> None:
    closed = CabinAir(CabinAirParameters(co2_ppm=3_000.0))
    opened, still = CabinAir(CabinAirParameters(co2_ppm=3_000.0)), Climate(ClimateParameters())
    for _ in range(60):
        closed.advance(CabinConditions(), ClimateOutputs(), still, 1.0)
        opened.advance(CabinConditions(door_open=True), ClimateOutputs(), still, 1.0)
    assert opened.co2_ppm < 0.6 * closed.co2_ppm


def test_outside_particles_come_in_through_the_gaps_and_settle() -> None:
    air = after(600.0, CabinConditions(outside_pm25_ugm3=80.0))
    assert air.pm25_ugm3 == pytest.approx(80.0 * 0.9 / 2.3, rel=0.01)


def test_fresh_air_brings_what_the_filter_lets_through() -> None:
    air = after(120.0, CabinConditions(outside_pm25_ugm3=80.0), ClimateOutputs(blower_pct=100.0))
    assert air.pm25_ugm3 == pytest.approx(40.0, rel=0.02)


@pytest.mark.parametrize(("flow_m3_h", "efficiency", "minutes"), [(150.0, 0.5, 5.5), (300.0, 0.5, 2.8)])
def test_recirculation_removes_nine_tenths_in_the_computed_time(
    flow_m3_h: float, efficiency: float, minutes: float
) -> None:
    sealed = CabinAirParameters(parked_leak_1_h=0.0, filter_efficiency=efficiency, pm25_ugm3=100.0)
    outputs = ClimateOutputs(blower_pct=100.0 * flow_m3_h / 450.0, recirculation_pct=100.0)
    assert after(minutes, CabinConditions(), outputs, sealed).pm25_ugm3 == pytest.approx(10.0, abs=1.0)


def test_the_purifier_cleans_without_the_blower_and_draws_power() -> None:
    dirty = CabinAirParameters(pm25_ugm3=100.0)
    air = after(5.0, CabinConditions(), ClimateOutputs(purifier_pct=100.0), dirty)
    assert air.pm25_ugm3 < 10.0
    assert air.purifier_w == 15.0
