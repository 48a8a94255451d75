"""The time that the controller takes for a tick, and the speed at which the model tier lets a day pass."""

from statistics import fmean, quantiles
from time import perf_counter

from controller import Settings, step
from controller.step import initial
from hil.bench.result import Figures
from hil.plants import demo_car
from hil.scenarios import model_tier

_HOUR_S = 3_600.0
_TICK_S = 0.5
_SEED = 1


def bench_step(*, hours: float = 6.0) -> Figures:
    """Measure a `controller.step`, and the speed at which the model tier lets the demonstration day pass.

    `step_us` is the mean over all ticks, `step_p95_us` that of a tick in which every law is asked; `times_real_time`
    counts the laws, the plants and the sensors together.
    """
    ticks = round(hours * _HOUR_S / _TICK_S)
    steps_us = _steps_us(ticks)
    return {
        "step_us": round(fmean(steps_us), 1),
        "step_p95_us": round(quantiles(steps_us, n=20)[-1], 1),
        "times_real_time": round(_times_real_time(ticks)),
        "ticks": ticks,
        "tick_s": _TICK_S,
    }


def _steps_us(ticks: int) -> list[float]:
    car, settings = demo_car(seed=_SEED), Settings()
    memory = initial(settings, now_s=0.0)
    taken_us: list[float] = []
    for tick in range(ticks):
        now_s = tick * _TICK_S
        snapshot = car.observe(now_s)
        began = perf_counter()
        result = step(memory, snapshot, settings, now_s=now_s)
        taken_us.append(1e6 * (perf_counter() - began))
        memory = result.memory
        car.advance(result.commands, _TICK_S)
    return taken_us


def _times_real_time(ticks: int) -> float:
    duration_s = ticks * _TICK_S
    began = perf_counter()
    model_tier.run(demo_car(seed=_SEED), Settings(), duration_s=duration_s, tick_s=_TICK_S)
    return duration_s / (perf_counter() - began)
