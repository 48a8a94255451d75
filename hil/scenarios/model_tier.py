"""The model tier: the simulated car and the control laws, tick by tick, with nothing between them.

No clock, no event loop, no input or output: a whole day passes in seconds, and the same car and settings always give
the same day.
"""

from collections.abc import Callable

from controller import Settings, Step, step
from controller.memory import start
from hil.plants import SimulatedCar
from hil.scenarios.car_metrics import ModelReport, Watch


def run(
    car: SimulatedCar,
    settings: Settings,
    *,
    duration_s: float,
    tick_s: float = 0.5,
    on_step: Callable[[Step], None] | None = None,
) -> ModelReport:
    """Let the laws drive `car` from its present state; `on_step` sees each step. The compartments must match."""
    _check_same_compartments(car, settings)
    watch = Watch(car)
    memory = start(settings, now_s=0.0)
    ticks = round(duration_s / tick_s)
    for tick in range(ticks):
        now_s = tick * tick_s
        taken = step(memory, car.observe(now_s), settings, now_s=now_s)
        memory = taken.memory
        car.advance(taken.commands, tick_s)
        watch.look(taken.commands, memory.targets, now_s)
        if on_step is not None:
            on_step(taken)
    return watch.report(memory.targets, ticks, tick_s)


def _check_same_compartments(car: SimulatedCar, settings: Settings) -> None:
    simulated = [compartment.name for compartment in car.fridge.compartments]
    configured = [compartment.name for compartment in settings.fridge.compartments]
    if simulated != configured:
        raise ValueError(f"the settings have the compartments {configured}: must be those of the car, {simulated}")
