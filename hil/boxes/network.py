"""A box of any structure: compartments, a plate that may store cold, and a compressor or a thermoelectric element."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from hil.boxes.chamber import Chamber, ChamberParameters
from hil.boxes.mass import SOLID, Mass
from hil.boxes.sensor_sets import BoxSensors
from hil.boxes.thermoelectric import Thermoelectric, ThermoelectricParameters
from hil.plants.compressor import Compressor, CompressorParameters
from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings
from hil.plants.frost import FREEZING_J_G, Frost, FrostParameters
from hil.plants.matter import EUTECTIC, Matter

_HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxParameters:
    """One box. Neighbours in the list of compartments have a wall in common."""

    kind: str
    compartments: tuple[ChamberParameters, ...]
    unit: CompressorParameters | ThermoelectricParameters
    plate_j_k: float
    plate_ambient_w_k: float = 0.0
    """Heat that comes to the plate past the compartments: an evaporator in the outer wall."""
    eutectic_kg: float = 0.0
    """Of the salt solution in the plate, which freezes and stores cold."""
    eutectic_freezes_c: float = 0.0
    frost: FrostParameters = field(default_factory=FrostParameters)
    wall_w_k: float = 0.25
    standby_w: float = 0.6
    ambient_c: float = 25.0
    """Its use: the mean of the air around, and half of the swing of its day."""
    swing_k: float = 0.0

    def build(self, *, sensors: BoxSensors | None = None, off_for_s: float = 0.0, seed: int = 0) -> "Box":
        """Make the box; no `sensors` given is perfect ones everywhere."""
        return Box(self, sensors, off_for_s=off_for_s, seed=seed)


class Box:
    """The whole appliance, played as `hil.plants.Fridge` is.

    `off_for_s` is how long the compressor has stood at the beginning, `seed` is for the noise of the probes.
    """

    __slots__ = (
        "_neighbours",
        "_parameters",
        "_places",
        "_plate",
        "compartments",
        "compressor",
        "current_a",
        "energy_j",
        "faults",
        "frost",
        "heat_in_plate_j",
        "heat_out_j",
        "plate_probe",
        "power_w",
        "rejected_w",
        "sensors",
    )

    def __init__(
        self, parameters: BoxParameters, sensors: BoxSensors | None = None, *, off_for_s: float = 0.0, seed: int = 0
    ) -> None:
        random = Random(seed)
        self._parameters = parameters
        self.sensors = sensors or BoxSensors()
        self.faults = FridgeFaults()
        self.compartments = tuple(
            Chamber(each, self.sensors.of(index), random) for index, each in enumerate(parameters.compartments)
        )
        self._neighbours = tuple(pairwise(self.compartments))
        self._places = tuple(
            (index, self.compartments[index], None if each.cold_from is None else self.compartments[each.cold_from])
            for index, each in enumerate(parameters.compartments)
        )
        """Each compartment with its number, and the one that its cold comes from; None: from the plate."""
        start_c = parameters.compartments[0].start_c
        self._plate = _plate(parameters, start_c)
        unit = parameters.unit
        self.compressor: Compressor | Thermoelectric = (
            Thermoelectric(unit, self.faults, parameters.ambient_c)
            if isinstance(unit, ThermoelectricParameters)
            else Compressor(unit, self.faults, off_for_s=off_for_s)
        )
        self.frost = Frost(parameters.frost)
        self.plate_probe = self.sensors.plate.build(start_c, random)
        self.power_w = parameters.standby_w
        self.current_a = self.rejected_w = 0.0
        self.energy_j = 0.0
        """Electricity since the beginning."""
        self.heat_out_j = 0.0
        """All that the unit carried away since the beginning."""
        self.heat_in_plate_j = 0.0
        """All that came into the plate through the outer wall."""

    @property
    def plate_c(self) -> float:
        """Temperature of the plate."""
        return self._plate.c

    @property
    def energy_wh(self) -> float:
        """Electricity since the beginning."""
        return self.energy_j / _HOUR_S

    @property
    def stored_j(self) -> float:
        """Heat stored in plate, frost, air, liners and goods, above a fixed state."""
        plate_j = self._plate.stored_j - FREEZING_J_G * self.frost.grams
        return plate_j + sum(each.stored_j for each in self.compartments)

    @property
    def unit_stored_j(self) -> float:
        """Heat stored in a thermoelectric element's sink, above a fixed state; a compressor keeps none."""
        unit = self.compressor
        return unit.stored_j if isinstance(unit, Thermoelectric) else 0.0

    @property
    def heat_in_j(self) -> float:
        """All that came in from outside since the beginning."""
        return self.heat_in_plate_j + sum(each.heat_in_j for each in self.compartments)

    def advance(self, outputs: FridgeOutputs, around: FridgeSurroundings, dt_s: float) -> None:
        """Run for `dt_s` seconds, at most about 10."""
        parameters, compressor, plate_c = self._parameters, self.compressor, self._plate.c
        compressor.advance(outputs, around, plate_c, dt_s)
        cooling_w = compressor.cooling_w
        power_w = compressor.power_w + parameters.standby_w
        outer_w = parameters.plate_ambient_w_k * (around.air_c - plate_c)
        plate_w, entered_w, water_g_s = outer_w - cooling_w, outer_w, 0.0
        self._conduct(dt_s)
        frost_k_w, fans_pct, count = self.frost.k_w, outputs.fans_pct, len(outputs.fans_pct)
        for index, chamber, source in self._places:
            ratio = fans_pct[index] / 100.0 if index < count else 0.0
            if source is None:
                plate_w += chamber.advance(ratio, plate_c, plate_c, frost_k_w, around, dt_s)
            else:
                source.receive(chamber.advance(ratio, source.air_c, plate_c, 0.0, around, dt_s) * dt_s)
            plate_w += chamber.plate_w
            power_w += chamber.fan_w
            entered_w += chamber.surroundings_w
            water_g_s += chamber.water_g_s
        plate_w += self.frost.advance(water_g_s, plate_c, dt_s)
        self._plate.take(plate_w * dt_s)
        self.plate_probe.advance(self._plate.c, dt_s)
        self.heat_in_plate_j += outer_w * dt_s
        self.heat_out_j += cooling_w * dt_s
        self._draw(power_w, entered_w, around.supply_v, dt_s)

    def _draw(self, power_w: float, entered_w: float, supply_v: float, dt_s: float) -> None:
        """Take electricity, and give heat to the air around."""
        self.power_w = power_w
        self.current_a = power_w / supply_v if supply_v > 0.0 else 0.0
        self.energy_j += power_w * dt_s
        self.rejected_w = self.compressor.rejected_w + self._parameters.standby_w - entered_w

    def _conduct(self, dt_s: float) -> None:
        """Conduct heat through the walls between neighbours, from liner to liner."""
        wall_w_k = self._parameters.wall_w_k
        for left, right in self._neighbours:
            heat_j = wall_w_k * (left.liner.c - right.liner.c) * dt_s
            left.liner.take(-heat_j)
            right.liner.take(heat_j)


def _plate(parameters: BoxParameters, start_c: float) -> Mass:
    """Make the plate: of metal, or of a solution that freezes, with its metal counted in."""
    kg = parameters.eutectic_kg
    if not kg:
        return Mass(SOLID, parameters.plate_j_k / SOLID.liquid_j_kg_k, start_c)
    metal_j_kg_k = parameters.plate_j_k / kg
    filled = Matter(
        liquid_j_kg_k=EUTECTIC.liquid_j_kg_k + metal_j_kg_k,
        solid_j_kg_k=EUTECTIC.solid_j_kg_k + metal_j_kg_k,
        latent_j_kg=EUTECTIC.latent_j_kg,
        freezes_c=parameters.eutectic_freezes_c,
        frozen_c=parameters.eutectic_freezes_c + EUTECTIC.frozen_c - EUTECTIC.freezes_c,
    )
    return Mass(filled, kg, start_c)
