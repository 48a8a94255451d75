import json
from pathlib import Path
from typing import Any

import pytest

from drivers.chips.max30102_codec import (
    FifoState,
    channels,
    fifo_state,
    is_max30102,
    is_reset,
    oximetry_configuration,
    require_some,
)
from drivers.errors import BadFrame, NoDataYet, OutOfRange


@pytest.fixture(scope="module")
def recorded(data_dir: Path) -> Any:
    """eldruin/max3010x-rs tests/."""
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text())
    return next(each for each in vectors if each["chip"] == "MAX30102")["spo2_config_0x0A"]


def test_each_setting_has_its_bits(recorded: Any) -> None:
    for range_na, bits in recorded["adc_range"].items():
        assert oximetry_configuration(int(range_na), 50, 69) == int(bits, 16)
    for pulse_us, bits in recorded["pulse_width_us"].items():
        assert oximetry_configuration(2_048, 50, int(pulse_us)) == int(bits, 16)
    for rate_hz, bits in recorded["sample_rate"].items():
        if rate_hz != "3200":
            assert oximetry_configuration(2_048, int(rate_hz), 69) == int(bits, 16)


def test_the_settings_that_are_used() -> None:
    """4096 nA, 200 Hz and 411 us: 01_010_11."""
    assert oximetry_configuration(4_096, 200, 411) == 0x2B


# Data sheet table "SpO2 mode, allowed settings"; eldruin/max3010x-rs refuses 3200 Hz too.
@pytest.mark.parametrize(
    ("range_na", "rate_hz", "pulse_us"),
    [(2_048, 3_200, 69), (2_048, 800, 411), (2_048, 1_000, 215), (2_048, 1_600, 118), (100, 50, 69), (2_048, 60, 69)],
)
def test_what_does_not_go_together_is_refused(range_na: int, rate_hz: int, pulse_us: int) -> None:
    with pytest.raises(OutOfRange, match="do not go together"):
        oximetry_configuration(range_na, rate_hz, pulse_us)


# eldruin/max3010x-rs tests: [02, 00, 00] are two samples.
@pytest.mark.parametrize(
    ("pointers", "count"), [("02 00 00", 2), ("01 00 1F", 2), ("1F 00 00", 31), ("05 00 05", 0), ("E2 00 E0", 2)]
)
def test_how_many_samples_wait(pointers: str, count: int) -> None:
    assert fifo_state(bytes.fromhex(pointers)) == FifoState(count, has_overflowed=False)


@pytest.mark.parametrize("pointers", ["05 01 05", "05 1F 05", "07 03 05"])
def test_after_an_overflow_all_are_full_whatever_the_pointers_say(pointers: str) -> None:
    assert fifo_state(bytes.fromhex(pointers)) == FifoState(32, has_overflowed=True)


def test_an_empty_fifo_has_no_data() -> None:
    assert require_some(FifoState(3, has_overflowed=False)) == 3
    with pytest.raises(NoDataYet):
        require_some(FifoState(0, has_overflowed=False))


# eldruin/max3010x-rs src/reading.rs: 01 02 03 is 66051, shifted right by 3, 2, 1, 0 for 69, 118, 215, 411 us.
@pytest.mark.parametrize(("pulse_us", "count"), [(411, 66_051), (215, 33_025), (118, 16_512), (69, 8_256)])
def test_a_count_is_left_justified_in_18_bits(pulse_us: int, count: int) -> None:
    assert channels(bytes.fromhex("010203 010203"), pulse_us) == ((count,), (count,))


def test_bits_above_the_18_are_not_looked_at() -> None:
    assert channels(bytes.fromhex("FD0203 FFFFFF"), 411) == ((0x010203,), (0x03FFFF,))


def test_the_first_led_comes_first_in_each_sample() -> None:
    reply = bytes.fromhex("000001 000002  000003 000004")
    assert channels(reply, 411) == ((1, 3), (2, 4))


@pytest.mark.parametrize("size", [0, 3, 5, 7])
def test_half_a_sample_is_a_bad_frame(size: int) -> None:
    with pytest.raises(BadFrame, match=f"{size} are none"):
        channels(bytes(size), 411)


def test_identity_and_reset() -> None:
    assert is_max30102(b"\x15")
    assert not any(is_max30102(reply) for reply in (b"\x11", b"\x00", b"\xff", b""))
    assert not is_reset(b"\x40")
    assert is_reset(b"\x00")
