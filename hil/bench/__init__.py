"""Benchmarks: `python -m hil bench NAME [--json]`. Figures of this machine, for comparison; no test depends on them."""

import json
import platform
import sys
from collections.abc import Callable, Mapping

from hil.bench import control
from hil.bench.can_listening import bench_can
from hil.bench.figures import Figures
from hil.bench.i2c import bench_i2c
from hil.bench.step import bench_step

__all__ = ["BENCHMARKS", "Figures", "run"]

BENCHMARKS: Mapping[str, Callable[[], Figures]] = {
    "can": bench_can,
    "control": control.bench_control,
    "i2c": bench_i2c,
    "step": bench_step,
}


def run(name: str, *, as_json: bool, plants: int | None = None, quick: bool = False) -> int:
    """Run one benchmark and print its figures; returns the exit code, 2 for a name that does not exist.

    `plants` is how many random boxes the one of the control laws takes, `quick` has it take a few only; its exit code
    is 1 where an aim within reach is missed.
    """
    benchmark = BENCHMARKS.get(name)
    if benchmark is None:
        print(f"bench {name}: no such benchmark; choose from: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    measured = control.measure(plants, quick=quick) if name == "control" else benchmark()
    figures = {**measured, "python": platform.python_version(), "machine": platform.machine()}
    if as_json:
        print(json.dumps(figures))
    elif "rows" in figures:
        print(control.table(figures), end="")
    else:
        width = max(map(len, figures))
        for figure, value in figures.items():
            print(f"{figure:<{width}} {value}")
    return control.exit_code(figures) if "verdicts" in figures else 0
