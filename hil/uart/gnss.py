"""A simulated satellite receiver that tells NMEA 0183 version 4.10, in the order and form of u-blox receivers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hil.uart.simulated_device import SimUartDevice

_KPH_PER_KNOT = 1.852
_ROLL_OVER = timedelta(weeks=1_024)
_STANDS_BELOW_KPH = 1.0


@dataclass(slots=True, kw_only=True)
class Place:
    """Position and movement of the car."""

    latitude_deg: float = 48.1173
    longitude_deg: float = -11.516667
    altitude_m: float = 545.4
    speed_kph: float = 50.0
    course_deg: float = 84.4


class SimGnss(SimUartDevice):
    """`utc_s` is the true time. A course is not told while the car stands."""

    def __init__(self, utc_s: Callable[[], float], place: Callable[[], Place], baud: int = 9_600) -> None:
        super().__init__(baud, 1.0)
        self._utc_s, self._place = utc_s, place
        self.has_fix = True
        self.has_rolled_over = False
        """Its 10-bit week count has, and its maker did not expect that."""
        self.talker = "GN"
        self.kinds: tuple[str, ...] = ("RMC", "VTG", "GGA", "GSV")

    def power_cycle(self) -> None:
        """Begin to search for satellites."""
        self.has_fix = False

    def receive(self, data: bytes) -> None:
        """Ignore it: the receiver is left as it was delivered."""

    def report(self) -> None:
        """Yield one burst of sentences, each a frame."""
        made = {"RMC": self._rmc(), "VTG": "VTG,,T,,M,,N,,K,N", "GGA": self._gga(), "GSV": "GSV,1,1,00"}
        for kind in self.kinds:
            text = self.talker + made[kind]
            check = 0
            for character in text:
                check ^= ord(character)
            self.transmit(f"${text}*{check:02X}\r\n".encode("ascii"))

    def _rmc(self) -> str:
        place, now = self._place(), self._now()
        if not self.has_fix:
            return f"RMC,{now:%H%M%S}.00,V,,,,,,,{now:%d%m%y},,,N,V"
        course = "" if place.speed_kph < _STANDS_BELOW_KPH else f"{place.course_deg:.2f}"
        return (
            f"RMC,{now:%H%M%S}.00,A,{self._position()},{place.speed_kph / _KPH_PER_KNOT:.3f},{course},"
            f"{now:%d%m%y},,,A,V"
        )

    def _gga(self) -> str:
        clock = f"GGA,{self._now():%H%M%S}.00"
        if not self.has_fix:
            return f"{clock},,,,,0,00,99.99,,,,,,"
        return f"{clock},{self._position()},1,08,0.90,{self._place().altitude_m:.1f},M,46.9,M,,"

    def _position(self) -> str:
        place = self._place()
        north, east = place.latitude_deg, place.longitude_deg
        return f"{_angle(north, 2)},{'N' if north >= 0.0 else 'S'},{_angle(east, 3)},{'E' if east >= 0.0 else 'W'}"

    def _now(self) -> datetime:
        now = datetime.fromtimestamp(self._utc_s(), UTC)
        return now - _ROLL_OVER if self.has_rolled_over else now


def _angle(angle_deg: float, digits: int) -> str:
    """Format degrees and minutes, to a ten-thousandth of a minute (0.2 m)."""
    degrees, ten_thousandths = divmod(round(abs(angle_deg) * 600_000), 600_000)
    return f"{degrees:0{digits}d}{ten_thousandths / 10_000:07.4f}"
