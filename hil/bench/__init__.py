"""Benchmarks: `python -m hil bench NAME [--json]`. Figures of this machine, for comparison; no test depends on them."""

import json
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hil.bench import control, load
from hil.bench.can_listening import bench_can
from hil.bench.i2c import bench_i2c
from hil.bench.options import DEFAULTS, Options
from hil.bench.result import Figures
from hil.bench.step import bench_step

__all__ = ["BENCHMARKS", "Figures", "run"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What it measures, and whether that is as it should be; figures alone are neither good nor bad."""

    measure: Callable[[Options], Figures]
    is_good: Callable[[Figures], bool] = lambda _: True


BENCHMARKS: Mapping[str, Benchmark] = {
    "can": Benchmark(lambda _: bench_can()),
    "control": Benchmark(lambda options: control.measure(options.plants, quick=options.quick), control.is_good),
    "i2c": Benchmark(lambda _: bench_i2c()),
    "load": Benchmark(lambda options: load.measure(options.rate_hz, options.interface), load.is_good),
    "step": Benchmark(lambda _: bench_step()),
}


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
