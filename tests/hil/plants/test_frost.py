import pytest

from hil.plants.frost import FREEZING_J_G, Frost, FrostParameters


def test_water_freezes_to_a_cold_plate_and_warms_it() -> None:
    frost = Frost(FrostParameters())
    assert frost.advance(0.1, -5.0, 10.0) == pytest.approx(0.1 * FREEZING_J_G)
    assert frost.grams == pytest.approx(1.0)


def test_water_runs_off_a_warm_plate() -> None:
    frost = Frost(FrostParameters())
    assert frost.advance(0.1, 2.0, 10.0) == 0.0
    assert frost.grams == 0.0


def test_frost_melts_on_a_warm_plate_and_is_gone_then() -> None:
    frost = Frost(FrostParameters())
    frost.advance(0.1, -5.0, 10.0)
    taken_j = sum(-frost.advance(0.0, 2.0, 1.0) for _ in range(60))
    assert frost.grams == 0.0
    assert taken_j == pytest.approx(FREEZING_J_G)


def test_frost_keeps_heat_from_the_plate() -> None:
    frost = Frost(FrostParameters())
    assert frost.k_w == 0.0
    frost.advance(10.0, -5.0, 10.0)
    assert frost.k_w == pytest.approx(0.034)
