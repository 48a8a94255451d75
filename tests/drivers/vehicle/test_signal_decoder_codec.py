import struct
from dataclasses import replace
from pathlib import Path

import pytest
from cantools.database.can import Message
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadDatabase, BadFrame, DriverError, NotAvailable, OutOfRange
from drivers.vehicle.dbc import SignalDatabase, load_database, parse_database
from drivers.vehicle.frame_counts import IDS_COUNTED, Decoded, FrameCounts, FrameKind
from drivers.vehicle.signal_decoder_codec import Decoder, SignalSpec
from tests.drivers.signal_specs import spec

MAP = """VERSION ""

BU_: X

BO_ 272 DRIVE: 8 X
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X
 SG_ ENGINE : 23|16@0+ (0.25,0) [0|10000] "rpm" X
 SG_ QUALITY : 32|2@1+ (1,0) [0|3] "" X
 SG_ OVERLAPS : 0|64@1+ (1,0) [0|1] "" X

BO_ 2566834709 AIR: 4 X
 SG_ OUTSIDE : 0|8@1- (0.5,10) [-40|60] "degC" X

BO_ 300 MUX: 3 X
 SG_ PAGE M : 0|8@1+ (1,0) [0|255] "" X
 SG_ A m1 : 8|8@1+ (1,0) [0|255] "" X
 SG_ B m2 : 8|8@1+ (1,0) [0|255] "" X

BO_ 301 RATIO: 4 X
 SG_ REAL : 0|32@1- (1,0) [0|0] "" X

BO_ 302 CROWDED: 1 X
 SG_ ONE : 0|8@1+ (1,0) [0|1] "" X
 SG_ TWO : 0|8@1+ (1,0) [0|1] "" X

SIG_VALTYPE_ 301 REAL : 1;

VAL_ 272 ENGINE 65535 "Signal_Not_Available" 65534 "SNA" 0 "Standing still";
"""
AIR_ID = 2566834709 & 0x1FFF_FFFF


SPEED = replace(spec("speed", "DRIVE", "SPEED", high=300.0), sentinels=(0xFFFF,))
ENGINE = spec("engine", "DRIVE", "ENGINE", high=16_000.0)
OUTSIDE = spec("outside", "AIR", "OUTSIDE", low=-40.0, high=60.0)


def decoder(*specs: SignalSpec) -> Decoder:
    return Decoder(parse_database(MAP, source="car.dbc"), specs)


def drive(speed: int = 0, engine: int = 0, quality: int = 0) -> bytes:
    return struct.pack("<H", speed) + struct.pack(">H", engine) + bytes([quality, 0, 0, 0])


def value_of(decoded: Decoded) -> float | DriverError:
    ((_, value),) = decoded.values
    return value


def test_filters_are_exactly_the_wanted_ids_of_both_kinds() -> None:
    assert decoder(SPEED, ENGINE, OUTSIDE).filters == [
        {"can_id": 272, "can_mask": 0x7FF, "extended": False},
        {"can_id": AIR_ID, "can_mask": 0x1FFF_FFFF, "extended": True},
    ]


def test_values_of_both_byte_orders_come_in_the_points_unit() -> None:
    in_m_s = replace(SPEED, scale=1 / 3.6)
    decoded = decoder(in_m_s, ENGINE).decode(272, False, drive(speed=3_600, engine=4_000))
    assert decoded.kind is FrameKind.DECODED
    assert dict(decoded.values) == {"speed": pytest.approx(10.0), "engine": 1_000.0}


def test_a_signed_signal_of_a_29_bit_id_decodes() -> None:
    assert value_of(decoder(OUTSIDE).decode(AIR_ID, True, bytes([0xD0, 0, 0, 0]))) == -14.0


def test_an_offset_can_turn_a_switch_round() -> None:
    turned = replace(spec("door", "DRIVE", "QUALITY", high=1.0), scale=-1.0, offset=1.0)
    assert value_of(decoder(turned).decode(272, False, drive(quality=0))) == 1.0


def test_a_wanted_signal_is_not_harmed_by_another_that_overlaps_it() -> None:
    assert value_of(decoder(SPEED).decode(272, False, drive(speed=100))) == 1.0


def test_a_sentinel_is_never_a_value() -> None:
    assert isinstance(value_of(decoder(SPEED).decode(272, False, drive(speed=0xFFFF))), NotAvailable)


@pytest.mark.parametrize("raw", [65_534, 65_535])
def test_what_the_map_marks_as_not_available_is_never_a_value(raw: int) -> None:
    wide = replace(ENGINE, high=1e6)
    assert isinstance(value_of(decoder(wide).decode(272, False, drive(engine=raw))), NotAvailable)


