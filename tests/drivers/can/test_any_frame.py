"""Nothing that anybody puts on a bus raises out of whoever listens there, armed or not, nor does it cost ever more."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.can.socketcan_codec import ERROR, EXTENDED, REMOTE, RawFrame
from drivers.diagnostics.isotp_codec import MAX_OPEN, Reassembler
from drivers.errors import BadFrame
from drivers.vehicle.j1939_codec import Packets
from tests.drivers.diagnostics.listening_bus import LONG_ID, ListeningBus

BYTES = st.integers(0, 0xFF)
IDS = st.one_of(
    st.sampled_from([0x7DF, 0x7E0, 0x7E8, 0x7EC, 0x7EF, 0x607, 0x6F1, 0x110, 0]),
    st.sampled_from([0x17FE007B, 0x17FC007B, 0x18DB33F1, 0x18DAF1F1, LONG_ID, 0x1FFFFFFF]).map(EXTENDED.__or__),
    BYTES.map(lambda unit: EXTENDED | 0x18DAF100 | unit),
    BYTES.map(lambda unit: EXTENDED | 0x18DA00F1 | unit << 8),
    st.sampled_from([0x1CECFF00, 0x1CEBFF00, 0x1CEC0100]).map(EXTENDED.__or__),
    st.integers(0, 0x7FF),
    st.integers(0, 0x1FFF_FFFF).map(EXTENDED.__or__),
    st.integers(0, 0x1FFF_FFFF).map(ERROR.__or__),
    st.integers(0, 0x7FF).map(REMOTE.__or__),
)
ISO_TP = st.sampled_from(
    [
        *(
            "0641010D10",
            "037F2278",
            "04620101",
            "10146201010203FF",
            "2103040506070809",
            "220A0B0C0D0E0F10",
            "2F",
            "300000",
        ),
        *("F1101462DDBC0102", "F12101020304", "F103410D20", "F13000", "0014", "10FF", "1000", "320000", "3000F5", "40"),
        *("06410CFFFF0DFF", "0641000000000F", "20180003FFCAFE00", "1014000300B0FE00", "FF", "01020304050607FF"),
    ]
).map(bytes.fromhex)
"""Of each kind and state of the protocols, whole, cut, with an address byte and without."""

FRAMES = st.tuples(IDS, st.one_of(ISO_TP, st.binary(max_size=8), st.binary(max_size=64)))
STEPS = st.lists(st.one_of(FRAMES, st.sampled_from([0.0, 0.02, 0.1, 0.6, 1.1, 40.0]), st.booleans()), max_size=40)


def play(bus: ListeningBus, steps: list[RawFrame | float | bool]) -> None:
    """Frames are received, times pass, and the car wakes up or falls asleep."""
    for step in steps:
        if isinstance(step, tuple):
            bus.take(step)
        elif isinstance(step, bool):
            bus.is_awake = step
        else:
            bus.wait(step)


@given(STEPS, st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_frame_in_no_state_raises_out_of_who_listens(
    steps: list[RawFrame | float | bool], is_armed: bool, survey: bool
) -> None:
    bus = ListeningBus(survey=survey)
    if is_armed:
        bus.arm()
    play(bus, steps)
    assert {message.arbitration_id for message in bus.sink.sent} <= {
        *(0x7DF, 0x18DB33F1, 0x7E4, 0x6F1, 0x17FC007B, 0x18DADAF1),
        *range(0x7E0, 0x7E8),
    }


@pytest.mark.parametrize("is_armed", [False, True])
def test_each_id_of_29_bits_by_which_testers_ask_or_units_answer_is_taken(is_armed: bool) -> None:
    bus = ListeningBus()
    if is_armed:
        bus.arm()
    for data in (bytes(8), bytes.fromhex("10146201010203FF"), bytes.fromhex("037F2278")):
        for low in range(0x10000):
            if low & 0xFF == 0xF1 or low >> 8 == 0xF1:
                bus.take((EXTENDED | 0x18DA_0000 | low, data))
    assert bus.intake.counts.frames + bus.intake.counts.filtered == 3 * 511


def test_an_answer_by_the_testers_own_address_is_none() -> None:
    bus = ListeningBus()
    bus.arm()
    asked = bus.poller.counts.answered
    bus.take((EXTENDED | 0x18DAF1F1, bytes.fromhex("0641000000000F")))
    assert (bus.poller.counts.answered, bus.intake.pdus.complete) == (asked, 0)


def operations(work: Callable[[], object]) -> int:
    """How many of the interpreter's instructions `work` takes: a measure that no busy machine changes."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


