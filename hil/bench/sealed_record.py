"""A record of so many rows, written and signed by the daemon's own parts, as the file that proves it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from firmware.coldchain.proof_file import whole
from firmware.coldchain.sealing import seal
from firmware.record.leaves import Leaf, canonical
from firmware.record.migrations import migrate
from firmware.record.write_buffer import Batch
from firmware.record.writing import transaction, write

MAX_BYTES = 1 << 40
SEALED_EVERY_ROWS = 180
"""An hour of two compartments, and some events."""

_MINUTE_MS = 60_000
_BEGAN_MS = 1_800_000_000_000
_COMPARTMENTS = ("food", "medicine")


def minute(number: int) -> Leaf:
    """Make the row of one minute, of one compartment after the other."""
    at_ms = number // len(_COMPARTMENTS) * _MINUTE_MS
    air_mc, cabin_mc, supply_mv = 4_000 + number * 37 % 900, 24_000 + number * 11 % 9_000, 12_400 + number * 7 % 300
    body = {
        "air_mc": [air_mc - 50, air_mc, air_mc + 50],
        "cabin_mc": [cabin_mc, cabin_mc, cabin_mc],
        "cold_ms": number * 1_000 % _MINUTE_MS,
        "contents_by": "estimate",
        "contents_mc": [air_mc, air_mc, air_mc],
        "contents_within_mk": 700,
        "fan_mpct": 40_000,
        "lid_open_ms": 0,
        "mode": "cool",
        "ms": _MINUTE_MS,
        "plate_mc": [-8_000, -7_500, -7_000],
        "samples": 6,
        "set_point_mc": 4_000,
        "supply_ma": [48, 2_100, 4_200],
        "supply_mv": [supply_mv - 100, supply_mv, supply_mv + 100],
    }
    return Leaf(
        kind="minute",
        boot_id="3f1f7a52-7a3c-4bb1-9c0e-2f4f6f7c9d10",
        monotonic_ms=at_ms,
        wall_ms=_BEGAN_MS + at_ms,
        clock="ntp",
        compartment=_COMPARTMENTS[number % len(_COMPARTMENTS)],
        body=canonical(body),
    )


def lines_of(rows: int, folder: Path) -> list[bytes]:
    """Make a signed record of so many rows; return the lines of the file that proves it, with the key in `folder`."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, 0)
        for first in range(0, rows, SEALED_EVERY_ROWS):
            leaves = tuple(minute(number) for number in range(first, min(first + SEALED_EVERY_ROWS, rows)))
            write(connection, Batch(leaves=leaves), MAX_BYTES)
            with transaction(connection):
                seal(connection, folder / "evidence.key")
        return [f"{line}\n".encode() for line in whole(connection)]
