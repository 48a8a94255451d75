"""The rows of the trip of goods in each compartment. The keeper of trips gives their readings."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from controller import NO_DATA_YET, Reading, present
from firmware.control.state_store import State
from firmware.points.quantities import DURATION, PROBLEM, SWITCH, TEMPERATURE, Kind, Point
from firmware.requests.trip_orders import FIELD

_ROWS: tuple[tuple[str, str, Kind, str], ...] = (
    ("trip", "trip", SWITCH, "Trip.IsActive"),
    ("excursion", "excursion", PROBLEM, "Trip.IsExcursion"),
    ("trip_out_min", "trip, out of range", DURATION, "Trip.OutOfRange"),
    ("trip_mkt_c", "trip, mean kinetic temperature", TEMPERATURE, "Trip.MeanKineticTemperature"),
)


def of_trip(name: str, vss: str) -> Iterator[Point]:
    """Make the points of the trip in the compartment `name`, below the path `vss`; rows of the record tell them."""
    label = name.replace("_", " ").capitalize()
    for field, what, kind, path in _ROWS:
        yield Point(
            key=f"fridge.{name}.{field}",
            name=f"{label} {what}",
            kind=replace(kind, record_every_s=None),
            vss=f"{vss}.{path}",
            read=_shown(f"fridge.{name}.{field}"),
            sources=(f"fridge.{name}.air_c",),
            command=(name, FIELD) if kind is SWITCH else None,
        )


def trip_readings(
    name: str,
    *,
    active: bool,
    out: bool,
    out_of_range_s: float | None,
    kinetic_c: float | None,
    now_s: float,
) -> Iterator[tuple[str, Reading]]:
    """Give the readings of these points; None is not known."""
    values = (float(active), float(out), None if out_of_range_s is None else out_of_range_s / 60.0, kinetic_c)
    for (field, *_), value in zip(_ROWS, values, strict=True):
        yield f"fridge.{name}.{field}", NO_DATA_YET if value is None else present(value, now_s)


def _shown(key: str) -> Callable[[State], Reading]:
    return lambda state: state.others.get(key, NO_DATA_YET)