BEGINNING = bytes.fromhex("1FFF4100AABBCCDD")
"""Of a message that never ends."""


def first_frame(unit: int) -> RawFrame:
    return EXTENDED | 0x18DA_F100 | unit, BEGINNING


@pytest.mark.parametrize("asks", [False, True])
def test_a_frame_costs_the_same_however_many_messages_are_under_way(asks: bool) -> None:
    bus = ListeningBus()
    if asks:
        bus.arm()
        while bus.poller.sessions.is_asked(((0x18DAF110, True), None)):
            bus.wait(0.1)  # until it is one control unit's turn
    bus.take(first_frame(0), first_frame(1))
    few = operations(lambda: bus.take(first_frame(0)))
    bus.take(*(first_frame(unit) for unit in range(0xF0)))
    many = operations(lambda: bus.take(first_frame(0)))
    assert few > 0
    assert many <= 1.1 * few


def test_a_frame_costs_the_same_while_all_who_answer_at_once_are_asked() -> None:
    bus = ListeningBus()
    bus.arm()
    while not bus.poller.sessions.is_asked(((0x18DAF110, True), None)):
        bus.wait(0.1)
    bus.take(first_frame(0), first_frame(0))
    few = operations(lambda: bus.take(first_frame(0)))
    bus.take(*(first_frame(unit) for unit in range(0xF0)))
    many = operations(lambda: bus.take(first_frame(0)))
    assert many <= 1.1 * few


def test_what_is_under_way_is_bounded_and_what_a_profile_names_finds_room() -> None:
    bus = ListeningBus()
    bus.arm()
    for address in range(0xF2, 0x100):
        for unit in range(0x100):
            bus.take((0x607, bytes((address, 0x10, 0x14, unit))), first_frame(unit))
    bus.take((0x7EC, bytes.fromhex("10086201010203FF")), (0x7EC, bytes.fromhex("2105060708090A0B")))
    bus.take((0x607, bytes.fromhex("F10562DDBC0102")))
    assert bus.intake.pdus.complete == 2
    reassembler = bus.poller.sessions._overheard
    assert len(reassembler._open) <= MAX_OPEN
    bus.wait(2.0)
    assert not reassembler._open


def test_other_reassemblies_cost_the_same_too() -> None:
    whole, packets = Reassembler(), Packets()
    announced = bytes.fromhex("20140003FFCAFE00")

    def begin(units: int) -> None:
        for unit in range(units):
            whole.take(unit, BEGINNING, now_s=0.0)
            packets.take(0x1CECFF00 | unit, announced, now_s=0.0)

    begin(2)
    few = operations(lambda: begin(1))
    begin(0xFF)
    assert operations(lambda: begin(1)) <= 1.1 * few


def test_more_messages_than_can_be_under_way_are_refused_until_time_is_up() -> None:
    whole = Reassembler()
    for unit in range(MAX_OPEN):
        whole.take(unit, BEGINNING, now_s=0.0)
    with pytest.raises(BadFrame, match="more than 256 messages at once"):
        whole.take(MAX_OPEN, BEGINNING, now_s=0.5)
    assert whole.take(MAX_OPEN, BEGINNING, now_s=1.0) is None
    assert whole.counts.timed_out == MAX_OPEN
