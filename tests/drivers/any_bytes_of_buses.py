"""Everything that reads what vehicles, serial devices, the kernel and files say, with what to try it on."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it has no types
from hypothesis import strategies as st

from drivers.can import multicast_codec, socketcan_codec
from drivers.chips import gnss_codec, ld2410_codec, pms5003_codec
from drivers.diagnostics import isotp_codec, obd_codec
from drivers.diagnostics.response_codec import Diagnostics
from drivers.errors import DriverError
from drivers.i2c import pinctrl_codec
from drivers.uart.frames_codec import FrameCutter
from drivers.uart.serial_line_codec import LineEditor
from drivers.vehicle import dbc, dbc_limits, formula, j1939_codec
from drivers.vehicle.e2e_codec import ChecksumSpec, Protection, ProtectionSpec
from drivers.vehicle.frame_counts import Decoded
from drivers.vehicle.j1939_groups_codec import Groups
from drivers.vehicle.raw_field_codec import RawField
from drivers.vehicle.signal_decoder_codec import Decoder
from tests.drivers.any_bytes import Target, numbers_in, reply
from tests.drivers.signal_specs import spec

Frames = Iterable[tuple[int, bool, bytes]]
"""Id, whether it has 29 bits, data."""

MAP = """VERSION ""

BU_: X

BO_ 272 DRIVE: 8 X
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X
 SG_ ENGINE : 23|16@0+ (0.25,0) [0|10000] "rpm" X
 SG_ COUNTER : 48|4@1+ (1,0) [0|15] "" X
 SG_ CHECKSUM : 56|8@1+ (1,0) [0|255] "" X

BO_ 301 RATIO: 4 X
 SG_ REAL : 0|32@1- (1,0) [0|0] "" X

BO_ 2566834709 AIR: 4 X
 SG_ OUTSIDE : 0|8@1- (0.5,10) [-40|60] "degC" X

SIG_VALTYPE_ 301 REAL : 1;
"""
DATABASE = dbc.parse_database(MAP, source="test.dbc")
DRIVE_ID, RATIO_ID, AIR_ID = 272, 301, 2566834709 & 0x1FFF_FFFF
MIN, MAX = -40.0, 16_000.0


SPECS = (
    spec("speed", "DRIVE", "SPEED", low=MIN, high=MAX),
    spec("engine", "DRIVE", "ENGINE", low=MIN, high=MAX),
    spec("ratio", "RATIO", "REAL", low=MIN, high=MAX),
    spec("outside", "AIR", "OUTSIDE", low=MIN, high=MAX),
)
PROTECTION = ProtectionSpec(message="DRIVE", counter="COUNTER", checksum=ChecksumSpec("CHECKSUM", "xor8"))
SOC = obd_codec.Query(point="soc", request=bytes.fromhex("220101"), formula=formula.parse("e/2"), low=0.0, high=100.0)
SPEED = obd_codec.Query(point="speed", request=bytes.fromhex("010D"), formula=formula.parse("a"), low=0.0, high=254.0)

IDS = st.sampled_from([DRIVE_ID, RATIO_ID, AIR_ID, 0x7E8, 0x7EC]) | st.integers(0, 0x1FFF_FFFF)
DATA = reply(8) | st.binary(max_size=64)
FRAMES = st.lists(st.tuples(IDS, st.booleans(), DATA), max_size=20)
TP_IDS = st.sampled_from([0x1CECFF00, 0x1CEBFF00, 0x1CECF900, 0x1CEBF900])
TP_DATA = st.sampled_from([bytes.fromhex("201C0004FFE3FE00")]) | st.integers(1, 4).map(
    lambda number: bytes([number]) + bytes(7)
)
TP_FRAMES = st.lists(st.tuples(TP_IDS, st.just(True), TP_DATA | DATA), max_size=20)
PMS = st.binary(max_size=64) | st.binary(min_size=26, max_size=26).map(
    lambda content: _summed(bytes.fromhex("424D001C") + content)
)
RADAR = st.binary(max_size=64) | st.binary(max_size=64).map(
    lambda content: bytes.fromhex("F4F3F2F1") + len(content).to_bytes(2, "little") + content + bytes.fromhex("F8F7F6F5")
)
DATAGRAMS = st.binary(max_size=80) | st.dictionaries(
    st.sampled_from(["arbitration_id", "data", "is_extended_id", "is_error_frame"]),
    st.none() | st.booleans() | st.integers(-(1 << 31), (1 << 33)) | st.binary(max_size=70) | st.text(max_size=3),
).map(lambda fields: bytes(msgpack.packb(fields)))
SENTENCES = st.lists(
    st.sampled_from([b"GNRMC", b"GPGGA"]).flatmap(
        lambda head: st.lists(st.text("0123456789.-NSEWAVM", max_size=11), min_size=8, max_size=15).map(
            lambda fields: _checked(head + b"," + ",".join(fields).encode())
        )
    ),
    max_size=6,
)
FORMULAS = st.lists(
    st.sampled_from([*"abz0179.+-*/()<>&|^{},: ", "aa", "az", "<<", ">>", "signed(", "abs(", "1e9", "٣"]), max_size=40
).map("".join)


def _summed(body: bytes) -> bytes:
    return body + sum(body).to_bytes(2, "big")


def _checked(text: bytes) -> bytes:
    return b"$%b*%02X\r\n" % (text, gnss_codec.checksum(text))


def told(decoder: Callable[[], Callable[..., Decoded | None]]) -> Callable[[Frames], list[float]]:
    """Feed frames to a new `decoder`, and give all numbers that became values; errors in their place are none."""

    def feed(frames: Frames) -> list[float]:
        decode = decoder()
        decoded = [decode(*frame) for frame in frames]
        values = [value for each in decoded if each is not None for _, value in each.values]
        return [value for value in values if not isinstance(value, DriverError)]

    return feed


def in_limits(values: Iterable[float]) -> bool:
    return all(MIN <= value <= MAX for value in values)


def cut(frames: tuple[bytes, Callable[[bytes], int]], pieces: list[bytes]) -> list[bytes]:
    cutter = FrameCutter(*frames)
    return [frame for piece in pieces for frame in cutter.feed(piece)]


def reassembled(pieces: list[tuple[int, bytes]]) -> list[bytes]:
    whole = isotp_codec.Reassembler()
    return [pdu for sender, data in pieces if (pdu := _quietly(whole.take, sender, data)) is not None]


def grouped(frames: Frames) -> list[bytes]:
    packets = j1939_codec.Packets()
    groups = (_quietly(packets.take, number, data) for number, _, data in frames)
    return [group.data for group in groups if group is not None]


def fixes(sentences: list[bytes]) -> list[float]:
    assembler = gnss_codec.FixAssembler()
    return list(numbers_in([_quietly(assembler.take, sentence, timed=False) for sentence in sentences]))


def _quietly(take: Callable[..., Any], *arguments: object, timed: bool = True) -> Any:
    """One of many may be wrong: the others are taken all the same."""
    try:
        return take(*arguments, now_s=0.0) if timed else take(*arguments)
    except DriverError:
        return None


def raw(message: str, signal: str) -> Callable[[bytes], tuple[float, bytes]]:
    """Both that a field does with data of its message's length."""
    layout = next(each for each in DATABASE.messages if each.name == message)
    field = RawField(layout, layout.get_signal_by_name(signal))
    return lambda data: (field.raw(data), field.cleared(data))


