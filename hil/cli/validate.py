"""Compare the simulated car with what was measured on real ones."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from hil.recordings.reading import folder_of_all
from hil.validation import breathing, drives, fridges, structures, sun_soak
from hil.validation.row import Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(options: argparse.Namespace) -> int:
    """Print the table; 0 when every figure is within its limits."""
    found = list(rows(folder_of_all()))
    if options.json:
        print(json.dumps({"rows": [{**asdict(row), "ok": row.ok} for row in found]}))
    else:
        _print(found)
    return 0 if all(row.ok for row in found) else 1


def rows(data: Path | None) -> Iterator[Row]:
    """Compare every figure that can be checked; those of recordings only where `data`, their folder, is given."""
    yield from sun_soak.rows()
    yield from breathing.rows()
    yield from fridges.rows(data)
    yield from structures.rows(data)
    yield from drives.rows(data)


def _print(found: list[Row]) -> None:
    width = max(len(row.name) for row in found)
    for row in found:
        limits = f"{row.low:.4g} to {row.high:.4g} {row.unit}".rstrip()
        notes = f"{row.source}; fitted: {row.fit}" if row.fit else row.source
        print(f"{'ok  ' if row.ok else 'FAIL'} {row.name:<{width}} {row.value:8.4g}  {limits:<24} {notes}")
