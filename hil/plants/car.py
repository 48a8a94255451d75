"""The simulated car: all plants together, moved by the controller's commands.

It has no clock: `advance` moves it, `observe` stamps readings with the time it is given.
"""

from dataclasses import dataclass, field
from math import ceil
from random import Random

from controller.interface.commands import Commands
from controller.interface.snapshot import Snapshot
from hil.plants.cabin import Cabin, CabinParameters
from hil.plants.cabin_ports import CabinConditions, ClimateOutputs
from hil.plants.cooling_box import CoolingBoxParameters
from hil.plants.diary import Diary, Happening
from hil.plants.fridge_ports import FridgeOutputs, FridgeSurroundings
from hil.plants.ground_truth import truths
from hil.plants.ideal_sensors import Plants, SensorParameters, Sensors
from hil.plants.outside_air import OutsideAir, OutsideAirParameters
from hil.plants.route import Route, RouteParameters
from hil.plants.supply import Supply, SupplyConditions, SupplyParameters
from hil.plants.vehicle import Trip, Vehicle
from hil.plants.weather import Weather, WeatherParameters

_HOUR_S = 3_600.0

_MAX_STEP_S = 2.0
"""The fastest node is the outlet of the climate unit, 15 s; explicit steps stay far below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarParameters:
    """One car and one way of using it."""

    fridge: CoolingBoxParameters
    cabin: CabinParameters = field(default_factory=CabinParameters)
    supply: SupplyParameters = field(default_factory=SupplyParameters)
    weather: WeatherParameters = field(default_factory=WeatherParameters)
    outside_air: OutsideAirParameters = field(default_factory=OutsideAirParameters)
    route: RouteParameters = field(default_factory=RouteParameters)
    sensors: SensorParameters = field(default_factory=SensorParameters)
    trips: tuple[Trip, ...] = ()
    happenings: tuple[Happening, ...] = ()
    """Use of the fridge by people, the same every day."""
    plugged_in: bool = False
    """An electric car hangs on its charger whenever it is parked."""


class SimulatedCar:
    """The truth about one car. `seed` is for the noise of its sensors only; the plants have none."""

    def __init__(self, parameters: CarParameters, *, seed: int) -> None:
        self.fridge = parameters.fridge.build()
        self.cabin = Cabin(parameters.cabin)
        self.supply = Supply(parameters.supply)
        self.vehicle = Vehicle(parameters.trips, electric=parameters.supply.traction is not None)
        self.weather = Weather(parameters.weather)
        self.outside_air = OutsideAir(parameters.outside_air)
        self.route = Route(parameters.route)
        self.elapsed_s = 0.0
        self.drawn_wh = self.drawn_ah = 0.0
        """Energy and charge through the shunt since the beginning."""
        self._diary = Diary(parameters.happenings, self.fridge, daily=True)
        self._plugged_in = parameters.plugged_in
        self._fridge_outputs, self._surroundings = FridgeOutputs(), FridgeSurroundings()
        self._climate_outputs, self._conditions = ClimateOutputs(), CabinConditions()
        self._loads = SupplyConditions()
        plants = Plants(
            fridge=self.fridge, cabin=self.cabin, supply=self.supply, vehicle=self.vehicle, weather=self.weather
        )
        self._sensors = Sensors(plants, parameters.sensors, Random(seed))
        self._truths = truths(self)

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
        """Power of the appliances: fridge, blower, purifier from 12 V, heater and cooler from the traction battery."""
        return self.fridge.power_w + self.cabin.electrical_w

    @property
    def points(self) -> frozenset[str]:
        """Every name that `truth` knows: the inputs of the board."""
        return frozenset(self._truths)

    def truth(self, point: str) -> float:
        """Return the true value now of an input of the board, such as "fridge.food.air_c"; switches are 1 or 0.

        Raises KeyError for a name that is not in `points`.
        """
        return self._truths[point]()

    def observe(self, now_s: float) -> Snapshot:
        """Read all sensors at `now_s`, on any time base that moves along with `advance`."""
        return self._sensors.observe(now_s)

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""
        steps = ceil(dt_s / _MAX_STEP_S)
        for _ in range(steps):
            self._advance(commands, dt_s / steps)

    def _advance(self, commands: Commands, dt_s: float) -> None:
        self.elapsed_s += dt_s
        self.weather.advance(dt_s)
        self.outside_air.advance(dt_s)
        self.vehicle.advance(dt_s)
        self.route.advance(self.vehicle.speed_kph, dt_s)
        self._diary.advance(self.elapsed_s)
        self._advance_fridge(commands, dt_s)
        self._advance_cabin(commands, dt_s)
        self._advance_supply(dt_s)

    def _advance_fridge(self, commands: Commands, dt_s: float) -> None:
        outputs, around = self._fridge_outputs, self._surroundings
        outputs.obey(commands)
        around.air_c = self.cabin.air_c
        around.moisture_g_m3 = self.cabin.moisture_g_m3
        around.supply_v = self.supply.voltage_v
        self.fridge.advance(outputs, around, dt_s)

    def _advance_cabin(self, commands: Commands, dt_s: float) -> None:
        outputs, conditions = self._climate_outputs, self._conditions
        outputs.heater_pct = commands.heater_pct
        outputs.cooler_pct = commands.cooler_pct
        outputs.blower_pct = commands.blower_pct
        outputs.recirculation_pct = commands.recirculation_pct
        outputs.windscreen_pct = commands.windscreen_pct
        outputs.purifier_pct = commands.purifier_pct
        conditions.outside_c = self.weather.outside_c
        conditions.outside_g_m3 = self.weather.moisture_g_m3
        conditions.outside_pm25_ugm3 = self.outside_air.pm25_ugm3
        conditions.sun_ratio = self.weather.sun_ratio
        conditions.speed_kph = self.vehicle.speed_kph
        conditions.door_open = self.vehicle.driver_door_open
        conditions.people = self.vehicle.people
        conditions.appliances_w = self.fridge.rejected_w
        self.cabin.advance(conditions, outputs, dt_s)

    def _advance_supply(self, dt_s: float) -> None:
        loads, vehicle = self._loads, self.vehicle
        loads.fridge_w = self.fridge.power_w
        loads.cabin_w = self.cabin.supply_w
        loads.traction_w = self.cabin.climate.traction_w
        loads.engine_rpm = vehicle.engine_rpm
        loads.ready = vehicle.ready
        loads.plugged_in = self._plugged_in and not vehicle.ready
        loads.speed_kph = vehicle.speed_kph
        loads.sun_ratio = self.weather.sun_ratio
        supply = self.supply
        supply.advance(loads, dt_s)
        charge_ah = supply.current_a * dt_s / _HOUR_S
        self.drawn_ah += charge_ah
        self.drawn_wh += supply.voltage_v * charge_ah
