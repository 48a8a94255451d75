"""Play faults against the real daemon in the simulated car; exit code 1 where something did not hold."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from firmware.errors import ConfigError
from hil.campaigns.campaign import Outcome, heading, lines
from hil.kernel.rig_errors import RigError
from hil.kernel_faults.boot import played
from hil.kernel_faults.kernel_campaigns import BY_NAME as IN_KERNEL
from hil.process_faults.play_campaign import PLAYS

_KERNEL = "kernel"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil campaign`."""
    parser.add_argument("what", nargs="*", metavar="[kernel] NAME", help="one campaign [all]; kernel: in a real kernel")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(args: argparse.Namespace) -> int:
    """Play what was asked for; 0 where everything held, 2 where there is no kernel that was asked for."""
    coming = _chosen(args.what)
    if not args.json:
        print(heading(), flush=True)
    outcomes = []
    try:
        for outcome in coming:
            outcomes.append(outcome)
            if not args.json:
                print("\n".join(lines(outcome)), flush=True)
    except RigError as error:
        print(f"campaign: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps({"campaigns": [asdict(each) | {"held": each.held} for each in outcomes]}))
    return 0 if all(each.held for each in outcomes) else 1


def _chosen(what: Sequence[str]) -> Iterator[Outcome]:
    """Yield the outcomes of what was asked for, each as it comes; raises ConfigError at once."""
    in_kernel, names = what[:1] == [_KERNEL], [name for name in what if name not in {_KERNEL, "all"}]
    known: Sequence[str] = list(IN_KERNEL) if in_kernel else list(PLAYS)
    for name in names:
        if name not in known:
            raise ConfigError([f"campaign {name}: must be all or one of: {', '.join(known)}"])
    return played(names or known) if in_kernel else _played_here(names or known)


def _played_here(names: Sequence[str]) -> Iterator[Outcome]:
    for name in names:
        with _in_silence():
            outcome = PLAYS[name]()
        yield outcome


@contextmanager
def _in_silence() -> Iterator[None]:
    """Keep the log silent: faults are wanted here."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
