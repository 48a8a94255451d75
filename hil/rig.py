"""The simulated car with everything that a Raspberry Pi would be wired to: chips, pins, the car's own bus."""

from collections.abc import Callable
from functools import partial
from zlib import crc32

from firmware.config import Config, SensorConfig
from hil.chips import SimChip, SimIna226, SimScd4x, SimSht4x, SimTmp117, noisy
from hil.hardware import CarTask, Pins, SimulatedHardware
from hil.i2c_sim import SimI2cBus
from hil.plants import SimulatedCar

Truth = Callable[[str], float]

_NOISE_K = 0.02
"""TMP117: one step is 7.8 mK, noise about two steps."""

_CO2_NOISE_PPM = 5.0


class Rig:
    """One simulated car as `config` wires it. `chips` are by the sensor's name, for faults to be put into."""

    def __init__(self, car: SimulatedCar, config: Config, now_s: Callable[[], float], *, seed: int) -> None:
        self.car, self.config = car, config
        self.pins = Pins()
        self.chips = {each.name: _chip(each, car.truth, now_s, seed) for each in config.sensors}
        self.task = CarTask(car, self.pins, config)
        self.on_the_bus = OnTheBus(car)

    def bus(self, number: int) -> SimI2cBus:
        """The I2C bus /dev/i2c-`number`, newly opened."""
        name = next(bus.name for bus in self.config.i2c if bus.bus == number)
        return SimI2cBus({each.address: self.chips[each.name] for each in self.config.sensors if each.i2c == name})

    def hardware(self) -> SimulatedHardware:
        """All of it, for a daemon in this process."""
        return SimulatedHardware({each.bus: partial(self.bus, each.bus) for each in self.config.i2c}, self.pins.set)


class OnTheBus:
    """What the car's control units know and send."""

    def __init__(self, car: SimulatedCar) -> None:
        self._car = car

    @property
    def speed_kph(self) -> float:
        """Speed over ground."""
        return self._car.vehicle.speed_kph

    @property
    def engine_rpm(self) -> float:
        """Engine speed."""
        return self._car.vehicle.engine_rpm

    @property
    def outside_c(self) -> float:
        """Air temperature outside."""
        return self._car.weather.outside_c

    @property
    def driver_door_open(self) -> bool:
        """Whether the driver's door is open."""
        return self._car.vehicle.driver_door_open


def _chip(config: SensorConfig, truth: Truth, now_s: Callable[[], float], seed: int) -> SimChip:
    """The chip that `config` names, measuring what its points truly are."""

    def of(field: str, otherwise: str, noise: float = 0.0) -> Callable[[], float]:
        point = config.gives.get(field, otherwise)
        return noisy(partial(truth, point), noise, seed + crc32(point.encode()))

    if config.chip == "tmp117":
        return SimTmp117(now_s, of("temperature_c", "cabin.air_c", _NOISE_K))
    if config.chip == "sht4x":
        return SimSht4x(now_s, of("temperature_c", "cabin.air_c", _NOISE_K), of("humidity_pct", "cabin.humidity_pct"))
    if config.chip == "scd4x":
        co2_ppm = of("co2_ppm", "cabin.co2_ppm", _CO2_NOISE_PPM)
        return SimScd4x(now_s, co2_ppm, of("temperature_c", "cabin.air_c"), of("humidity_pct", "cabin.humidity_pct"))
    voltage_v, current_a = of("voltage_v", "supply.voltage_v"), of("current_a", "supply.current_a")
    return SimIna226(now_s, voltage_v, current_a, config.options["shunt_ohm"])
