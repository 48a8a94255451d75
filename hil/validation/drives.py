"""Two drives of a BMW i3: the cabin follows the logged heating and cooling power.

Only losses and gains are fitted, one set a drive: how often the conductance of the skin is that of the representative
car (fresh air included), which share of the logged electricity reaches the air as heat or cold, and the sun.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path

from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs, People
from hil.validation.pattern_search import Unknown, search
from hil.validation.row import Row

_SOURCE = "Steinstraeter, BMW i3"
_LOGS = {"summer": "bmw-i3_TripA01_summer_1Hz.csv", "winter": "bmw-i3_TripB33_winter_1Hz.csv"}
_MAX_K = 2.0
_COLUMNS = (
    "Velocity [km/h]",
    "Ambient Temperature [°C]",
    "Heating Power CAN [kW]",
    "AirCon Power [kW]",
    "Cabin Temperature Sensor [°C]",
)
_W_PER_KW = 1_000.0
_CIRCUIT_S = 250.0
"""Time constant from the logged electricity to heat in the air (coolant, exchanger, ducts): one for both drives."""

_UNKNOWNS = (
    Unknown("loss", 1.5, 1.0, 4.0),
    Unknown("gain", 1.0, 0.5, 2.0),
    Unknown("sun", 0.25, 0.0, 1.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Second:
    """One row of a log."""

    speed_kph: float
    outside_c: float
    heater_w: float
    cooler_w: float
    cabin_c: float


def rows(data: Path | None) -> Iterator[Row]:
    """Compare two for each drive whose log is in `data`, the folder of recordings."""
    for season, name in _LOGS.items():
        path = data / "temperature" / name if data else None
        if path and path.is_file():
            yield from _compare(season, _read(path))


def _read(path: Path) -> list[_Second]:
    with path.open(encoding="utf-8", newline="") as lines:
        log = csv.reader(lines, delimiter=";")
        header = next(log)
        columns = [header.index(name) for name in _COLUMNS]
        return [_second([float(row[column]) for column in columns]) for row in log]


def _second(values: Sequence[float]) -> _Second:
    speed_kph, outside_c, heater_kw, cooler_kw, cabin_c = values
    return _Second(
        speed_kph=speed_kph,
        outside_c=outside_c,
        heater_w=heater_kw * _W_PER_KW,
        cooler_w=cooler_kw * _W_PER_KW,
        cabin_c=cabin_c,
    )


def _compare(season: str, log: list[_Second]) -> Iterator[Row]:
    """Compare a fit to the whole drive; and, as a check of the form, to its first half only."""
    name = f"BMW i3 {season} drive, cabin, RMS error"
    for part, known in (("", log), (", fitted to its first half", log[: len(log) // 2])):
        fit = search(partial(_rms_error_k, known), _UNKNOWNS)
        found = ", ".join(f"{unknown.name} {value:.2f}" for unknown, value in zip(_UNKNOWNS, fit.values, strict=True))
        yield Row(
            name=name + part,
            value=_rms_error_k(log, fit.values),
            low=0.0,
            high=_MAX_K,
            unit="K",
            source=_SOURCE,
            fit=found,
        )


def _rms_error_k(log: list[_Second], values: Sequence[float]) -> float:
    """Return the root mean square difference between the simulated cabin and the logged one."""
    loss, gain, sun_ratio = values
    cabin, conditions, outputs = _cabin(log[0].cabin_c, loss), CabinConditions(people=People(1)), ClimateOutputs()
    conditions.sun_ratio = sun_ratio
    squares_k2 = 0.0
    for second in log:
        squares_k2 += (cabin.air_c - second.cabin_c) ** 2
        conditions.outside_c, conditions.speed_kph = second.outside_c, second.speed_kph
        given_w = gain * (second.heater_w - second.cooler_w)
        conditions.appliances_w += (given_w - conditions.appliances_w) / _CIRCUIT_S
        cabin.advance(conditions, outputs, 1.0)
    return sqrt(squares_k2 / len(log))


def _cabin(start_c: float, loss: float) -> Cabin:
    usual = CabinParameters()
    return Cabin(CabinParameters(parked_w_k=usual.parked_w_k * loss, moving_ratio=loss, air_c=start_c, mass_c=start_c))
