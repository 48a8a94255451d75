import json
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import CompartmentSettings, FridgeSettings, Mode, Preset, Settings, Target, Targets, initial
from controller.targets import configured
from firmware.record.restored_state import clean_stop, compressor_off_since, targets_from_json, targets_to_json
from firmware.runtime.clock import Clock, Now
from firmware.runtime.faults import Faults

SETTINGS = Settings()
TARGETS = Targets(
    compartments=(Target(3.5, Mode.COOL, Preset.BOOST), Target(6.0, Mode.OFF)),
    cabin=Target(19.0, Mode.AUTO, Preset.PET),
    quiet=True,
)
NOW = Now(1_000.0, 1_800_000_000.0)
CLOCK = Clock(monotonic_s=lambda: 1_000.0, wall_s=lambda: 0.0, boot_id="boot-1")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["compartments", "cabin", "food", "set_point_c", "mode", "boot_id"]), inner)
    ),
    max_leaves=8,
)


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_targets_come_back_as_they_were() -> None:
    faults = Faults()
    assert targets_from_json(through_json(targets_to_json(TARGETS, SETTINGS, NOW)), SETTINGS, faults, NOW) == TARGETS
    assert not faults.current


@pytest.mark.parametrize(
    ("slept_s", "departs_in_s"), [(60.0, 3_540.0), (4_000.0, -400.0), (5_000.0, None), (-8 * 86_400.0, None)]
)
def test_a_departure_stands_over_a_restart_until_it_is_over(slept_s: float, departs_in_s: float | None) -> None:
    """Another boot counts from another zero; the last one is of a clock that was set back by days."""
    persisted = through_json(targets_to_json(replace(TARGETS, departs_at_s=4_600.0), SETTINGS, NOW))
    after = Now(7.0, NOW.wall_s + slept_s)
    targets = targets_from_json(persisted, SETTINGS, Faults(), after)
    assert targets is not None
    assert targets.departs_at_s == (None if departs_in_s is None else 7.0 + departs_in_s)


def test_targets_follow_the_names_when_the_order_in_the_configuration_changes() -> None:
    swapped = Settings(
        fridge=FridgeSettings(
            compartments=(CompartmentSettings(name="medicine", set_point_c=5.0), CompartmentSettings(name="food"))
        )
    )
    persisted = targets_from_json(targets_to_json(TARGETS, SETTINGS, NOW), swapped, Faults(), NOW)
    assert persisted is not None
    assert persisted.compartments == (TARGETS.compartments[1], TARGETS.compartments[0])


def test_a_new_compartment_gets_its_configured_target() -> None:
    grown = Settings(
        fridge=FridgeSettings(
            compartments=(CompartmentSettings(name="food"), CompartmentSettings(name="drinks", set_point_c=8.0))
        )
    )
    persisted = targets_from_json(targets_to_json(TARGETS, SETTINGS, NOW), grown, Faults(), NOW)
    assert persisted is not None
    assert persisted.compartments == (TARGETS.compartments[0], Target(8.0, Mode.COOL))


def test_a_record_from_before_the_presets_is_still_good() -> None:
    faults = Faults()
    old = {"compartments": {"food": {"set_point_c": 3.5, "mode": "cool"}}, "cabin": None}
    persisted = targets_from_json(old, SETTINGS, faults, NOW)
    assert persisted is not None
    assert persisted.compartments[0] == Target(3.5, Mode.COOL)
    assert not persisted.quiet
    assert not faults.current


def test_no_persisted_values_are_no_fault() -> None:
    faults = Faults()
    assert targets_from_json(None, SETTINGS, faults, NOW) is None
    assert not faults.current


DEFAULT = configured(SETTINGS)
GOOD = through_json(targets_to_json(TARGETS, SETTINGS, NOW))


@pytest.mark.parametrize("persisted", [[], "cool", 7.0, True])
def test_invalid_targets_are_reported_in_one_line(persisted: Any) -> None:
    faults = Faults()
    assert targets_from_json(persisted, SETTINGS, faults, NOW) is None
    assert list(faults.current) == ["wishes"]
    assert "\n" not in faults.current["wishes"]


def damaged(*path: str, value: Any = None) -> Any:
    """Good targets but for one value; without it where there is none."""
    persisted = through_json(GOOD)
    inner = persisted
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return persisted


FOOD, MEDICINE = TARGETS.compartments


def food(key: str, value: Any = None) -> Any:
    """Good targets but for one value of the food's."""
    return damaged("compartments", "food", key, value=value)


