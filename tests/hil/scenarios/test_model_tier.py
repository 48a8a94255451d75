from dataclasses import replace

import pytest

from controller import CompartmentSettings, CompressorStarted, FridgeSettings, Settings, Step
from hil.plants import SimulatedCar, demo_car
from hil.scenarios import model_tier
from hil.scenarios.model_tier import ModelReport

SIX_HOURS_S = 6 * 3_600.0


@pytest.fixture(scope="module")
def demo() -> tuple[SimulatedCar, ModelReport, list[Step]]:
    """The demonstration day, driven by the laws as they are configured by default."""
    car, steps = demo_car(seed=1), list[Step]()
    report = model_tier.run(car, Settings(), duration_s=SIX_HOURS_S, on_step=steps.append)
    return car, report, steps


def test_the_fridge_is_cold_within_six_hours(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    assert [compartment.set_point_c for compartment in report.compartments] == [4.0, 5.0]
    for compartment in report.compartments:
        assert compartment.air_c == pytest.approx(compartment.set_point_c, abs=1.5)
        assert compartment.contents_c == pytest.approx(compartment.set_point_c, abs=1.5)


def test_nothing_freezes_in_a_day_of_the_demo(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    assert min(compartment.air_min_c for compartment in report.compartments) > 0.5


def test_the_cabin_is_comfortable_at_the_end(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    assert report.cabin.air_max_c > 35.0
    assert report.cabin.air_c == pytest.approx(report.cabin.set_point_c, abs=1.0)
    assert report.cabin.co2_max_ppm < 2_000.0


def test_the_compressor_is_treated_well(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    assert (report.min_off_violations, report.min_on_violations) == (0, 0)
    assert 1 <= report.compressor_starts <= 6 * 6  # a small hermetic compressor: at most 6 starts an hour


def test_the_plant_saw_what_was_applied(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    car, report, steps = demo
    started = [event for step in steps for event in step.events if isinstance(event, CompressorStarted)]
    assert len(started) == report.compressor_starts == car.compressor_starts
    assert report.compressor_duty == sum(step.commands.compressor_on for step in steps) / len(steps)


def test_energy_is_that_of_a_product(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    assert 60.0 < report.fridge_wh < 200.0
    assert 2_000.0 < report.climate_wh < 7_000.0


def test_each_tick_is_seen_once(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    car, report, steps = demo
    assert report.ticks == len(steps) == 43_200
    assert report.simulated_s == SIX_HOURS_S == pytest.approx(car.elapsed_s)
    assert [step.now_s for step in steps[:3]] == [0.0, 0.5, 1.0]


def test_the_extremes_hold_all_that_was(demo: tuple[SimulatedCar, ModelReport, list[Step]]) -> None:
    _, report, _ = demo
    for compartment in report.compartments:
        assert compartment.air_min_c <= compartment.air_c <= compartment.air_max_c
        assert compartment.contents_min_c <= compartment.contents_c <= compartment.contents_max_c
        assert compartment.settled_at_s is not None
        assert 1_800.0 < compartment.settled_at_s < SIX_HOURS_S


def test_the_same_seed_gives_the_same_report() -> None:
    first, again, other = (model_tier.run(demo_car(seed=seed), Settings(), duration_s=1_200.0) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_a_warm_compartment_is_not_settled() -> None:
    report = model_tier.run(demo_car(seed=1), Settings(), duration_s=60.0)
    assert [compartment.settled_at_s for compartment in report.compartments] == [None, None]


def test_no_time_at_all_gives_the_beginning() -> None:
    report = model_tier.run(demo_car(seed=1), Settings(), duration_s=0.0)
    assert (report.ticks, report.compressor_duty, report.cabin.air_c) == (0, 0.0, 38.0)


def test_settings_for_another_fridge_are_refused() -> None:
    settings = replace(Settings(), fridge=FridgeSettings(compartments=(CompartmentSettings(name="beer"),)))
    with pytest.raises(ValueError, match=r"'beer'.*must be those of the car, \['food', 'medicine'\]"):
        model_tier.run(demo_car(seed=1), settings, duration_s=1.0)