def test_a_text_that_names_a_state_is_a_value() -> None:
    assert value_of(decoder(ENGINE).decode(272, False, drive(engine=0))) == 0.0


def test_a_value_counts_only_while_its_quality_is_good() -> None:
    flagged = replace(SPEED, quality="QUALITY", quality_ok=(3,))
    assert value_of(decoder(flagged).decode(272, False, drive(speed=100, quality=3))) == 1.0
    assert isinstance(value_of(decoder(flagged).decode(272, False, drive(speed=100, quality=1))), NotAvailable)


@pytest.mark.parametrize(("raw", "is_value"), [(30_000, True), (30_001, False)])
def test_a_value_out_of_range_is_never_a_value(raw: int, is_value: bool) -> None:
    value = value_of(decoder(SPEED).decode(272, False, drive(speed=raw)))
    assert isinstance(value, float) is is_value
    assert isinstance(value, OutOfRange) is not is_value


@pytest.mark.parametrize("real", [float("nan"), float("inf")])
def test_a_float_that_is_no_number_is_out_of_range(real: float) -> None:
    wanted = decoder(spec("ratio", "RATIO", "REAL"))
    assert isinstance(value_of(wanted.decode(301, False, struct.pack("<f", real))), OutOfRange)
    assert value_of(wanted.decode(301, False, struct.pack("<f", 0.5))) == 0.5


@pytest.mark.parametrize("numbers", ["1e308,0", "1,1e308", "1e500,1e500", "-1e308,1e308"])
def test_a_value_beyond_all_numbers_is_out_of_range(numbers: str) -> None:
    text = MAP.replace("SPEED : 0|16@1+ (0.01,0)", f"SPEED : 0|16@1+ ({numbers})")
    giant = Decoder(parse_database(text, source="car.dbc"), [SPEED])
    assert isinstance(value_of(giant.decode(272, is_extended=False, data=drive(0xFFFE))), OutOfRange)


def test_a_multiplexed_signal_has_a_value_only_in_its_own_frames() -> None:
    wanted = decoder(spec("b", "MUX", "B"))
    assert wanted.decode(300, False, bytes([2, 7, 0])).values == (("b", 7.0),)
    for page in (1, 99):
        assert wanted.decode(300, False, bytes([page, 7, 0])) == Decoded(kind=FrameKind.DECODED, message="MUX")


@pytest.mark.parametrize("length", [0, 7, 9, 64])
def test_a_frame_of_the_wrong_length_is_absent_with_the_reason(length: int) -> None:
    decoded = decoder(SPEED).decode(272, False, bytes(length))
    assert (decoded.kind, decoded.message) == (FrameKind.WRONG_LENGTH, "DRIVE")
    assert decoded.why == f"{length} bytes; the map says 8"
    assert isinstance(value_of(decoded), BadFrame)


@pytest.mark.parametrize("frame_id", [(272, True), (AIR_ID, False), (1, False)])
def test_an_id_of_the_other_kind_or_not_in_the_map_is_unknown(frame_id: tuple[int, bool]) -> None:
    assert decoder(SPEED, OUTSIDE).decode(*frame_id, bytes(8)) == Decoded(kind=FrameKind.UNKNOWN_ID)


def test_only_a_survey_looks_into_messages_that_nobody_wants() -> None:
    assert decoder(SPEED).decode(300, False, bytes([1, 0, 0])).kind is FrameKind.NOT_WANTED
    assert decoder(SPEED).decode(300, False, bytes([1, 0, 0]), survey=True).kind is FrameKind.DECODED


def test_a_survey_tells_a_payload_that_cannot_be_decoded() -> None:
    decoded = decoder(SPEED).decode(300, False, bytes([99, 0, 0]), survey=True)
    assert decoded.kind is FrameKind.UNDECODABLE
    assert "99" in decoded.why


def test_a_survey_tells_that_a_frame_is_too_short_for_what_the_map_puts_there() -> None:
    decoded = decoder(SPEED).decode(302, False, bytes(1), survey=True)
    assert decoded.kind is FrameKind.WRONG_LENGTH
    assert decoded.why == "1 bytes; the signals that the map puts there take 16 bits"


def test_all_that_the_map_lacks_is_named_at_once() -> None:
    lacking = (spec("a", "NOPE", "X"), spec("b", "DRIVE", "X"), replace(SPEED, quality="Y", quality_ok=(1,)))
    with pytest.raises(BadDatabase) as caught:
        decoder(*lacking, lacking[0])
    text = "car.dbc: has no message NOPE, signal DRIVE.X, signal DRIVE.Y: is it the map of this vehicle?"
    assert str(caught.value) == text