@pytest.mark.parametrize(
    ("persisted", "expected", "said"),
    [
        (
            food("set_point_c", "warm"),
            replace(FOOD, set_point_c=4.0),
            "set_point_c: 'warm'",
        ),
        (food("set_point_c", nan), replace(FOOD, set_point_c=4.0), "must be a number"),
        (
            food("set_point_c", True),
            replace(FOOD, set_point_c=4.0),
            "must be a number",
        ),
        (
            food("set_point_c", 10**400),
            replace(FOOD, set_point_c=4.0),
            "food set_point_c",
        ),
        (
            food("set_point_c", 400.0),
            replace(FOOD, set_point_c=4.0),
            "400 °C: it takes",
        ),
        (food("set_point_c"), replace(FOOD, set_point_c=4.0), "food set_point_c: missing"),
        (food("mode", "freeze"), replace(FOOD, mode=Mode.COOL), "food mode: 'freeze'"),
        (food("mode", "heat"), replace(FOOD, mode=Mode.COOL), "it takes off, cool"),
        (food("mode", [1]), replace(FOOD, mode=Mode.COOL), "food mode: [1]"),
        (
            food("preset", "pet"),
            replace(FOOD, preset=Preset.NONE),
            "food preset: 'pet'",
        ),
        (damaged("compartments", "food", value=[3.5]), DEFAULT.compartments[0], "food: [3.5]"),
        (damaged("compartments", "fo/od", value={}), FOOD, "'fo/od': there are food, medicine"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_the_others_hold(persisted: Any, expected: Target, said: str) -> None:
    faults = Faults()
    targets = targets_from_json(persisted, SETTINGS, faults, NOW)
    assert targets == replace(TARGETS, compartments=(expected, MEDICINE))
    assert said in faults.current["wishes"]
    assert "\n" not in faults.current["wishes"]


@pytest.mark.parametrize(
    ("persisted", "expected", "said"),
    [
        (damaged("quiet", value="no"), replace(TARGETS, quiet=False), "quiet: 'no'"),
        (damaged("departs_wall_s", value="soon"), TARGETS, "departure: 'soon'"),
        (damaged("departs_wall_s", value=inf), TARGETS, "departure: inf"),
        (damaged("cabin"), replace(TARGETS, cabin=DEFAULT.cabin), "cabin: missing"),
        (damaged("compartments"), replace(TARGETS, compartments=DEFAULT.compartments), "compartments: missing"),
        (damaged("compartments", value=[]), replace(TARGETS, compartments=DEFAULT.compartments), "compartments: []"),
        ({}, DEFAULT, "compartments: missing; cabin: missing"),
    ],
)
def test_other_parts_are_left_out_one_by_one(persisted: Any, expected: Targets, said: str) -> None:
    faults = Faults()
    assert targets_from_json(persisted, SETTINGS, faults, NOW) == expected
    assert said in faults.current["wishes"]


@given(JSON)
def test_any_persisted_value_is_usable_or_refused(persisted: Any) -> None:
    faults = Faults()
    targets = targets_from_json(persisted, SETTINGS, faults, NOW)
    assert (targets is not None) or persisted is None or faults.current
    assert compressor_off_since(persisted, CLOCK) is None
    if targets is not None:
        assert initial(SETTINGS, now_s=0.0, targets=targets).targets == targets  # the controller takes all of it


def test_a_clean_stop_within_this_boot_proves_the_off_time() -> None:
    assert compressor_off_since(through_json(clean_stop(CLOCK, 940.25)), CLOCK) == 940.25


@pytest.mark.parametrize(
    "marker",
    [
        None,
        "off",
        {},
        {"boot_id": "boot-2", "compressor_off_since_s": 940.0},
        {"boot_id": "boot-1"},
        {"boot_id": "boot-1", "compressor_off_since_s": None},
        {"boot_id": "boot-1", "compressor_off_since_s": "940"},
        {"boot_id": "boot-1", "compressor_off_since_s": True},
        {"boot_id": "boot-1", "compressor_off_since_s": 1_000.1},
        {"boot_id": "boot-1", "compressor_off_since_s": -1.0},
        {"boot_id": "boot-1", "compressor_off_since_s": nan},
        {"boot_id": "boot-1", "compressor_off_since_s": -inf},
    ],
)
def test_anything_else_proves_nothing(marker: Any) -> None:
    assert compressor_off_since(marker, CLOCK) is None
