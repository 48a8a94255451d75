import pytest

from hil.plants import Weather, WeatherParameters

DAY = WeatherParameters(outside_c=25.0, swing_k=5.0, clearness=0.9, start_h=15.0)


def after(hours: float) -> Weather:
    weather = Weather(DAY)
    weather.advance(hours * 3_600.0)
    return weather


def test_a_day_is_warmest_at_three_in_the_afternoon_and_coldest_twelve_hours_later() -> None:
    assert after(0.0).outside_c == pytest.approx(30.0)
    assert after(12.0).outside_c == pytest.approx(20.0)


def test_the_sun_is_highest_at_one_and_gone_at_night() -> None:
    assert after(22.0).sun_ratio == pytest.approx(0.9)
    assert after(8.0).sun_ratio == 0.0


def test_a_day_repeats() -> None:
    assert after(24.0).outside_c == pytest.approx(after(0.0).outside_c)
    assert after(24.0).sun_ratio == pytest.approx(after(0.0).sun_ratio)
