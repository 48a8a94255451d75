"""The car for a day of chaos: a drive each hour, a cold night and a warm afternoon, so that every output works."""

from dataclasses import replace

from hil.plants import SimulatedCar
from hil.plants.demo import demo_parameters
from hil.plants.people import People
from hil.plants.vehicle import Trip
from hil.plants.weather import WeatherParameters

_HOUR_S = 3_600.0
_HOURS = 24
_DRIVE_S = 1_500.0
_DEPARTS_AFTER_S = 300.0

WEATHER = WeatherParameters(outside_c=14.0, swing_k=16.0, moisture_g_m3=7.0, clearness=0.8, start_h=10.0)
"""30 C in the afternoon, 2 below freezing at night: cooler and heater both work (engineering choice)."""


def chaos_car(seed: int) -> SimulatedCar:
    """The demo's car on such a day, driven by two people for 25 minutes of every hour."""
    aboard = People(adults=2)
    trips = tuple(Trip(hour * _HOUR_S + _DEPARTS_AFTER_S, _DRIVE_S, aboard) for hour in range(_HOURS))
    return SimulatedCar(replace(demo_parameters(seed), weather=WEATHER, trips=trips), seed=seed)
