"""Each input is declared once, as a field of the snapshot; a slip in any of these declarations is seen here."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from controller import CompartmentSettings, FreshnessSettings, FridgeSettings, Reading, Settings
from controller.admission.freshness import SLOW_INPUTS
from controller.interface import snapshot
from firmware.control.process_image import known_inputs
from tests.planted_faults import Fault, changed, check_copy, fault, score

SOURCE = Path(snapshot.__file__).read_text(encoding="utf-8")
BOXES = ("food", "medicine")
OF_A_BOX = {"air_c": "fridge_s", "contents_c": "fridge_s", "lid_open": "fridge_s"}
SETTING = {
    **{f"fridge.{box}.{field}": setting for box in BOXES for field, setting in OF_A_BOX.items()},
    "fridge.plate_c": "fridge_s",
    "fridge.condenser_c": "fridge_s",
    "fridge.condenser_fan_rpm": "fridge_s",
    "cabin.air_c": "cabin_s",
    "cabin.humidity_pct": "cabin_s",
    "cabin.co2_ppm": "air_quality_s",
    "cabin.pm25_ugm3": "air_quality_s",
    "cabin.voc_index": "air_quality_s",
    "cabin.nox_index": "air_quality_s",
    "cabin.surface_c": "cabin_s",
    "cabin.presence": "cabin_s",
    "supply.voltage_v": "supply_s",
    "supply.current_a": "supply_s",
    "supply.battery_a": "supply_s",
    "supply.soc_pct": "others_s",
    "supply.starter_v": "supply_s",
    "supply.solar_w": "others_s",
    "supply.shore": "others_s",
    "vehicle.speed_kph": "vehicle_s",
    "vehicle.outside_c": "vehicle_s",
    "vehicle.engine_rpm": "vehicle_s",
    "vehicle.driver_door_open": "vehicle_s",
    "vehicle.soc_pct": "others_s",
    "vehicle.ready": "vehicle_s",
    "vehicle.charging": "others_s",
}
"""The setting that limits the age of each input, told a second time: a slip in the first is seen by nothing else."""

SLOW = {"cabin.pm25_ugm3", "cabin.voc_index", "cabin.nox_index"}
SWAPPED_WITH = (1, 5, 9)
Module = Any
"""controller.interface.snapshot, or a copy of it with a fault."""


def at(inputs: Any, point: str) -> Any:
    """The reading at a point, found by the words of its name alone."""
    group, *box, field = point.split(".")
    place = getattr(inputs, group)
    return getattr(place.compartments[BOXES.index(box[0])] if box else place, field)


def check_limits(module: Module) -> None:
    limits = module.max_ages(BOXES)
    assert {point: limit.setting for point, limit in limits.items()} == SETTING
    assert {point for point, limit in limits.items() if limit.slow} == SLOW
    assert not module.MaxAge("cabin_s").slow


def check_each_reading_is_in_its_place(module: Module) -> None:
    points = [*module.max_ages(BOXES)]
    readings = [Reading(float(number), 0.0) for number in range(len(points))]
    made = module.snapshot_of(readings, ("a request",), outputs_driven=False)
    assert [at(made, point) for point in points] == readings
    assert module.readings_of(made, len(BOXES)) == readings
    assert (made.requests, made.outputs_driven) == (("a request",), False)
    assert len(made.fridge.compartments) == len(BOXES)


def check_what_is_missing_is_not_fitted(module: Module) -> None:
    empty = module.Snapshot()
    assert (empty.requests, empty.outputs_driven, empty.fridge.compartments) == ((), True, ())
    assert set(module.readings_of(empty, 2)) == {module.NOT_FITTED}
    assert len(module.readings_of(empty, 2)) == len(SETTING)
    seen = module.CompartmentInputs(air_c=Reading(1.0, 0.0))
    boxes = module.Snapshot(fridge=module.FridgeInputs((seen,)))
    for count in (0, 1, 2):
        left = [one for one in module.readings_of(boxes, count) if one.value is not None]
        assert left == [seen.air_c] * min(count, 1)


def check_long_groups_take_keywords_only(module: Module) -> None:
    for group in (module.CabinInputs, module.VehicleInputs, module.Snapshot):
        with pytest.raises(TypeError, match="positional"):
            group(module.NOT_FITTED)


def check_the_terminals_are_a_pair_and_the_rest_of_the_supply_is_named(module: Module) -> None:
    volts, amps = Reading(12.6, 0.0), Reading(4.0, 0.0)
    pair = module.SupplyInputs(volts, amps)
    assert (pair.voltage_v, pair.current_a) == (volts, amps)
    with pytest.raises(TypeError, match="positional"):
        module.SupplyInputs(volts, amps, amps)


CHECKS = (
    check_the_terminals_are_a_pair_and_the_rest_of_the_supply_is_named,
    check_limits,
    check_each_reading_is_in_its_place,
    check_what_is_missing_is_not_fitted,
    check_long_groups_take_keywords_only,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_the_snapshot(check: Any) -> None:
    check(snapshot)


def test_the_settings_and_the_process_image_know_the_same_inputs() -> None:
    ages = dict(zip([field.name for field in fields(FreshnessSettings)], (3.0, 4.0, 5.0, 6.0, 7.0, 8.0), strict=True))
    settings = Settings(freshness=FreshnessSettings(**ages))
    assert settings.max_ages_s == {point: ages[setting] for point, setting in SETTING.items()}
    assert settings.least_max_age_s == 3.0
    assert known_inputs(settings) == set(SETTING)
    assert SLOW_INPUTS == SLOW


def test_the_inputs_follow_the_compartments_of_the_installation() -> None:
    only = Settings(fridge=FridgeSettings(compartments=(CompartmentSettings(name="ice_box"),)))
    assert [point for point in only.max_ages_s if point.count(".") > 1] == [f"fridge.ice_box.{one}" for one in OF_A_BOX]
    none = Settings(fridge=FridgeSettings(compartments=()))
    assert {*none.max_ages_s} == {point for point in SETTING if point.count(".") == 1}


def declarations(tree: ast.Module) -> list[tuple[str, ast.AnnAssign]]:
    """Every field that is a reading, with its class."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [
        (one.name, field)
        for one in classes
        for field in one.body
        if isinstance(field, ast.AnnAssign) and ast.unparse(field.annotation).endswith("Reading")
    ]


