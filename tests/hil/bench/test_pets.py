"""An animal in a hot car: told in time, and cooled as long as the supply allows."""

import pytest

from controller.climate.law import SAFETY
from controller.interface.requests import Preset
from hil.bench import pets
from hil.scenarios.hot_afternoons import Afternoon, play


def test_the_presets_that_keep_somebody_safe_are_those_with_an_alarm_of_their_own() -> None:
    assert {Preset.PET, Preset.REST} == SAFETY


@pytest.mark.parametrize(
    ("untold_s", "idle_s", "is_good"), [(120.0, 0.0, True), (122.0, 0.0, False), (0.0, 2.0, False)]
)
def test_danger_must_be_told_within_two_minutes_and_nothing_left_out(
    untold_s: float, idle_s: float, is_good: bool
) -> None:
    afternoon = Afternoon(unsafe_s=600.0, longest_untold_s=untold_s, idle_s=idle_s, shed_s=10.0)
    figures = pets.result([afternoon, Afternoon()])
    assert (figures["afternoons"], figures["unsafe"], figures["shed"]) == (2, 1, 1)
    assert pets.is_good(figures) is is_good


@pytest.mark.parametrize("seed", [2, 5])
def test_an_animal_is_cooled_while_comfort_is_shed_and_its_danger_is_told(seed: int) -> None:
    figures = pets.result([play(seed, lasts_s=5_400.0)])
    assert figures["unsafe"] == 1
    assert pets.is_good(figures)
