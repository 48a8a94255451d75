"""Play faults against the real daemon in the simulated car; exit code 1 where something did not hold."""

import argparse
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from firmware.errors import ConfigError
from hil.faults.campaign import Outcome
from hil.faults.table import PLAYS

_COLUMNS = ("fault", "injected", "noticed after", "safe after", "recovered after", "lost", "verdict")
_WIDTHS = (18, 36, 13, 10, 15, 4, 7)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m hil campaign`."""
    parser.add_argument("name", nargs="?", default="all", metavar="NAME", help="one campaign [all]")
    parser.add_argument("--tier", choices=("process",), default="process", help="where it is played [process]")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(args: argparse.Namespace) -> int:
    """Play what was asked for; 0 where everything held."""
    plays = _chosen(args.name)
    if not args.json:
        print(_line(_COLUMNS), flush=True)
    outcomes = []
    for play in plays:
        with _in_silence():
            outcomes.append(play())
        if not args.json:
            print("\n".join(lines(outcomes[-1])), flush=True)
    if args.json:
        print(json.dumps({"campaigns": [asdict(each) | {"held": each.held} for each in outcomes]}))
    return 0 if all(each.held for each in outcomes) else 1


def lines(outcome: Outcome) -> list[str]:
    """One row of the table, and a line for each thing that did not hold."""
    times = (outcome.noticed_after_s, outcome.safe_after_s, outcome.recovered_after_s)
    lost = "-" if outcome.lost is None else str(outcome.lost)
    words = (outcome.fault, outcome.injected, *map(_seconds, times), lost, "held" if outcome.held else "FAILED")
    return [_line(words), *(f"    {failure}" for failure in outcome.failures)]


def _chosen(name: str) -> Sequence[Callable[[], Outcome]]:
    if name == "all":
        return tuple(PLAYS.values())
    if name not in PLAYS:
        raise ConfigError([f"campaign {name}: must be all or one of: {', '.join(PLAYS)}"])
    return (PLAYS[name],)


@contextmanager
def _in_silence() -> Iterator[None]:
    """Faults are what is wanted here: nobody needs a log of them."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _line(words: Sequence[str]) -> str:
    return "  ".join(word.ljust(width) for word, width in zip(words, _WIDTHS, strict=True)).rstrip()


def _seconds(time_s: float | None) -> str:
    return "-" if time_s is None else f"{time_s:.1f} s"
