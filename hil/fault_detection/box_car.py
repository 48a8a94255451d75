"""A car that is nothing but a box of another structure with its sensors, a good supply and the air around."""

from dataclasses import replace

from controller.interface.commands import Commands
from controller.interface.readings import present
from controller.interface.snapshot import CabinInputs, FridgeInputs, Snapshot, SupplyInputs
from controller.settings import MAX_COMPARTMENTS
from hil.boxes import SEEN, Ambient, Box, Thermoelectric, draw, draw_sensors, owner
from hil.boxes.eyes import Eyes
from hil.fault_detection.injections import Parts
from hil.plants import FridgeOutputs

OTHER_KINDS = tuple(name for name, kind in SEEN.items() if len(kind.compartments) <= MAX_COMPARTMENTS)
"""The kinds that the product can be configured for."""

SUPPLY_V, CABLE_OHM, ELECTRONICS_A = 12.8, 0.05, 0.2
"""A battery on its charger, some metres of cable, and what the controller itself draws. Engineering choice."""

FAN_RPM = 1_200.0
"""Of the condenser fan while the compressor runs."""


class BoxCar:
    """Played as `hil.plants.SimulatedCar` is, as far as a fridge is concerned."""

    def __init__(self, kind: str, seed: int, *, start_c: float | None = None) -> None:
        parameters = draw(kind, seed)
        if start_c is not None:
            begun = tuple(replace(each, start_c=start_c) for each in parameters.compartments)
            parameters = replace(parameters, compartments=begun)
        self.fridge = Box(parameters, draw_sensors("all", seed), off_for_s=3_600.0, seed=seed)
        self._eyes = Eyes(self.fridge)
        self._blown = all(each.has_fan for each in parameters.compartments)
        self.settings = owner.settings(parameters)
        self._ambient = Ambient(parameters)
        self._around = self._ambient.at(0.0)
        self.supply_v, self.hotter_k = SUPPLY_V, 0.0
        """The supply without load, and by how much the air around is hotter than drawn."""
        self._outputs, self._now_s = FridgeOutputs(), 0.0

    @property
    def around_c(self) -> float:
        """The air around it now."""
        return self._around.air_c

    @property
    def parts(self) -> Parts:
        """The parts that not every box has."""
        parts = Parts.NONE if isinstance(self.fridge.compressor, Thermoelectric) else Parts.COMPRESSOR
        if self._blown:
            parts |= Parts.FAN
        return parts | Parts.SECOND if len(self.fridge.compartments) > 1 else parts

    def observe(self, now_s: float) -> Snapshot:
        """Read all sensors at `now_s`."""
        around = self._around
        drawn_a = self.fridge.current_a + ELECTRONICS_A
        return Snapshot(
            fridge=self._fridge(now_s),
            cabin=CabinInputs(air_c=present(around.air_c, now_s), presence=present(0.0, now_s)),
            supply=SupplyInputs(present(max(self.supply_v - CABLE_OHM * drawn_a, 0.0), now_s), present(drawn_a, now_s)),
        )

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""
        self._outputs.obey(commands)
        self._now_s += dt_s
        around = self._ambient.at(self._now_s)
        self._around = replace(around, supply_v=self.supply_v, air_c=around.air_c + self.hotter_k)
        self.fridge.advance(self._outputs, self._around, dt_s)

    def _fridge(self, now_s: float) -> FridgeInputs:
        box, around = self.fridge, self._around
        condenser_c = box.compressor.hot_side_c(around.air_c) if box.compressor.running else around.air_c
        fan_rpm = 0.0 if box.faults.condenser_fan_failed or not box.compressor.running else FAN_RPM
        return replace(
            self._eyes.read(now_s),
            condenser_c=present(condenser_c, now_s),
            condenser_fan_rpm=present(fan_rpm, now_s),
        )