def slips() -> Iterator[Fault]:
    """Two declarations with their names or their types swapped, each with those SWAPPED_WITH after it; one left out."""
    tree = ast.parse(SOURCE)
    every = declarations(tree)
    pairs = [(one, every[(number + after) % len(every)]) for number, one in enumerate(every) for after in SWAPPED_WITH]
    for (one_class, one), (other_class, other) in pairs:
        if ast.unparse(one.annotation) == ast.unparse(other.annotation) and one_class == other_class:
            continue  # nothing but their order would change
        one.target, other.target = other.target, one.target
        if ast.unparse(one.target) != ast.unparse(other.target):
            yield fault(SOURCE, tree, one.lineno, other)
        one.target, other.target = other.target, one.target
        one.annotation, other.annotation = other.annotation, one.annotation
        if ast.unparse(one.annotation) != ast.unparse(other.annotation):
            yield fault(SOURCE, tree, one.lineno, other)
        one.annotation, other.annotation = other.annotation, one.annotation
    for name, field in every:
        body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
        index = body.index(field)
        body[index] = ast.Pass()
        yield fault(SOURCE, tree, field.lineno, field)
        body[index] = field


check_all = partial(check_copy, CHECKS)


def test_the_checks_pass_on_an_unharmed_copy() -> None:
    check_all(compile(SOURCE, "unharmed", "exec"))


def test_every_slip_in_a_declaration_is_seen() -> None:
    found = score(slips(), check_all)
    assert found.planted >= 100
    assert found.unseen == []


def test_planted_faults_in_what_follows_from_the_declarations_are_seen() -> None:
    found = score(changed(SOURCE), check_all)
    assert found.planted >= 15
    assert found.unseen == []
