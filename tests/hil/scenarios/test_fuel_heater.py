"""A camper with a fuel heater under the whole step: no ignition broken off, and words where it does not light."""

from dataclasses import replace
from itertools import pairwise

from controller import Mode, Settings, Step
from controller.settings import CabinSettings, Fitted, OutputTimes, PowerSettings, Protection
from hil.plants import CarParameters, SimulatedCar, SupplyParameters, WeatherParameters, random_camper, two_compartments
from hil.scenarios.model_tier import run

HOUR_S = 3_600.0
TICK_S = 5.0

OUTPUTS = (
    "compressor",
    "compressor_speed",
    "cooler",
    "blower",
    "windscreen",
    "recirculation",
    "fan.food",
    "fan.medicine",
)
BURNER = OutputTimes(
    min_on_s=600.0,
    min_off_s=300.0,
    start_up_s=150.0,
    after_run_s=180.0,
    levels_pct=(39.0, 55.0, 82.0, 100.0),
    own_air=True,
)
SETTINGS = Settings(
    cabin=CabinSettings(mode=Mode.HEAT),
    power=PowerSettings(protection=Protection.LOW),
    fitted=Fitted(outputs={**dict.fromkeys(OUTPUTS, OutputTimes()), "heater": BURNER}),
)


def camper(*, lights: bool, outside_c: float) -> SimulatedCar:
    cabin = random_camper(3, start_c=outside_c)
    fuel = cabin.climate.fuel
    assert fuel is not None
    cabin = replace(cabin, climate=replace(cabin.climate, fuel=replace(fuel, lights=lights)))
    weather = WeatherParameters(outside_c=outside_c, clearness=0.0, moisture_g_m3=3.0)
    supply = SupplyParameters(capacity_ah=200.0, charge_ratio=1.0)
    fridge = two_compartments(start_c=5.0)
    return SimulatedCar(CarParameters(fridge=fridge, cabin=cabin, supply=supply, weather=weather), seed=1)


def played(car: SimulatedCar, hours: float) -> tuple[set[str], set[str], list[float]]:
    """Return the alarms of the first hour, those of the last tick, and the heater's duties."""
    first: set[str] = set()
    last: set[str] = set()
    duties_pct: list[float] = []

    def look(taken: Step) -> None:
        last.clear()
        last.update(alarm.name for alarm in taken.alarms)
        if taken.now_s < HOUR_S:
            first.update(last)
        duties_pct.append(taken.commands.heater_pct)

    run(car, SETTINGS, duration_s=hours * HOUR_S, tick_s=TICK_S, on_step=look)
    return first, last, duties_pct


def test_a_camper_is_warm_and_no_ignition_is_broken_off() -> None:
    car = camper(lights=True, outside_c=8.0)
    alarms, _, _ = played(car, 1.5)
    fuel = car.cabin.climate.fuel
    assert fuel is not None
    assert fuel.aborted == 0
    assert fuel.ignitions <= 5
    assert abs(car.cabin.air_c - 21.0) < 3.5
    assert not [name for name in alarms if name.startswith("cabin.not_")]


def test_a_heater_without_fuel_is_told_rests_longer_each_time_and_does_not_glow_all_night() -> None:
    car = camper(lights=False, outside_c=0.0)
    first, last, duties_pct = played(car, 2.0)
    assert "cabin.not_lit" in first & last
    asked = [duty_pct > 0.0 for duty_pct in duties_pct]
    begins = [at * TICK_S for at, (before, after) in enumerate(pairwise(asked)) if after > before]
    rests_s = [after - before for before, after in pairwise(begins)]
    assert rests_s == sorted(rests_s)
    assert 2 <= len(begins) <= 5
