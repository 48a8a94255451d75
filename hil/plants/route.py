"""Position and motion of the car: it goes round and round a town on hilly ground, and stands wherever it was parked."""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, pi, radians, sin

_M_PER_DEG = 111_195.0
"""Along a meridian, on a sphere of 6371 km."""

_STANDARD_GRAVITY = 9.80665
_KPH_PER_M_S = 3.6
_STANDARD_HPA, _LAPSE_PER_M, _BAROMETRIC = 1_013.25, 2.25577e-5, 5.25588
"""Pressure in the standard atmosphere (ISO 2533)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteParameters:
    """A circle around the middle of the town. Engineering choice: the climb is never steeper than 5 %."""

    latitude_deg: float = 48.137
    longitude_deg: float = 11.575
    radius_m: float = 1_500.0
    min_m: float = 480.0
    hill_m: float = 60.0
    """From the lowest place to the highest."""


class Route:
    """Place and motion at the time reached."""

    __slots__ = ("_angle", "_parameters", "_speed_m_s", "forward_g")

    def __init__(self, parameters: RouteParameters) -> None:
        self._parameters = parameters
        self._angle = 0.0
        self._speed_m_s = 0.0
        self.forward_g = 0.0
        """Acceleration along the road, without gravity."""

    def advance(self, speed_kph: float, dt_s: float) -> None:
        """Drive on for `dt_s` seconds."""
        speed_m_s = speed_kph / _KPH_PER_M_S
        self.forward_g = (speed_m_s - self._speed_m_s) / dt_s / _STANDARD_GRAVITY
        self._speed_m_s = speed_m_s
        self._angle = (self._angle + speed_m_s * dt_s / self._parameters.radius_m) % (2.0 * pi)

    @property
    def latitude_deg(self) -> float:
        """North of the equator."""
        return self._parameters.latitude_deg + self._parameters.radius_m * cos(self._angle) / _M_PER_DEG

    @property
    def longitude_deg(self) -> float:
        """East of Greenwich."""
        parameters = self._parameters
        m_per_deg = _M_PER_DEG * cos(radians(parameters.latitude_deg))
        return parameters.longitude_deg + parameters.radius_m * sin(self._angle) / m_per_deg

    @property
    def altitude_m(self) -> float:
        """Above mean sea level."""
        return self._parameters.min_m + self._parameters.hill_m * (1.0 - cos(self._angle)) / 2.0

    @property
    def course_deg(self) -> float:
        """Clockwise from true north: it begins in the north and goes east first."""
        return (degrees(self._angle) + 90.0) % 360.0

    @property
    def slope(self) -> float:
        """Height gained by way."""
        return self._parameters.hill_m * sin(self._angle) / 2.0 / self._parameters.radius_m

    @property
    def tilt_deg(self) -> float:
        """Angle between the car and level ground."""
        return abs(degrees(atan2(self.slope, 1.0)))

    @property
    def pressure_hpa(self) -> float:
        """Of the air at this altitude."""
        return float(_STANDARD_HPA * (1.0 - _LAPSE_PER_M * self.altitude_m) ** _BAROMETRIC)

    @property
    def acceleration_g(self) -> tuple[float, float, float]:
        """Acceleration as felt forwards, to the left and upwards; a car that stands level shows 1 upwards."""
        along, size = self.slope, hypot(1.0, self.slope)
        return self.forward_g + along / size, 0.0, 1.0 / size
