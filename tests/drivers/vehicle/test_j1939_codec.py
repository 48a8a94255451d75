from pathlib import Path

import can
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadFrame, DriverError, NotAvailable
from drivers.vehicle.dbc import parse_database
from drivers.vehicle.frame_counts import Decoded, FrameKind, PduCounts
from drivers.vehicle.j1939_codec import (
    MAX_OPEN,
    T1_S,
    T3_S,
    TP_CM,
    TP_DT,
    Group,
    Packets,
    group_filter,
    max_valid,
    pgn_of,
)
from drivers.vehicle.j1939_groups_codec import Groups
from drivers.vehicle.signal_decoder_codec import Decoder
from tests.drivers.signal_specs import spec

BAM_ID, PACKET_ID = 0x1CECFF00, 0x1CEBFF00
BAM = "201C0004FFE3FE00"
"""28 bytes of group 65251 in 4 packets, as a recorded truck announces its engine configuration."""
PACKETS = ["01901ACBA041D4A0", "020FA74A20DDF430", "03E7A041FFFF7602", "04F0550001FA9CFA"]
WHOLE = bytes.fromhex("901ACBA041D4A00FA74A20DDF430E7A041FFFF7602F0550001FA9CFA")


def take(packets: Packets, arbitration_id: int, *texts: str, now_s: float = 0.0) -> list[Group | None]:
    return [packets.take(arbitration_id, bytes.fromhex(text), now_s=now_s) for text in texts]


@pytest.mark.parametrize(
    ("arbitration_id", "pgn"),
    [(0x0CF00400, 61_444), (0x18FEF147, 65_265), (0x1CECFF00, TP_CM), (0x1CEB00F9, TP_DT), (0x18EAFFFE, 0xEA00)],
)
def test_an_id_names_its_group(arbitration_id: int, pgn: int) -> None:
    assert pgn_of(arbitration_id) == pgn


@given(st.integers(0, 0x1FFF_FFFF), st.integers(0, 0x1FFF_FFFF))
def test_a_filter_passes_exactly_the_ids_of_its_group(arbitration_id: int, other: int) -> None:
    passes = group_filter(pgn_of(arbitration_id))
    for number in (arbitration_id, other, arbitration_id ^ 0xFF, arbitration_id ^ 0x1C00_0000):
        passed = number & passes["can_mask"] == passes["can_id"] & passes["can_mask"]
        assert passed is (pgn_of(number) == pgn_of(arbitration_id))


@pytest.mark.parametrize(
    ("bits", "maximum"), [(1, 1), (2, 1), (4, 13), (8, 0xFA), (16, 0xFAFF), (24, 0xFAFFFF), (32, 0xFAFFFFFF)]
)
def test_the_highest_raw_values_are_no_measurements(bits: int, maximum: int) -> None:
    assert max_valid(bits) == maximum


def test_a_message_to_all_is_whole_with_its_last_packet() -> None:
    packets = Packets()
    assert take(packets, BAM_ID, BAM) == [None]
    *before, last = take(packets, PACKET_ID, *PACKETS)
    assert before == [None, None, None]
    assert last == Group(65_251, 0, WHOLE)
    assert packets.counts == PduCounts(complete=1)


def test_a_message_to_one_is_overheard_with_what_is_sent_once_more() -> None:
    packets = Packets()
    take(packets, 0x1CECF900, "101C0004FFE3FE00")
    take(packets, 0x1CEC00F9, "110401FFFFE3FE00")  # CTS of the receiver
    *_, last = take(packets, 0x1CEBF900, PACKETS[0], PACKETS[1], PACKETS[0], PACKETS[1], PACKETS[2], PACKETS[3])
    assert last == Group(65_251, 0, WHOLE)


def test_sources_do_not_disturb_each_other() -> None:
    packets = Packets()
    for source in (0, 1):
        take(packets, BAM_ID + source, BAM)
    for text in PACKETS[:-1]:
        for source in (0, 1):
            assert take(packets, PACKET_ID + source, text) == [None]
    for source in (0, 1):
        assert take(packets, PACKET_ID + source, PACKETS[-1]) == [Group(65_251, source, WHOLE)]


