from math import hypot, radians

import pytest

from hil.plants.route import Route, RouteParameters

ROUND_S = 1_000
KPH = 2.0 * 3.141592653589793 * 1_500.0 / ROUND_S * 3.6
"""Once around in so many seconds."""


def driven(seconds: int, kph: float = KPH) -> Route:
    route = Route(RouteParameters())
    for _ in range(seconds):
        route.advance(kph, 1.0)
    return route


def test_a_car_that_stands_stays_where_it_is_and_feels_gravity_only() -> None:
    route = driven(100, 0.0)
    assert (route.latitude_deg, route.altitude_m) == (driven(0).latitude_deg, 480.0)
    assert route.acceleration_g == (0.0, 0.0, 1.0)
    assert route.tilt_deg == 0.0


def test_a_round_ends_where_it_began() -> None:
    begin, end = driven(0), driven(ROUND_S)
    assert end.latitude_deg == pytest.approx(begin.latitude_deg, abs=1e-9)
    assert end.longitude_deg == pytest.approx(begin.longitude_deg, abs=1e-9)
    assert end.altitude_m == pytest.approx(begin.altitude_m, abs=1e-6)


def test_the_way_on_the_map_is_the_way_driven() -> None:
    before, after = driven(100), driven(101)
    north_m = (after.latitude_deg - before.latitude_deg) * 111_195.0
    east_m = (after.longitude_deg - before.longitude_deg) * 111_195.0 * 0.6673  # cos 48.137 degrees
    assert hypot(north_m, east_m) == pytest.approx(KPH / 3.6, rel=1e-3)
    assert before.course_deg == pytest.approx(126.0)
    assert (north_m < 0.0, east_m > 0.0) == (True, True)


def test_the_road_climbs_as_the_car_is_tilted() -> None:
    before, after = driven(250), driven(251)
    slope = (after.altitude_m - before.altitude_m) / (KPH / 3.6)
    assert slope == pytest.approx(before.slope, rel=0.01)
    assert radians(before.tilt_deg) == pytest.approx(slope, rel=0.01)
    assert hypot(*before.acceleration_g) == pytest.approx(1.0, rel=1e-6)


def test_the_pressure_is_that_of_the_standard_atmosphere() -> None:
    """ISO 2533: 1013.25 hPa at sea level, 954.61 hPa at 500 m."""
    for altitude_m, pressure_hpa in ((0.0, 1_013.25), (500.0, 954.61), (2_000.0, 794.95)):
        route = Route(RouteParameters(min_m=altitude_m))
        assert route.pressure_hpa == pytest.approx(pressure_hpa, abs=0.05)


def test_a_car_that_moves_off_is_pressed_backwards() -> None:
    route = driven(1, 9.80665 * 3.6 / 2.0)
    assert route.forward_g == pytest.approx(0.5)
    route.advance(9.80665 * 3.6 / 2.0, 1.0)
    assert route.forward_g == 0.0
