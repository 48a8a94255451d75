"""A cooling box of one or more compartments around one evaporator plate, with its compressor, frost and probes."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from hil.plants.compartment import Compartment, CompartmentParameters
from hil.plants.compressor import Compressor, CompressorParameters
from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings
from hil.plants.frost import FREEZING_J_G, Frost, FrostParameters
from hil.plants.probe import Probe, ProbeParameters

_HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FridgeParameters:
    """The box: compartments side by side with a wall of `wall_w_k` between neighbours."""

    compartments: tuple[CompartmentParameters, ...]
    compressor: CompressorParameters = field(default_factory=CompressorParameters)
    frost: FrostParameters = field(default_factory=FrostParameters)
    plate_probe: ProbeParameters = field(default_factory=ProbeParameters)
    wall_w_k: float = 0.25
    """0.12 m2 of 15 mm foam and its liners."""
    plate_j_k: float = 2_500.0
    standby_w: float = 0.6
    """The compressor's electronics."""

    def build(self, *, off_for_s: float = 0.0, seed: int = 0) -> "Fridge":
        """Make the box."""
        return Fridge(self, off_for_s=off_for_s, seed=seed)


class Fridge:
    """The whole appliance. The supply gives `power_w`; the air around gets `rejected_w`.

    `off_for_s` is how long the compressor has stood at the beginning, `seed` is for the noise of the probes.
    """

    __slots__ = (
        "_neighbours",
        "_parameters",
        "compartments",
        "compressor",
        "current_a",
        "energy_j",
        "faults",
        "frost",
        "heat_out_j",
        "plate_c",
        "plate_probe",
        "power_w",
        "rejected_w",
    )

    def __init__(self, parameters: FridgeParameters, *, off_for_s: float = 0.0, seed: int = 0) -> None:
        random = Random(seed)
        self._parameters = parameters
        self.faults = FridgeFaults()
        self.compartments = tuple(Compartment(compartment, random) for compartment in parameters.compartments)
        self._neighbours = tuple(pairwise(self.compartments))
        self.compressor = Compressor(parameters.compressor, self.faults, off_for_s=off_for_s)
        self.frost = Frost(parameters.frost)
        self.plate_c = self.compartments[0].air_c
        self.plate_probe = Probe(parameters.plate_probe, self.plate_c, random)
        self.power_w = parameters.standby_w
        self.current_a = 0.0
        self.rejected_w = 0.0
        """From the condenser and the electronics, less what comes in through walls and lids."""
        self.energy_j = 0.0
        """Electricity since the beginning."""
        self.heat_out_j = 0.0
        """All that the refrigerant carried away since the beginning."""

    @property
    def energy_wh(self) -> float:
        """Electricity since the beginning."""
        return self.energy_j / _HOUR_S

    @property
    def stored_j(self) -> float:
        """Heat stored in plate, frost, air and contents, above a fixed state."""
        plate_j = self._parameters.plate_j_k * self.plate_c - FREEZING_J_G * self.frost.grams
        return plate_j + sum(each.stored_j for each in self.compartments)

    @property
    def heat_in_j(self) -> float:
        """All that came in from outside since the beginning."""
        return sum(each.heat_in_j for each in self.compartments)

    def advance(self, outputs: FridgeOutputs, around: FridgeSurroundings, dt_s: float) -> None:
        """Run for `dt_s` seconds, at most about 10."""
        parameters, compressor, plate_c = self._parameters, self.compressor, self.plate_c
        compressor.advance(outputs, around, plate_c, dt_s)
        cooling_w = compressor.refrigerant.cooling_w
        power_w = compressor.power_w + parameters.standby_w
        rejected_w = cooling_w + power_w
        plate_w, water_g_s = -cooling_w, 0.0
        self._conduct(dt_s)
        frost_k_w, fans_pct = self.frost.k_w, outputs.fans_pct
        for index, compartment in enumerate(self.compartments):
            ratio = fans_pct[index] / 100.0 if index < len(fans_pct) else 0.0
            plate_w += compartment.advance(ratio, plate_c, frost_k_w, around, dt_s)
            power_w += compartment.fan_w
            rejected_w -= compartment.surroundings_w
            water_g_s += compartment.water_g_s
        plate_w += self.frost.advance(water_g_s, plate_c, dt_s)
        self.plate_c = plate_c + plate_w * dt_s / parameters.plate_j_k
        self.plate_probe.advance(self.plate_c, dt_s)
        self.heat_out_j += cooling_w * dt_s
        self.rejected_w = rejected_w
        self._draw(power_w, around.supply_v, dt_s)

    def _draw(self, power_w: float, supply_v: float, dt_s: float) -> None:
        self.power_w = power_w
        self.current_a = power_w / supply_v if supply_v > 0.0 else 0.0
        self.energy_j += power_w * dt_s

    def _conduct(self, dt_s: float) -> None:
        """Conduct heat through the walls between neighbours."""
        wall_w_k = self._parameters.wall_w_k
        for left, right in self._neighbours:
            heat_j = wall_w_k * (left.air_c - right.air_c) * dt_s
            left.receive(-heat_j)
            right.receive(heat_j)
