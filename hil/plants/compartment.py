"""One compartment of a cooling box: its air with the liner, its contents, and the goods nearest to the plate.

plate --(fan or damper)-- air and liner -- contents
  |                          |
  +---- the nearest goods ---+             ambient -- air, through walls, seal and lid
"""

from dataclasses import dataclass, field
from random import Random

from hil.plants.contents import Contents, ContentsParameters
from hil.plants.fridge_ports import FridgeSurroundings
from hil.plants.moist_air import CONDENSING_J_G, entering_g_s
from hil.plants.probe import Probe, ProbeParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentParameters:
    """One compartment of 20-25 L; conductances in W/K. Figures for a 40-46 L box are shared between two."""

    name: str
    ambient_w_k: float = 0.225
    """45 mm of polyurethane foam, lid seal included; 0.45 W/K for a whole box makes it draw what products draw."""
    air_j_k: float = 3_500.0
    contents: ContentsParameters = field(default_factory=lambda: ContentsParameters(kg=5.0))
    air_contents_w_k_kg: float = 0.4
    """For each kilogram in still air: 4 W/K for 10 kg."""
    fan_gain: float = 2.0
    """Ratio of it with the fan at full speed to still air: 8 W/K for 10 kg."""
    plate_still_w_k: float = 0.3
    """Air that drifts over the plate while the fan stands or the damper is shut."""
    plate_fan_w_k: float = 8.0
    fan_w: float = 1.5
    nearest_plate_share: float = 0.05
    """Weight of the plate in what the goods beside it feel; the rest is air. Engineering choice: a liner is between."""
    nearest_s: float = 1_200.0
    """Time constant of a single pack beside the plate. Engineering choice: 0.2 kg with 0.6 W/K."""
    lid_w_k: float = 12.0
    """While open: 12 for a chest, 40 for an upright door."""
    ajar_w_k: float = 1.5
    """While not quite shut. Engineering choice: a gap of 5 mm along one side."""
    lid_wetting: float = 0.3
    """The share of the moisture entering through the lid that stays: it adds 30 % to the heat at 32 C and 60 %."""
    seal_leak_m3_s: float = 2e-6
    """7 L/h of damp air through a shut lid's seal: 2 g of frost a day at 32 C. Engineering choice."""
    air_probe: ProbeParameters = field(default_factory=ProbeParameters)
    contents_probe: ProbeParameters = field(default_factory=ProbeParameters)
    air_c: float = 20.0


