import pytest

from controller import AirSettings
from controller.air.mass_balance import Flows, co2, entering_m3_h, leak_m3_h, pm25

SETTINGS = AirSettings()
SHUT = Flows(leak=3.0, blown=0.0, fresh=0.0, purified=0.0)


def test_a_cabin_leaks_more_the_faster_it_moves() -> None:
    assert leak_m3_h(SETTINGS, 0.0) == pytest.approx(1.5)
    assert leak_m3_h(SETTINGS, 110.0) == pytest.approx(3.0 * 2.7)


def test_one_adult_in_two_air_changes_an_hour_ends_at_3_420_ppm() -> None:
    flows = Flows(leak=6.0, blown=0.0, fresh=0.0, purified=0.0)
    assert co2(420.0, 18.0, flows, SETTINGS, 24.0).end == pytest.approx(3_420.0, abs=1.0)


def test_four_adults_in_a_closed_box_reach_1_000_ppm_in_a_minute_and_a_half() -> None:
    tight = Flows(leak=0.0, blown=0.0, fresh=0.0, purified=0.0)
    assert co2(420.0, 72.0, tight, SETTINGS, 1.5 / 60.0).end == pytest.approx(1_020.0, abs=5.0)


def test_the_mean_lies_between_begin_and_end() -> None:
    outlook = co2(420.0, 72.0, SHUT, SETTINGS, 0.1)
    assert 420.0 < outlook.mean < outlook.end


def test_a_filter_of_165_m3_h_cleans_a_cabin_in_five_minutes() -> None:
    flows = Flows(leak=0.0, blown=0.0, fresh=0.0, purified=165.0)
    assert pm25(100.0, 100.0, flows, SETTINGS, 5.0 / 60.0).end == pytest.approx(1.0, abs=0.1)


def test_recirculated_air_passes_the_filter_and_fresh_air_too() -> None:
    recirculated = Flows(leak=0.0, blown=100.0, fresh=0.0, purified=0.0)
    assert pm25(80.0, 80.0, recirculated, SETTINGS, 1.0).end == pytest.approx(0.0, abs=0.1)
    fresh = Flows(leak=0.0, blown=100.0, fresh=100.0, purified=0.0)
    assert pm25(80.0, 80.0, fresh, SETTINGS, 1.0).end == pytest.approx(40.0, abs=0.1)
    assert entering_m3_h(fresh, SETTINGS) == pytest.approx(50.0)
