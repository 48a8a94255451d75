"""The day that `make demo` shows: warm summer weather, a hot parked car, short drives of two people."""

from random import Random

from hil.plants.cabin import CabinParameters
from hil.plants.cabin_air import CabinAirParameters
from hil.plants.car import CarParameters, SimulatedCar
from hil.plants.compartment import CompartmentParameters
from hil.plants.contents import ContentsParameters
from hil.plants.diary import LidOpening
from hil.plants.fridge import FridgeParameters
from hil.plants.ideal_sensors import SensorParameters
from hil.plants.people import People
from hil.plants.vehicle import Trip
from hil.plants.weather import WeatherParameters

_MINUTE_S = 60.0
_TRIPS_MIN = ((4.0, 20.0), (80.0, 25.0), (150.0, 15.0), (215.0, 30.0), (300.0, 20.0), (430.0, 25.0), (600.0, 30.0))
_LID_OPENINGS_MIN = ((0, 55.0), (1, 112.0), (0, 185.0), (0, 270.0), (1, 410.0), (0, 520.0))
_LID_OPEN_S = 20.0
_TWO_ADULTS = People(adults=2)

WEATHER = WeatherParameters(outside_c=27.0, swing_k=3.5, moisture_g_m3=12.0, clearness=0.8, start_h=10.0)
"""30 C in the afternoon; begins at ten in the morning under a hazy sky."""

CABIN = CabinParameters(air=CabinAirParameters(moisture_g_m3=13.0), air_c=38.0, mass_c=38.0)
"""Soaked: the car has stood in the sun since sunrise."""

SENSORS = SensorParameters(noise_k=0.02, resolution_k=1.0 / 128.0)
"""TMP117: one step is 7.8 mK, noise about two steps."""


def demo_parameters(seed: int) -> CarParameters:
    """Return the demonstration day; `seed` moves what no two days have in common."""
    random = Random(seed)
    compartments = tuple(
        CompartmentParameters(
            name=name,
            contents=ContentsParameters(kg=5.0, start_c=random.uniform(12.0, 14.0)),
            air_c=24.0 + random.uniform(-0.5, 0.5),
        )
        for name in ("food", "medicine")
    )
    late_s = random.uniform(0.0, 2.0 * _MINUTE_S)
    return CarParameters(
        fridge=FridgeParameters(compartments=compartments),
        cabin=CABIN,
        weather=WEATHER,
        sensors=SENSORS,
        trips=tuple(
            Trip(departure * _MINUTE_S + late_s, duration * _MINUTE_S, _TWO_ADULTS)
            for departure, duration in _TRIPS_MIN
        ),
        happenings=tuple(LidOpening(compartment, at * _MINUTE_S, _LID_OPEN_S) for compartment, at in _LID_OPENINGS_MIN),
    )


def demo_car(*, seed: int) -> SimulatedCar:
    """Return the car of the demonstration; the same `seed` gives the same day and the same noise."""
    return SimulatedCar(demo_parameters(seed), seed=seed)