class Compartment:
    """The state of one compartment. Lid, fan and contents may be changed from outside at any time."""

    __slots__ = (
        "_contents",
        "_parameters",
        "air_c",
        "air_probe",
        "contents_probe",
        "fan_failed",
        "fan_w",
        "freeze_s",
        "heat_in_j",
        "lid_ajar",
        "lid_open",
        "name",
        "nearest_c",
        "surroundings_w",
        "water_g_s",
    )

    def __init__(self, parameters: CompartmentParameters, random: Random) -> None:
        self._parameters = parameters
        self._contents = Contents(parameters.contents)
        self.name = parameters.name
        self.air_c = self.nearest_c = parameters.air_c
        """`nearest_c`: goods beside the plate."""
        self.air_probe = Probe(parameters.air_probe, parameters.air_c, random)
        self.contents_probe = Probe(parameters.contents_probe, self.contents_c, random)
        self.lid_open = False
        self.lid_ajar = False
        """Not quite shut; a lid switch does not see it."""
        self.fan_failed = False
        self.fan_w = 0.0
        self.surroundings_w = 0.0
        """Heat that comes in through walls and lid."""
        self.water_g_s = 0.0
        """Moisture that comes in and settles on the plate."""
        self.heat_in_j = 0.0
        """All that came through walls and lid, from the fan and with goods since the beginning."""
        self.freeze_s = 0.0
        """Time for which contents or the goods beside the plate have been at or below 0 C."""

    @property
    def contents_c(self) -> float:
        """True temperature of the contents."""
        return self._contents.c if self._contents.kg else self.air_c

    @property
    def warmest_c(self) -> float:
        """The warmest of the goods: one temperature for all, but for a pack beside the plate."""
        return self.contents_c

    @property
    def coldest_c(self) -> float:
        """The coldest of the goods, which is often the pack beside the plate."""
        return min(self.contents_c, self.nearest_c)

    @property
    def contents_kg(self) -> float:
        """Mass of its contents."""
        return self._contents.kg

    @property
    def stored_j(self) -> float:
        """Heat stored in air and contents, above a fixed state."""
        return self._parameters.air_j_k * self.air_c + self._contents.stored_j

    def set_lid(self, is_open: bool) -> None:
        """Open or shut the lid."""
        self.lid_open = is_open

    def add(self, kg: float, temperature_c: float) -> None:
        """Put in goods."""
        self.heat_in_j += self._contents.add(kg, temperature_c)

    def remove(self, kg: float) -> None:
        """Take out goods, at most all."""
        self.heat_in_j -= self._contents.remove(kg)

    def receive(self, heat_j: float) -> None:
        """Take `heat_j` from the neighbour through the wall."""
        self.air_c += heat_j / self._parameters.air_j_k

    def advance(
        self, fan_ratio: float, plate_c: float, frost_k_w: float, around: FridgeSurroundings, dt_s: float
    ) -> float:
        """Let heat flow for `dt_s` seconds; returns the W that went into the plate."""
        parameters, contents, air_c = self._parameters, self._contents, self.air_c
        if self.fan_failed:
            fan_ratio = 0.0
        self._enter(around)
        fan_w = self.fan_w = parameters.fan_w * fan_ratio
        entering_w = self.surroundings_w + fan_w
        still = parameters.plate_still_w_k
        plate_w_k = still + (parameters.plate_fan_w_k - still) * fan_ratio
        plate_w = (air_c - plate_c) * plate_w_k / (1.0 + plate_w_k * frost_k_w)
        contents_w = 0.0
        if contents.kg:
            gain = 1.0 + (parameters.fan_gain - 1.0) * fan_ratio
            contents_w = parameters.air_contents_w_k_kg * contents.kg * gain * (air_c - contents.c)
            contents.take(contents_w * dt_s)
        self.heat_in_j += entering_w * dt_s
        self.air_c = air_c + (entering_w - plate_w - contents_w) * dt_s / parameters.air_j_k
        self._feel(plate_c, dt_s)
        return plate_w

    def _enter(self, around: FridgeSurroundings) -> None:
        """Let heat and moisture in through walls, seal and lid."""
        parameters, air_c = self._parameters, self.air_c
        lid_w_k = parameters.lid_w_k if self.lid_open else parameters.ajar_w_k if self.lid_ajar else 0.0
        water_g_s = self.water_g_s = entering_g_s(
            around.moisture_g_m3,
            air_c,
            seal_m3_s=parameters.seal_leak_m3_s,
            lid_w_k=lid_w_k,
            lid_wetting=parameters.lid_wetting,
        )
        self.surroundings_w = (parameters.ambient_w_k + lid_w_k) * (around.air_c - air_c) + water_g_s * CONDENSING_J_G

    def _feel(self, plate_c: float, dt_s: float) -> None:
        """Let the goods beside the plate and the probes follow the new temperatures."""
        parameters, air_c, contents_c = self._parameters, self.air_c, self.contents_c
        share = parameters.nearest_plate_share
        around_c = air_c + (plate_c - air_c) * share
        nearest_c = self.nearest_c = self.nearest_c + (around_c - self.nearest_c) * dt_s / parameters.nearest_s
        if nearest_c <= 0.0 or contents_c <= 0.0:
            self.freeze_s += dt_s
        self.air_probe.advance(air_c, dt_s)
        self.contents_probe.advance(contents_c, dt_s)
