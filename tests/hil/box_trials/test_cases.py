"""Boxes as they are staged: configured by what they are, read by what is fitted."""

import pytest

from controller.interface.readings import NOT_FITTED
from controller.settings import AirFlow, BoxKind, Profile
from hil.box_trials.cases import LID_SWITCHES, Case, stage
from hil.boxes import KINDS, SENSOR_SETS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_configured_and_begins_a_bit_warm(kind: str) -> None:
    scene = stage(Case(kind=kind, sensors="all", seed=3))
    for box, settings in zip(scene.box.compartments, scene.settings.fridge.compartments, strict=True):
        assert box.name == settings.name
        assert (settings.profile is Profile.FREEZER) == (settings.set_point_c < -10.0)
        assert 0.0 <= box.air_c - settings.set_point_c <= 4.0


def test_every_other_box_of_one_compartment_holds_medicine_with_each_set_of_sensors_and_among_them() -> None:
    held = [stage(Case(kind="chest", sensors="wall", seed=seed)).settings.fridge.compartments[0] for seed in (0, 1, 8)]
    assert [each.profile for each in held] == [Profile.FOOD, Profile.MEDICINE, Profile.MEDICINE]


@pytest.mark.parametrize("sensors", SENSOR_SETS)
def test_only_what_is_fitted_is_read(sensors: str) -> None:
    inputs = stage(Case(kind="two", sensors=sensors, seed=1)).eyes.read(7.0)
    first, second = inputs.compartments
    assert first.air_c.value is not None
    assert first.air_c.taken_at_s == 7.0
    assert (second.air_c is NOT_FITTED) == (sensors == "one only")
    assert (first.contents_c is NOT_FITTED) == (sensors != "all")
    assert (first.lid_open is NOT_FITTED) == (sensors not in LID_SWITCHES)


def test_the_same_case_is_the_same_box_at_any_beginning() -> None:
    case = Case(kind="chest", sensors="all", seed=5)
    first, again, warm = stage(case), stage(case), stage(case, above_k=2.0)
    assert first.eyes.read(0.0) == again.eyes.read(0.0)
    assert warm.box.compartments[0].contents_kg == first.box.compartments[0].contents_kg
    assert warm.box.compartments[0].air_c == pytest.approx(warm.settings.fridge.compartments[0].set_point_c + 2.0)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("spill-over", BoxKind.SPILL_OVER),
        ("thermoelectric", BoxKind.THERMOELECTRIC),
        ("two", BoxKind.COMPRESSOR),
        ("four", BoxKind.COMPRESSOR),
    ],
)
def test_the_owner_writes_the_kind_of_the_box(kind: str, written: BoxKind) -> None:
    fridge = stage(Case(kind=kind, sensors="all", seed=1)).settings.fridge
    assert fridge.kind is written


def test_a_compartment_without_a_fan_is_still() -> None:
    (chest,) = stage(Case(kind="chest", sensors="all", seed=1)).settings.fridge.compartments
    (stirred,) = stage(Case(kind="chest-stirred", sensors="all", seed=1)).settings.fridge.compartments
    assert (chest.air_flow, stirred.air_flow) == (AirFlow.STILL, AirFlow.FAN)