def test_a_signal_that_does_not_fit_its_message_is_refused() -> None:
    database = parse_database(MAP.replace("AIR: 4", "AIR: 0"), source="car.dbc")
    with pytest.raises(BadDatabase, match=r"car\.dbc: AIR\.OUTSIDE: does not fit into a message of 0 bytes"):
        Decoder(database, (OUTSIDE,))


def test_a_signal_wider_than_a_number_is_refused() -> None:
    database = parse_database(MAP.replace("DRIVE: 8", "DRIVE: 64").replace("0|64@1+", "0|80@1+"), source="car.dbc")
    with pytest.raises(BadDatabase, match="80 bits"):
        Decoder(database, (spec("x", "DRIVE", "OVERLAPS"),))


ANY_SPECS = (SPEED, ENGINE, OUTSIDE, spec("b", "MUX", "B"), spec("ratio", "RATIO", "REAL"))
LENGTHS = {(272, False): 8, (AIR_ID, True): 4, (300, False): 3, (301, False): 4, (302, False): 1}


@given(
    frame_id=st.one_of(st.sampled_from(sorted(LENGTHS)), st.tuples(st.integers(0, 0x1FFF_FFFF), st.booleans())),
    data=st.one_of(st.binary(max_size=10), st.binary(max_size=64)),
    survey=st.booleans(),
)
def test_any_frame_is_reported_and_none_of_the_wrong_length_has_a_value(
    frame_id: tuple[int, bool], data: bytes, survey: bool
) -> None:
    decoded = decoder(*ANY_SPECS).decode(*frame_id, data, survey=survey)
    if LENGTHS.get(frame_id) != len(data):
        assert decoded.kind in {FrameKind.UNKNOWN_ID, FrameKind.WRONG_LENGTH}
        assert not any(isinstance(value, float) for _, value in decoded.values)
    limits = {wanted.point: (wanted.low, wanted.high) for wanted in ANY_SPECS}
    for point, value in decoded.values:
        low, high = limits[point]
        assert isinstance(value, DriverError) or low <= value <= high


def test_frames_are_counted_by_id_and_kind() -> None:
    counts = FrameCounts()
    counts.add((272, False), Decoded(kind=FrameKind.DECODED, message="DRIVE"))
    counts.add((272, False), Decoded(kind=FrameKind.WRONG_LENGTH, message="DRIVE", why="7 bytes; the map says 8"))
    counts.add((272, True), Decoded(kind=FrameKind.UNKNOWN_ID))
    assert (counts.frames, counts.total(FrameKind.WRONG_LENGTH), counts.total(FrameKind.UNDECODABLE)) == (3, 1, 0)
    row = counts.by_id[272, False]
    assert (row.message, row.why, row.kinds[FrameKind.DECODED]) == ("DRIVE", "7 bytes; the map says 8", 1)


def test_a_flood_of_ids_does_not_take_memory_without_end() -> None:
    counts = FrameCounts()
    for number in range(IDS_COUNTED + 10):
        counts.add((number, True), Decoded(kind=FrameKind.UNKNOWN_ID))
    assert len(counts.by_id) == IDS_COUNTED
    assert counts.total(FrameKind.UNKNOWN_ID) == IDS_COUNTED + 10


def message_of(database: SignalDatabase, name: str) -> Message:
    return next(message for message in database.messages if message.name == name)


@pytest.mark.parametrize("name", ["GW_1BA", "GW_244", "GW_307", "GW_31A"])
def test_can_fd_frames_of_32_and_64_bytes_decode(data_dir: Path, name: str) -> None:
    database = load_database(data_dir / "can" / "changan_pt.dbc")
    message = message_of(database, name)
    for signal in message.signals:
        raws = dict.fromkeys((each.name for each in message.signals), 0) | {signal.name: 1}
        data = message.encode(raws, scaling=False, strict=False)
        wanted = spec("x", name, signal.name, low=-1e9, high=1e9)
        expected = signal.conversion.scale + signal.conversion.offset
        assert value_of(Decoder(database, (wanted,)).decode(message.frame_id, False, data)) == pytest.approx(expected)
        assert len(data) in {32, 64}


def test_a_signal_of_a_map_full_of_overlaps_still_decodes(data_dir: Path) -> None:
    database = load_database(data_dir / "can" / "changan_unit_pt.dbc")
    wanted = Decoder(database, (spec("speed", "GW_187", "ESP_VehicleSpeed"),))
    assert value_of(wanted.decode(391, False, bytes([0, 0, 0, 0, 0, 87, 0, 0xFF]))) == 87.0
