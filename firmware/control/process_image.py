"""The newest reading of each input, by point name, and how a snapshot is made of them.

Whatever reaches the controller has passed Board.put, and so is absent or a number that its point can have.
"""

import re
from collections.abc import Mapping
from dataclasses import fields

from controller import (
    NO_DATA_YET,
    NOT_FITTED,
    Absence,
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Reading,
    Request,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
    absent,
    freshness,
)
from drivers.errors import BadFrame, OutOfRange
from firmware.control.plausible_ranges import range_of, within

VEHICLE_EXTRAS = frozenset(
    f"vehicle.{field}" for field in ("pack_v", "pack_a", "cabin_c", "coolant_c", "fuel_pct", "control_module_v")
)
"""What a car may tell beyond what the controller uses."""

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
    """Sensor tasks put readings here; the cycle takes a snapshot. Only points with a source can be put."""

    def __init__(self, settings: Settings, sources: frozenset[str]) -> None:
        unknown = sorted(source for source in sources if not is_input(source, settings))
        if unknown:
            raise KeyError(f"no such input: {', '.join(unknown)}")
        self._boxes = [
            _points(f"fridge.{compartment.name}", CompartmentInputs) for compartment in settings.fridge.compartments
        ]
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
        return str(error)

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The newest reading of each point that has a source."""
        return self._readings

    def snapshot(self, requests: tuple[Request, ...], *, outputs_driven: bool = True) -> Snapshot:
        """All that the controller uses; what has no source is not fitted."""
        boxes = tuple([CompartmentInputs(**self._get(points)) for points in self._boxes])
        return Snapshot(
            fridge=FridgeInputs(boxes, **self._get(_FRIDGE)),
            cabin=CabinInputs(**self._get(_CABIN)),
            supply=SupplyInputs(**self._get(_SUPPLY)),
            vehicle=VehicleInputs(**self._get(_VEHICLE)),
            requests=requests,
            outputs_driven=outputs_driven,
        )

    def others(self, *, now_s: float) -> dict[str, Reading]:
        """What is shown only, by point, absent where it is too old."""
        readings = self._readings
        return {point: freshness.usable(readings[point], self._others_s, now_s=now_s) for point in self._others}

    def _get(self, points: Mapping[str, str]) -> dict[str, Reading]:
        return {name: self._readings.get(point, NOT_FITTED) for name, point in points.items()}


def known_inputs(settings: Settings) -> frozenset[str]:
    """Every point that the controller uses in this installation."""
    return frozenset(freshness.points(settings))


def is_input(point: str, settings: Settings) -> bool:
    """Whether a sensor or a car can give `point` to this installation."""
    return point in known_inputs(settings) or point in SHOWN_ONLY or EXTRA.fullmatch(point) is not None


def _points(group: str, inputs: type) -> dict[str, str]:
    """The point of each reading in `inputs`."""
    return {field.name: f"{group}.{field.name}" for field in fields(inputs) if field.type is Reading}


_FRIDGE = _points("fridge", FridgeInputs)
_CABIN = _points("cabin", CabinInputs)
_SUPPLY = _points("supply", SupplyInputs)
_VEHICLE = _points("vehicle", VehicleInputs)