@pytest.mark.parametrize("wrong", [PACKETS[0], PACKETS[2], "02", ""])
def test_a_packet_that_is_not_due_gives_the_message_up(wrong: str) -> None:
    packets = Packets()
    take(packets, BAM_ID, BAM)
    take(packets, PACKET_ID, PACKETS[0])
    with pytest.raises(BadFrame):
        take(packets, PACKET_ID, wrong)
    with pytest.raises(BadFrame, match="was not announced"):
        take(packets, PACKET_ID, PACKETS[1])
    assert packets.counts == PduCounts(broken=2)


@pytest.mark.parametrize(
    "text", ["2008000200E3FE00", "20FA060000E3FE00", "201C0003FFE3FE00", "201C0005FFE3FE00", "201C0004FF", ""]
)
def test_an_impossible_announcement_is_refused(text: str) -> None:
    with pytest.raises(BadFrame, match=r"^J1939: a TP\.CM "):
        take(Packets(), BAM_ID, text)


@pytest.mark.parametrize(
    ("arbitration_id", "text", "wait_s"), [(BAM_ID, BAM, T1_S), (0x1CECF900, "10" + BAM[2:], T3_S)]
)
def test_a_message_without_packets_times_out(arbitration_id: int, text: str, wait_s: float) -> None:
    packets = Packets()
    take(packets, arbitration_id, text, now_s=10.0)
    packets.expire(now_s=10.0 + wait_s - 0.001)
    assert packets.counts == PduCounts()
    packets.expire(now_s=10.0 + wait_s)
    assert packets.counts == PduCounts(timed_out=1)


@pytest.mark.parametrize("arbitration_id", [0x1CECF900, 0x1CEC00F9])
def test_either_side_may_give_up(arbitration_id: int) -> None:
    packets = Packets()
    take(packets, 0x1CECF900, "101C0004FFE3FE00")
    take(packets, arbitration_id, "FF01FFFFFFE3FE00")
    assert packets.counts == PduCounts(timed_out=1)


def test_a_new_announcement_ends_the_old_one_and_the_end_of_listening_ends_all() -> None:
    packets = Packets()
    take(packets, BAM_ID, BAM, BAM)
    packets.give_up()
    assert packets.counts == PduCounts(timed_out=2)


def test_a_flood_of_announcements_is_bounded() -> None:
    packets = Packets()
    for pair in range(MAX_OPEN):
        take(packets, 0x1CEC0000 | pair, "10" + BAM[2:])
    with pytest.raises(BadFrame, match="more than 256 messages at once"):
        take(packets, 0x1CEC0100, "10" + BAM[2:])


IDS = st.sampled_from([BAM_ID, PACKET_ID, 0x1CECF900, 0x1CEBF900, 0x1CEC00F9])


@given(
    st.lists(st.tuples(IDS, st.sampled_from([BAM, *PACKETS]).map(bytes.fromhex) | st.binary(max_size=9)), max_size=30)
)
def test_any_bytes_raise_only_the_packages_error(traffic: list[tuple[int, bytes]]) -> None:
    packets, whole = Packets(), 0
    for arbitration_id, data in traffic:
        try:
            group = packets.take(arbitration_id, data, now_s=0.0)
        except DriverError:
            continue
        whole += group is not None
    assert packets.counts.complete == whole


MAP = """VERSION ""

BU_: X

BO_ 2364540158 EEC1: 8 X
 SG_ EngineSpeed : 24|16@1+ (0.125,0) [0|8031.875] "rpm" X
 SG_ TorqueMode : 0|4@1+ (1,0) [0|15] "" X

BO_ 2566841342 EC1: 40 X
 SG_ EngineSpeedAtPoint5 : 96|16@1+ (0.125,0) [0|8031.875] "rpm" X
 SG_ Newest : 304|16@1+ (1,0) [0|64255] "" X

BO_ 2566844926 PLAIN: 8 X
 SG_ Speed : 8|16@1+ (0.00390625,0) [0|250.996] "km/h" X

BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","ExtendedCAN","reserved","J1939PG";
BA_DEF_DEF_ "VFrameFormat" "J1939PG";
BA_ "VFrameFormat" BO_ 2566844926 1;
"""


def decoder(*signals: tuple[str, str]) -> Decoder:
    specs = [spec(signal, message, signal, high=1e9, cycle_time_s=1.0) for message, signal in signals]
    return Decoder(parse_database(MAP, source="truck.dbc"), specs)


