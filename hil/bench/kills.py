"""Kill a writer of the record at random moments, again and again, and see what is left of what it said to be safe."""

import asyncio
import os
import random
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from hil.bench.options import Options
from hil.bench.result import Figures
from hil.kernel.record_writer import found, write_for_ever

KILLS, QUICK_KILLS = 1_000, 20

_ANEW_EVERY = 50
"""A record is begun anew after so many, so that it takes no longer to look at than to write."""

_MAX_SAID = 40
"""Rows that are said to be safe before a writer is killed, at most."""

_SEED = 9


def measure(options: Options) -> Figures:
    """Return how many rows were said to be safe, how many of them were lost, and how often the log was not whole."""
    moments, kills = random.Random(_SEED), QUICK_KILLS if options.quick else KILLS
    said = lost = broken = 0
    for first in range(0, kills, _ANEW_EVERY):
        with tempfile.TemporaryDirectory(prefix="homeward-kills-") as folder:
            file, last = Path(folder) / "record.db", 0
            for _ in range(min(_ANEW_EVERY, kills - first)):
                numbers = list(_said_until_killed(file, moments))
                said += len(numbers)
                last = max([last, *numbers])
                held, highest, wrong = found(file)
                lost += max(0, last - held, last - highest)
                broken += bool(wrong) or bool(list(file.parent.glob("*.damaged-*")))
    return {"kills": kills, "rows_acknowledged": said, "rows_lost": lost, "logs_broken": broken}


def is_good(figures: Figures) -> bool:
    """Return True where nothing was lost and each log was whole."""
    nothing: bool = figures["rows_lost"] == figures["logs_broken"] == 0 < figures["rows_acknowledged"]
    return nothing


def _said_until_killed(file: Path, moments: random.Random) -> Iterator[int]:
    """Yield each number that a writer says to be safe until it is killed, at some moment after some of them."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _write(file, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as lines:
        wanted = moments.randrange(1, _MAX_SAID)
        for line in lines:
            wanted -= 1
            if wanted == 0:
                os.kill(child, signal.SIGKILL)  # what it says until it is dead still counts
            if line.strip().isdigit() and line.endswith("\n"):
                yield int(line)
    os.waitpid(child, 0)


def _write(file: Path, to: int) -> NoReturn:
    """Be the writer."""
    try:
        asyncio.run(write_for_ever(file, lambda line: _say(line, to)))
    finally:
        os._exit(1)


def _say(line: str, to: int) -> None:
    os.write(to, f"{line}\n".encode("ascii", "replace"))
