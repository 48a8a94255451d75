from dataclasses import fields

import pytest

from controller import (
    NOT_FITTED,
    CabinInputs,
    Commands,
    FridgeInputs,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
)
from firmware.control.process_image import SHOWN_ONLY, VEHICLE_EXTRAS, known_inputs
from hil.plants import (
    DC_DC,
    CarParameters,
    CompartmentParameters,
    FridgeParameters,
    LidOpening,
    SensorParameters,
    SimulatedCar,
    SupplyParameters,
    TractionParameters,
    demo_car,
)

COOLING = Commands(
    compressor_on=True, compartment_fan_pct=(100.0, 50.0), heater_pct=0.0, cooler_pct=60.0, blower_pct=70.0
)


def readings(snapshot: Snapshot) -> dict[str, float | None]:
    """Every reading by the name of its point."""
    found = {
        f"fridge.{name}.{field}": getattr(compartment, field).value
        for name, compartment in zip(("food", "medicine"), snapshot.fridge.compartments, strict=True)
        for field in ("air_c", "contents_c", "lid_open")
    }
    for group, measured in (
        ("fridge", fields(FridgeInputs)[1:]),
        ("cabin", fields(CabinInputs)),
        ("supply", fields(SupplyInputs)),
        ("vehicle", fields(VehicleInputs)),
    ):
        for field in measured:
            found[f"{group}.{field.name}"] = getattr(getattr(snapshot, group), field.name).value
    return found


NOT_THERE = {f"supply.{name}" for name in ("battery_a", "soc_pct", "starter_v", "solar_w", "shore")}
"""Its one battery has no counter of its charge, and nothing but the car charges it (those: hil/plants/power_net.py)."""

ELECTRIC = SupplyParameters(charger=DC_DC, traction=TractionParameters())


def still_car(
    *,
    sensors: SensorParameters | None = None,
    openings: tuple[LidOpening, ...] = (),
    supply: SupplyParameters | None = None,
) -> SimulatedCar:
    compartments = (CompartmentParameters(name="food", air_c=4.0), CompartmentParameters(name="medicine", air_c=5.0))
    parameters = CarParameters(
        fridge=FridgeParameters(compartments=compartments),
        supply=supply or SupplyParameters(),
        sensors=sensors or SensorParameters(),
        happenings=openings,
    )
    return SimulatedCar(parameters, seed=1)


def test_every_input_of_the_board_has_a_truth() -> None:
    shown = known_inputs(Settings()) - NOT_THERE
    assert still_car(supply=ELECTRIC).points == shown | SHOWN_ONLY - VEHICLE_EXTRAS


def test_only_an_electric_car_tells_its_charge() -> None:
    missing = still_car(supply=ELECTRIC).points - still_car().points
    assert missing == {"vehicle.soc_pct", "vehicle.ready", "vehicle.charging"}
    assert still_car().observe(0.0).vehicle.soc_pct is NOT_FITTED


def test_ideal_sensors_read_the_truth() -> None:
    car = still_car(supply=ELECTRIC)
    car.advance(COOLING, 0.5)
    truths = {point: car.truth(point) for point in known_inputs(Settings()) - NOT_THERE}
    assert readings(car.observe(0.5)) == truths | dict.fromkeys(NOT_THERE)


def test_readings_carry_the_time_they_were_taken() -> None:
    car = still_car()
    first, same, later = car.observe(100.0), car.observe(100.5), car.observe(101.0)
    assert same == first
    assert first.cabin.air_c.taken_at_s == 100.0
    assert later.cabin.air_c.taken_at_s == 101.0
    assert later.cabin.co2_ppm.taken_at_s == 100.0
    assert car.observe(105.0).cabin.co2_ppm.taken_at_s == 105.0


def test_noise_and_resolution_stay_near_the_truth() -> None:
    car = still_car(sensors=SensorParameters(noise_k=0.05, resolution_k=1.0 / 16.0))
    values = [car.observe(float(second)).fridge.compartments[0].air_c.value for second in range(500)]
    numbers = [value for value in values if value is not None]
    assert len(set(numbers)) > 3
    assert all((16.0 * value).is_integer() for value in numbers)
    assert sum(numbers) / len(numbers) == pytest.approx(4.0, abs=0.02)


def trace(seed: int) -> list[dict[str, float | None]]:
    car = demo_car(seed=seed)
    found = []
    for tick in range(1_200):
        found.append(readings(car.observe(0.5 * tick)))
        car.advance(COOLING, 0.5)
    return found


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    assert trace(1) == trace(1)
    assert trace(1) != trace(2)


def test_a_long_step_is_nearly_many_short_ones() -> None:
    short, long = demo_car(seed=1), demo_car(seed=1)
    for _ in range(1_200):
        short.advance(COOLING, 0.5)
    for _ in range(10):
        long.advance(COOLING, 60.0)
    assert long.elapsed_s == pytest.approx(short.elapsed_s)
    assert long.cabin.air_c == pytest.approx(short.cabin.air_c, abs=0.2)
    assert long.fridge.plate_c == pytest.approx(short.fridge.plate_c, abs=0.2)


def test_lids_open_and_close_at_their_times_every_day() -> None:
    car = still_car(openings=(LidOpening(1, 60.0, 20.0), LidOpening(0, 70.0, 20.0)))
    seen: dict[float, tuple[float, float]] = {}
    for tick in range(int(86_600.0 / 10.0)):
        seen[10.0 * tick] = (car.truth("fridge.food.lid_open"), car.truth("fridge.medicine.lid_open"))
        car.advance(Commands(), 10.0)
    first_day = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
    assert [seen[at_s] for at_s in (50.0, 60.0, 70.0, 80.0, 90.0)] == first_day
    assert [seen[at_s] for at_s in (86_450.0, 86_460.0, 86_470.0, 86_480.0, 86_490.0)] == first_day


def test_electrical_power_counts_fridge_and_cabin() -> None:
    car = still_car()
    car.advance(COOLING, 0.5)
    assert car.electrical_w == car.fridge.power_w + car.cabin.electrical_w
    assert car.electrical_w > 50.0


def test_the_fridge_heats_the_cabin() -> None:
    idle, busy = still_car(), still_car()
    for _ in range(2_400):
        idle.advance(Commands(), 0.5)
        busy.advance(Commands(compressor_on=True, compartment_fan_pct=(100.0, 100.0)), 0.5)
    assert busy.cabin.air_c > idle.cabin.air_c + 0.3


def test_a_start_right_at_the_beginning_is_a_violation() -> None:
    car = still_car()
    car.advance(COOLING, 0.5)
    assert (car.compressor_starts, car.min_off_violations) == (1, 1)


def test_the_demo_begins_warm_and_cools_with_any_reasonable_outputs() -> None:
    car = demo_car(seed=3)
    assert car.truth("cabin.air_c") == 38.0
    assert 23.0 < car.truth("fridge.food.air_c") < 25.0
    assert 12.0 <= car.truth("fridge.medicine.contents_c") <= 14.0
    for _ in range(2 * 3_600):
        car.advance(
            Commands(
                compressor_on=True, compartment_fan_pct=(100.0, 100.0), heater_pct=0.0, cooler_pct=60.0, blower_pct=60.0
            ),
            0.5,
        )
    assert car.truth("fridge.food.air_c") < 8.0
    assert car.truth("fridge.medicine.contents_c") < 11.0
    assert car.truth("cabin.air_c") < 26.0
