import pytest

from hil.plants import Compressor, CompressorParameters

# Capacity at 55 C condensing, 2000 rpm, of the cycle calculation that the polynomial was fitted to: W, COP.
TABLE = {-30.0: (18.0, 1.01), -20.0: (36.0, 1.23), -10.0: (63.0, 1.52), 0.0: (100.0, 1.93)}


def running(plate_c: float, parameters: CompressorParameters, for_s: float = 3_600.0) -> Compressor:
    compressor = Compressor(parameters)
    for _ in range(int(for_s)):
        compressor.advance(True, plate_c, 32.0, 1.0)
    return compressor


@pytest.mark.parametrize("evaporating_c", TABLE)
def test_heat_and_efficiency_follow_the_map(evaporating_c: float) -> None:
    ideal_plate = CompressorParameters(refrigerant_plate_w_k=1e6, condensing_rise_k=23.0, condenser_fan_w=0.0)
    compressor = running(evaporating_c, ideal_plate)
    cooling_w, cop = TABLE[evaporating_c]
    assert compressor.evaporating_c == pytest.approx(evaporating_c, abs=0.01)
    # The fit has 1.0 W and 0.66 W per cm3 and 1000 rpm; this one has four of them.
    assert compressor.cooling_w == pytest.approx(cooling_w, rel=0.08)
    assert compressor.cooling_w / compressor.power_w == pytest.approx(cop, rel=0.10)


def test_the_plate_gives_what_the_compressor_takes() -> None:
    compressor = running(0.0, CompressorParameters())
    assert compressor.cooling_w == pytest.approx(8.0 * (0.0 - compressor.evaporating_c))


def test_a_very_cold_plate_gives_hardly_any_heat() -> None:
    assert 0.0 <= running(-36.0, CompressorParameters()).cooling_w < 1.0


def test_a_start_costs_cold_and_power() -> None:
    fresh, warm = running(0.0, CompressorParameters(), 1.0), running(0.0, CompressorParameters())
    assert fresh.cooling_w < 0.05 * warm.cooling_w
    assert (fresh.power_w - 3.0) / (warm.power_w - 3.0) == pytest.approx(1.5)
    assert running(0.0, CompressorParameters(), 75.0).cooling_w / warm.cooling_w == pytest.approx(0.63, abs=0.01)


def test_a_standing_compressor_takes_and_draws_nothing() -> None:
    compressor = running(0.0, CompressorParameters())
    compressor.advance(False, 0.0, 32.0, 0.5)
    assert (compressor.cooling_w, compressor.power_w) == (0.0, 0.0)


def hold(compressor: Compressor, on: bool, for_s: float, dt_s: float = 0.5) -> None:
    for _ in range(round(for_s / dt_s)):
        compressor.advance(on, 0.0, 32.0, dt_s)


def test_a_rest_of_exactly_the_minimum_is_no_violation_and_half_a_second_less_is_one() -> None:
    compressor = Compressor(CompressorParameters(), off_for_s=1_000.0)
    hold(compressor, on=True, for_s=120.0)
    hold(compressor, on=False, for_s=180.0)
    hold(compressor, on=True, for_s=120.0)
    assert (compressor.starts, compressor.min_off_violations, compressor.min_on_violations) == (2, 0, 0)
    hold(compressor, on=False, for_s=179.5)
    hold(compressor, on=True, for_s=119.5)
    hold(compressor, on=False, for_s=0.5)
    assert (compressor.starts, compressor.min_off_violations, compressor.min_on_violations) == (3, 1, 1)


def test_the_first_start_is_judged_from_the_beginning() -> None:
    early, late = Compressor(CompressorParameters()), Compressor(CompressorParameters())
    hold(early, on=False, for_s=100.0)
    hold(early, on=True, for_s=1.0)
    hold(late, on=False, for_s=180.0)
    hold(late, on=True, for_s=1.0)
    assert (early.min_off_violations, late.min_off_violations) == (1, 0)


def test_a_compressor_that_had_rested_before_may_start_at_once() -> None:
    compressor = Compressor(CompressorParameters(), off_for_s=180.0)
    hold(compressor, on=True, for_s=1.0)
    assert (compressor.starts, compressor.min_off_violations) == (1, 0)


def test_an_edge_that_was_seen_a_tick_late_is_no_violation() -> None:
    compressor = Compressor(CompressorParameters())
    hold(compressor, on=False, for_s=179.0, dt_s=1.0)
    compressor.advance(False, 0.0, 32.0, 0.6)
    compressor.advance(True, 0.0, 32.0, 0.5)
    assert compressor.min_off_violations == 0
