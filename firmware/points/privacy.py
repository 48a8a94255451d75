"""Privacy: which points each way out may see.

What tells of a person lives in memory only, unless the owner permits more. That is decided here and nowhere else: who
brings points out of the service asks for those of its way out, so a new one is one row of `OUTLETS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from firmware.config import PrivacyConfig, SensorConfig
from firmware.points.quantities import Point


class Permission(StrEnum):
    """A permission of the owner, by its key in the configuration."""

    SHOW = "show"
    PUBLISH = "publish"
    RETAIN = "retain"
    RECORD = "record"


class Outlet(StrEnum):
    """A way by which values leave the memory of the service."""

    CONSOLE = "console"
    UPLINK = "uplink"
    RECORD = "record"
    EVIDENCE = "evidence"
    TRIPS = "trips"


OUTLETS: Mapping[Outlet, Permission | None] = {
    Outlet.CONSOLE: Permission.SHOW,
    Outlet.UPLINK: Permission.PUBLISH,
    Outlet.RECORD: Permission.RECORD,
    Outlet.EVIDENCE: None,
    Outlet.TRIPS: None,
}
"""The permission that each asks for. None: nothing personal at all, as rows that are proven are there for ever."""


class Privacy:
    """The points of an installation, and what its owner permits."""

    def __init__(self, points: Iterable[Point], permitted: PrivacyConfig, sensors: Iterable[SensorConfig]) -> None:
        self._points = tuple(points)
        sensors = tuple(sensors)
        self._permitted = {each: keys(getattr(permitted, each), sensors) for each in Permission}

    def of(self, outlet: Outlet) -> tuple[Point, ...]:
        """Return the points that may leave by `outlet`; of personal ones the broker keeps only what it may."""
        permission = OUTLETS[outlet]
        allowed = self._permitted[permission] if permission else frozenset[str]()
        return tuple(self._kept(point) for point in self._points if not point.personal or point.key in allowed)

    def withheld(self, outlet: Outlet) -> tuple[str, ...]:
        """Return the keys of the points that may not leave by `outlet`."""
        leaving = {point.key for point in self.of(outlet)}
        return tuple(point.key for point in self._points if point.key not in leaving)

    def _kept(self, point: Point) -> Point:
        if not point.personal or point.key in self._permitted[Permission.RETAIN]:
            return point
        return replace(point, retained=False)


def personal(points: Iterable[Point]) -> frozenset[str]:
    """Return the keys of those that tell of a person."""
    return frozenset(point.key for point in points if point.personal)


def keys(names: Iterable[str], sensors: Iterable[SensorConfig]) -> frozenset[str]:
    """Return the points that `names` mean: a sensor's name means all that it gives."""
    givers = {sensor.name: sensor.gives.values() for sensor in sensors}
    return frozenset(key for name in names for key in (name, *givers.get(name, ())))
