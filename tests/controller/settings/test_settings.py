from dataclasses import replace
from math import nan

import pytest

from controller import (
    CabinSettings,
    CompartmentSettings,
    CompressorSettings,
    FreshnessSettings,
    FridgeSettings,
    Mode,
    PidTuning,
    Settings,
    SettingsError,
)


def test_the_defaults_are_within_their_own_ranges() -> None:
    assert [compartment.name for compartment in Settings().fridge.compartments] == ["food", "medicine"]


@pytest.mark.parametrize(
    ("section", "field", "wrong", "text"),
    [
        (PidTuning(0.3, 300.0), "gain_per_k", 0.0, "gain_per_k = 0: must be from 0.001 to 100"),
        (PidTuning(0.3, 300.0), "integral_s", nan, "integral_s = nan: must be from 1 to 86400"),
        (CompressorSettings(), "min_off_s", 10.0, "min_off_s = 10: must be from 60 to 1800"),
        (CompartmentSettings(name="food"), "set_point_c", 0.5, "set_point_c = 0.5: must be from 1 to 8"),
        (CompartmentSettings(name="food"), "freeze_guard_c", 2.0, "freeze_guard_c = 2: must be from -30 to 1"),
        (CabinSettings(), "highest_air_c", 29.0, "highest_air_c = 29: must be from 30 to 60"),
        (FreshnessSettings(), "cabin_s", 0.5, "cabin_s = 0.5: must be from 1 to 600"),
    ],
)
def test_a_value_out_of_range_is_refused_with_the_range(
    section: PidTuning, field: str, wrong: float, text: str
) -> None:
    with pytest.raises(SettingsError) as error:
        replace(section, **{field: wrong})
    assert text in str(error.value)


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"min_on_s = 1: .*; min_off_s = 1: .*"):
        CompressorSettings(min_on_s=1.0, min_off_s=1.0)


@pytest.mark.parametrize("name", ["", "Food", "my food", "2nd", "cabin", "kühl"])
def test_a_compartment_needs_a_plain_name(name: str) -> None:
    with pytest.raises(SettingsError, match="must be a lower-case word"):
        CompartmentSettings(name=name)


@pytest.mark.parametrize("names", [("food", "food"), ("a", "b", "c", "d", "e")])
def test_there_are_at_most_four_compartments_with_different_names(names: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match="must be at most 4, with different names"):
        FridgeSettings(compartments=tuple(CompartmentSettings(name=name) for name in names))


def test_a_compartment_cools_or_is_off() -> None:
    with pytest.raises(SettingsError, match="mode = heat: must be one of off, cool"):
        CompartmentSettings(name="food", mode=Mode.HEAT)
