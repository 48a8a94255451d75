from itertools import pairwise

import pytest

from hil.boxes import SENSOR_SETS, Box, draw, draw_sensors
from hil.plants import FridgeOutputs, FridgeSurroundings, ProbeFault

AROUND = FridgeSurroundings(25.0)


def box(kind: str, sensors: str) -> Box:
    return Box(draw(kind, 0), draw_sensors(sensors, 0), off_for_s=3_600.0)


def readings(plant: Box) -> list[list[bool]]:
    """Are there readings of air and contents in each compartment, and of the plate?"""
    boxes = [
        [each.air_probe.read_c() is not None, each.contents_probe.read_c() is not None] for each in plant.compartments
    ]
    return [*boxes, [plant.plate_probe.read_c() is not None]]


@pytest.mark.parametrize(
    ("sensors", "expected"),
    [
        ("all", [[True, True], [True, True], [True]]),
        ("air and plate", [[True, False], [True, False], [True]]),
        ("air only", [[True, False], [True, False], [False]]),
        ("one only", [[True, False], [False, False], [False]]),
        ("event-driven", [[True, False], [True, False], [True]]),
    ],
)
def test_a_set_says_which_sensors_there_are(sensors: str, expected: list[list[bool]]) -> None:
    assert readings(box("two", sensors)) == expected


@pytest.mark.parametrize("sensors", SENSOR_SETS)
def test_each_set_is_the_same_for_the_same_seed(sensors: str) -> None:
    assert draw_sensors(sensors, 3) == draw_sensors(sensors, 3)


def cooled(plant: Box, minutes: float) -> Box:
    for _ in range(round(minutes * 12)):
        plant.advance(FridgeOutputs(compressor_on=True), AROUND, 5.0)
    return plant


def test_on_the_wall_it_is_colder_than_the_air_while_it_runs_but_never_more_than_four_kelvin() -> None:
    plant = cooled(box("chest", "wall"), 20.0)
    one = plant.compartments[0]
    assert one.air_c - 4.2 < one.air_probe.c < one.air_c - 1.0


def test_a_slow_one_lags_ten_minutes() -> None:
    plant = box("chest", "slow")
    start_c = plant.compartments[0].air_c
    fast = cooled(box("chest", "air only"), 5.0).compartments[0].air_probe.c
    slow = cooled(plant, 5.0).compartments[0].air_probe.c
    assert start_c - slow < 0.5 * (start_c - fast)


def test_a_coarse_one_has_steps_of_half_a_kelvin() -> None:
    plant = cooled(box("chest", "coarse"), 7.0)
    read_c = plant.compartments[0].air_probe.read_c()
    assert read_c is not None
    assert read_c % 0.5 == 0.0


def test_an_event_driven_one_repeats_itself_and_gets_older_until_a_change() -> None:
    plant = box("chest", "event-driven")
    probe = plant.compartments[0].air_probe
    seen: list[float] = []
    ages_s: list[float] = []
    for _ in range(240):
        plant.advance(FridgeOutputs(compressor_on=True), AROUND, 5.0)
        read_c = probe.read_c()
        assert read_c is not None
        if not seen or read_c != seen[-1]:
            seen.append(read_c)
            assert len(seen) == 1 or probe.age_s == 0.0
        ages_s.append(probe.age_s)
    steps = [abs(one - other) for one, other in pairwise(seen)]
    assert len(steps) > 3
    assert min(steps) >= 0.25
    assert max(ages_s) >= 20.0


def test_one_that_breaks_gives_nothing() -> None:
    plant = box("chest", "event-driven")
    plant.compartments[0].air_probe.fault = ProbeFault.OPEN
    assert plant.compartments[0].air_probe.read_c() is None
