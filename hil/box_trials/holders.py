"""The laws that hold a box: ours, those of peers with the same sensors, and one that sees what no product can see."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from controller import CabinInputs, Memory, Settings, Snapshot, initial, step
from controller.interface.readings import present
from controller.interface.status import CompartmentStatus
from controller.step import Step
from hil.baselines import PEERS as PEER_LAWS
from hil.baselines import PeerLaw, Thermostat
from hil.baselines.baseline import MinimumTimes
from hil.boxes.eyes import Eyes
from hil.plants import CoolingBox, FridgeOutputs

OURS = "homeward"
NARROW, WIDE = "thermostat ±1 K", "thermostat ±2 K"

_ON_S, _REST_S = 120.0, 180.0
_FULL_PCT = 100.0


class Holder(Protocol):
    """A law that holds one box through a trial."""

    def drive(self, eyes: Eyes, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Fill in `outputs` by what the sensors read."""

    def shown_c(self) -> Sequence[float | None]:
        """Return the temperature of the contents of each compartment that people are shown now, None where none is."""


class Ours:
    """The whole step of the product: verification, guard and alarms included. Nobody is in the car."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.memory: Memory = initial(settings, now_s=0.0, compressor_off_since_s=-3_600.0)
        self.taken: Step | None = None

    def drive(self, eyes: Eyes, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Drive as Holder.drive."""
        fridge = eyes.read(now_s)
        self.take(Snapshot(fridge=fridge, cabin=CabinInputs(presence=present(0.0, now_s))), outputs, now_s=now_s)

    def take(self, seen: Snapshot, outputs: FridgeOutputs, *, now_s: float) -> Step:
        """Take one step and apply its commands."""
        taken = self.taken = step(self.memory, seen, self.settings, now_s=now_s)
        self.memory = taken.memory
        outputs.obey(taken.commands)
        return taken

    def status(self) -> tuple[CompartmentStatus, ...]:
        """Return what people are shown of each compartment beside its readings."""
        return () if self.taken is None else self.taken.status.fridge.compartments

    def shown_c(self) -> Sequence[float | None]:
        """Return as Holder.shown_c."""
        return [each.contents_c for each in self.status()]


class Peer:
    """A peer's law for each compartment, with the sensors that are fitted; one without any gets cold with the first.

    Its fan or damper works while its law asks, and the compressor runs while one of them does; since no law knows of
    the other's runs, one protection for all keeps the rest between two runs.
    """

    def __init__(self, make: Callable[[float], PeerLaw], set_points_c: Sequence[float]) -> None:
        self._laws = [make(each) for each in set_points_c]
        self._compressor = MinimumTimes(on_s=0.0, off_s=_REST_S if len(self._laws) > 1 else 0.0)

    def drive(self, eyes: Eyes, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Drive as Holder.drive."""
        wants: list[bool] = []
        for law, seen, fitted in zip(self._laws, eyes.see(), eyes.air_fitted, strict=True):
            wants.append(law.request(seen, now_s=now_s) if fitted or not wants else wants[0])
        on = outputs.compressor_on = self._compressor.want(any(wants), now_s=now_s)
        outputs.fans_pct = tuple([_FULL_PCT if on and want else 0.0 for want in wants])

    def shown_c(self) -> Sequence[float | None]:
        """Show no contents: a peer shows what its sensors read."""
        return [None] * len(self._laws)


PEERS: Mapping[str, Callable[[Sequence[float]], Peer]] = {
    NARROW: partial(Peer, Thermostat),
    WIDE: partial(Peer, partial(Thermostat, half_band_k=2.0)),
    "brewpi": partial(Peer, PEER_LAWS["brewpi"]),
}
"""By name; each is made for the set-points of the compartments."""


class Seer:
    """A law that sees the true goods: cold for each compartment whose mean is above its set-point, and never too much.

    The compressor runs at `far_pct` of its speed while some mean is FAR_K too warm, else at its lowest. A compartment
    gets no more cold while its air is at its floor or its coldest goods are within EDGE_K of the band's edge.
    """

    FAR_K = 0.5
    STOPS_K = 0.1
    EDGE_K = 0.3

    def __init__(self, box: CoolingBox, settings: Settings, *, far_pct: float = _FULL_PCT) -> None:
        self._box, self._settings, self._far_pct = box, settings.fridge.compartments, far_pct
        self._asks = [False] * len(self._settings)
        self._compressor = MinimumTimes(on_s=_ON_S, off_s=_REST_S)

    def drive(self, _eyes: Eyes, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Drive as Holder.drive, but by what is true."""
        self._asks = [self._want(number) for number in range(len(self._asks))]
        pairs = zip(self._box.compartments, self._settings, strict=True)
        furthest_k = max(box.contents_c - each.set_point_c for box, each in pairs)
        outputs.compressor_on = self._compressor.want(any(self._asks), now_s=now_s)
        outputs.speed_pct = self._far_pct if furthest_k > self.FAR_K else 0.0
        outputs.fans_pct = tuple([_FULL_PCT if asks else 0.0 for asks in self._asks])

    def _want(self, number: int) -> bool:
        box, settings, asks = self._box.compartments[number], self._settings[number], self._asks[number]
        edge_c = settings.low_c + (0.0 if asks else self.EDGE_K)
        if box.air_c <= settings.air_floor_c or box.coldest_c <= edge_c:
            return False
        return box.contents_c > settings.set_point_c - (self.STOPS_K if asks else 0.0)

    def shown_c(self) -> Sequence[float | None]:
        """Show no contents: nobody could build it."""
        return [None] * len(self._settings)
