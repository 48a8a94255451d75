"""A record with a few minutes and events in it, written as the service writes them."""

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from firmware.coldchain.rows import MINUTE
from firmware.record.leaves import EVENT, EVERYWHERE, Leaf, canonical, numbered
from firmware.record.migrations import migrate
from firmware.record.schema import connect

BEGIN_MS = 1_796_108_400_000
"""2026-12-01 07:00 UTC, at the start of a minute."""


def minute(number: int, compartment: str = "food", **body: Any) -> Leaf:
    told = {"ms": 60_000, "samples": 6, "air_mc": [4_000, 4_250, 4_500], **body}
    return _leaf(MINUTE, number * 60_000, compartment, canonical(told))


def event(number: int, kind: str, text: str, data: dict[str, Any] | None = None) -> Leaf:
    told = canonical({"kind": kind, "text": text, "data": json.dumps(data or {})})
    return _leaf(EVENT, number * 60_000, EVERYWHERE, told)


def _leaf(kind: str, at_ms: int, compartment: str, body: str) -> Leaf:
    return Leaf(
        kind=kind,
        boot_id="boot-1",
        monotonic_ms=at_ms,
        wall_ms=BEGIN_MS + at_ms,
        clock="ntp",
        compartment=compartment,
        body=body,
    )


def write(file: Path, leaves: Iterable[Leaf]) -> Path:
    """Write a record that has these leaves."""
    with closing(connect(file)) as connection:
        migrate(connection, 0)
        rows = [*numbered(leaves, 0, None)]
        connection.executemany("INSERT INTO leaves(seq, text, hash) VALUES (?, ?, ?)", rows)
    return file
