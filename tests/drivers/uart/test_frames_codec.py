import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips import gnss_codec, ld2410_codec, pms5003_codec
from drivers.errors import BadFrame
from drivers.uart.frames_codec import NOT_WHOLE_YET, FrameCutter
from tests.drivers.chips.uart_checks import frames_in, garbage, piece_sizes

GOOD = {
    "pms5003": bytes.fromhex("424d001c 000c00120014 000c00120014 08340258005a000800020001 9700 02a1"),
    "ld2410": bytes.fromhex("f4f3f2f1 0d00 02 aa 02 5100 00 0000 3b 0000 55 00 f8f7f6f5"),
    "nmea": b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n",
}


def cutter_of(name: str) -> FrameCutter:
    if name == "pms5003":
        return FrameCutter(pms5003_codec.START[:1], pms5003_codec.measure)
    if name == "ld2410":
        return FrameCutter(ld2410_codec.STARTS, ld2410_codec.measure)
    return FrameCutter(gnss_codec.START, gnss_codec.measure)


def measure_three(data: bytes) -> int:
    """Frames <xx, of which <<x is none."""
    if data[1:2] == b"<":
        raise BadFrame("two begins")
    return 3 if len(data) >= 3 else NOT_WHOLE_YET


def test_frames_are_cut_out_of_what_is_between_them() -> None:
    assert frames_in(FrameCutter(b"<", measure_three), b"..<ab<cd...<e") == [b"<ab", b"<cd"]


def test_what_looks_like_a_frame_and_is_none_costs_only_its_first_byte() -> None:
    assert frames_in(FrameCutter(b"<", measure_three), b"<<<ab") == [b"<ab"]


def test_a_frame_may_arrive_byte_by_byte() -> None:
    assert frames_in(FrameCutter(b"<", measure_three), b".<ab<cd", [1] * 6) == [b"<ab", b"<cd"]


def test_the_reason_for_refused_bytes_is_remembered() -> None:
    cutter = FrameCutter(b"<", measure_three)
    assert str(cutter.refusal) == "no byte is 0x3c, with which a frame begins"
    frames_in(cutter, b"<<ab")
    assert str(cutter.refusal) == "two begins"


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data(), sizes=piece_sizes)
def test_how_a_stream_is_split_changes_nothing(name: str, data: st.DataObject, sizes: list[int]) -> None:
    stream = data.draw(garbage(*GOOD.values()))
    assert frames_in(cutter_of(name), stream, sizes) == frames_in(cutter_of(name), stream)


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data(), sizes=piece_sizes)
def test_a_good_frame_is_found_after_any_garbage(name: str, data: st.DataObject, sizes: list[int]) -> None:
    """Garbage can end like the beginning of a longer frame, which swallows at most the next 74 bytes."""
    good = GOOD[name]
    stream = data.draw(garbage(good)) + good * 5
    assert frames_in(cutter_of(name), stream, sizes)[-1] == good


@pytest.mark.parametrize("name", GOOD)
@given(stream=st.binary(max_size=2_000))
def test_what_waits_stays_small(name: str, stream: bytes) -> None:
    cutter = cutter_of(name)
    frames_in(cutter, stream)
    assert len(cutter._waiting) < gnss_codec.MAX_LENGTH
