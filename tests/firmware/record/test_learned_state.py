"""What the laws learned comes back through the record, or is not believed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import PidTuning, Settings, initial
from controller.climate.preconditioning import Plan
from controller.fridge import thermal_model
from controller.fridge.fridge_memory import Cell
from controller.persistence.learned import learned, sound
from firmware.record.keys import LEARNED_VALUES
from firmware.record.learned_state import taken_up, to_json
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

SETTINGS = Settings()
THEN, SOON, LATE, REBOOTED = (
    Clock(monotonic_s=lambda at_s=at_s: at_s, wall_s=lambda: 0.0, boot_id=boot_id)  # type: ignore[misc]  # a default binds it
    for at_s, boot_id in ((1_000.0, "boot-1"), (1_030.0, "boot-1"), (9_000.0, "boot-1"), (1_030.0, "boot-2"))
)
FRESH = initial(SETTINGS, now_s=0.0)
_CELLS = (Cell(box=replace(thermal_model.initial(6.0), seen_h=3.0), pull_k_h=5.0), Cell())
EXPERIENCED = replace(
    FRESH,
    fridge=replace(FRESH.fridge, cells=_CELLS),
    climate=replace(FRESH.climate, plan=Plan(error=0.1, pace=0.9), tuning=PidTuning(0.3, 200.0)),
)


def persisted() -> Any:
    return json.loads(json.dumps(to_json(EXPERIENCED, SETTINGS, THEN), allow_nan=False))


def test_what_was_learned_comes_back_as_it_was() -> None:
    faults = Faults()
    again = taken_up(persisted(), FRESH, SETTINGS, faults, SOON)
    assert learned(again) == learned(EXPERIENCED)
    assert again.fridge.cells[0].box is not None
    assert not faults.current


@pytest.mark.parametrize("clock", [LATE, REBOOTED], ids=["late", "rebooted"])
def test_after_a_long_or_unknown_time_the_contents_are_not_believed(clock: Clock) -> None:
    again = taken_up(persisted(), FRESH, SETTINGS, Faults(), clock)
    assert again.fridge.cells[0].box is None
    assert again.fridge.cells[0].pull_k_h == 5.0


def test_no_persisted_values_are_no_fault() -> None:
    faults = Faults()
    assert taken_up(None, FRESH, SETTINGS, faults, SOON) is FRESH
    assert not faults.current


@pytest.mark.parametrize(
    ("damage", "names"), [({"monotonic_s": "soon"}, "time"), ({"plate": 1, "pace": 0.0}, "departure, plate")]
)
def test_what_cannot_be_believed_is_named_in_one_line_and_the_rest_is_taken_up(
    damage: dict[str, Any], names: str
) -> None:
    faults = Faults()
    again = taken_up(persisted() | damage, FRESH, SETTINGS, faults, SOON)
    assert faults.current == {
        LEARNED_VALUES: f"record: learned values of the last run that cannot be used: {names}; learned again"
    }
    assert learned(again).tuning == learned(EXPERIENCED).tuning


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(to_json(EXPERIENCED, SETTINGS, THEN))), JSON)
def test_any_damage_is_refused_or_can_be_believed(key: str, value: Any) -> None:
    again = taken_up(persisted() | {key: value}, FRESH, SETTINGS, Faults(), SOON)
    assert sound(learned(again)).left_out == ()
