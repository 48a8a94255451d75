import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.acceleration_codec import (
    Acceleration,
    beyond_gravity,
    deviations_g,
    mean,
    mounted,
    root_mean_square_g,
    tilt_deg,
)
from drivers.errors import OutOfRange

ANGLES = st.floats(-180.0, 180.0)


# NXP AN3461, equations 25 and 26, at the angles that can be told by hand.
@pytest.mark.parametrize(
    ("axes", "pitch_deg", "roll_deg"),
    [
        ((0.0, 0.0, 1.0), 0.0, 0.0),
        ((0.0, 1.0, 0.0), 0.0, 90.0),
        ((0.0, 0.0, -1.0), 0.0, 180.0),
        ((-0.5, 0.0, math.sqrt(0.75)), 30.0, 0.0),
        ((1.0, 0.0, 0.0), -90.0, 0.0),
    ],
)
def test_pitch_and_roll(axes: tuple[float, float, float], pitch_deg: float, roll_deg: float) -> None:
    acceleration = Acceleration(*axes)
    assert (acceleration.pitch_deg, acceleration.roll_deg) == pytest.approx((pitch_deg, roll_deg))


@given(pitch_deg=st.floats(-89.0, 89.0), roll_deg=st.floats(-179.0, 179.0))
def test_a_sensor_shows_the_angles_that_it_is_mounted_at(pitch_deg: float, roll_deg: float) -> None:
    shown = mounted(pitch_deg, roll_deg)
    assert shown.size_g == pytest.approx(1.0)
    assert (shown.pitch_deg, shown.roll_deg) == pytest.approx((pitch_deg, roll_deg), abs=1e-6)


@given(pitch_deg=ANGLES, roll_deg=ANGLES)
def test_tilt_against_itself_is_zero_and_against_its_opposite_half_a_turn(pitch_deg: float, roll_deg: float) -> None:
    one = mounted(pitch_deg, roll_deg)
    opposite = Acceleration(-1.3 * one.x_g, -1.3 * one.y_g, -1.3 * one.z_g)
    assert tilt_deg(one, one) == pytest.approx(0.0, abs=1e-4)
    assert tilt_deg(one, opposite) == pytest.approx(180.0, abs=1e-4)


def test_tilt_is_the_angle_between_the_two_whatever_their_sizes() -> None:
    assert tilt_deg(Acceleration(0.0, 0.9, 0.0), Acceleration(0.0, 0.0, 1.1)) == pytest.approx(90.0)


@pytest.mark.parametrize("angle_deg", [180.1, -999.0, math.nan, math.inf])
def test_no_sensor_is_mounted_at_such_an_angle(angle_deg: float) -> None:
    with pytest.raises(OutOfRange, match=r"mounted_pitch_deg = .* must be -180 to 180"):
        mounted(angle_deg, 0.0)
    with pytest.raises(OutOfRange, match="mounted_roll_deg"):
        mounted(0.0, angle_deg)


@pytest.mark.parametrize("z_g", [0.0, 0.49, math.nan])
def test_what_weighs_too_little_is_no_measurement(z_g: float) -> None:
    with pytest.raises(OutOfRange, match="is no gravity"):
        beyond_gravity(Acceleration(0.0, 0.0, z_g))


def test_what_weighs_too_much_has_no_angles() -> None:
    assert "2.01 g is no gravity" in str(beyond_gravity(Acceleration(0.0, 0.0, 2.01)))
    assert beyond_gravity(Acceleration(0.0, 0.0, 1.0)) is None


def test_mean_and_deviation_are_axis_by_axis() -> None:
    window = [Acceleration(0.3, 0.0, 1.0), Acceleration(-0.3, 0.0, 1.0)]
    assert mean(window) == Acceleration(0.0, 0.0, 1.0)
    assert deviations_g(window) == pytest.approx((0.3, 0.3))


def test_root_mean_square() -> None:
    assert root_mean_square_g((3.0, 4.0, 0.0, 0.0)) == 2.5
