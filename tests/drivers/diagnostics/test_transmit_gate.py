from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.diagnostics import transmit_gate
from drivers.diagnostics.transmit_gate import Entry, Field, Frame, GateState, Refusal, arm, permit
from drivers.errors import DriverError
from tests.drivers.diagnostics.transmit_gate_checks import CHECKS, EXTENDED_IDS, armed, frames, listed, query

ALL_11_BIT_IDS = range(0x800)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_the_gate(check: Callable[[Any], None]) -> None:
    check(transmit_gate)


@pytest.mark.parametrize("state", [GateState(), listed(transmit_gate)], ids=["nothing listed", "listed"])
def test_unarmed_nothing_leaks_on_any_id_length_and_bus(state: GateState) -> None:
    tried = [permit(frame, state, now_s=10.0) for frame in frames(transmit_gate, ALL_11_BIT_IDS)]
    assert len(tried) == 2 * (2_048 + len(EXTENDED_IDS)) * 9
    assert [verdict for verdict in tried if verdict.refusal is None] == []


def test_armed_only_what_is_listed_leaves_of_all_ids_lengths_and_buses() -> None:
    state = armed(transmit_gate)
    out = [frame for frame in frames(transmit_gate, ALL_11_BIT_IDS) if permit(frame, state, now_s=10.0).refusal is None]
    assert out == [query(transmit_gate)]


DATA = st.binary(max_size=8)
FRAMES = st.builds(
    Frame,
    bus=st.sampled_from(["car", "body"]),
    arbitration_id=st.integers(-1, 0x2000_0000),
    is_extended=st.booleans(),
    data=DATA,
    is_classical=st.booleans(),
)


@given(FRAMES, st.floats(), st.booleans())
def test_no_frame_at_no_time_leaves_unless_it_is_the_listed_one(frame: Frame, now_s: float, is_armed: bool) -> None:
    state = listed(transmit_gate)
    state = arm(state, ["speed", "level"], now_s=now_s) if is_armed else state
    if permit(frame, state, now_s=now_s).refusal is None:
        assert is_armed
        assert any(entry.describes(frame) for entry in state.entries)


@given(st.binary(min_size=3, max_size=3), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_a_field_holds_exactly_what_its_range_says(data: bytes, low: int, high: int) -> None:
    assert Field(start=1, size=2, low=low, high=high).holds(data) is (low <= data[1] * 256 + data[2] <= high)


@given(
    st.integers(-2, 0x900),
    st.binary(max_size=9),
    st.binary(max_size=9),
    st.floats(),
    st.builds(
        Field, start=st.integers(-1, 9), size=st.integers(-1, 9), low=st.integers(-1, 300), high=st.integers(-1, 300)
    ),
)
def test_an_entry_is_sound_or_refused_with_the_packages_own_error(
    arbitration_id: int, data: bytes, mask: bytes, min_period_s: float, field: Field
) -> None:
    try:
        entry = Entry(
            name="x",
            bus="car",
            arbitration_id=arbitration_id,
            is_extended=False,
            data=data,
            mask=mask,
            min_period_s=min_period_s,
            fields=(field,),
        )
    except DriverError:
        return
    assert not entry.describes(Frame(bus="car", arbitration_id=arbitration_id, is_extended=False, data=data + b"\0"))


def test_the_reasons_are_words_for_people() -> None:
    assert [str(each) for each in Refusal] == [
        "a remote or CAN FD frame never leaves",
        "no entry of the allow-list describes it",
        "its entry is not armed",
        "its minimum period has not passed",
    ]
