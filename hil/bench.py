"""Benchmarks: `python -m hil bench NAME [--json]`. Figures of this machine, for comparison; no test depends on them."""

import json
import platform
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

from controller import Settings, step
from controller.memory import start
from hil import model
from hil.plants import demo_car

Figures = Mapping[str, float | str]

_HOUR_S = 3_600.0
_TICK_S = 0.5
_SEED = 1


def bench_step(*, hours: float = 6.0) -> Figures:
    """How long a `controller.step` takes, and how fast the model tier lets the demonstration day pass.

    `step_us` is the median over all ticks; `times_real_time` counts the laws, the plants and the sensors together.
    """
    ticks = round(hours * _HOUR_S / _TICK_S)
    return {
        "step_us": round(_median_step_us(ticks), 1),
        "times_real_time": round(_times_real_time(ticks)),
        "ticks": ticks,
        "tick_s": _TICK_S,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def _median_step_us(ticks: int) -> float:
    car, settings = demo_car(seed=_SEED), Settings()
    memory = start(settings, now_s=0.0)
    taken_s: list[float] = []
    for tick in range(ticks):
        now_s = tick * _TICK_S
        snapshot = car.observe(now_s)
        began = perf_counter()
        result = step(memory, snapshot, settings, now_s=now_s)
        taken_s.append(perf_counter() - began)
        memory = result.memory
        car.advance(result.commands, _TICK_S)
    return median(taken_s) * 1e6


def _times_real_time(ticks: int) -> float:
    duration_s = ticks * _TICK_S
    began = perf_counter()
    model.run(demo_car(seed=_SEED), Settings(), duration_s=duration_s, tick_s=_TICK_S)
    return duration_s / (perf_counter() - began)


BENCHMARKS: Mapping[str, Callable[[], Figures]] = {"step": bench_step}


def run(name: str, *, as_json: bool) -> int:
    """Run one benchmark and print its figures; returns the exit code, 2 for a name that does not exist."""
    benchmark = BENCHMARKS.get(name)
    if benchmark is None:
        print(f"bench {name}: no such benchmark; choose from: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    figures = benchmark()
    if as_json:
        print(json.dumps(figures))
    else:
        for figure, value in figures.items():
            print(f"{figure:<16} {value}")
    return 0
