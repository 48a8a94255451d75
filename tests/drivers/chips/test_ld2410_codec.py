import math
from contextlib import suppress
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.ld2410_codec import (
    BEGIN_CONFIGURATION,
    CONFIGURATION_VERSION,
    END_CONFIGURATION,
    READ_PARAMETERS,
    Ld2410Answer,
    Ld2410Parameters,
    Ld2410Sample,
    answer,
    command,
    decode,
    decode_parameters,
    is_report,
    measure,
)
from drivers.errors import BadFrame, DriverError, NotAvailable, NothingToMeasure
from drivers.uart.frames_codec import NOT_WHOLE_YET
from tests.drivers.measured import absent_fields

# All from morian/aio-ld2410, tests/protocol/test_reports.py and test_commands.py.
BASIC = bytes.fromhex("f4f3f2f1 0d00 02aa 02 5100 00 0000 3b 0000 5500 f8f7f6f5")
ENGINEERING = bytes.fromhex(
    "f4f3f2f1 2300 01aa 03 1e00 3c 0000 39 0000 0808 3c2205030304030605 000039101306060804 6001 5500 f8f7f6f5"
)
PARAMETERS = bytes.fromhex("fdfcfbfa 1c00 6101 0000 aa080808 141414141414141414 191919191919191919 0500 04030201")


def report(content: bytes) -> bytes:
    return b"\xf4\xf3\xf2\xf1" + len(content).to_bytes(2, "little") + content + b"\xf8\xf7\xf6\xf5"


def basic(state: int, target: str) -> bytes:
    return report(bytes([2, 0xAA, state]) + bytes.fromhex(target) + b"\x55\x00")


def test_a_basic_report() -> None:
    assert measure(BASIC) == len(BASIC)
    assert is_report(BASIC)
    assert decode(BASIC) == Ld2410Sample(
        presence=1.0, moving_cm=81.0, moving_energy_pct=0.0, still_cm=0.0, still_energy_pct=59.0, detection_cm=0.0
    )


def test_an_engineering_report_tells_the_same_first() -> None:
    assert measure(ENGINEERING) == len(ENGINEERING)
    assert decode(ENGINEERING) == Ld2410Sample(
        presence=1.0, moving_cm=30.0, moving_energy_pct=60.0, still_cm=0.0, still_energy_pct=57.0, detection_cm=0.0
    )


@pytest.mark.parametrize(("state", "presence"), [(0, 0.0), (1, 1.0), (2, 1.0), (3, 1.0)])
def test_presence_is_somebody_who_moves_or_is_still(state: int, presence: float) -> None:
    assert decode(basic(state, "5100 32 7800 1e 5100")).presence == presence


def test_low_bytes_come_first() -> None:
    assert decode(basic(3, "2c01 32 5802 1e a302")) == Ld2410Sample(
        presence=1.0, moving_cm=300.0, moving_energy_pct=50.0, still_cm=600.0, still_energy_pct=30.0, detection_cm=675.0
    )


@pytest.mark.parametrize(("state", "text"), [(4, "is being learnt"), (5, "has been")])
def test_while_it_learns_its_background_there_is_nothing_to_measure(state: int, text: str) -> None:
    with pytest.raises(NothingToMeasure, match=f"its background {text}"):
        decode(basic(state, "0000 00 0000 00 0000"))


def test_a_background_that_could_not_be_learnt_is_reported_and_not_waited_for() -> None:
    with pytest.raises(NotAvailable, match="its background could not be learnt: repeat it with nobody there"):
        decode(basic(6, "0000 00 0000 00 0000"))


def test_a_state_that_nobody_knows_is_no_target() -> None:
    with pytest.raises(NotAvailable, match="state 0xff"):
        decode(basic(0xFF, "0000 00 0000 00 0000"))


@pytest.mark.parametrize(
    ("target", "absent"),
    [
        ("5100 65 0000 00 0000", ["moving_energy_pct"]),
        ("0000 00 0000 ff 0000", ["still_energy_pct"]),
        ("a402 00 0000 00 0000", ["moving_cm"]),
        ("5100 32 ffff 00 ffff", ["still_cm", "detection_cm"]),
    ],
)
def test_what_cannot_be_is_absent_alone_and_somebody_is_still_there(target: str, absent: list[str]) -> None:
    sample = decode(basic(3, target))
    assert absent_fields(sample) == absent
    assert sample.presence == 1.0


