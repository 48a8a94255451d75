"""Use of the car: trips through a city, parked in between, people who board and leave.

One trip, in seconds before departure and after arrival:

    -30  driver's door opens     -20  it closes, all are aboard     -10  the engine is cranked     0  the car moves off
    arrival  the car stands      +5  the engine stops     +10  the door opens, all leave     +20  it closes
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from hil.plants.people import DRIVER, NOBODY, People

DAY_S = 86_400.0
_BOARDING_S = 30.0
_DOOR_OPEN_S = 10.0
_CRANKING_FROM_S = -10.0
_CRANKING_S = 1.2
_ENGINE_STOP_S = 5.0
_LEAVING_S = 10.0
_TRIP_TAIL_S = _LEAVING_S + _DOOR_OPEN_S

_CRANKING_RPM = 220.0
_IDLE_RPM = 800.0
_RPM_PER_KPH = 28.0  # engineering choice: 2 200 rpm at 50 km/h in city gears
_BRAKING_KPH_S = 9.0  # 2.5 m/s2, an ordinary stop

# Two blocks of a city between traffic lights: seconds, km/h. Engineering choice, mean 27 km/h like urban cycles.
_CITY_CYCLE = ((0, 0.0), (12, 45.0), (40, 50.0), (52, 0.0), (65, 0.0), (75, 35.0), (95, 38.0), (104, 0.0), (120, 0.0))
_CITY_CYCLE_S = 120

_MIN_DRIVE_S = 20.0
"""Longer than cranking: a trip that is ended by hand has begun before."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One drive on every day: departure in seconds from the start of the simulation, moving time, who is aboard."""

    departure_s: float
    duration_s: float
    people: People = DRIVER


def _speed_each_second() -> tuple[float, ...]:
    """Return the city cycle with one value per second, and one more so that interpolation never runs off its end."""
    speeds: list[float] = []
    for (start_s, start_kph), (end_s, end_kph) in pairwise(_CITY_CYCLE):
        slope = (end_kph - start_kph) / (end_s - start_s)
        speeds.extend(start_kph + slope * second for second in range(end_s - start_s))
    return (*speeds, 0.0)


_CITY_KPH = _speed_each_second()


def _city_kph(since_s: float, left_s: float) -> float:
    """Return the speed after `since_s` of driving with `left_s` to go, so that the car stands when the trip is over."""
    position_s = since_s % _CITY_CYCLE_S
    second = int(position_s)
    before, after = _CITY_KPH[second : second + 2]
    return min(before + (after - before) * (position_s - second), _BRAKING_KPH_S * left_s)


class Vehicle:
    """Signals of the car's bus, and the people aboard, at the time reached. Trips must be in order and not overlap.

    An `electric` car is `ready` while another one's engine runs, and has no engine speed. A person may `drive_off` and
    `park` whatever the trips say; they go on with the next one.
    """

    __slots__ = (
        "_by_hand",
        "_elapsed_s",
        "_electric",
        "_free_from_s",
        "_quiet_until_s",
        "_trips",
        "driver_door_open",
        "engine_rpm",
        "people",
        "ready",
        "speed_kph",
    )

    def __init__(self, trips: tuple[Trip, ...] = (), *, electric: bool = False) -> None:
        self._trips = trips
        self._electric = electric
        self._elapsed_s = 0.0
        self._by_hand: Trip | None = None
        self._free_from_s = -DAY_S
        self._quiet_until_s = 0.0
        self._park(0.0)

    def advance(self, dt_s: float) -> None:
        """Let `dt_s` seconds pass."""
        self._elapsed_s += dt_s
        if self._by_hand is not None:
            self._drive_by_hand(self._by_hand)
            return
        if self._elapsed_s < self._quiet_until_s:
            return
        today_s = self._elapsed_s % DAY_S
        for trip in self._trips:
            is_free = trip.departure_s - _BOARDING_S >= self._free_from_s - (self._elapsed_s - today_s)
            if is_free and today_s < trip.departure_s + trip.duration_s + _TRIP_TAIL_S:
                break
        else:
            self._park(DAY_S - today_s)
            return
        since_s = today_s - trip.departure_s
        if since_s < -_BOARDING_S:
            self._park(-_BOARDING_S - since_s)
        else:
            self._drive(trip, since_s)

    @property
    def is_used(self) -> bool:
        """True while people board, drive or leave."""
        return self._by_hand is not None or self.driver_door_open or self.people.adults > 0

    def drive_off(self, people: People = DRIVER) -> None:
        """Have `people` board, and drive until `park`."""
        self._by_hand = Trip(self._elapsed_s + _BOARDING_S, inf, people)

    def park(self) -> None:
        """Have whoever drives stop here, and leave."""
        stops_s = self.speed_kph / _BRAKING_KPH_S
        trip = self._by_hand or Trip(self._elapsed_s - _MIN_DRIVE_S, 0.0, self.people)
        since_s = max(self._elapsed_s - trip.departure_s, 0.0)
        self._by_hand = replace(trip, duration_s=since_s + stops_s)

    def _drive_by_hand(self, trip: Trip) -> None:
        since_s = self._elapsed_s - trip.departure_s
        if since_s < trip.duration_s + _TRIP_TAIL_S:
            self._drive(trip, since_s)
            return
        self._by_hand, self._free_from_s = None, self._elapsed_s
        self._park(0.0)

    def _park(self, quiet_s: float) -> None:
        """Stand with the engine off and nobody aboard, for `quiet_s` at least."""
        self._quiet_until_s = self._elapsed_s + quiet_s
        self.speed_kph = 0.0
        self.engine_rpm = 0.0
        self.ready = False
        self.driver_door_open = False
        self.people = NOBODY

    def _drive(self, trip: Trip, since_s: float) -> None:
        """Be `since_s` after the departure of `trip`; negative while people board."""
        over_s = since_s - trip.duration_s
        self.speed_kph = _city_kph(since_s, -over_s) if since_s >= 0.0 and over_s < 0.0 else 0.0
        engine_rpm = self._rpm(since_s, over_s)
        self.ready = engine_rpm >= _IDLE_RPM
        self.engine_rpm = 0.0 if self._electric else engine_rpm
        boarding = since_s < -_BOARDING_S + _DOOR_OPEN_S
        leaving = over_s >= _LEAVING_S
        self.driver_door_open = boarding or leaving
        self.people = NOBODY if boarding or leaving else trip.people

    def _rpm(self, since_s: float, over_s: float) -> float:
        running_s = since_s - _CRANKING_FROM_S
        if running_s < 0.0 or over_s >= _ENGINE_STOP_S:
            return 0.0
        return _CRANKING_RPM if running_s < _CRANKING_S else _IDLE_RPM + _RPM_PER_KPH * self.speed_kph
