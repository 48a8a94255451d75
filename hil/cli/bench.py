"""Measure this machine, or (control) our fridge law against those of peers."""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hil.bench import control, load
from hil.bench.can_listening import bench_can
from hil.bench.control import EXIT_RULE, PLANTS
from hil.bench.i2c import bench_i2c
from hil.bench.options import DEFAULTS, INTERFACES, Options
from hil.bench.result import Figures
from hil.bench.step import bench_step
from hil.cli.run import at_least_one


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark. `is_good` judges its figures, where there is an aim."""

    measure: Callable[[Options], Figures]
    is_good: Callable[[Figures], bool] = lambda _: True


BENCHMARKS: Mapping[str, Benchmark] = {
    "can": Benchmark(lambda _: bench_can()),
    "control": Benchmark(lambda options: control.measure(options.plants, quick=options.quick), control.is_good),
    "i2c": Benchmark(lambda _: bench_i2c()),
    "load": Benchmark(lambda options: load.measure(options.rate_hz, options.interface), load.is_good),
    "step": Benchmark(lambda _: bench_step()),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil bench`."""
    parser.epilog = EXIT_RULE
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--plants", type=at_least_one, metavar="N", help=f"of control: random boxes [{PLANTS}]")
    parser.add_argument("--quick", action="store_true", help="of control: a look in about a minute")
    rate_hz, interface = DEFAULTS.rate_hz, DEFAULTS.interface
    parser.add_argument(
        "--rate", type=at_least_one, default=rate_hz, metavar="HZ", help=f"of load: frames a second [{rate_hz:g}]"
    )
    parser.add_argument("--interface", choices=INTERFACES, default=interface, help=f"of load: the bus [{interface}]")


def main(options: argparse.Namespace) -> int:
    """Run the benchmark that was asked for; returns as `run`."""
    chosen = Options(options.plants, options.quick, options.rate, options.interface)
    return run(options.name, as_json=options.json, options=chosen)


def run(name: str, *, as_json: bool, options: Options = DEFAULTS) -> int:
    """Run one benchmark and print its figures.

    Returns the exit code: 1 where an aim within reach is missed, 2 for an unknown name or what cannot be run.
    """
    benchmark = BENCHMARKS.get(name)
    if benchmark is None:
        print(f"bench {name}: no such benchmark; choose from: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    try:
        measured = benchmark.measure(options)
    except load.LoadError as error:
        print(f"bench {name}: {error}", file=sys.stderr)
        return 2
    _print({**measured, "python": platform.python_version(), "machine": platform.machine()}, as_json=as_json)
    return 0 if benchmark.is_good(measured) else 1


def _print(figures: Figures, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
    elif "rows" in figures:
        print(control.table(figures), end="")
    else:
        width = max(map(len, figures))
        for figure, value in figures.items():
            print(f"{figure:<{width}} {value}")
