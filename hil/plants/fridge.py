"""A cooling box of one or more compartments around one evaporator plate.

Each compartment has two thermal nodes: its air with the liner, and its contents. A fan moves its air over the plate:

    refrigerant -- plate --(fan)-- air and liner -- contents
                                    |      |
                          ambient --+      +-- the next compartment
"""

from dataclasses import dataclass, field
from itertools import pairwise

from hil.plants.compressor import Compressor, CompressorParameters


@dataclass(frozen=True, slots=True)
class CompartmentParameters:
    """One compartment of 20-25 L; conductances in W/K. Figures for a 40-46 L box are shared between two."""

    name: str
    ambient_w_k: float = 0.28
    """45 mm of polyurethane foam, lid seal included: 0.55 W/K for a whole box."""
    air_j_k: float = 3_500.0
    contents_kg: float = 5.0
    """None at all is allowed: then the contents show the temperature of the air."""
    contents_j_kg_k: float = 3_600.0
    """Unfrozen food 3.3-3.9 kJ/kg K, water 4.19."""
    air_contents_w_k: float = 8.0
    """With a fan; 4 for 10 kg in still air."""
    plate_still_w_k: float = 0.3
    """Air that drifts over the plate while the fan stands."""
    plate_fan_w_k: float = 8.0
    fan_w: float = 1.5
    lid_w_k: float = 12.0
    """While open: 12 for a chest, 40 for an upright door."""
    lid_latent: float = 1.3
    """Condensing moisture adds this to the heat that enters through the lid."""
    air_c: float = 20.0
    contents_c: float = 20.0


@dataclass(frozen=True, slots=True)
class FridgeParameters:
    """The box: compartments side by side with a wall of `wall_w_k` between neighbours."""

    compartments: tuple[CompartmentParameters, ...]
    compressor: CompressorParameters = field(default_factory=CompressorParameters)
    wall_w_k: float = 0.25
    """0.12 m2 of 15 mm foam and its liners."""
    plate_j_k: float = 2_500.0
    standby_w: float = 0.6
    """The compressor's electronics."""


class Compartment:
    """The state of one compartment. The lid may be opened and closed from outside."""

    __slots__ = (
        "_contents_j_k",
        "_parameters",
        "air_c",
        "contents_c",
        "fan_w",
        "heat_in_j",
        "lid_open",
        "name",
        "surroundings_w",
    )

    def __init__(self, parameters: CompartmentParameters) -> None:
        self._parameters = parameters
        self._contents_j_k = parameters.contents_kg * parameters.contents_j_kg_k
        self.name = parameters.name
        self.air_c = parameters.air_c
        self.contents_c = parameters.contents_c
        self.lid_open = False
        self.fan_w = 0.0
        self.surroundings_w = 0.0
        """Heat that comes in through walls and lid."""
        self.heat_in_j = 0.0
        """All that came through walls and lid and from the fan since the beginning."""

    @property
    def stored_j(self) -> float:
        """Heat stored above 0 C."""
        return self._parameters.air_j_k * self.air_c + self._contents_j_k * self.contents_c

    def advance(self, fan_ratio: float, plate_c: float, ambient_c: float, dt_s: float) -> float:
        """Let heat flow for `dt_s` seconds; returns the W that went into the plate."""
        parameters = self._parameters
        air_c, contents_c = self.air_c, self.contents_c
        entering_w_k = parameters.ambient_w_k
        if self.lid_open:
            entering_w_k += parameters.lid_w_k * parameters.lid_latent
        surroundings_w = self.surroundings_w = entering_w_k * (ambient_c - air_c)
        fan_w = self.fan_w = parameters.fan_w * fan_ratio
        entering_w = surroundings_w + fan_w
        still = parameters.plate_still_w_k
        plate_w = (still + (parameters.plate_fan_w_k - still) * fan_ratio) * (air_c - plate_c)
        contents_w = parameters.air_contents_w_k * (air_c - contents_c) if self._contents_j_k else 0.0
        self.heat_in_j += entering_w * dt_s
        self.air_c = air_c + (entering_w - plate_w - contents_w) * dt_s / parameters.air_j_k
        self.contents_c = contents_c + contents_w * dt_s / self._contents_j_k if self._contents_j_k else self.air_c
        return plate_w

    def receive(self, heat_j: float) -> None:
        """Take `heat_j` from the neighbour through the wall."""
        self.air_c += heat_j / self._parameters.air_j_k


class Fridge:
    """The whole appliance. The supply gives `power_w`; the air around gets `rejected_w`."""

    __slots__ = (
        "_parameters",
        "compartments",
        "compressor",
        "energy_j",
        "heat_out_j",
        "plate_c",
        "power_w",
        "rejected_w",
    )

    def __init__(self, parameters: FridgeParameters, *, off_for_s: float = 0.0) -> None:
        self._parameters = parameters
        self.compartments = tuple(Compartment(compartment) for compartment in parameters.compartments)
        self.compressor = Compressor(parameters.compressor, off_for_s=off_for_s)
        self.plate_c = self.compartments[0].air_c
        self.power_w = parameters.standby_w
        self.rejected_w = 0.0
        """From the condenser and the electronics, less what comes in through walls and lids."""
        self.energy_j = 0.0
        self.heat_out_j = 0.0
        """All that the refrigerant carried away since the beginning."""

    @property
    def stored_j(self) -> float:
        """Heat stored above 0 C."""
        return self._parameters.plate_j_k * self.plate_c + sum(each.stored_j for each in self.compartments)

    @property
    def heat_in_j(self) -> float:
        """All that came in from outside since the beginning."""
        return sum(each.heat_in_j for each in self.compartments)

    def advance(self, compressor_on: bool, fans_pct: tuple[float, ...], ambient_c: float, dt_s: float) -> None:
        """Run for `dt_s` seconds in air of `ambient_c`; a fan without an order stands."""
        parameters, compressor, plate_c = self._parameters, self.compressor, self.plate_c
        compressor.advance(compressor_on, plate_c, ambient_c, dt_s)
        plate_w = -compressor.cooling_w
        power_w = compressor.power_w + parameters.standby_w
        rejected_w = compressor.cooling_w + power_w
        self._conduct(dt_s)
        for index, compartment in enumerate(self.compartments):
            ratio = fans_pct[index] / 100.0 if index < len(fans_pct) else 0.0
            plate_w += compartment.advance(ratio, plate_c, ambient_c, dt_s)
            power_w += compartment.fan_w
            rejected_w -= compartment.surroundings_w
        self.plate_c = plate_c + plate_w * dt_s / parameters.plate_j_k
        self.heat_out_j += compressor.cooling_w * dt_s
        self.power_w = power_w
        self.rejected_w = rejected_w
        self.energy_j += power_w * dt_s

    def _conduct(self, dt_s: float) -> None:
        """Heat through the walls between neighbours."""
        for left, right in pairwise(self.compartments):
            heat_j = self._parameters.wall_w_k * (left.air_c - right.air_c) * dt_s
            left.receive(-heat_j)
            right.receive(heat_j)
