from dataclasses import replace
from math import nan

import pytest

from controller import (
    BoxKind,
    CabinSettings,
    CompartmentSettings,
    CompressorSettings,
    FreshnessSettings,
    FridgeSettings,
    Mode,
    PidTuning,
    Profile,
    Settings,
    SettingsError,
    ThermoelectricSettings,
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


FOOD, DRINKS = CompartmentSettings(name="food"), CompartmentSettings(name="drinks")
FREEZER = CompartmentSettings(name="ice", profile=Profile.FREEZER)


def test_a_spill_over_box_has_one_part_with_the_plate() -> None:
    for number, boxes in enumerate([(FREEZER, FOOD), (FOOD, FREEZER), (FOOD, DRINKS, FREEZER)]):
        assert FridgeSettings(boxes, kind=BoxKind.SPILL_OVER).plate_part == number
        assert FridgeSettings(boxes).plate_part is None
        assert FridgeSettings(boxes, kind=BoxKind.SPILL_OVER).facing == (number,)
        assert FridgeSettings(boxes).facing == tuple(range(len(boxes)))


@pytest.mark.parametrize("boxes", [(FREEZER,), (FOOD, DRINKS), (FREEZER, replace(FREEZER, name="more"))])
def test_a_spill_over_box_without_one_freezer_part_and_another_is_refused(
    boxes: tuple[CompartmentSettings, ...],
) -> None:
    with pytest.raises(SettingsError, match='kind = spill-over: needs one compartment with profile = "freezer"'):
        FridgeSettings(boxes, kind=BoxKind.SPILL_OVER)


def test_a_kind_has_no_settings_of_another_not_even_the_usual_ones() -> None:
    with pytest.raises(SettingsError, match=r"compressor = .*: must not be there"):
        FridgeSettings(kind=BoxKind.THERMOELECTRIC, compressor=CompressorSettings())
    with pytest.raises(SettingsError, match=r"thermoelectric = .*: must not be there"):
        FridgeSettings(thermoelectric=ThermoelectricSettings())
    changed = replace(FridgeSettings(kind=BoxKind.THERMOELECTRIC), compartments=(FOOD,))
    assert changed.kind is BoxKind.THERMOELECTRIC


def test_a_module_has_the_times_of_its_relay_alone() -> None:
    by_degrees, switched = ThermoelectricSettings(), ThermoelectricSettings(proportional=False, switch_s=100.0)
    assert (by_degrees.min_on_s, by_degrees.min_off_s) == (0.0, 0.0)
    assert (switched.min_on_s, switched.min_off_s) == (100.0, 100.0)
    assert (switched.most_starts_per_h, switched.run_s) == (18, 300.0)
    assert [by_degrees.drive_pct(speed_pct) for speed_pct in (0.0, 50.0, 100.0)] == [40.0, 70.0, 100.0]
    assert FridgeSettings(kind=BoxKind.THERMOELECTRIC).source == by_degrees
    assert FridgeSettings().source == CompressorSettings()
    assert FridgeSettings(kind=BoxKind.THERMOELECTRIC).facing == ()
