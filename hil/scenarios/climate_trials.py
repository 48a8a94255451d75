"""The climate law alone on a simulated cabin: trials of mornings, drives and windscreens, without the rest of the car.

The guard rules as in the product; the flap of recirculation follows one request, within what suits the climate.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil
from random import Random

from controller import climate
from controller.climate import Asked, ClimateMemory, ClimateOutput
from controller.guard import guard, guard_memory
from controller.guard.guard_memory import GuardMemory
from controller.interface.commands import Commands
from controller.interface.events import Event
from controller.interface.evidence import Evidence
from controller.interface.readings import NOT_FITTED, Reading
from controller.interface.requests import Mode, Request
from controller.interface.snapshot import CabinInputs, CompartmentInputs, FridgeInputs, Snapshot, VehicleInputs
from controller.interface.targets import Target
from controller.settings import Settings
from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs

TICK_S = 1.0
MAX_STEP_S = 2.0
"""As far as a cabin may be moved at once."""

NOISE_K = 0.02
"""TMP117: about two steps of 1/128 K."""

HUMIDITY_NOISE_PCT = 0.5

_IDLE = (Target(4.0, Mode.OFF),)


@dataclass(slots=True, kw_only=True)
class Trial:
    """One cabin, its surroundings and what is asked of it; change any of them between two runs."""

    parameters: CabinParameters
    asked: Asked
    conditions: CabinConditions = field(default_factory=CabinConditions)
    memory: ClimateMemory = field(default_factory=ClimateMemory)
    output: ClimateOutput = field(default_factory=ClimateOutput)
    events: tuple[Event, ...] = ()
    settings: Settings = field(default_factory=Settings)
    recirculation_pct: float = 70.0
    seed: int = 1
    sees_surfaces: bool = False
    now_s: float = 0.0
    tick_s: float = TICK_S
    """Between two looks of the law; a long one saves time while nothing runs."""
    requests: tuple[Request, ...] = ()
    cabin: Cabin = field(init=False)
    commands: Commands = field(default_factory=Commands)
    _random: Random = field(init=False)
    _rules: GuardMemory = field(init=False)

    def __post_init__(self) -> None:
        self.cabin = Cabin(self.parameters)
        self._random = Random(self.seed)
        self._rules = guard_memory.initial(len(self.settings.fridge.compartments), None, now_s=0.0)

    def run(self, duration_s: float, on_tick: Callable[["Trial"], None] | None = None) -> None:
        """Let the law hold the cabin for `duration_s`; `on_tick` looks at the truth after each tick."""
        outputs = ClimateOutputs()
        steps = ceil(self.tick_s / MAX_STEP_S)
        for _ in range(round(duration_s / self.tick_s)):
            inputs = self._observe()
            asked = replace(self.asked, requested=self.output.air, fitted=self.settings.fitted)
            taken = climate.regulate(self.memory, inputs, asked, self.settings.cabin, self.commands, now_s=self.now_s)
            self.memory, self.output, self.events = taken.memory, taken.output, taken.events
            self._drive(inputs, outputs)
            for _ in range(steps):
                self.cabin.advance(self.conditions, outputs, self.tick_s / steps)
            self.now_s += self.tick_s
            if on_tick is not None:
                on_tick(self)

    def _observe(self) -> Snapshot:
        cabin, now_s, conditions = self.cabin, self.now_s, self.conditions
        aboard = conditions.people.adults + conditions.people.children > 0
        requests, self.requests = self.requests, ()
        return Snapshot(
            fridge=FridgeInputs((CompartmentInputs(),) * len(self.settings.fridge.compartments)),
            cabin=CabinInputs(
                air_c=Reading(cabin.air_c + self._random.gauss(0.0, NOISE_K), now_s),
                humidity_pct=Reading(cabin.humidity_pct + self._random.gauss(0.0, HUMIDITY_NOISE_PCT), now_s),
                co2_ppm=Reading(cabin.co2_ppm, now_s),
                surface_c=Reading(cabin.mass_c, now_s) if self.sees_surfaces else NOT_FITTED,
                presence=Reading(float(aboard), now_s),
            ),
            vehicle=VehicleInputs(
                speed_kph=Reading(conditions.speed_kph, now_s), outside_c=Reading(conditions.outside_c, now_s)
            ),
            requests=requests,
        )

    def _drive(self, inputs: Snapshot, outputs: ClimateOutputs) -> None:
        """Apply to the cabin the outputs that the guard lets through."""
        air, boxes = self.output.air, len(self.settings.fridge.compartments)
        wanted = Commands(
            compartment_fan_pct=(0.0,) * boxes,
            heater_pct=air.heater_pct,
            cooler_pct=air.cooler_pct,
            blower_pct=air.blower_pct,
            windscreen_pct=air.windscreen_pct,
            recirculation_pct=climate.recirculation_pct(air, self.recirculation_pct),
        )
        ruling = guard.allow(
            self._rules, wanted, Evidence(inputs, inputs), _IDLE * boxes, self.settings, now_s=self.now_s
        )
        self._rules, self.commands = ruling.memory, ruling.output
        outputs.heater_pct, outputs.cooler_pct = self.commands.heater_pct, self.commands.cooler_pct
        outputs.blower_pct, outputs.windscreen_pct = self.commands.blower_pct, self.commands.windscreen_pct
        outputs.recirculation_pct = self.commands.recirculation_pct
