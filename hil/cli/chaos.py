"""Play a day of overlapping faults, drawn by seed from all campaigns; exit code 1 where something did not hold."""

import argparse
import json
import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hil.chaos.bout import Bout
from hil.chaos.day import Day
from hil.rig.virtual_time import run

_HOURS = 24.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil chaos`."""
    parser.add_argument("--hours", type=_hours, default=_HOURS, metavar="H", help=f"of simulated time [{_HOURS:g}]")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="draws other faults at other moments [1]")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def main(args: argparse.Namespace) -> int:
    """Play a day, tell what was drawn and what came of it; 0 where everything held."""
    began_s, day = time.monotonic(), Day()
    logging.disable()  # faults are what is wanted here
    try:
        with tempfile.TemporaryDirectory(prefix="homeward-chaos-") as parent:
            folder = Path(parent, "state")
            folder.mkdir()
            run(day.play(args.hours, args.seed, folder), speed=None)
    finally:
        logging.disable(logging.NOTSET)
    figures = summary(day)
    if args.json:
        wall_s = round(time.monotonic() - began_s, 1)
        asked = {"hours": args.hours, "seed": args.seed, "wall_s": wall_s}
        print(json.dumps({**figures, **asked, "drawn": [row(each) for each in day.bouts]}))
    else:
        print("\n".join(lines(day)))
    return 0 if holds(figures) else 1


def summary(day: Day) -> dict[str, Any]:
    """Return the figures of a day. `told` counts those faults of which nothing is to be told as well."""
    bouts = day.bouts
    return {
        "faults": len(bouts),
        "told": sum(each.is_reported for each in bouts),
        "cleared": sum(each.cleared_s is not None for each in bouts),
        "daemon_ends": day.daemon_ends,
        "unprotected_output_s": day.unprotected_output_s,
        "to_tell": sum(each.must_be_reported for each in bouts),
        "overlapping": sum(_overlaps(each, bouts) for each in bouts),
        "min_off_violations": day.min_off_violations,
        "untold": sorted({each.row.name for each in bouts if not each.is_reported}),
        "uncleared": sorted({each.row.name for each in bouts if each.cleared_s is None}),
    }


def holds(figures: dict[str, Any]) -> bool:
    """Return True where all was told and cleared, nothing was on unprotected, and the daemon never ended by itself."""
    bad = ("daemon_ends", "unprotected_output_s", "min_off_violations", "untold", "uncleared")
    return figures["faults"] > 0 and not any(figures[each] for each in bad)


def row(bout: Bout) -> dict[str, Any]:
    """Return one fault of the day, times in simulated seconds."""
    times = (bout.at_s, bout.until_s, bout.reported_s, bout.reported_at_hub_s, bout.cleared_s)
    names = ("at_s", "until_s", "told_s", "told_at_hub_s", "cleared_s")
    told = {name: None if each is None else round(each, 1) for name, each in zip(names, times, strict=True)}
    return {"fault": bout.row.name, **told}


def lines(day: Day) -> Iterator[str]:
    """Yield a line for each fault, then the figures."""
    for each in day.bouts:
        told = "" if each.is_reported else "  NOT TOLD"
        cleared = "" if each.cleared_s is not None else "  NOT CLEARED"
        lasted_s = (each.until_s or each.at_s) - each.at_s
        yield f"{each.at_s:9.1f} s  {each.row.name:18}  {lasted_s:6.1f} s{told}{cleared}"
    yield from (f"{name}: {value}" for name, value in summary(day).items())


def _overlaps(bout: Bout, bouts: list[Bout]) -> bool:
    """Return True where another fault was there at the same time."""
    end_s = bout.until_s if bout.until_s is not None else bout.at_s
    others = (each for each in bouts if each is not bout)
    return any(each.at_s < end_s and (each.until_s is None or each.until_s > bout.at_s) for each in others)


def _hours(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 10_000.0:  # noqa: PLR2004  # a year, and some
        raise argparse.ArgumentTypeError(f"{text}: must be a number of hours above 0, at most 10000")
    return value