def test_a_message_is_known_by_its_group_whoever_sends_it() -> None:
    engine = decoder(("EEC1", "EngineSpeed"))
    for arbitration_id in (0x0CF00400, 0x00F00427):
        decoded = engine.decode(arbitration_id, True, bytes.fromhex("F0FF7D4006FFFFFF"))
        assert (decoded.message, decoded.values) == ("EEC1", (("EngineSpeed", 200.0),))
    assert engine.decode(0x0CF00500, True, bytes(8)).kind is FrameKind.UNKNOWN_ID
    assert engine.decode(0x0CF00400, False, bytes(8)).kind is FrameKind.UNKNOWN_ID
    assert engine.filters == [{"can_id": 0x00F00400, "can_mask": 0x03FFFF00, "extended": True}]


def test_a_message_that_is_not_marked_is_known_by_its_whole_id_only() -> None:
    plain = decoder(("PLAIN", "Speed"))
    assert plain.filters == [{"can_id": 0x18FEF1FE, "can_mask": 0x1FFFFFFF, "extended": True}]
    assert plain.decode(0x18FEF147, True, bytes(8)).kind is FrameKind.UNKNOWN_ID


@pytest.mark.parametrize("text", ["FFFF", "00FE", "00FB"])
def test_the_standards_marks_of_no_value_are_never_values(text: str) -> None:
    ((_, value),) = (
        decoder(("EEC1", "EngineSpeed")).decode(0x0CF00400, True, bytes.fromhex(f"F0FF7D{text}FFFFFF")).values
    )
    assert isinstance(value, NotAvailable)


def test_a_long_message_is_decoded_and_what_it_is_too_short_for_is_not_available() -> None:
    engine = decoder(("EC1", "EngineSpeedAtPoint5"), ("EC1", "Newest"))
    groups = Groups(engine)
    assert groups.decode(BAM_ID, True, bytes.fromhex(BAM), now_s=0.0) == Decoded(
        kind=FrameKind.DECODED, message="TP.CM"
    )
    *_, last = [groups.decode(PACKET_ID, True, bytes.fromhex(text), now_s=0.1) for text in PACKETS]
    assert last is not None
    values = dict(last.values)
    assert values["EngineSpeedAtPoint5"] == 0x30F4 * 0.125
    assert isinstance(values["Newest"], NotAvailable)
    assert groups.pdus == PduCounts(complete=1)


def test_frames_of_others_are_left_alone_and_bad_ones_are_reported() -> None:
    groups = Groups(decoder())
    assert groups.decode(0x0CF00400, True, bytes(8), now_s=0.0) is None
    assert groups.decode(0xEC, False, bytes(8), now_s=0.0) is None
    bad = groups.decode(PACKET_ID, True, bytes(8), now_s=0.0)
    assert bad == Decoded(
        kind=FrameKind.UNDECODABLE, message="TP.DT", why="J1939: packet 0 of a message that was not announced"
    )
    assert {tuple(sorted(each.items())) for each in groups.filters} == {
        (("can_id", 0xEC0000), ("can_mask", 0x03FF0000), ("extended", True)),
        (("can_id", 0xEB0000), ("can_mask", 0x03FF0000), ("extended", True)),
    }


def test_the_messages_of_a_recorded_truck_are_whole(data_dir: Path) -> None:
    groups, packets = Groups(decoder()), Packets()
    whole = []
    for frame in can.CanutilsLogReader(data_dir / "can" / "css_j1939_truck_candump.log"):
        data, now_s = bytes(frame.data), frame.timestamp
        groups.decode(frame.arbitration_id, frame.is_extended_id, data, now_s=now_s)
        if pgn_of(frame.arbitration_id) in {TP_CM, TP_DT}:
            whole.append(packets.take(frame.arbitration_id, data, now_s=now_s))
    assert len(whole) == 16 + 64
    groups_seen = [group for group in whole if group]
    assert {(group.pgn, group.source, len(group.data)) for group in groups_seen} == {(65_251, 0, 28), (65_260, 0, 28)}
    vehicle_identification = next(group.data for group in groups_seen if group.pgn == 65_260)
    assert vehicle_identification.startswith(b"1L06130RELP969468")
    assert groups_seen[0].data == WHOLE
    assert groups.pdus == packets.counts == PduCounts(complete=16)