TARGETS = (
    Target(
        partial(dbc.parse_database, source="x"),
        st.text('0123456789 "|@+-():,;_ABSGO\n.', max_size=80).map(MAP.__add__),
        covers=(dbc.parse_database,),
    ),
    Target(
        told(lambda: Decoder(DATABASE, SPECS, (PROTECTION,)).decode),
        FRAMES,
        sensible=in_limits,
        covers=(Decoder.decode, Protection.check),
    ),
    Target(
        lambda pgn, data: list(Decoder(DATABASE, SPECS).decode_group(pgn, data).values),
        st.integers(0, 0x3FFFF),
        DATA,
        covers=(Decoder.decode_group,),
    ),
    Target(raw("DRIVE", "ENGINE"), st.binary(min_size=8, max_size=8), covers=(RawField.raw, RawField.cleared)),
    Target(
        told(lambda: partial(Diagnostics([SOC, SPEED]).decode, now_s=0.0)),
        FRAMES,
        sensible=in_limits,
        covers=(Diagnostics.decode,),
    ),
    Target(
        told(lambda: partial(Groups(Decoder(DATABASE, SPECS)).decode, now_s=0.0)),
        TP_FRAMES,
        sensible=in_limits,
        covers=(Groups.decode,),
    ),
    Target(
        grouped,
        TP_FRAMES,
        sensible=lambda whole: all(len(each) <= dbc_limits.MAX_MESSAGE_BYTES for each in whole),
        covers=(j1939_codec.Packets.take,),
    ),
    Target(
        lambda data, addressed: isotp_codec.parse(data, has_address=addressed),
        DATA,
        st.booleans(),
        covers=(isotp_codec.parse,),
    ),
    Target(
        reassembled,
        st.lists(st.tuples(st.integers(0, 2), DATA), max_size=20),
        sensible=lambda whole: all(0 < len(each) <= isotp_codec.MAX_PDU_BYTES for each in whole),
        covers=(isotp_codec.Reassembler.take,),
    ),
    Target(obd_codec.parse_answer, st.binary(max_size=80)),
    Target(obd_codec.supported_pids, st.sampled_from(range(0, 0x100, 0x20)), reply(4)),
    Target(
        lambda text, data: formula.parse(text).value(data),
        FORMULAS,
        st.binary(max_size=40),
        covers=(formula.parse, formula.Formula.value),
    ),
    Target(
        cut,
        st.sampled_from(
            [
                (pms5003_codec.START[:1], pms5003_codec.measure),
                (ld2410_codec.STARTS, ld2410_codec.measure),
                (gnss_codec.START, gnss_codec.measure),
            ]
        ),
        st.lists(st.binary(max_size=80), max_size=6),
        covers=(FrameCutter.feed,),
    ),
    Target(pms5003_codec.measure, PMS),
    Target(pms5003_codec.decode, PMS),
    Target(ld2410_codec.measure, RADAR),
    Target(ld2410_codec.is_report, RADAR),
    Target(ld2410_codec.decode, RADAR),
    Target(ld2410_codec.answer, RADAR),
    Target(ld2410_codec.decode_parameters, st.binary(max_size=40)),
    Target(gnss_codec.measure, st.binary(max_size=200) | st.binary(max_size=60).map(b"$".__add__)),
    Target(fixes, SENTENCES, covers=(gnss_codec.FixAssembler.take,)),
    Target(lambda data: LineEditor().feed(data), st.binary(max_size=600), covers=(LineEditor.feed,)),
    Target(pinctrl_codec.pin_states, st.text(max_size=80) | st.text(max_size=20).map("2: a0    pu | hi // ".__add__)),
    Target(socketcan_codec.parse_frame, reply(16, 72)),
    Target(multicast_codec.parse_datagram, DATAGRAMS),
)
