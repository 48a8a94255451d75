"""The laws under test behind one face: what the probes read goes in, orders to the box come out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from controller import (
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Memory,
    Profile,
    Reading,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    start,
    step,
)
from controller.readings import Absence, absent, present
from hil.peers import PEERS, PeerLaw, Seen
from hil.plants import Fridge, FridgeOrders

OURS = "homeward"
_FREEZING_C = -10.0


class Law(Protocol):
    """A law that holds one box."""

    def ask(self, set_point_c: float) -> None:
        """Hold this from now on."""

    def order(self, fridge: Fridge, orders: FridgeOrders, *, now_s: float) -> None:
        """Read the probes and fill in `orders`."""


class Ours:
    """The whole step of the product, guard and verification included, with nothing but a fridge to look after."""

    def __init__(self, set_point_c: float, *, changes: bool) -> None:
        profile = Profile.CUSTOM if changes else Profile.FREEZER if set_point_c < _FREEZING_C else Profile.FOOD
        box = CompartmentSettings("food", set_point_c=set_point_c, profile=profile)
        self._settings = Settings(fridge=FridgeSettings((box,)))
        self._memory: Memory = start(self._settings, now_s=0.0, compressor_off_since_s=-3_600.0)
        self._asked: tuple[Request, ...] = ()

    def ask(self, set_point_c: float) -> None:
        """As Law.ask."""
        self._asked = (SetPointRequest("1", "bench", "food", set_point_c),)

    def order(self, fridge: Fridge, orders: FridgeOrders, *, now_s: float) -> None:
        """As Law.order. It gets no probe in the contents: it estimates them."""
        box = fridge.compartments[0]
        inputs = CompartmentInputs(
            air_c=_reading(box.air_probe.read_c(), now_s), lid_open=present(float(box.lid_open), now_s)
        )
        seen = Snapshot(FridgeInputs((inputs,), _reading(fridge.plate_probe.read_c(), now_s)), requests=self._asked)
        self._asked = ()
        taken = step(self._memory, seen, self._settings, now_s=now_s)
        self._memory = taken.memory
        orders.compressor_on = taken.commands.compressor_on
        orders.speed_pct = taken.commands.compressor_speed_pct
        orders.fans_pct = taken.commands.compartment_fan_pct


class Peer:
    """A peer's law: it sees the air, and has a probe in the contents too."""

    def __init__(self, make: Callable[[float], PeerLaw], set_point_c: float) -> None:
        self._law = make(set_point_c)

    def ask(self, set_point_c: float) -> None:
        """As Law.ask."""
        self._law.set_point_c = set_point_c

    def order(self, fridge: Fridge, orders: FridgeOrders, *, now_s: float) -> None:
        """As Law.order. Fans run while the compressor does."""
        box = fridge.compartments[0]
        seen = Seen(box.air_probe.read_c(), box.contents_probe.read_c())
        orders.compressor_on = self._law.order(seen, now_s=now_s)
        orders.fans_pct = (100.0 if orders.compressor_on else 0.0,)


def _ours(set_point_c: float, *, changes: bool) -> Law:
    return Ours(set_point_c, changes=changes)


def _peer(make: Callable[[float], PeerLaw], set_point_c: float, *, changes: bool) -> Law:  # noqa: ARG001  # peers have no limits to change
    return Peer(make, set_point_c)


LAWS: Mapping[str, Callable[..., Law]] = {OURS: _ours, **{name: partial(_peer, make) for name, make in PEERS.items()}}
"""By name; each is made for a set-point, and told whether that `changes` later."""


def _reading(value: float | None, now_s: float) -> Reading:
    return absent(Absence.OFFLINE, now_s) if value is None else present(value, now_s)
