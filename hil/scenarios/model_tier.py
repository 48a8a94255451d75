"""The model tier: the simulated car and the control laws, tick by tick, with nothing between them.

No clock, no event loop, no input or output: a whole day passes in seconds, and the same car and settings always give
the same day. A watch looks at the car in each tick, and tells the true figures of the run.
"""

from collections.abc import Callable
from dataclasses import dataclass

from controller import Settings, Step, step
from controller.interface.commands import Commands
from controller.interface.targets import Targets
from controller.step import initial
from hil.plants import Cabin, CoolingCompartment, SimulatedCar

NEAR_K = 1.5
"""A compartment is settled once its air and its contents stay this near the set-point."""

_HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentReport:
    """One compartment at the end, its extremes, and the time since which it is near its set-point (None: it is not)."""

    name: str
    set_point_c: float
    air_c: float
    contents_c: float
    air_min_c: float
    air_max_c: float
    contents_min_c: float
    contents_max_c: float
    settled_at_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinReport:
    """The cabin at the end, and its extremes."""

    set_point_c: float
    air_c: float
    air_min_c: float
    air_max_c: float
    co2_max_ppm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """The true figures of one run; energies in Wh, `compressor_duty` is 0 to 1."""

    simulated_s: float
    ticks: int
    compressor_starts: int
    compressor_duty: float
    min_off_violations: int
    min_on_violations: int
    fridge_wh: float
    climate_wh: float
    compartments: tuple[CompartmentReport, ...]
    cabin: CabinReport


class _Extremes:
    """The least and the greatest of all values seen."""

    __slots__ = ("maximum", "minimum")

    def __init__(self, value: float) -> None:
        self.minimum = self.maximum = value

    def see(self, value: float) -> None:
        """Take in one value."""
        if value < self.minimum:
            self.minimum = value
        elif value > self.maximum:
            self.maximum = value


class _CompartmentMonitor:
    """Follows one compartment."""

    __slots__ = ("air", "compartment", "contents", "settled_at_s")

    def __init__(self, compartment: CoolingCompartment) -> None:
        self.compartment = compartment
        self.air = _Extremes(compartment.air_c)
        self.contents = _Extremes(compartment.contents_c)
        self.settled_at_s: float | None = None

    def look(self, set_point_c: float, now_s: float) -> None:
        """Take in one tick."""
        air_c, contents_c = self.compartment.air_c, self.compartment.contents_c
        self.air.see(air_c)
        self.contents.see(contents_c)
        near = -NEAR_K <= air_c - set_point_c <= NEAR_K and -NEAR_K <= contents_c - set_point_c <= NEAR_K
        if not near:
            self.settled_at_s = None
        elif self.settled_at_s is None:
            self.settled_at_s = now_s

    def report(self, set_point_c: float) -> CompartmentReport:
        """Return its figures so far."""
        return CompartmentReport(
            name=self.compartment.name,
            set_point_c=set_point_c,
            air_c=self.compartment.air_c,
            contents_c=self.compartment.contents_c,
            air_min_c=self.air.minimum,
            air_max_c=self.air.maximum,
            contents_min_c=self.contents.minimum,
            contents_max_c=self.contents.maximum,
            settled_at_s=self.settled_at_s,
        )


class _CabinMonitor:
    """Follows the cabin."""

    __slots__ = ("air", "cabin", "co2_max_ppm")

    def __init__(self, cabin: Cabin) -> None:
        self.cabin = cabin
        self.air = _Extremes(cabin.air_c)
        self.co2_max_ppm = cabin.co2_ppm

    def look(self) -> None:
        """Take in one tick."""
        self.air.see(self.cabin.air_c)
        self.co2_max_ppm = max(self.co2_max_ppm, self.cabin.co2_ppm)

    def report(self, set_point_c: float) -> CabinReport:
        """Return its figures so far."""
        return CabinReport(
            set_point_c=set_point_c,
            air_c=self.cabin.air_c,
            air_min_c=self.air.minimum,
            air_max_c=self.air.maximum,
            co2_max_ppm=self.co2_max_ppm,
        )


class Monitor:
    """Collects the figures of a run; look at the car once per tick, then ask for the report."""

    __slots__ = ("_cabin", "_car", "_compartments", "_running_ticks")

    def __init__(self, car: SimulatedCar) -> None:
        self._car = car
        self._compartments = [_CompartmentMonitor(compartment) for compartment in car.fridge.compartments]
        self._cabin = _CabinMonitor(car.cabin)
        self._running_ticks = 0

    def look(self, commands: Commands, targets: Targets, now_s: float) -> None:
        """Take in one tick: the commands and the targets."""
        self._running_ticks += commands.compressor_on
        self._cabin.look()
        for monitor, target in zip(self._compartments, targets.compartments, strict=True):
            monitor.look(target.set_point_c, now_s)

    def report(self, targets: Targets, ticks: int, tick_s: float) -> ModelReport:
        """Return the figures of all ticks so far."""
        fridge = self._car.fridge
        return ModelReport(
            simulated_s=ticks * tick_s,
            ticks=ticks,
            compressor_starts=fridge.compressor.starts,
            compressor_duty=self._running_ticks / max(ticks, 1),
            min_off_violations=fridge.compressor.min_off_violations,
            min_on_violations=fridge.compressor.min_on_violations,
            fridge_wh=fridge.energy_j / _HOUR_S,
            climate_wh=self._car.cabin.climate.energy_j / _HOUR_S,
            compartments=tuple(
                monitor.report(target.set_point_c)
                for monitor, target in zip(self._compartments, targets.compartments, strict=True)
            ),
            cabin=self._cabin.report(targets.cabin.set_point_c),
        )


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
    monitor = Monitor(car)
    memory = initial(settings, now_s=0.0)
    ticks = round(duration_s / tick_s)
    for tick in range(ticks):
        now_s = tick * tick_s
        taken = step(memory, car.observe(now_s), settings, now_s=now_s)
        memory = taken.memory
        car.advance(taken.commands, tick_s)
        monitor.look(taken.commands, memory.targets, now_s)
        if on_step is not None:
            on_step(taken)
    return monitor.report(memory.targets, ticks, tick_s)


def _check_same_compartments(car: SimulatedCar, settings: Settings) -> None:
    simulated = [compartment.name for compartment in car.fridge.compartments]
    configured = [compartment.name for compartment in settings.fridge.compartments]
    if simulated != configured:
        raise ValueError(f"the settings have the compartments {configured}: must be those of the car, {simulated}")
