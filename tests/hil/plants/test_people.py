import pytest

from hil.plants import NOBODY, People


def test_nobody_gives_off_nothing() -> None:
    assert (NOBODY.heat_w, NOBODY.co2_l_min, NOBODY.moisture_g_h) == (0.0, 0.0, 0.0)


def test_two_adults_and_two_children_breathe_one_litre_of_carbon_dioxide_a_minute() -> None:
    assert People(adults=2, children=2).co2_l_min == pytest.approx(1.0, abs=0.03)


def test_an_adult_heats_like_a_seated_person() -> None:
    adult = People(adults=1)
    assert 70.0 <= adult.heat_w <= 80.0
    assert adult.moisture_g_h * 2_450.0 / 3_600.0 == pytest.approx(40.0, abs=1.0)
