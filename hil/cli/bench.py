"""Measure this machine, or our fridge law: beside peers (control, boxes), in use, by nonsense (steps)."""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hil.bench import (
    batteries,
    boxes,
    clocks,
    control,
    departures,
    heaters,
    kills,
    load,
    named_causes,
    pets,
    pulse,
    recorded,
    recorded_supply,
    steps,
    tampering,
    use,
)
from hil.bench.box_table import table as box_table
from hil.bench.can_listening import bench_can
from hil.bench.control import EXIT_RULE, PLANTS
from hil.bench.i2c import bench_i2c
from hil.bench.options import DEFAULTS, INTERFACES, BadChoiceError, Options
from hil.bench.result import Figures
from hil.bench.step import bench_step
from hil.cli.run import at_least_one
from hil.recordings.reading import VARIABLE


def _lines(figures: Figures) -> str:
    """Print one line for each figure."""
    width = max(map(len, figures))
    return "".join(f"{figure:<{width}} {value}\n" for figure, value in figures.items())


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark. `is_good` judges its figures, where there is an aim; `text` shows them to people."""

    measure: Callable[[Options], Figures]
    is_good: Callable[[Figures], bool] = lambda _: True
    text: Callable[[Figures], str] = _lines


BENCHMARKS: Mapping[str, Benchmark] = {
    "batteries": Benchmark(batteries.measure, batteries.is_good, batteries.table),
    "boxes": Benchmark(boxes.measure, boxes.is_good, box_table),
    "can": Benchmark(lambda _: bench_can()),
    "causes": Benchmark(named_causes.measure, named_causes.is_good, named_causes.table),
    "clocks": Benchmark(clocks.measure, clocks.is_good, clocks.table),
    "control": Benchmark(
        lambda options: control.measure(options.plants, quick=options.quick), control.is_good, control.table
    ),
    "departures": Benchmark(departures.measure, departures.is_good, departures.table),
    "heaters": Benchmark(heaters.measure, heaters.is_good, heaters.table),
    "i2c": Benchmark(lambda _: bench_i2c()),
    "kills": Benchmark(kills.measure, kills.is_good),
    "load": Benchmark(lambda options: load.measure(options.rate_hz, options.interface), load.is_good),
    "pets": Benchmark(pets.measure, pets.is_good),
    "pulse": Benchmark(lambda options: pulse.measure(options.data, quick=options.quick), pulse.is_good, pulse.table),
    "record": Benchmark(tampering.measure, tampering.is_good),
    "recorded": Benchmark(lambda options: recorded.measure(options.data), text=recorded.table),
    "step": Benchmark(lambda _: bench_step()),
    "steps": Benchmark(steps.measure, steps.is_good, steps.table),
    "supply": Benchmark(
        lambda options: recorded_supply.measure(options.data), recorded_supply.is_good, recorded_supply.table
    ),
    "use": Benchmark(use.measure, use.is_good, use.table),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil bench`."""
    parser.epilog = f"{EXIT_RULE}; boxes, clocks, departures, heaters, pets, steps and use with 1 if an aim is missed"
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    each_kind = f"of boxes and clocks: boxes of each kind [{boxes.PLANTS}, {clocks.PLANTS}]"
    plants = f"of control: random boxes [{PLANTS}]; {each_kind}; of heaters: cabins of each [{heaters.CABINS}]"
    plants = f"{plants}; of departures: cabins in all [{departures.CABINS}]; of pets: afternoons"
    plants = f"{plants}; of causes: trips [{named_causes.TRIPS}]"
    parser.add_argument("--plants", type=at_least_one, metavar="N", help=plants)
    parser.add_argument(
        "--quick", action="store_true", help="of control, kills, pulse and record: a look in about a minute"
    )
    parser.add_argument(
        "--kinds", type=_names, default=(), metavar="A,B", help="of boxes, clocks and use: only these kinds"
    )
    parser.add_argument("--sensors", type=_names, default=(), metavar="A,B", help="of boxes: only these sets")
    parser.add_argument("--hours", type=at_least_one, metavar="H", help=f"of use: hours of all boxes [{use.HOURS}]")
    parser.add_argument("--steps", type=at_least_one, metavar="N", help=f"of steps: random steps [{steps.STEPS}]")
    rate_hz, interface = DEFAULTS.rate_hz, DEFAULTS.interface
    parser.add_argument(
        "--rate", type=at_least_one, default=rate_hz, metavar="HZ", help=f"of load: frames a second [{rate_hz:g}]"
    )
    parser.add_argument("--interface", choices=INTERFACES, default=interface, help=f"of load: the bus [{interface}]")
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help=f"of pulse, recorded and supply: the recordings [{VARIABLE}]"
    )


def main(options: argparse.Namespace) -> int:
    """Run the benchmark that was asked for; returns as `run`."""
    chosen = Options(
        plants=options.plants,
        quick=options.quick,
        kinds=options.kinds,
        sensors=options.sensors,
        hours=options.hours,
        steps=options.steps,
        rate_hz=options.rate,
        interface=options.interface,
        data=options.data,
    )
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
    except (load.LoadError, BadChoiceError) as error:
        print(f"bench {name}: {error}", file=sys.stderr)
        return 2
    shown = {**measured, "python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps(shown) if as_json else benchmark.text(shown), end="\n" if as_json else "")
    return 0 if benchmark.is_good(measured) else 1


def _names(text: str) -> tuple[str, ...]:
    """Read names with commas between them."""
    return tuple(name.strip() for name in text.split(",") if name.strip())
