import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.diagnostics.isotp_codec import (
    MAX_OPEN,
    MAX_PDU_BYTES,
    N_CR_S,
    AnyFrame,
    ConsecutiveFrame,
    FirstFrame,
    FlowControl,
    FlowStatus,
    Reassembler,
    SingleFrame,
    frames,
    parse,
)
from drivers.errors import BadFrame, DriverError
from drivers.vehicle.frame_counts import PduCounts

KONA = ["103E620101FFF7E7", "21FFBC16AE430800", "2200000FCF090808"]
"""The beginning of an answer of 62 bytes (a Hyundai Kona, published by its owner)."""


def take(reassembler: Reassembler, *texts: str, sender: object = 0x7EC, now_s: float = 0.0) -> list[bytes | None]:
    return [reassembler.take(sender, bytes.fromhex(text), now_s=now_s) for text in texts]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("03410D35000000AA", SingleFrame(b"\x41\x0d\x35")),
        ("03410D35", SingleFrame(b"\x41\x0d\x35")),
        ("103E620101FFF7E7", FirstFrame(62, bytes.fromhex("620101FFF7E7"), 7)),
        ("21FF", ConsecutiveFrame(1, b"\xff")),
        ("300814", FlowControl(FlowStatus.CONTINUE, 8, 0.020)),
        ("3100F1AAAAAAAAAA", FlowControl(FlowStatus.WAIT, 0, 0.0001)),
        ("3200F9", FlowControl(FlowStatus.OVERFLOW, 0, 0.0009)),
        ("300080", FlowControl(FlowStatus.CONTINUE, 0, 0.127)),
        ("000A" + "11" * 10, SingleFrame(b"\x11" * 10)),
    ],
)
def test_each_kind_of_frame_is_read(text: str, frame: AnyFrame) -> None:
    assert parse(bytes.fromhex(text)) == frame


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "an empty frame"),
        ("00", "a single frame of 1 bytes that says 0"),
        ("07010203", "a single frame of 4 bytes that says 7"),
        ("0000000000000000", "a single frame of 8 bytes that says 0"),
        ("000C" + "11" * 10, "a single frame of 12 bytes that says 12"),
        ("10", "a first frame with 0 bytes of 0"),
        ("1006010203040506", "a first frame with 6 bytes of 6"),
        ("1000000020000102", "a first frame with 6 bytes of 0"),
        ("30", "a flow control of 1 bytes with status 0"),
        ("330000", "a flow control of 3 bytes with status 3"),
        ("4000", "a frame of kind 4; 0 to 3 are known"),
        ("F1", "a frame of kind 15; 0 to 3 are known"),
    ],
)
def test_what_is_no_frame_says_why(text: str, why: str) -> None:
    with pytest.raises(BadFrame, match=f"^ISO-TP: {why}$"):
        parse(bytes.fromhex(text))


def test_an_address_byte_stands_before_all() -> None:
    assert parse(bytes.fromhex("F110076263350000"), has_address=True) == FirstFrame(7, bytes.fromhex("6263350000"), 6)
    with pytest.raises(BadFrame):
        parse(b"\xf1", has_address=True)


def test_a_message_is_complete_with_its_last_frame_and_has_no_padding() -> None:
    reassembler = Reassembler()
    assert take(reassembler, "100A010203040506", "2107080910AAAAAA") == [None, bytes.fromhex("01020304050607080910")]
    assert reassembler.counts == PduCounts(complete=1)


def test_flow_control_completes_nothing_and_disturbs_nothing() -> None:
    reassembler = Reassembler()
    whole = take(reassembler, "100A010203040506", "300000", "2107080910AAAAAA")
    assert whole[:2] == [None, None]
    assert whole[2] is not None


def test_several_control_units_at_once_do_not_disturb_each_other() -> None:
    reassembler = Reassembler()
    for each in range(3):
        take(reassembler, "100A010203040506", sender=each)
    for each in range(3):
        (pdu,) = take(reassembler, f"210708090{each}AAAAAA", sender=each)
        assert pdu is not None
        assert pdu[-1] == each
    assert reassembler.counts == PduCounts(complete=3)


def test_numbers_run_round_after_15() -> None:
    pdu = bytes(range(200))
    reassembler = Reassembler()
    *before, last = [reassembler.take(1, frame, now_s=0.0) for frame in frames(pdu)]
    assert set(before) == {None}
    assert last == pdu


