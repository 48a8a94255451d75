"""Records with one trip in each, signed, as two hands of a consignment have them."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from firmware.coldchain.sealing import seal
from firmware.coldchain.signing_key import beside
from firmware.coldchain.trips import SensorIdentity, Trip, TripEvent, started, stopped
from firmware.config.cargo_profiles import cargo_of
from firmware.record.leaves import Leaf
from firmware.record.schema import connect
from tests.firmware.reports.small_record import BEGIN_MS, minute, write

CONSIGNMENT = "RX-2026-0815"
BEGIN_S = BEGIN_MS / 1_000.0

_NOTED = "INSERT INTO events(boot_id, monotonic_s, wall_s, kind, text, data, clock) VALUES (?, ?, ?, ?, ?, ?, ?)"


def minutes(temperatures_c: Sequence[float], *, at_min: int = 0) -> list[Leaf]:
    """Make a minute of each temperature, which air and contents have."""
    leaves = []
    for number, each in enumerate(temperatures_c):
        value = [round(each * 1_000.0)] * 3
        body: dict[str, Any] = {
            "contents_mc": value,
            "contents_by": "probe",
            "lid_open_ms": 0,
            "cold_ms": 20_000,
            "mode": "cool",
        }
        leaves.append(minute(at_min + number, air_mc=value, set_point_mc=4_000, **body))
    return leaves


def record_with_trip(
    file: Path,
    temperatures_c: Sequence[float],
    *,
    at_min: int = 0,
    is_over: bool = True,
    cargo: str = "groceries_chilled",
) -> Path:
    """Write a record whose only trip begins an hour after its first minute."""
    file.parent.mkdir(exist_ok=True)
    write(file, minutes([4.0] * 60 + list(temperatures_c), at_min=at_min))
    began_s = BEGIN_S + (at_min + 60) * 60.0
    trip = Trip(
        trip_id="T1",
        compartment="food",
        cargo=cargo_of(cargo),
        started_s=began_s,
        started_by="cli",
        consignment=CONSIGNMENT,
        given_by="Anna Weber",
        sensors=(SensorIdentity(point="fridge.food.air_c", chip="sht41", certificate="K-1", due="2027-05-31"),),
    )
    with closing(connect(file)) as connection:
        _note(connection, TripEvent.STARTED, began_s, started(trip))
        if is_over:
            _note(
                connection,
                TripEvent.STOPPED,
                began_s + len(temperatures_c) * 60.0,
                stopped(replace(trip, taken_by="B")),
            )
        connection.execute("BEGIN")
        seal(connection, beside(file))
        connection.execute("COMMIT")
    return file


def _note(connection: sqlite3.Connection, kind: TripEvent, wall_s: float, data: Mapping[str, Any]) -> None:
    connection.execute(_NOTED, ("boot-1", 0.0, wall_s, str(kind), "", json.dumps(data), "ntp"))
