"""The simulated car: all plants together, moved by the controller's commands.

It has no clock: `advance` moves it, `observe` stamps readings with the time it is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from random import Random

from controller import Commands, Snapshot
from hil.plants.cabin import Cabin, CabinConditions, CabinParameters
from hil.plants.fridge import Compartment, Fridge, FridgeParameters
from hil.plants.lids import LidOpening, Lids
from hil.plants.sensors import Plants, SensorParameters, Sensors
from hil.plants.supply import Supply, SupplyParameters
from hil.plants.vehicle import Trip, Vehicle
from hil.plants.weather import Weather, WeatherParameters

_LONGEST_STEP_S = 2.0
"""The fastest node is the outlet of the climate unit, 15 s; explicit steps stay far below it."""


@dataclass(frozen=True, slots=True)
class CarParameters:
    """One car and one way of using it."""

    fridge: FridgeParameters
    cabin: CabinParameters = field(default_factory=CabinParameters)
    supply: SupplyParameters = field(default_factory=SupplyParameters)
    weather: WeatherParameters = field(default_factory=WeatherParameters)
    sensors: SensorParameters = field(default_factory=SensorParameters)
    trips: tuple[Trip, ...] = ()
    lid_openings: tuple[LidOpening, ...] = ()


class SimulatedCar:
    """The truth about one car. `seed` is for the noise of its sensors only; the plants have none."""

    def __init__(self, parameters: CarParameters, *, seed: int) -> None:
        self.fridge = Fridge(parameters.fridge)
        self.cabin = Cabin(parameters.cabin)
        self.supply = Supply(parameters.supply)
        self.vehicle = Vehicle(parameters.trips)
        self.weather = Weather(parameters.weather)
        self.elapsed_s = 0.0
        self._lids = Lids(parameters.lid_openings, self.fridge)
        self._conditions = CabinConditions()
        plants = Plants(self.fridge, self.cabin, self.supply, self.vehicle, self.weather)
        self._sensors = Sensors(plants, parameters.sensors, Random(seed))
        self._truths = _truths(self)

    @property
    def compressor_starts(self) -> int:
        """Starts of the compressor since the beginning."""
        return self.fridge.compressor.starts

    @property
    def min_off_violations(self) -> int:
        """Starts that came too early after a stop."""
        return self.fridge.compressor.min_off_violations

    @property
    def electrical_w(self) -> float:
        """What the appliances draw: fridge and blower from 12 V, heater and cooler from the traction battery."""
        return self.fridge.power_w + self.cabin.climate.power_w

    @property
    def points(self) -> frozenset[str]:
        """Every name that `truth` knows: the inputs of the board."""
        return frozenset(self._truths)

    def truth(self, point: str) -> float:
        """The true value now of an input of the board, such as "fridge.food.air_c"; switches are 1 or 0.

        Raises KeyError for a name that is not in `points`.
        """
        return self._truths[point]()

    def observe(self, now_s: float) -> Snapshot:
        """What the sensors read at `now_s`, any time base that moves along with `advance`."""
        return self._sensors.observe(now_s)

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""
        steps = ceil(dt_s / _LONGEST_STEP_S)
        for _ in range(steps):
            self._advance(commands, dt_s / steps)

    def _advance(self, commands: Commands, dt_s: float) -> None:
        cabin, fridge, vehicle, weather = self.cabin, self.fridge, self.vehicle, self.weather
        self.elapsed_s += dt_s
        weather.advance(dt_s)
        vehicle.advance(dt_s)
        self._lids.advance(self.elapsed_s)
        fridge.advance(commands.compressor_on, commands.compartment_fan_pct, cabin.air_c, dt_s)

        conditions = self._conditions
        conditions.outside_c = weather.outside_c
        conditions.outside_g_m3 = weather.moisture_g_m3
        conditions.sun_ratio = weather.sun_ratio
        conditions.speed_kph = vehicle.speed_kph
        conditions.door_open = vehicle.driver_door_open
        conditions.people = vehicle.people
        conditions.appliances_w = fridge.rejected_w
        cabin.advance(conditions, commands, dt_s)
        self.supply.advance(fridge.power_w, cabin.climate.blower_w, vehicle.engine_rpm, dt_s)


def _truths(car: SimulatedCar) -> Mapping[str, Callable[[], float]]:
    """How each input of the board is read from the plants."""
    truths: dict[str, Callable[[], float]] = {
        "fridge.plate_c": lambda: car.fridge.plate_c,
        "cabin.air_c": lambda: car.cabin.air_c,
        "cabin.humidity_pct": lambda: car.cabin.humidity_pct,
        "cabin.co2_ppm": lambda: car.cabin.co2_ppm,
        "supply.voltage_v": lambda: car.supply.voltage_v,
        "supply.current_a": lambda: car.supply.current_a,
        "vehicle.speed_kph": lambda: car.vehicle.speed_kph,
        "vehicle.outside_c": lambda: car.weather.outside_c,
        "vehicle.engine_rpm": lambda: car.vehicle.engine_rpm,
        "vehicle.driver_door_open": lambda: float(car.vehicle.driver_door_open),
    }
    for compartment in car.fridge.compartments:
        truths |= _compartment_truths(compartment)
    return truths


def _compartment_truths(compartment: Compartment) -> dict[str, Callable[[], float]]:
    prefix = f"fridge.{compartment.name}."
    return {
        prefix + "air_c": lambda: compartment.air_c,
        prefix + "contents_c": lambda: compartment.contents_c,
        prefix + "lid_open": lambda: float(compartment.lid_open),
    }
