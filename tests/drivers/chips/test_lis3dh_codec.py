import math

import pytest

from drivers.chips.acceleration_codec import Acceleration, mounted
from drivers.chips.lis3dh_codec import describe, is_lis3dh, is_shocked, pending, threshold_step, vectors
from drivers.errors import BadFrame, NoDataYet, OutOfRange

LEVEL = mounted(0.0, 0.0)


# Linux drivers/iio/accel/st_accel_core.c: 1 mg per digit of the upper 12 bits.
@pytest.mark.parametrize(
    ("axis", "value_g"), [("0040", 1.024), ("00C0", -1.024), ("F07F", 2.047), ("0080", -2.048), ("0F00", 0.0)]
)
def test_an_axis_is_left_justified_low_byte_first(axis: str, value_g: float) -> None:
    (vector,) = vectors(bytes.fromhex(axis + "0000" + "803E"))
    assert (vector.x_g, vector.y_g, vector.z_g) == pytest.approx((value_g, 0.0, 1.0))


def test_vectors_follow_each_other_oldest_first() -> None:
    window = vectors(bytes.fromhex("803E 0000 0000  0000 803E 0000"))
    assert window == (Acceleration(1.0, 0.0, 0.0), Acceleration(0.0, 1.0, 0.0))


@pytest.mark.parametrize("size", [0, 1, 5, 7])
def test_half_a_vector_is_a_bad_frame(size: int) -> None:
    with pytest.raises(BadFrame, match=f"{size} are none"):
        vectors(bytes(size))


# ST data sheet, FIFO_SRC_REG: watermark, overrun, empty, five bits of count.
@pytest.mark.parametrize(("state", "count"), [(0x01, 1), (0x9F, 31), (0x5F, 32), (0x40, 32)])
def test_how_many_are_pending(state: int, count: int) -> None:
    assert pending(bytes([state])) == count


@pytest.mark.parametrize("state", [0x20, 0x00, 0x80])
def test_an_empty_fifo_has_no_data(state: int) -> None:
    with pytest.raises(NoDataYet):
        pending(bytes([state]))


def test_the_latch_of_a_shock() -> None:
    assert is_shocked(b"\x6a")
    assert not is_shocked(b"\x15")


def test_identity() -> None:
    assert is_lis3dh(b"\x33")
    assert not any(is_lis3dh(reply) for reply in (b"\x32", b"\x00", b"\xff", b"", b"\x33\x33"))


@pytest.mark.parametrize(("threshold_g", "step"), [(0.1, 6), (0.5, 31), (2.0, 125)])
def test_a_threshold_is_in_steps_of_16_mg(threshold_g: float, step: int) -> None:
    assert threshold_step(threshold_g) == step


@pytest.mark.parametrize("threshold_g", [0.0, -0.5, 2.1, math.nan])
def test_a_threshold_that_is_of_no_use_is_refused(threshold_g: float) -> None:
    with pytest.raises(OutOfRange, match=r"shock_threshold_g = .* must be 0\.1 to 2"):
        threshold_step(threshold_g)


def test_a_window_at_rest_on_a_slope() -> None:
    sample = describe([mounted(0.0, 10.0)] * 5, LEVEL, at_least_g=0.0)
    assert (sample.pitch_deg, sample.roll_deg, sample.tilt_deg) == pytest.approx((0.0, 10.0, 10.0))
    assert (sample.motion_g, sample.shock_g) == pytest.approx((0.0, 0.0))


def test_a_window_with_a_blow() -> None:
    sample = describe([LEVEL] * 9 + [Acceleration(0.8, 0.0, 1.0)], LEVEL, at_least_g=0.5)
    assert sample.shock_g == pytest.approx(0.72)
    assert sample.motion_g == pytest.approx(0.24)


def test_a_blow_that_only_the_latch_has_seen_is_at_least_its_threshold() -> None:
    assert describe([LEVEL], LEVEL, at_least_g=0.5).shock_g == 0.5


def test_zeros_and_ones_of_a_line_that_hangs_are_no_gravity() -> None:
    for level in (0x00, 0xFF):
        with pytest.raises(OutOfRange, match="no gravity"):
            describe(vectors(bytes([level]) * 192), LEVEL, at_least_g=0.0)
