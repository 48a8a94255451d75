from contextlib import suppress
from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.ads1115_codec import (
    convert_word,
    has_thresholds_of_power_up,
    lids_open,
    ntc_c,
    ratio,
    require_converted,
    resistance_ohm,
    voltage_v,
)
from drivers.errors import BadFrame, DriverError, NoDataYet, Offline, OutOfRange


# AIN0 at 4.096 V, 128 a second, single shot; the others differ in the multiplexer (data sheet, table 8-3).
@pytest.mark.parametrize(("channel", "word"), [(0, 0xC383), (1, 0xD383), (2, 0xE383), (3, 0xF383)])
def test_the_command_to_convert(channel: int, word: int) -> None:
    assert convert_word(channel) == word


# eldruin/ads1x1x-rs src/conversion.rs, and worked out by hand.
@pytest.mark.parametrize(("reply", "volts"), [("3A98", 1.875), ("8000", -4.096), ("0000", 0.0), ("FFFF", -0.000125)])
def test_voltages(reply: str, volts: float) -> None:
    assert voltage_v(bytes.fromhex(reply)) == pytest.approx(volts, abs=1e-9)


def test_the_end_of_the_scale_is_no_voltage() -> None:
    with pytest.raises(OutOfRange, match=r"more than 4\.096 V"):
        voltage_v(bytes.fromhex("7FFF"))


def test_a_thermistor_is_measured_by_ratio() -> None:
    """10 kOhm and B = 3950 K under 10 kOhm: 0.82 V of 3.30 V."""
    part = ratio(0.82, 3.30)
    assert resistance_ohm(part) == pytest.approx(3_306.45, abs=0.01)
    assert ntc_c(part, 3_950.0) == pytest.approx(52.18, abs=0.01)
    assert ntc_c(0.5, 3_950.0) == pytest.approx(25.0)


@pytest.mark.parametrize("part", [0.0, 0.009, -0.001, nan])
def test_a_short_is_reported_as_such(part: float) -> None:
    with pytest.raises(OutOfRange, match="short circuit"):
        ntc_c(part, 3_950.0)
    with pytest.raises(OutOfRange, match="short circuit"):
        lids_open(part)


@pytest.mark.parametrize("part", [1.0, 0.99, 1.01, inf])
def test_a_broken_wire_is_reported_as_such(part: float) -> None:
    with pytest.raises(OutOfRange, match="open circuit"):
        ntc_c(part, 3_950.0)
    with pytest.raises(OutOfRange, match="open circuit"):
        lids_open(part)


@pytest.mark.parametrize("part", [0.98, 0.02])
def test_a_temperature_beyond_the_thermistors_is_out_of_range(part: float) -> None:
    with pytest.raises(OutOfRange, match=r"°C is outside -40 to 125 °C"):
        ntc_c(part, 3_950.0)


# 2.2, 6.9, 12.2 and 16.9 kOhm under 10 kOhm.
STEPS = {(False, False): 0.1803, (True, False): 0.4083, (False, True): 0.5495, (True, True): 0.6283}


@pytest.mark.parametrize(("lids", "part"), STEPS.items())
@pytest.mark.parametrize("off", [-0.025, 0.0, 0.025])
def test_each_step_of_the_ladder_tells_both_lids(lids: tuple[bool, bool], part: float, off: float) -> None:
    assert lids_open(part + off) == lids


@pytest.mark.parametrize("part", [0.05, 0.3, 0.48, 0.8, 0.95])
def test_between_the_steps_nothing_is_known_of_the_lids(part: float) -> None:
    with pytest.raises(OutOfRange, match="is no step of the ladder"):
        lids_open(part)


def test_the_steps_are_far_from_each_other_and_from_open_and_short() -> None:
    ends = [0.01, *sorted(STEPS.values()), 0.985]
    assert min(upper - lower for lower, upper in pairwise(ends)) > 0.06


@pytest.mark.parametrize("supply_v", [0.0, 2.6, 4.05, nan])
def test_without_its_supply_a_ratio_says_nothing(supply_v: float) -> None:
    with pytest.raises(OutOfRange, match=r"AIN3 has .* V, expected the dividers' supply of 3.3 V"):
        ratio(1.0, supply_v)


def test_a_conversion_is_over_when_the_top_bit_is_set() -> None:
    require_converted(bytes.fromhex("C383"), 0)
    with pytest.raises(NoDataYet):
        require_converted(bytes.fromhex("4383"), 0)


@pytest.mark.parametrize("reply", ["8583", "D383", "0000", "FFFF"])
def test_another_configuration_than_expected_is_that_of_a_reset_or_another_chip(reply: str) -> None:
    with pytest.raises(Offline, match="expected 0xc383: it was reset"):
        require_converted(bytes.fromhex(reply), 0)


def test_the_thresholds_stand_for_an_identity() -> None:
    assert has_thresholds_of_power_up(b"\x80\x00", b"\x7f\xff")
    assert not has_thresholds_of_power_up(b"\x60\x00", b"\x80\x00"), "a TMP117"
    assert not has_thresholds_of_power_up(b"\xff\xff", b"\xff\xff")


def test_an_answer_of_another_length_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame):
        voltage_v(b"\x00")


@given(input_v=st.floats(), supply_v=st.floats(), beta_k=st.floats(1_000.0, 10_000.0))
def test_any_voltage_gives_a_sensible_temperature_or_a_driver_error(
    input_v: float, supply_v: float, beta_k: float
) -> None:
    with suppress(DriverError):
        assert -40.0 <= ntc_c(ratio(input_v, supply_v), beta_k) <= 125.0
    with suppress(DriverError):
        assert len(lids_open(ratio(input_v, supply_v))) == 2
