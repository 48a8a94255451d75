import pytest

from controller import Commands
from hil.plants import Cabin, CabinAirParameters, CabinParameters, SimulatedCar, demo_car, derived_signals

COOLING = Commands(compressor_on=True, compartment_fan_pct=(100.0, 100.0))


def cabin(co2_ppm: float = 600.0, pm25_ugm3: float = 10.0) -> Cabin:
    return Cabin(CabinParameters(air=CabinAirParameters(co2_ppm=co2_ppm, pm25_ugm3=pm25_ugm3)))


def running(minutes: int = 10) -> SimulatedCar:
    car = demo_car(seed=1)
    for _ in range(60 * minutes):
        car.advance(COOLING, 1.0)
    return car


def test_people_in_still_air_raise_voc_and_exhaust_raises_nox() -> None:
    assert derived_signals.voc_index(cabin()) == 100.0
    assert derived_signals.voc_index(cabin(co2_ppm=2_000.0)) == pytest.approx(170.0)
    assert derived_signals.nox_index(cabin()) == 1.0
    assert derived_signals.nox_index(cabin(pm25_ugm3=120.0)) == pytest.approx(51.0)


@pytest.mark.parametrize("much", [1e5, 1e9])
def test_an_index_stays_on_its_scale(much: float) -> None:
    assert derived_signals.voc_index(cabin(co2_ppm=much)) == derived_signals.nox_index(cabin(pm25_ugm3=much)) == 500.0
    assert derived_signals.voc_index(cabin(co2_ppm=-much)) == derived_signals.nox_index(cabin(pm25_ugm3=0.0)) == 1.0


def test_particles_are_counted_up_to_each_size() -> None:
    sizes = derived_signals.particles_ugm3(cabin(pm25_ugm3=10.0))
    assert sizes == tuple(sorted(sizes))
    assert sizes[1] == 10.0


def test_the_condenser_is_as_warm_as_the_air_until_the_compressor_runs() -> None:
    parked = demo_car(seed=1)
    assert derived_signals.condenser_c(parked.fridge, parked.cabin) == parked.cabin.air_c
    busy = running()
    assert derived_signals.condenser_c(busy.fridge, busy.cabin) > busy.cabin.air_c + 5.0
    assert derived_signals.condenser_fan_rpm(busy.fridge, busy.cabin) > 0.0


def test_a_fan_that_has_failed_stands_and_the_condenser_gets_hot() -> None:
    car = running()
    well_c = derived_signals.condenser_c(car.fridge, car.cabin)
    car.fridge.faults.condenser_fan_failed = True
    assert derived_signals.condenser_fan_rpm(car.fridge, car.cabin) == 0.0
    assert derived_signals.condenser_c(car.fridge, car.cabin) > well_c


def test_somebody_is_there_while_a_trip_lasts() -> None:
    car, seen = demo_car(seed=1), set()
    assert derived_signals.presence(car.vehicle) == 0.0
    for _ in range(10 * 60):
        car.advance(Commands(), 1.0)
        seen.add((derived_signals.presence(car.vehicle), car.vehicle.speed_kph > 0.0))
    assert (1.0, True) in seen
    assert (0.0, True) not in seen


def test_the_consumption_is_the_sum_of_power_and_current() -> None:
    car, wh, ah = demo_car(seed=1), 0.0, 0.0
    for _ in range(600):
        car.advance(COOLING, 1.0)
        wh += car.truth("supply.power_w") / 3_600.0
        ah += car.truth("supply.current_a") / 3_600.0
    assert car.truth("supply.energy_wh") == pytest.approx(wh)
    assert car.truth("supply.charge_ah") == pytest.approx(ah)
