"""Tilt and vibration, calculated from accelerations.

Source of the angles: NXP application note AN3461 (rotation order x, y, z; gravity as +1 on the upward axis).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, atan2, cos, degrees, fsum, hypot, radians, sin, sqrt

from drivers.errors import OutOfRange

_GRAVITY_G = (0.5, 2.0)  # a mean beyond is neither a parked car nor one that brakes or corners

_HALF_TURN_DEG = 180.0


@dataclass(frozen=True, slots=True)
class Acceleration:
    """An acceleration along three axes, in units of 9.81 m/s^2; at rest the upward axis shows +1."""

    x_g: float
    y_g: float
    z_g: float

    @property
    def size_g(self) -> float:
        """The size, without direction."""
        return hypot(self.x_g, self.y_g, self.z_g)

    @property
    def pitch_deg(self) -> float:
        """The angle about the y axis, -90 to 90 degrees."""
        return degrees(atan2(-self.x_g, hypot(self.y_g, self.z_g)))

    @property
    def roll_deg(self) -> float:
        """The angle about the x axis, -180 to 180 degrees."""
        return degrees(atan2(self.y_g, self.z_g))


def mounted(pitch_deg: float, roll_deg: float) -> Acceleration:
    """Return the reading of a sensor mounted at these angles in a level car; raises OutOfRange beyond half a turn."""
    for name, angle_deg in (("mounted_pitch_deg", pitch_deg), ("mounted_roll_deg", roll_deg)):
        if not abs(angle_deg) <= _HALF_TURN_DEG:
            raise OutOfRange(f"{name} = {angle_deg:g} must be -180 to 180")
    pitch, roll = radians(pitch_deg), radians(roll_deg)
    return Acceleration(-sin(pitch), cos(pitch) * sin(roll), cos(pitch) * cos(roll))


def beyond_gravity(acceleration: Acceleration) -> OutOfRange | None:
    """Return the error of a mean `acceleration` that is more than gravity, else None; raises OutOfRange for one below.

    Much more than gravity is a crash; less than half of it for so long is a broken sensor.
    """
    min_g, max_g = _GRAVITY_G
    size_g = acceleration.size_g
    if min_g <= size_g <= max_g:
        return None
    error = OutOfRange(f"{size_g:.2f} g is no gravity ({min_g:g} to {max_g:g} g)")
    if not size_g > max_g:
        raise error
    return error


def tilt_deg(acceleration: Acceleration, level: Acceleration) -> float:
    """Return the angle between the two, 0 to 180 degrees; neither may be zero."""
    product = acceleration.x_g * level.x_g + acceleration.y_g * level.y_g + acceleration.z_g * level.z_g
    return degrees(acos(min(max(product / acceleration.size_g / level.size_g, -1.0), 1.0)))


def mean(window: Sequence[Acceleration]) -> Acceleration:
    """Average each axis; `window` must not be empty."""
    count = len(window)
    return Acceleration(
        fsum(each.x_g for each in window) / count,
        fsum(each.y_g for each in window) / count,
        fsum(each.z_g for each in window) / count,
    )


def deviations_g(window: Sequence[Acceleration]) -> tuple[float, ...]:
    """Return the distance of each acceleration from the mean of all, in g."""
    middle = mean(window)
    return tuple(hypot(each.x_g - middle.x_g, each.y_g - middle.y_g, each.z_g - middle.z_g) for each in window)


def root_mean_square_g(deviations: Sequence[float]) -> float:
    """Return the root mean square of `deviations`, which must not be empty."""
    return sqrt(fsum(each * each for each in deviations) / len(deviations))
