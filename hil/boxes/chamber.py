"""One compartment of a box whose liner, goods and ice are nodes of their own around the air.

    ambient -- liner --+                 +-- goods, lump by lump --+ (some touch the plate)
                       +----- air -------+                         |
    ambient -- seals --+      |          +-- packs of ice          |
                              +--- cold: the plate, or the air of another compartment

The air is light: it may follow within seconds. Each step finds the temperature at which all that flows into it agrees
with what it takes up (backward Euler for this one node); everything else follows the flows of that step. So any step
up to some ten seconds is stable, and heat is conserved to the last digit.
"""

from dataclasses import dataclass
from random import Random

from hil.boxes.goods import Goods, LumpParameters, Node, lump_node
from hil.boxes.mass import SOLID, Mass
from hil.boxes.sensor_sets import ChamberSensors
from hil.plants.fridge_ports import FridgeSurroundings
from hil.plants.moist_air import CONDENSING_J_G, entering_g_s


@dataclass(frozen=True, slots=True, kw_only=True)
class ChamberParameters:
    """One compartment; conductances in W/K."""

    name: str
    set_point_c: float
    """Its use: what it is meant to hold."""
    start_c: float
    ambient_liner_w_k: float
    """Through the foam."""
    ambient_air_w_k: float = 0.0
    """Past the foam: seals, a pane of glass."""
    air_j_k: float
    liner_j_k: float
    liner_air_w_k: float
    liner_plate_w_k: float = 0.0
    """An evaporator in the wall."""
    cold_still_w_k: float
    """Between the air and the cold while the fan stands."""
    cold_fan_w_k: float
    """The same with the fan at full speed; as much as without where there is no fan."""
    fan_gain: float = 1.0
    """Ratio of the heat transfer at liner and stirred goods with the fan at full speed to still air."""
    fan_w: float = 0.0
    cold_from: int | None = None
    """None: the plate; else the number of the compartment whose air the fan blows over."""
    lid_w_k: float = 12.0
    ajar_w_k: float = 1.5
    lid_wetting: float = 0.3
    seal_leak_m3_s: float = 2e-6
    added_w_k_kg: float = 0.4
    """To the air, for each kilogram of goods that are put in later."""
    lumps: tuple[LumpParameters, ...] = ()

    @property
    def has_fan(self) -> bool:
        """True where something moves the cold: a fan or a damper."""
        return self.cold_fan_w_k != self.cold_still_w_k


_WALL_K = 4.0
"""So much at most is a sensor on the wall colder than the air."""


