from random import Random

import pytest

from controller.interface.commands import Commands
from hil.boxes import KINDS, Ambient, Box, BoxParameters, draw
from hil.plants import CabinParameters, CarParameters, CoolingBox, FridgeOutputs, FridgeSurroundings, SimulatedCar

RESTED_S = 3_600.0
SEEDS = range(2)
EACH = [(kind, seed) for kind in KINDS for seed in SEEDS]


def play(box: CoolingBox, hours: float, *, dt_s: float = 5.0, seed: int = 0) -> None:
    """Runs, rests, speeds and fans by chance, in whole minutes; lids open and goods come and go."""
    random = Random(seed)  # noqa: S311  # seeded use needs no cryptography
    outputs, around = FridgeOutputs(), FridgeSurroundings(30.0, 20.0)
    count = len(box.compartments)
    for minute in range(round(hours * 60.0)):
        one = box.compartments[random.randrange(count)]
        if minute % 20 == 0:
            outputs.compressor_on = random.random() < 0.5
            outputs.speed_pct = random.uniform(0.0, 100.0)
            outputs.fans_pct = tuple(random.choice((0.0, 40.0, 100.0)) for _ in range(count))
        one.set_lid(minute % 90 == 0)
        if minute % 97 == 50:
            one.add(random.uniform(0.5, 4.0), random.uniform(2.0, 30.0))
        if minute % 151 == 100:
            one.remove(random.uniform(0.5, 6.0))
        for _ in range(round(60.0 / dt_s)):
            box.advance(outputs, around, dt_s)


@pytest.mark.parametrize(("kind", "seed"), EACH)
def test_heat_is_conserved(kind: str, seed: int) -> None:
    box = draw(kind, seed).build(off_for_s=RESTED_S)
    before_j = box.stored_j
    play(box, 3.0, seed=seed)
    moved_j = abs(box.heat_in_j) + abs(box.heat_out_j)
    assert moved_j > 50_000.0
    assert box.stored_j - before_j == pytest.approx(box.heat_in_j - box.heat_out_j, abs=1e-9 * moved_j)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_surroundings_get_is_the_electricity_less_what_is_stored(kind: str) -> None:
    box = draw(kind, 1).build(off_for_s=RESTED_S)
    around, given_j, before_j = FridgeSurroundings(28.0), 0.0, box.stored_j + box.unit_stored_j
    for tick in range(4_000):
        box.advance(FridgeOutputs(tick % 400 < 200, fans_pct=(100.0,) * len(box.compartments)), around, 2.0)
        given_j += box.rejected_w * 2.0
    stored_j = box.stored_j + box.unit_stored_j - before_j
    assert given_j + stored_j == pytest.approx(box.energy_j, rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_unpowered_it_goes_to_the_temperature_around_it(kind: str) -> None:
    box = draw(kind, 2).build()
    around, outputs = FridgeSurroundings(24.0, moisture_g_m3=0.0), FridgeOutputs()
    temperatures_c: list[float] = []
    for each in box.compartments:
        each.remove(each.contents_kg - 0.2)
    for tick in range(300 * 360):
        box.advance(outputs, around, 10.0)
        if tick % 360:
            continue
        temperatures_c = [box.plate_c, *(each.contents_c for each in box.compartments)]
        if all(abs(c - 24.0) < 0.5 for c in temperatures_c):
            break
    assert temperatures_c == pytest.approx([24.0] * len(temperatures_c), abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_step_does_not_matter(kind: str) -> None:
    fine, coarse = draw(kind, 0).build(off_for_s=RESTED_S), draw(kind, 0).build(off_for_s=RESTED_S)
    play(fine, 1.0, dt_s=0.5)
    play(coarse, 1.0, dt_s=5.0)
    for one, other in zip(fine.compartments, coarse.compartments, strict=True):
        assert one.contents_c == pytest.approx(other.contents_c, abs=0.15)
        assert one.air_c == pytest.approx(other.air_c, abs=0.6)
    assert fine.energy_j == pytest.approx(coarse.energy_j, rel=0.02)


@pytest.mark.parametrize(("kind", "seed"), EACH)
def test_nothing_explodes_in_steps_of_ten_seconds(kind: str, seed: int) -> None:
    box = draw(kind, seed, start_c=45.0).build(off_for_s=RESTED_S)
    play(box, 4.0, dt_s=10.0, seed=seed)
    for each in box.compartments:
        assert all(-60.0 < c < 80.0 for c in (each.air_c, each.warmest_c, each.coldest_c))


def hold(parameters: BoxParameters, hours: float) -> Box:
    """A thermostat for each compartment: the compressor while any is warm, the fan of those that are."""
    box, ambient, outputs = Box(parameters, off_for_s=RESTED_S), Ambient(parameters), FridgeOutputs()
    wants = [False] * len(box.compartments)
    for tick in range(round(hours * 360)):
        for index, (each, is_for) in enumerate(zip(box.compartments, parameters.compartments, strict=True)):
            if abs(each.air_c - is_for.set_point_c) > 1.0:
                wants[index] = each.air_c > is_for.set_point_c
        outputs.compressor_on = any(wants)
        outputs.fans_pct = tuple(100.0 if want else 0.0 for want in wants)
        box.advance(outputs, ambient.at(tick * 10.0), 10.0)
    return box


@pytest.mark.parametrize("kind", KINDS)
def test_a_thermostat_holds_a_usual_one_of_its_kind(kind: str) -> None:
    parameters = draw(kind, 4)
    box = hold(parameters, 8.0)
    for each, is_for in zip(box.compartments, parameters.compartments, strict=True):
        assert each.contents_c == pytest.approx(is_for.set_point_c, abs=3.0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_simulated_car_takes_any_box(kind: str) -> None:
    parameters = draw(kind, 0)
    car = SimulatedCar(CarParameters(fridge=parameters, cabin=CabinParameters()), seed=0)
    fans = (100.0,) * len(parameters.compartments)
    car.advance(Commands(compressor_on=True, compartment_fan_pct=fans), 60.0)
    assert car.fridge.energy_j > 0.0
    assert all(car.truth(f"fridge.{each.name}.contents_c") < 60.0 for each in parameters.compartments)
    assert len(car.observe(60.0).fridge.compartments) == len(parameters.compartments)


def test_a_box_of_its_own_compressor_can_lose_its_refrigerant() -> None:
    sound, leaky = draw("upright", 0).build(off_for_s=RESTED_S), draw("upright", 0).build(off_for_s=RESTED_S)
    leaky.faults.charge_ratio = 0.0
    for _ in range(360):
        for box in (sound, leaky):
            box.advance(FridgeOutputs(compressor_on=True), FridgeSurroundings(30.0), 5.0)
    assert sound.plate_c < leaky.plate_c - 10.0
