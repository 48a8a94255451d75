from dataclasses import replace
from pathlib import Path

import can
import pytest

from drivers.errors import BadDatabase, ChecksumFailed
from drivers.vehicle.dbc import load_database, parse_database
from drivers.vehicle.e2e_codec import CHECKSUMS, ChecksumSpec, Protection, ProtectionSpec, Verdict
from drivers.vehicle.frame_counts import FrameCounts, FrameKind
from drivers.vehicle.signal_decoder_codec import Decoder
from tests.drivers.signal_specs import spec

MAP = """VERSION ""

BU_: X

BO_ 291 M: 4 X
 SG_ VALUE : 0|12@1+ (1,0) [0|4095] "" X
 SG_ COUNTER : 12|4@1+ (1,0) [0|15] "" X
 SG_ HALF : 16|4@1+ (1,0) [0|15] "" X
 SG_ CHECK : 24|8@1+ (1,0) [0|255] "" X

BO_ 292 WIDE: 4 X
 SG_ VALUE : 0|12@1+ (1,0) [0|4095] "" X
 SG_ COUNTER : 12|4@1+ (1,0) [0|15] "" X
 SG_ CHECK16 : 16|16@1+ (1,0) [0|65535] "" X
"""
DATABASE = parse_database(MAP, source="car.dbc")
M, WIDE = DATABASE.messages
VALUE = spec("value", "M", "VALUE", high=4095.0)
COUNTED = ProtectionSpec(message="M", counter="COUNTER")


def counted(*counters: int, spec: ProtectionSpec = COUNTED) -> list[Verdict]:
    protection = Protection(M, spec)
    return [protection.check(bytes([0, counter << 4, 0, 0])) for counter in counters]


def test_a_counter_goes_round_at_the_end_of_its_bits() -> None:
    assert counted(14, 15, 0, 1) == [Verdict.NEXT] * 4


def test_a_counter_that_stands_still_and_one_that_jumps_are_told_apart() -> None:
    assert counted(3, 3, 5, 6, 6) == [
        Verdict.NEXT,
        Verdict.REPEATED,
        Verdict.JUMPED,
        Verdict.NEXT,
        Verdict.REPEATED,
    ]


def test_a_counter_may_have_a_modulo_and_a_step_of_its_own() -> None:
    assert counted(13, 14, 0, 1, spec=replace(COUNTED, counter_modulo=15)) == [Verdict.NEXT] * 4
    assert counted(12, 14, 0, 1, spec=replace(COUNTED, counter_step=2)) == [*[Verdict.NEXT] * 3, Verdict.JUMPED]


@pytest.mark.parametrize("name", [name for name, each in CHECKSUMS.items() if each.bits == 8])
def test_any_changed_bit_fails_a_checksum_of_eight_bits(name: str) -> None:
    protection = Protection(M, ProtectionSpec(message="M", checksum=ChecksumSpec("CHECK", name)))
    zeros = b"" if CHECKSUMS[name].leaves_itself_out else b"\0"
    good = b"\x12\x34\x05" + bytes([CHECKSUMS[name].compute(b"\x12\x34\x05" + zeros, 291)])
    assert protection.check(good) is Verdict.NEXT
    for bit in range(32):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        assert protection.check(bytes(bad)) is Verdict.DAMAGED


def test_a_checksum_may_be_four_bits_or_two_bytes() -> None:
    nibble = Protection(M, ProtectionSpec(message="M", checksum=ChecksumSpec("HALF", "sum4-nibbles-negated")))
    assert nibble.check(b"\x12\x34\x06\x00") is Verdict.NEXT
    assert nibble.check(b"\x12\x35\x06\x00") is Verdict.DAMAGED
    wide = Protection(WIDE, ProtectionSpec(message="WIDE", checksum=ChecksumSpec("CHECK16", "crc16-ccitt")))
    crc = CHECKSUMS["crc16-ccitt"].compute(b"\x12\x34", 0)
    assert wide.check(b"\x12\x34" + crc.to_bytes(2, "little")) is Verdict.NEXT
    assert wide.check(b"\x12\x34" + crc.to_bytes(2, "big")) is Verdict.DAMAGED


