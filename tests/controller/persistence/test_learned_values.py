"""What was learned as plain values: back as it was, and part by part where something is damaged."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import CompartmentSettings, FridgeSettings, PidTuning, Settings, initial
from controller.climate.preconditioning import Plan
from controller.fridge import thermal_model
from controller.fridge.fridge_memory import Cell
from controller.persistence.learned import learned, sound
from controller.persistence.learned_values import persisted, recalled

SETTINGS = Settings()
FRESH = initial(SETTINGS, now_s=0.0)
SEEN = Cell(box=replace(thermal_model.initial(6.0), seen_h=3.0), pull_k_h=5.0)
EXPERIENCED = replace(
    FRESH,
    fridge=replace(FRESH.fridge, cells=(SEEN, Cell())),
    climate=replace(FRESH.climate, plan=Plan(error=0.1, pace=0.9), tuning=PidTuning(0.3, 200.0)),
)


def values() -> Any:
    return json.loads(json.dumps(persisted(EXPERIENCED, SETTINGS), allow_nan=False))


def test_what_was_learned_comes_back_as_it_was() -> None:
    again = recalled(FRESH, values(), SETTINGS, away_s=30.0)
    assert learned(again.memory) == learned(EXPERIENCED)
    assert again.left_out == ()


def test_it_follows_the_names_of_the_compartments_and_a_new_one_knows_nothing() -> None:
    other = Settings(
        fridge=FridgeSettings(
            compartments=(CompartmentSettings(name="drinks", set_point_c=8.0), CompartmentSettings(name="food"))
        )
    )
    again = recalled(initial(other, now_s=0.0), values(), other, away_s=30.0).memory
    assert [cell.pull_k_h for cell in again.fridge.cells] == [Cell().pull_k_h, 5.0]


@pytest.mark.parametrize(
    ("damage", "left_out"),
    [
        ({"boxes": []}, ("food", "medicine")),
        ({"boxes": {"food": {}}}, ("food",)),
        ({"plate": {"mean": [1.0], "covariance": [[1.0]]}}, ("plate",)),
        ({"plate": None}, ("plate",)),
        ({"cabin": {"figures": 5, "covariance": [], "sun_k_s": 0.0, "lessons": 1}}, ("cabin",)),
        ({"tuning": {"gain_per_k": -1.0, "integral_s": 5.0}}, ("tuning",)),
        ({"tuning": {"strength": 1.0}}, ("tuning",)),
        ({"pace": 0.0}, ("departure",)),
        ({"error": "soon"}, ("departure",)),
    ],
)
def test_what_cannot_be_believed_is_named_and_the_rest_is_taken_up(
    damage: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    taken = recalled(FRESH, values() | damage, SETTINGS, away_s=30.0)
    again, whole = learned(taken.memory), learned(EXPERIENCED)
    assert taken.left_out == left_out
    if "boxes" not in damage:
        assert again.boxes == whole.boxes
    if left_out != ("tuning",):
        assert again.tuning == whole.tuning
    if left_out != ("departure",):
        assert (again.error, again.pace) == (whole.error, whole.pace)


def test_a_covariance_with_one_wrong_digit_costs_its_compartment_alone() -> None:
    both = replace(EXPERIENCED, fridge=replace(EXPERIENCED.fridge, cells=(SEEN, SEEN)))
    damaged = json.loads(json.dumps(persisted(both, SETTINGS)))
    damaged["boxes"]["food"]["belief"]["covariance"][0][1] = 99.0
    damaged["boxes"]["food"]["belief"]["covariance"][1][0] = 99.0
    taken = recalled(FRESH, damaged, SETTINGS, away_s=30.0)
    assert [cell.pull_k_h for cell in taken.memory.fridge.cells] == [Cell().pull_k_h, 5.0]
    assert taken.left_out == ("food",)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(persisted(EXPERIENCED, SETTINGS))), JSON)
@pytest.mark.untraced
def test_any_damage_is_left_out_or_can_be_believed(key: str, value: Any) -> None:
    again = recalled(FRESH, values() | {key: value}, SETTINGS, away_s=30.0)
    assert sound(learned(again.memory)).left_out == ()