@pytest.mark.parametrize(
    ("word", "value", "expected"),
    [
        (BEGIN_CONFIGURATION, CONFIGURATION_VERSION, "fdfcfbfa 0400 ff00 0100 04030201"),
        (END_CONFIGURATION, b"", "fdfcfbfa 0200 fe00 04030201"),
        (READ_PARAMETERS, b"", "fdfcfbfa 0200 6100 04030201"),
    ],
)
def test_commands(word: int, value: bytes, expected: str) -> None:
    assert command(word, value) == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("fdfcfbfa 0800 ff01 0000 01004000 04030201", Ld2410Answer(BEGIN_CONFIGURATION, 0, b"\x01\x00\x40\x00")),
        ("fdfcfbfa 0400 fe01 0000 04030201", Ld2410Answer(END_CONFIGURATION, 0, b"")),
        ("fdfcfbfa 0400 6101 0100 04030201", Ld2410Answer(READ_PARAMETERS, 1, b"")),
    ],
)
def test_answers(frame: str, expected: Ld2410Answer) -> None:
    data = bytes.fromhex(frame)
    assert measure(data) == len(data)
    assert not is_report(data)
    assert answer(data) == expected


def test_parameters() -> None:
    assert measure(PARAMETERS) == len(PARAMETERS)
    expected = Ld2410Parameters(
        farthest_moving_gate=8,
        farthest_still_gate=8,
        moving_thresholds_pct=(20,) * 9,
        still_thresholds_pct=(25,) * 9,
        absent_after_s=5.0,
    )
    assert decode_parameters(answer(PARAMETERS).value) == expected


@pytest.mark.parametrize(
    "value", ["", "aa", "aa0808", "ab080808" + "14" * 18 + "0500", "aa080808" + "14" * 17 + "0500"]
)
def test_what_are_no_parameters_is_a_bad_frame(value: str) -> None:
    with pytest.raises(BadFrame, match="no parameters"):
        decode_parameters(bytes.fromhex(value))


def test_an_answer_without_a_status_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="no answer"):
        answer(bytes.fromhex("fdfcfbfa 0200 6101 04030201"))


@pytest.mark.parametrize("length", [1, 4, 5, 6, 22])
def test_a_beginning_may_become_a_frame(length: int) -> None:
    assert measure(BASIC[:length]) == NOT_WHOLE_YET


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("f4f3f2f2", "begins neither"),
        ("f4f3f2f1 4100", "65 bytes is more than 64"),
        ("f4f3f2f1 0d00 02aa025100000000 3b00005500 04030201", "after 13 bytes there is no 0xf8f7f6f5"),
        ("fdfcfbfa 0400 fe010000 f8f7f6f5", "after 4 bytes there is no 0x04030201"),
        ("f4f3f2f1 0d00 03aa025100000000 3b00005500 f8f7f6f5", "no report"),
        ("f4f3f2f1 0d00 02ab025100000000 3b00005500 f8f7f6f5", "no report"),
        ("f4f3f2f1 0d00 02aa025100000000 3b00005501 f8f7f6f5", "no report"),
        ("f4f3f2f1 0e00 02aa025100000000 3b0000005500 f8f7f6f5", "no report"),
        ("f4f3f2f1 0000 f8f7f6f5", "no report"),
    ],
)
def test_other_layouts_are_bad_frames(data: str, why: str) -> None:
    with pytest.raises(BadFrame, match=why):
        measure(bytes.fromhex(data))


@given(st.binary(min_size=9, max_size=9))
def test_whatever_a_report_holds_is_finite_and_in_range(target: bytes) -> None:
    with suppress(DriverError):
        told = astuple(decode(report(b"\x02\xaa" + target + b"\x55\x00")))
        values = [value for value in told if not isinstance(value, DriverError)]
        assert all(map(math.isfinite, values))
        assert all(0.0 <= value <= 675.0 for value in values)


@given(st.binary(max_size=64).map(report) | st.binary(max_size=64) | st.binary(max_size=40).map(PARAMETERS[:6].__add__))
def test_any_bytes_raise_only_driver_errors(data: bytes) -> None:
    for reader in (measure, decode, answer, decode_parameters):
        with suppress(DriverError):
            reader(data)
