"""Cars that are used like no other: random boxes and cabins, doors, loads, drives and weather."""

from random import Random

from controller.settings import Settings
from hil.plants import (
    DC_DC,
    CarParameters,
    GoodsIn,
    GoodsOut,
    LidOpening,
    People,
    SensorParameters,
    SimulatedCar,
    SupplyParameters,
    TractionParameters,
    Trip,
    WeatherParameters,
    random_cabin,
    random_fridge,
)

_HOUR_S = 3_600.0
_SENSORS = SensorParameters(noise_k=0.03, resolution_k=1.0 / 16.0)
"""DS18B20: the coarsest that is used."""

_CHARGED = SupplyParameters(charger=DC_DC, traction=TractionParameters())
"""An electric car on its charger, so that no battery ends the trial."""

_LOADING_S = 60.0


def random_car(seed: int, *, outside_c: float | None = None, start_c: float = 5.0, used: bool = True) -> SimulatedCar:
    """Make a fridge that begins at `start_c` in a random car. `used` false is one on its charger, left alone."""
    random = Random(seed)
    swing_k = random.uniform(3.0, 8.0)
    mean_c = random.uniform(5.0, 32.0)
    clearness = random.uniform(0.0, 1.0)
    still = outside_c is not None
    weather_c = mean_c if outside_c is None else outside_c
    parameters = CarParameters(
        fridge=random_fridge(seed, start_c=start_c, compartments=2),
        cabin=random_cabin(seed, start_c=weather_c),
        weather=WeatherParameters(
            outside_c=weather_c,
            swing_k=0.0 if still else swing_k,
            clearness=0.0 if still else clearness,
            start_h=random.uniform(0.0, 24.0),
        ),
        sensors=_SENSORS,
        supply=SupplyParameters() if used else _CHARGED,
        plugged_in=not used,
        trips=_trips(random) if used else (),
        happenings=tuple(_happenings(random)) if used else (),
    )
    return SimulatedCar(parameters, seed=seed)


def settings() -> Settings:
    """Return two compartments as configured by default."""
    return Settings()


def _trips(random: Random) -> tuple[Trip, ...]:
    """Draw a drive in each of some hours of the day."""
    hours = sorted(random.sample(range(24), random.randint(2, 6)))
    return tuple(
        Trip(
            hour * _HOUR_S + random.uniform(600.0, 900.0),
            random.uniform(600.0, 2_400.0),
            People(adults=random.randint(1, 4)),
        )
        for hour in hours
    )


def _happenings(random: Random) -> list[LidOpening | GoodsIn | GoodsOut]:
    """Draw short openings at any time; goods go in and out through an open lid."""
    events: list[LidOpening | GoodsIn | GoodsOut] = [
        LidOpening(random.randrange(2), random.uniform(0.0, 24.0) * _HOUR_S, random.uniform(10.0, 60.0))
        for _ in range(random.randint(4, 16))
    ]
    for _ in range(random.randint(0, 3)):
        box, at_s = random.randrange(2), random.uniform(0.0, 23.0) * _HOUR_S
        kg = random.uniform(0.5, 4.0)
        events += [
            LidOpening(box, at_s, _LOADING_S),
            GoodsIn(box, at_s + 30.0, kg, random.uniform(15.0, 30.0)),
            LidOpening(box, at_s + 12.0 * _HOUR_S, _LOADING_S),
            GoodsOut(box, at_s + 12.0 * _HOUR_S + 30.0, kg),
        ]
    return events
