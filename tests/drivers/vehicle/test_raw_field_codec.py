import math
import struct
from pathlib import Path

import pytest
from cantools.database.can import Message, Signal
from cantools.database.conversion import BaseConversion
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.errors import BadDatabase
from drivers.vehicle.dbc import load_database
from drivers.vehicle.raw_field_codec import RawField

MAPS = ["hyundai_i30_2014.dbc", "ford_lincoln_base_pt.dbc", "changan_pt.dbc", "changan_unit_pt.dbc"]


def signal(start: int, length: int, *, order: str, is_signed: bool = False, is_float: bool = False) -> Signal:
    conversion = BaseConversion.factory(is_float=is_float)
    return Signal("S", start, length, order, is_signed, conversion=conversion)  # type: ignore[arg-type]  # two literals


def message(length: int, *signals: Signal) -> Message:
    return Message(1, "M", length, list(signals), strict=False)


def by_cantools(length: int, wanted: Signal, data: bytes) -> float:
    value = message(length, wanted).decode_simple(data, decode_choices=False, scaling=False)["S"]
    assert isinstance(value, int | float)
    return value


@given(
    data=st.binary(min_size=1, max_size=64),
    start=st.integers(0, 511),
    length=st.integers(1, 64),
    order=st.sampled_from(["little_endian", "big_endian"]),
    is_signed=st.booleans(),
)
def test_a_field_is_what_cantools_reads_there(
    data: bytes, start: int, length: int, order: str, is_signed: bool
) -> None:
    wanted = signal(start, length, order=order, is_signed=is_signed)
    try:
        field = RawField(message(len(data), wanted), wanted)
    except BadDatabase:
        with pytest.raises(Exception, match="does not fit"):
            Message(1, "M", len(data), [wanted], strict=True)
        return
    assert field.raw(data) == by_cantools(len(data), wanted, data)


@given(data=st.binary(min_size=8, max_size=8), length=st.sampled_from([16, 32, 64]))
def test_a_real_number_is_what_cantools_reads_there(data: bytes, length: int) -> None:
    wanted = signal(0, length, order="little_endian", is_float=True)
    value = RawField(message(8, wanted), wanted).raw(data)
    assume(not math.isnan(value))
    assert value == by_cantools(8, wanted, data)


def test_a_real_number_has_the_ieee_layout() -> None:
    wanted = signal(0, 32, order="little_endian", is_float=True)
    assert RawField(message(4, wanted), wanted).raw(struct.pack("<f", -1.5)) == -1.5


@given(data=st.binary(min_size=8, max_size=8), start=st.integers(0, 63), length=st.integers(1, 64))
def test_clearing_a_field_leaves_all_other_bits(data: bytes, start: int, length: int) -> None:
    assume(start + length <= 64)
    wanted = signal(start, length, order="little_endian")
    cleared = RawField(message(8, wanted), wanted).cleared(data)
    mask = ((1 << length) - 1) << start
    assert int.from_bytes(cleared, "little") == int.from_bytes(data, "little") & ~mask


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (signal(60, 8, order="little_endian"), r"M\.S: does not fit into a message of 8 bytes"),
        (signal(0, 65, order="little_endian"), r"M\.S: 65 bits; a number has 1 to 64"),
        (signal(0, 24, order="little_endian", is_float=True), r"M\.S: no real number has 24 bits"),
    ],
)
def test_what_cannot_be_a_signal_is_refused_in_one_line(wanted: Signal, text: str) -> None:
    with pytest.raises(BadDatabase, match=text):
        RawField(message(8, wanted), wanted)


@pytest.mark.parametrize("name", MAPS)
def test_every_signal_of_a_map_from_the_field_is_read_as_cantools_does(data_dir: Path, name: str) -> None:
    checked = 0
    for each in load_database(data_dir / "can" / name).messages:
        data = bytes((37 * index + each.frame_id) & 0xFF for index in range(each.length))
        for wanted in each.signals:
            alone = Message(
                1,
                "M",
                each.length,
                [signal(wanted.start, wanted.length, order=wanted.byte_order, is_signed=wanted.is_signed)],
            )
            expected = alone.decode_simple(data, decode_choices=False, scaling=False)["S"]
            assert RawField(each, wanted).raw(data) == expected
            checked += 1
    assert checked >= 80
