"""The process image: the newest reading of each input, by point name, and the snapshots that are made of them.

Whatever reaches the controller has passed Board.put, and so is absent or a number that its point can have.
"""

import re
from collections.abc import Mapping

from controller import NO_DATA_YET, NOT_FITTED, Absence, Reading, Request, Settings, Snapshot, absent
from controller.admission import freshness
from controller.interface.snapshot import snapshot_of
from drivers.errors import BadFrame, OutOfRange
from firmware.control.plausible_ranges import range_of, within

VEHICLE_EXTRAS = frozenset(
    f"vehicle.{field}" for field in ("pack_v", "pack_a", "cabin_c", "coolant_c", "fuel_pct", "control_module_v")
)
"""The points that a car may tell beyond those that the controller uses."""

SHOWN_ONLY = VEHICLE_EXTRAS | {
    *(f"cabin.{field}" for field in ("pressure_hpa", "pm1_ugm3", "pm10_ugm3", "pulse_contact")),
    *(f"supply.{field}" for field in ("power_w", "energy_wh", "charge_ah")),
    *(f"vehicle.{field}" for field in ("tilt_deg", "shock_g", "gnss_speed_kph")),
    *(f"vehicle.{field}" for field in ("latitude_deg", "longitude_deg", "altitude_m", "course_deg")),
}
"""Measurements that no law of the controller uses: on the board for those who look, in no snapshot."""

EXTRA = re.compile(r"extra\.[a-z][a-z0-9_]*", re.ASCII)
"""The names that are left to each owner; they are shown as well. Their last word is the unit, such as radon_bqm3."""


class Board:
    """The newest readings: sensor tasks put them, the cycle takes a snapshot. Only points with a source can be put.

    What is refused of a `discreet` point is not quoted.
    """

    def __init__(self, settings: Settings, sources: frozenset[str], *, discreet: frozenset[str] = frozenset()) -> None:
        unknown = sorted(source for source in sources if not is_input(source, settings))
        if unknown:
            raise KeyError(f"no such input: {', '.join(unknown)}")
        self._discreet = discreet
        self._inputs = tuple(settings.max_ages_s)
        self._others = sorted(sources - known_inputs(settings))
        self._others_s = settings.freshness.others_s
        self._readings: dict[str, Reading] = dict.fromkeys(sources, NO_DATA_YET)
        self._ranges = {source: range_of(source) for source in sources}

    def put(self, point: str, reading: Reading) -> str | None:
        """Take over a newer reading of `point`; a value that this cannot have is absent. Returns why, in one line."""
        value = reading.value
        if value is None:
            self._readings[point] = reading
            return None
        try:
            value = within(value, self._ranges[point], point)
            self._readings[point] = Reading(value, reading.taken_at_s, None, reading.stands_s)
        except OutOfRange as error:
            return self._refuse(point, Absence.OUT_OF_RANGE, error, reading.taken_at_s)
        except BadFrame as error:
            return self._refuse(point, Absence.UNDECODABLE, error, reading.taken_at_s)
        return None

    def _refuse(self, point: str, absence: Absence, error: Exception, taken_at_s: float) -> str:
        self._readings[point] = absent(absence, taken_at_s)
        return f"{point}: a value that it cannot have" if point in self._discreet else str(error)

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The newest reading of each point that has a source."""
        return self._readings

    def snapshot(self, requests: tuple[Request, ...], *, outputs_driven: bool = True) -> Snapshot:
        """Take a snapshot of all that the controller uses; what has no source is not fitted."""
        readings = [self._readings.get(point, NOT_FITTED) for point in self._inputs]
        return snapshot_of(readings, requests, outputs_driven=outputs_driven)

    def others(self, *, now_s: float) -> dict[str, Reading]:
        """Return the readings that are only shown, by point, absent where too old."""
        readings = self._readings
        return {point: freshness.usable(readings[point], self._others_s, now_s=now_s) for point in self._others}


def known_inputs(settings: Settings) -> frozenset[str]:
    """Return every point that the controller uses in this installation."""
    return frozenset(settings.max_ages_s)


def is_input(point: str, settings: Settings) -> bool:
    """Return True where a sensor or a car can give `point` to this installation."""
    return point in known_inputs(settings) or point in SHOWN_ONLY or EXTRA.fullmatch(point) is not None
