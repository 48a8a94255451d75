"""All rows, in one order."""

from collections.abc import Iterator
from pathlib import Path

from hil.validation import breathing, drives, fridges, sun_soak
from hil.validation.row import Row


def rows(data: Path | None) -> Iterator[Row]:
    """Every figure that can be checked; those of recordings only where `data`, their folder, is given."""
    yield from sun_soak.rows()
    yield from breathing.rows()
    yield from fridges.rows(data)
    yield from drives.rows(data)
