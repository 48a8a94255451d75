import pytest

from hil.plants import Climate, ClimateOutputs, ClimateParameters
from hil.plants.climate import Inlet, pump_cop

COLD = Inlet(20.0, 5.0, -10.0, 2.0)
HOT = Inlet(35.0, 15.0, 35.0, 15.0)


def settled(outputs: ClimateOutputs, inlet: Inlet, parameters: ClimateParameters | None = None) -> Climate:
    climate = Climate(parameters or ClimateParameters())
    for _ in range(300):
        climate.advance(outputs, inlet, 0.5)
    return climate


def test_little_air_limits_the_heater() -> None:
    climate = settled(ClimateOutputs(heater_pct=100.0, blower_pct=10.0, recirculation_pct=100.0), COLD)
    assert climate.heater_w == pytest.approx(55.0 * 45.0 / 3_600.0 * 1_206.0, rel=0.01)
    assert climate.outlet_c == pytest.approx(75.0, abs=0.5)


def test_the_flap_mixes_fresh_and_cabin_air() -> None:
    climate = settled(ClimateOutputs(blower_pct=100.0, recirculation_pct=40.0), COLD, ClimateParameters(blower_w=0.0))
    assert climate.outlet_c == pytest.approx(0.4 * 20.0 + 0.6 * -10.0)
    assert climate.fresh_m3_s == pytest.approx(0.6 * climate.flow_m3_s)


def test_a_flap_that_nothing_drives_stays() -> None:
    fixed = ClimateParameters(flap_pct=85.0)
    climate = settled(ClimateOutputs(blower_pct=100.0, recirculation_pct=0.0), COLD, fixed)
    assert climate.fresh_m3_s == pytest.approx(0.15 * climate.flow_m3_s)


def test_cooling_takes_a_part_of_its_heat_as_electricity() -> None:
    outputs = ClimateOutputs(cooler_pct=60.0, blower_pct=100.0)
    climate = settled(outputs, HOT, ClimateParameters(cooler_cop=2.5, blower_w=0.0))
    assert climate.cooler_w == pytest.approx(2_100.0, rel=1e-2)
    assert climate.power_w == pytest.approx(840.0, rel=1e-2)
    assert climate.heat_w < 0.0 < climate.drying_g_s


def test_cooling_is_cheaper_on_a_mild_day() -> None:
    mild = Inlet(35.0, 15.0, 22.0, 8.0)
    outputs = ClimateOutputs(cooler_pct=50.0, blower_pct=100.0, recirculation_pct=100.0)
    assert settled(outputs, mild).traction_w < 0.85 * settled(outputs, HOT).traction_w


def test_a_resistive_heater_draws_what_it_gives() -> None:
    climate = settled(ClimateOutputs(heater_pct=50.0, blower_pct=100.0), COLD)
    assert climate.traction_w == climate.heater_w == pytest.approx(2_000.0, rel=1e-2)
    assert climate.power_w == climate.traction_w + climate.blower_w


def test_a_heat_pump_gives_the_first_part_for_less() -> None:
    climate = settled(ClimateOutputs(heater_pct=100.0, blower_pct=100.0), COLD, ClimateParameters(pump_w=3_000.0))
    assert climate.traction_w == pytest.approx(1_000.0 + 3_000.0 / 1.75, rel=1e-2)


@pytest.mark.parametrize(("outside_c", "cop"), [(-50.0, 1.0), (-20.0, 1.0), (-5.0, 2.125), (0.0, 2.5), (40.0, 3.2)])
def test_the_heat_pump_is_worse_in_the_cold(outside_c: float, cop: float) -> None:
    assert pump_cop(outside_c) == pytest.approx(cop)