class Chamber:
    """The state of one compartment. Lid, fan and contents may be changed from outside at any time."""

    __slots__ = (
        "_cold_w_k",
        "_ice",
        "_liner",
        "_nodes",
        "_parameters",
        "_ratio",
        "_wall_share",
        "air_c",
        "air_probe",
        "contents_probe",
        "fan_failed",
        "fan_w",
        "freeze_s",
        "goods",
        "heat_in_j",
        "lid_ajar",
        "lid_open",
        "liner",
        "name",
        "plate_w",
        "surroundings_w",
        "water_g_s",
    )

    def __init__(self, parameters: ChamberParameters, sensors: ChamberSensors, random: Random) -> None:
        self._parameters = parameters
        self.name = parameters.name
        self.air_c = parameters.start_c
        self.liner = Mass(SOLID, parameters.liner_j_k / SOLID.liquid_j_kg_k, parameters.start_c)
        self._liner = Node(
            self.liner, parameters.liner_air_w_k, parameters.liner_plate_w_k, stirred=True, is_goods=False
        )
        self.goods = Goods(parameters.lumps, parameters.start_c, parameters.added_w_k_kg)
        self._ice = [lump_node(each, parameters.start_c) for each in parameters.lumps if not each.is_goods]
        self._nodes: tuple[Node, ...] = ()
        self._ratio = self._cold_w_k = self.fan_w = 0.0
        self._hang()
        self._wall_share = sensors.wall_share
        self.air_probe = sensors.air.build(parameters.start_c, random)
        self.contents_probe = sensors.contents.build(parameters.start_c, random)
        self.lid_open = self.lid_ajar = self.fan_failed = False
        self.surroundings_w = 0.0
        """Heat that comes in through walls, seals and lid."""
        self.water_g_s = 0.0
        """Moisture that comes in and settles on the plate."""
        self.plate_w = 0.0
        """Heat that goes into the plate by contact."""
        self.heat_in_j = 0.0
        """All that came from outside, from the fan and with goods since the beginning."""
        self.freeze_s = 0.0
        """Time for which any of the goods have been at or below 0 C."""

    @property
    def contents_c(self) -> float:
        """Mean of the goods by heat capacity; that of the air where there are none."""
        return self.goods.mean_c if self.goods.nodes else self.air_c

    @property
    def warmest_c(self) -> float:
        """The warmest of the goods."""
        return max(self.goods.lumps_c, default=self.air_c)

    @property
    def coldest_c(self) -> float:
        """The coldest of the goods."""
        return min(self.goods.lumps_c, default=self.air_c)

    @property
    def nearest_c(self) -> float:
        """The coldest of the goods that touch the plate; of all, if none does."""
        return min((node.mass.c for node in self.goods.nodes if node.plate_w_k), default=self.coldest_c)

    @property
    def contents_kg(self) -> float:
        """Mass of the goods."""
        return self.goods.kg

    @property
    def stored_j(self) -> float:
        """Heat stored in air, liner, goods and ice, above a fixed state."""
        return self._parameters.air_j_k * self.air_c + sum(node.mass.stored_j for node in self._nodes)

    def set_lid(self, is_open: bool) -> None:
        """Open or shut the lid."""
        self.lid_open = is_open

    def add(self, kg: float, temperature_c: float) -> None:
        """Put in goods."""
        self.heat_in_j += self.goods.add(kg, temperature_c)
        self._hang()

    def remove(self, kg: float) -> None:
        """Take out goods, at most all."""
        self.heat_in_j -= self.goods.remove(kg)
        self._hang()

    def receive(self, heat_j: float) -> None:
        """Take heat into the air from another compartment."""
        self.air_c += heat_j / self._parameters.air_j_k

    def advance(
        self, fan_ratio: float, cold_c: float, plate_c: float, frost_k_w: float, around: FridgeSurroundings, dt_s: float
    ) -> float:
        """Let heat flow for `dt_s` seconds; returns the W that the air gives to the cold."""
        if self.fan_failed:
            fan_ratio = 0.0
        if fan_ratio != self._ratio:
            self._blow(fan_ratio)
        cold_w_k = self._cold_w_k / (1.0 + self._cold_w_k * frost_k_w)
        liner_w = self._parameters.ambient_liner_w_k * (around.air_c - self.liner.c)
        cold_w = self._mix(cold_w_k, cold_c, liner_w, around, dt_s)
        self._spread(plate_c, liner_w, dt_s)
        self._feel(cold_c, dt_s)
        return cold_w

    def _mix(self, cold_w_k: float, cold_c: float, liner_w: float, around: FridgeSurroundings, dt_s: float) -> float:
        """Find the temperature of the air; returns the W that it gives to the cold."""
        parameters, fan_w, ambient_c = self._parameters, self.fan_w, around.air_c
        lid_w_k = parameters.lid_w_k if self.lid_open else parameters.ajar_w_k if self.lid_ajar else 0.0
        gap_w_k = parameters.ambient_air_w_k + lid_w_k
        self.water_g_s = entering_g_s(
            around.moisture_g_m3,
            self.air_c,
            seal_m3_s=parameters.seal_leak_m3_s,
            lid_w_k=lid_w_k,
            lid_wetting=parameters.lid_wetting,
        )
        wet_w = self.water_g_s * CONDENSING_J_G
        sum_w_k = gap_w_k + cold_w_k
        into_w = gap_w_k * ambient_c + cold_w_k * cold_c + wet_w + fan_w
        for node in self._nodes:
            air_w_k = node.air_w_k
            sum_w_k += air_w_k
            into_w += air_w_k * node.mass.c
        air_j_k = parameters.air_j_k
        air_c = self.air_c = (air_j_k * self.air_c + into_w * dt_s) / (air_j_k + sum_w_k * dt_s)
        surroundings_w = self.surroundings_w = liner_w + gap_w_k * (ambient_c - air_c) + wet_w
        self.heat_in_j += (surroundings_w + fan_w) * dt_s
        return cold_w_k * (air_c - cold_c)

    def _spread(self, plate_c: float, liner_w: float, dt_s: float) -> None:
        """Let liner, goods and ice follow, by the temperatures by which the air was found, so that no heat is lost."""
        air_c, plate_w, freezes = self.air_c, 0.0, False
        for node in self._nodes:
            mass = node.mass
            heat_w = node.air_w_k * (air_c - mass.c)
            if node.plate_w_k:
                touch_w = node.plate_w_k * (mass.c - plate_c)
                plate_w += touch_w
                heat_w -= touch_w
            mass.take(heat_w * dt_s)
            if mass.c <= 0.0 and node.is_goods:
                freezes = True
        self.liner.take(liner_w * dt_s)
        self.plate_w = plate_w
        if freezes:
            self.freeze_s += dt_s

    def _feel(self, cold_c: float, dt_s: float) -> None:
        """Let the probes follow: one on the wall feels the cold that flows by, that of goods is in the first lump."""
        felt_c = self.air_c
        if self._wall_share:
            flow = self._cold_w_k / self._parameters.cold_fan_w_k if self._parameters.cold_fan_w_k else 1.0
            felt_c += max(min(flow * self._wall_share * (cold_c - felt_c), _WALL_K), -_WALL_K)
        self.air_probe.advance(felt_c, dt_s)
        nodes = self.goods.nodes
        self.contents_probe.advance(nodes[0].mass.c if nodes else self.air_c, dt_s)

    def _blow(self, ratio: float) -> None:
        """Change the speed of the fan."""
        parameters = self._parameters
        still, gain = parameters.cold_still_w_k, 1.0 + (parameters.fan_gain - 1.0) * ratio
        self._ratio, self.fan_w = ratio, parameters.fan_w * ratio
        self._cold_w_k = still + (parameters.cold_fan_w_k - still) * ratio
        for node in self._nodes:
            node.stir(gain)

    def _hang(self) -> None:
        """Let all that is in it now take part."""
        self._nodes = (self._liner, *self.goods.nodes, *self._ice)
        self._blow(self._ratio)