@pytest.mark.parametrize("wrong", ["2307080910AAAAAA", "2007080910AAAAAA", "21070809"])
def test_a_frame_out_of_order_or_too_short_gives_the_message_up(wrong: str) -> None:
    reassembler = Reassembler()
    take(reassembler, "100A010203040506")
    with pytest.raises(BadFrame):
        take(reassembler, wrong)
    with pytest.raises(BadFrame, match="without a first frame"):
        take(reassembler, "2107080910AAAAAA")
    assert reassembler.counts == PduCounts(broken=2)


def test_a_short_frame_in_the_middle_never_shifts_the_bytes_behind_it() -> None:
    reassembler = Reassembler()
    take(reassembler, "1014010203040506")
    with pytest.raises(BadFrame, match=r"consecutive frame 1 has 6 bytes; 7 are due"):
        take(reassembler, "21070809101112")


def test_a_lone_first_frame_times_out() -> None:
    reassembler = Reassembler()
    take(reassembler, KONA[0], now_s=10.0)
    reassembler.expire(now_s=10.0 + N_CR_S - 0.001)
    assert reassembler.counts == PduCounts()
    reassembler.expire(now_s=10.0 + N_CR_S)
    assert reassembler.counts == PduCounts(timed_out=1)


def test_each_frame_gives_the_sender_more_time() -> None:
    reassembler = Reassembler()
    for number, text in enumerate(KONA):
        take(reassembler, text, now_s=0.9 * number)
    assert reassembler.counts == PduCounts()


def test_a_late_frame_completes_nothing() -> None:
    reassembler = Reassembler()
    take(reassembler, "100A010203040506", now_s=0.0)
    with pytest.raises(BadFrame):
        take(reassembler, "2107080910AAAAAA", now_s=N_CR_S)
    assert reassembler.counts == PduCounts(timed_out=1, broken=1)


@pytest.mark.parametrize("text", ["100A010203040506", "03410D35000000AA"])
def test_a_new_message_ends_the_old_one(text: str) -> None:
    reassembler = Reassembler()
    take(reassembler, KONA[0], text)
    assert reassembler.counts.timed_out == 1


def test_what_is_under_way_when_the_listening_ends_is_given_up() -> None:
    reassembler = Reassembler()
    take(reassembler, KONA[0])
    reassembler.give_up()
    reassembler.give_up()
    assert reassembler.counts == PduCounts(timed_out=1)


def test_a_flood_of_first_frames_is_bounded() -> None:
    reassembler = Reassembler()
    for sender in range(MAX_OPEN):
        take(reassembler, KONA[0], sender=sender)
    with pytest.raises(BadFrame, match="more than 256 messages at once"):
        take(reassembler, KONA[0], sender=MAX_OPEN)
    take(reassembler, KONA[0], sender=0)


PDUS = st.binary(min_size=1, max_size=600) | st.integers(1, MAX_PDU_BYTES).map(bytes)


@given(PDUS, st.none() | st.integers(0, 255))
def test_what_is_sent_in_frames_is_received_whole(pdu: bytes, address: int | None) -> None:
    reassembler = Reassembler()
    has_address = address is not None
    sent = list(frames(pdu, address=address))
    assert {len(frame) for frame in sent} == {8}
    received = [reassembler.take(1, frame, now_s=0.0, has_address=has_address) for frame in sent]
    assert received == [*itertools.repeat(None, len(sent) - 1), pdu]


@pytest.mark.parametrize("length", [0, MAX_PDU_BYTES + 1])
def test_a_message_of_no_possible_length_is_refused(length: int) -> None:
    with pytest.raises(BadFrame, match="a message has 1 to 4095 bytes"):
        list(frames(bytes(length)))


TRAFFIC = st.lists(st.tuples(st.integers(0, 2), st.binary(max_size=12), st.floats(0, 5), st.booleans()), max_size=30)


@given(TRAFFIC)
def test_any_bytes_raise_only_the_packages_error_and_every_message_is_counted(
    traffic: list[tuple[int, bytes, float, bool]],
) -> None:
    reassembler, whole = Reassembler(), 0
    for sender, data, now_s, has_address in traffic:
        try:
            pdu = reassembler.take(sender, data, now_s=now_s, has_address=has_address)
        except DriverError:
            continue
        whole += pdu is not None
        assert pdu is None or 0 < len(pdu) <= MAX_PDU_BYTES
    assert reassembler.counts.complete == whole
