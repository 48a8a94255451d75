"""What the laws learned comes back through the record, or is not believed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import CompartmentSettings, FridgeSettings, PidTuning, Settings, start
from controller.climate.preconditioning import Plan
from controller.fridge.compartment import Cell
from controller.fridge.thermal_model import begin
from controller.persistence.learned import Learned, learned, sound
from firmware.record.learned_state import LESSONS, taken_up, to_json
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

SETTINGS = Settings()
THEN, SOON, LATE, REBOOTED = (
    Clock(monotonic_s=lambda at_s=at_s: at_s, wall_s=lambda: 0.0, boot_id=boot_id)  # type: ignore[misc]  # a default binds it
    for at_s, boot_id in ((1_000.0, "boot-1"), (1_030.0, "boot-1"), (9_000.0, "boot-1"), (1_030.0, "boot-2"))
)
FRESH = start(SETTINGS, now_s=0.0)
_CELLS = (Cell(box=replace(begin(6.0), seen_h=3.0), pull_k_h=5.0), Cell())
EXPERIENCED = replace(
    FRESH,
    fridge=replace(FRESH.fridge, cells=_CELLS),
    climate=replace(FRESH.climate, plan=Plan(error=0.1, pace=0.9), tuning=PidTuning(0.3, 200.0)),
)


def kept() -> Any:
    return json.loads(json.dumps(to_json(EXPERIENCED, SETTINGS, THEN), allow_nan=False))


def test_what_was_learned_comes_back_as_it_was() -> None:
    faults = Faults()
    again = taken_up(kept(), FRESH, SETTINGS, faults, SOON)
    assert learned(again) == learned(EXPERIENCED)
    assert again.fridge.cells[0].box is not None
    assert not faults.current


@pytest.mark.parametrize("clock", [LATE, REBOOTED], ids=["late", "rebooted"])
def test_after_a_long_or_unknown_time_the_contents_are_not_believed(clock: Clock) -> None:
    again = taken_up(kept(), FRESH, SETTINGS, Faults(), clock)
    assert again.fridge.cells[0].box is None
    assert again.fridge.cells[0].pull_k_h == 5.0


def test_lessons_follow_the_names_of_the_compartments_and_a_new_one_has_none() -> None:
    other = Settings(
        fridge=FridgeSettings((CompartmentSettings(name="drinks", set_point_c=8.0), CompartmentSettings(name="food")))
    )
    again = taken_up(kept(), start(other, now_s=0.0), other, Faults(), SOON)
    assert [cell.pull_k_h for cell in again.fridge.cells] == [Cell().pull_k_h, 5.0]


def test_nothing_kept_is_no_fault() -> None:
    faults = Faults()
    assert taken_up(None, FRESH, SETTINGS, faults, SOON) is FRESH
    assert not faults.current


def damaged(change: dict[str, Any]) -> tuple[Learned, Mapping[str, str]]:
    """What is taken up of values with one damaged part, and the faults."""
    faults = Faults()
    again = taken_up(kept() | change, FRESH, SETTINGS, faults, SOON)
    return learned(again), faults.current


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"boxes": []}, "food, medicine"),
        ({"boxes": {"food": {}}}, "food"),
        ({"plate": {"mean": [1.0], "covariance": [[1.0]]}}, "plate"),
        ({"plate": None}, "plate"),
        ({"cabin": {"figures": 5, "covariance": [], "sun_k_s": 0.0, "lessons": 1}}, "cabin"),
        ({"tuning": {"gain_per_k": -1.0, "integral_s": 5.0}}, "tuning"),
        ({"tuning": {"strength": 1.0}}, "tuning"),
        ({"pace": 0.0}, "departure"),
        ({"error": "soon"}, "departure"),
        ({"monotonic_s": "soon"}, "time"),
    ],
)
def test_what_cannot_be_believed_is_named_in_one_line_and_the_rest_is_taken_up(
    change: dict[str, Any], part: str
) -> None:
    taken, faults = damaged(change)
    assert faults == {LESSONS: f"record: learned values of the last run that cannot be used: {part}; learned anew"}
    whole = learned(EXPERIENCED)
    assert taken.boxes == (whole.boxes if "boxes" not in change and part != "time" else taken.boxes)
    if part != "tuning":
        assert taken.tuning == whole.tuning
    if part != "departure":
        assert (taken.error, taken.pace) == (whole.error, whole.pace)


def test_a_covariance_with_one_wrong_digit_costs_its_compartment_alone() -> None:
    both = replace(EXPERIENCED, fridge=replace(EXPERIENCED.fridge, cells=(_CELLS[0], _CELLS[0])))
    values = json.loads(json.dumps(to_json(both, SETTINGS, THEN)))
    values["boxes"]["food"]["belief"]["covariance"][0][1] = values["boxes"]["food"]["belief"]["covariance"][1][0] = 99.0
    faults = Faults()
    again = taken_up(values, FRESH, SETTINGS, faults, SOON)
    assert [cell.pull_k_h for cell in again.fridge.cells] == [Cell().pull_k_h, 5.0]
    assert "food;" in faults.current[LESSONS]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(to_json(EXPERIENCED, SETTINGS, THEN))), JSON)
def test_any_damage_is_refused_or_can_be_believed(key: str, value: Any) -> None:
    again = taken_up(kept() | {key: value}, FRESH, SETTINGS, Faults(), SOON)
    assert sound(learned(again)).left_out == ()
