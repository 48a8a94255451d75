"""Measure this machine, or (control) our fridge law against those of peers."""

import argparse

from hil import bench
from hil.bench.control import EXIT_RULE, PLANTS
from hil.bench.options import DEFAULTS, INTERFACES, Options
from hil.cli.run import at_least_one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m hil bench`."""
    parser.epilog = EXIT_RULE
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(bench.BENCHMARKS)}")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--plants", type=at_least_one, metavar="N", help=f"of control: random boxes [{PLANTS}]")
    parser.add_argument("--quick", action="store_true", help="of control: a look in about a minute")
    rate_hz, interface = DEFAULTS.rate_hz, DEFAULTS.interface
    parser.add_argument(
        "--rate", type=at_least_one, default=rate_hz, metavar="HZ", help=f"of load: frames a second [{rate_hz:g}]"
    )
    parser.add_argument("--interface", choices=INTERFACES, default=interface, help=f"of load: the bus [{interface}]")


def main(options: argparse.Namespace) -> int:
    """As bench.run."""
    chosen = Options(options.plants, options.quick, options.rate, options.interface)
    return bench.run(options.name, as_json=options.json, options=chosen)
