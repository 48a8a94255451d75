"""Shared by the commands on the record: where it is, times of day, the proof of a part of it, files to write."""

import argparse
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from firmware.checks.configuration import load_checked
from firmware.coldchain.proof_file import part
from firmware.coldchain.rows import between, clocks_in
from firmware.errors import ConfigError
from firmware.record.leaves import EVERYWHERE


def record_of(options: argparse.Namespace) -> Path:
    """Return the file of the record by the configuration."""
    return load_checked(options.config, may_be_empty=True).record.file


def moment(text: str) -> float:
    """Read a time of day; one without a zone is local."""
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text}: must be a time such as 2026-11-30T08:00") from error


def proven(
    connection: sqlite3.Connection, from_s: float | None, to_s: float | None, compartments: Collection[str] | None
) -> Iterator[str]:
    """Yield the lines that prove the rows from one time to another; a time of None is open.

    Rows of other `compartments` are there as their hash alone; None shows all.
    """
    shown = None if compartments is None else {*compartments, EVERYWHERE}
    first, end = 0, None
    if from_s is not None or to_s is not None:
        from_ms, to_ms = (from_s or 0.0) * 1_000.0, (float("inf") if to_s is None else to_s) * 1_000.0
        first, end = between(connection, clocks_in(connection), from_ms, to_ms)
    yield from part(connection, first, end, lambda text: shown is None or json.loads(text)[6] in shown)


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Tell in one line of a `file` that cannot be written; raises ConfigError."""
    try:
        yield
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}: must be a file to write"]) from error
