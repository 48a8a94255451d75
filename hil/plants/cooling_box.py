"""The shape of a box that cools, as scenarios, benches and injected faults see it, whatever is inside."""

from collections.abc import Sequence
from typing import Protocol

from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings
from hil.plants.probe import Probe


class CoolingUnit(Protocol):
    """A compressor with its circuit, or a thermoelectric element; counts as truth what is done to it."""

    running: bool
    flashes: int
    starts: int
    restarts: int
    failed_starts: int
    min_off_violations: int
    min_on_violations: int
    run_s: float
    power_w: float

    @property
    def cooling_w(self) -> float:
        """Heat taken from the plate."""

    def hot_side_c(self, ambient_c: float) -> float:
        """Return the temperature of the condenser, or of the warm side."""


class CoolingCompartment(Protocol):
    """One compartment. Lid, fan and contents may be changed from outside at any time."""

    name: str
    air_c: float
    air_probe: Probe
    contents_probe: Probe
    lid_open: bool
    lid_ajar: bool
    fan_failed: bool
    freeze_s: float

    @property
    def contents_c(self) -> float:
        """Mean of the goods by heat capacity; that of the air where there are none."""

    @property
    def nearest_c(self) -> float:
        """Goods beside the plate."""

    @property
    def warmest_c(self) -> float:
        """The warmest of the goods."""

    @property
    def coldest_c(self) -> float:
        """The coldest of the goods."""

    @property
    def contents_kg(self) -> float:
        """Mass of the goods."""

    @property
    def surroundings_w(self) -> float:
        """Heat that comes in through walls and lid."""

    def set_lid(self, is_open: bool) -> None:
        """Open or shut the lid."""

    def add(self, kg: float, temperature_c: float) -> None:
        """Put in goods."""

    def remove(self, kg: float) -> None:
        """Take out goods, at most all."""


class CoolingBox(Protocol):
    """The whole appliance."""

    faults: FridgeFaults
    plate_probe: Probe
    power_w: float
    current_a: float
    rejected_w: float
    energy_j: float
    heat_out_j: float

    @property
    def compartments(self) -> Sequence[CoolingCompartment]:
        """All compartments; the fans of the outputs are in the same order."""

    @property
    def compressor(self) -> CoolingUnit:
        """That which cools."""

    @property
    def plate_c(self) -> float:
        """Temperature of the evaporator plate, or of the cold side."""

    @property
    def energy_wh(self) -> float:
        """Electricity since the beginning."""

    @property
    def stored_j(self) -> float:
        """Heat stored in it, above a fixed state."""

    @property
    def heat_in_j(self) -> float:
        """All that came in from outside since the beginning."""

    def advance(self, outputs: FridgeOutputs, around: FridgeSurroundings, dt_s: float) -> None:
        """Run for `dt_s` seconds, at most about 10."""


class CoolingBoxParameters(Protocol):
    """All that describes one box."""

    def build(self, *, off_for_s: float = 0.0, seed: int = 0) -> CoolingBox:
        """Make the box; `off_for_s` is how long it has stood, `seed` is for the noise of its probes."""