def test_a_checksum_over_some_signals_does_not_care_about_the_rest() -> None:
    spec = ChecksumSpec("CHECK", "sum8", over=("VALUE", "COUNTER"))
    protection = Protection(M, ProtectionSpec(message="M", checksum=spec))
    check = 0x04 + 0x12 + 0x03  # VALUE 0x412 as two bytes, COUNTER 3 as one
    assert protection.check(bytes([0x12, 0x34, 0, check])) is Verdict.NEXT
    assert protection.check(bytes([0x12, 0x34, 0xFF, check])) is Verdict.NEXT
    assert protection.check(bytes([0x13, 0x34, 0, check])) is Verdict.DAMAGED


@pytest.mark.parametrize("data_ids", [(0x5A,), tuple(range(0x10, 0x20))], ids=["one", "by the counter"])
def test_a_data_id_belongs_to_the_checksum_and_is_not_sent(data_ids: tuple[int, ...]) -> None:
    spec = ProtectionSpec(
        message="M", counter="COUNTER", checksum=ChecksumSpec("CHECK", "crc8-autosar", data_ids=data_ids)
    )
    protection = Protection(M, spec)
    for counter in range(17):
        body = bytes([7, counter % 16 << 4, 0])
        crc = CHECKSUMS["crc8-autosar"].compute(body + bytes([data_ids[counter % 16 % len(data_ids)]]), 291)
        assert protection.check(body + bytes([crc])) is Verdict.NEXT
        assert protection.check(body + bytes([crc ^ 1])) is Verdict.DAMAGED


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (ProtectionSpec(message="M", counter="C"), "has no signal M.C: is it the map of this vehicle"),
        (ProtectionSpec(message="M", checksum=ChecksumSpec("C", "xor8")), "has no signal M.C"),
        (ProtectionSpec(message="M", checksum=ChecksumSpec("HALF", "xor8")), "M.HALF: 4 bits; xor8 has 8"),
        (
            ProtectionSpec(message="M", checksum=ChecksumSpec("CHECK", "crc")),
            "M: no checksum 'crc'; there are xor8, sum8",
        ),
        (
            ProtectionSpec(message="M", checksum=ChecksumSpec("CHECK", "xor8", data_ids=(1, 2))),
            "several data ids need a counter",
        ),
    ],
)
def test_a_protection_that_does_not_fit_the_map_is_refused_in_one_line(spec: ProtectionSpec, text: str) -> None:
    with pytest.raises(BadDatabase, match=text) as caught:
        Decoder(DATABASE, (VALUE,), (spec,))
    assert str(caught.value).startswith("car.dbc: ")


def test_a_damaged_frame_is_an_absence_and_a_repeated_one_tells_nothing() -> None:
    spec = replace(COUNTED, checksum=ChecksumSpec("CHECK", "xor8"))
    decoder, counts = Decoder(DATABASE, (VALUE,), (spec,)), FrameCounts()
    told = []
    for data in ("01 10 00 11", "02 10 00 12", "03 20 00 00", "04 30 00 34"):
        decoded = decoder.decode(291, False, bytes.fromhex(data))
        counts.add((291, False), decoded)
        told.append(decoded.values)
    ((_, error),) = told.pop(2)
    assert isinstance(error, ChecksumFailed)
    assert told == [(("value", 1.0),), (), (("value", 4.0),)]
    row = counts.by_id[291, False]
    assert (row.kinds[FrameKind.BAD_CHECKSUM], row.kinds[FrameKind.REPEATED], row.gaps) == (1, 1, 1)


RECORDED = {
    "FATC": (
        "hyundai-genesis_candump.log",
        "hyundai_i30_2014.dbc",
        1_977,
        "CF_Fatc_MsgCnt",
        ChecksumSpec("CF_Fatc_ChkSum", "xor8"),
    ),
    "BrakeSysFeatures": (
        "ford-gt350_vss_pcan.trc",
        "ford_lincoln_base_pt.dbc",
        787,
        "VehVActlBrk_No_Cnt",
        ChecksumSpec("VehVActlBrk_No_Cs", "sum8-inverted", ("Veh_V_ActlBrk", "VehVActlBrk_D_Qf", "VehVActlBrk_No_Cnt")),
    ),
}


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_frame_is_in_order(data_dir: Path, name: str) -> None:
    log, dbc, count, counter, checksum = RECORDED[name]
    (message,) = (each for each in load_database(data_dir / "can" / dbc).messages if each.name == name)
    protection = Protection(message, ProtectionSpec(message=name, counter=counter, checksum=checksum))
    frames = [
        bytes(each.data) for each in can.LogReader(data_dir / "can" / log) if each.arbitration_id == message.frame_id
    ]
    assert [protection.check(data) for data in frames] == [Verdict.NEXT] * count
