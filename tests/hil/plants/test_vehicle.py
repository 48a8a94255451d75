from collections.abc import Iterator
from itertools import pairwise

import pytest

from hil.plants import NOBODY, People, Trip, Vehicle

FAMILY = People(adults=2, children=1)
TRIPS = (Trip(300.0, 610.0, FAMILY), Trip(2_000.0, 600.0))


def drive(trips: tuple[Trip, ...], duration_s: float, dt_s: float = 0.5) -> Iterator[tuple[float, Vehicle]]:
    vehicle = Vehicle(trips)
    for tick in range(1, int(duration_s / dt_s) + 1):
        vehicle.advance(dt_s)
        yield tick * dt_s, vehicle


def states(moments_s: tuple[float, ...]) -> list[tuple[bool, People, bool, bool]]:
    """Door open, who is aboard, engine turning, moving, at each moment."""
    return [
        (vehicle.driver_door_open, vehicle.people, vehicle.engine_rpm > 0.0, vehicle.speed_kph > 0.0)
        for now_s, vehicle in drive(TRIPS, 1_000.0)
        if now_s in moments_s
    ]


def test_a_trip_follows_its_table() -> None:
    assert states((200.0, 275.0, 285.0, 295.0, 310.0, 912.0, 917.0, 925.0, 940.0)) == [
        (False, NOBODY, False, False),
        (True, NOBODY, False, False),
        (False, FAMILY, False, False),
        (False, FAMILY, True, False),
        (False, FAMILY, True, True),
        (False, FAMILY, True, False),
        (False, FAMILY, False, False),
        (True, NOBODY, False, False),
        (False, NOBODY, False, False),
    ]


def test_the_engine_is_cranked_before_it_runs() -> None:
    rpm = [vehicle.engine_rpm for now_s, vehicle in drive(TRIPS, 295.0) if now_s >= 290.0]
    assert rpm[0] == pytest.approx(220.0)
    assert rpm[-1] == pytest.approx(800.0)


def test_the_car_speeds_up_and_brakes_like_a_car() -> None:
    speeds = [0.0, *(vehicle.speed_kph for _, vehicle in drive(TRIPS, 1_000.0))]
    changes = [after - before for before, after in pairwise(speeds)]
    assert 45.0 <= max(speeds) <= 55.0
    assert max(map(abs, changes)) <= 5.0  # km/h in half a second: 2.8 m/s2


def test_a_city_trip_has_stops_with_the_engine_running() -> None:
    stops = [now_s for now_s, vehicle in drive(TRIPS, 900.0) if vehicle.speed_kph == 0.0 and now_s > 320.0]
    assert stops
    assert all(vehicle.engine_rpm >= 800.0 for now_s, vehicle in drive(TRIPS, 900.0) if now_s > 320.0)


def test_the_next_day_is_the_same() -> None:
    vehicle = Vehicle(TRIPS)
    for _ in range(int(86_400.0 / 5.0)):
        vehicle.advance(5.0)
    for _ in range(680):
        vehicle.advance(0.5)
    again = Vehicle(TRIPS)
    for _ in range(680):
        again.advance(0.5)
    assert again.speed_kph > 0.0
    assert (vehicle.speed_kph, vehicle.engine_rpm) == (again.speed_kph, again.engine_rpm)


def test_a_car_without_trips_stands() -> None:
    assert all(vehicle.speed_kph == 0.0 and vehicle.people == NOBODY for _, vehicle in drive((), 100.0, 10.0))


def test_an_electric_car_is_ready_while_another_ones_engine_runs() -> None:
    petrol, electric = Vehicle(TRIPS), Vehicle(TRIPS, electric=True)
    seen = set()
    for _ in range(2_000):
        petrol.advance(0.5)
        electric.advance(0.5)
        assert electric.ready is petrol.ready is (petrol.engine_rpm >= 800.0)
        assert electric.engine_rpm == 0.0
        seen.add(electric.ready)
    assert seen == {False, True}


def pass_time(vehicle: Vehicle, duration_s: float) -> None:
    for _ in range(round(2.0 * duration_s)):
        vehicle.advance(0.5)


def test_a_person_may_drive_off_and_park_and_the_trips_go_on_with_the_next_one() -> None:
    vehicle = Vehicle(TRIPS)
    vehicle.drive_off(FAMILY)
    pass_time(vehicle, 40.0)
    assert (vehicle.people, vehicle.engine_rpm > 0.0, vehicle.speed_kph > 0.0) == (FAMILY, True, True)
    pass_time(vehicle, 300.0)
    assert vehicle.is_used
    vehicle.park()
    speeds_kph = [vehicle.speed_kph]
    for _ in range(60):
        vehicle.advance(0.5)
        speeds_kph.append(vehicle.speed_kph)
    assert all(before - after <= 5.0 for before, after in pairwise(speeds_kph))
    assert (vehicle.people, vehicle.engine_rpm) == (NOBODY, 0.0)
    pass_time(vehicle, 600.0)  # the first trip, which was missed, is not joined in its middle
    assert vehicle.engine_rpm == 0.0
    pass_time(vehicle, 1_100.0)
    assert vehicle.speed_kph > 0.0


def test_a_trip_of_the_day_may_be_ended_by_hand() -> None:
    vehicle = Vehicle(TRIPS)
    pass_time(vehicle, 400.0)
    assert vehicle.engine_rpm > 0.0
    vehicle.park()
    pass_time(vehicle, 40.0)
    assert vehicle.engine_rpm == 0.0
    pass_time(vehicle, 100.0)
    assert not vehicle.is_used
