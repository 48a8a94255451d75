"""The laws under test behind one face: what the probes read goes in, outputs to the box come out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from controller import (
    CabinInputs,
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
    initial,
    step,
)
from controller.interface.readings import Absence, absent, present
from hil.baselines import PEERS, PeerLaw, Seen
from hil.baselines.baseline import MinimumTimes
from hil.plants import CoolingBox, CoolingCompartment, FridgeOutputs, Probe
from hil.scenarios.box import BoxScenario

OURS = "homeward"
_FREEZING_C = -10.0
_REST_S = 180.0


class Law(Protocol):
    """A law that holds one box."""

    def ask(self, set_point_c: float) -> None:
        """Hold this from now on."""

    def drive(self, fridge: CoolingBox, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Read the probes and fill in `outputs`."""


class Ours:
    """The whole step of the product, guard and verification included, with nothing to look after but a fridge.

    Nobody is in the car.
    """

    def __init__(self, scenario: BoxScenario, set_point_c: float) -> None:
        profile, food_c = Profile.FOOD, set_point_c if scenario.food_c is None else scenario.food_c
        if scenario.set_points_c:
            profile = Profile.CUSTOM
        elif food_c < _FREEZING_C:
            profile = Profile.FREEZER
        boxes = [CompartmentSettings(name="food", set_point_c=food_c, profile=profile)]
        if scenario.compartments > 1:
            boxes.append(CompartmentSettings(name="medicine", set_point_c=set_point_c, profile=Profile.MEDICINE))
        self._settings = Settings(fridge=FridgeSettings(compartments=tuple(boxes)))
        self._memory: Memory = initial(self._settings, now_s=0.0, compressor_off_since_s=-3_600.0)
        self._asked: tuple[Request, ...] = ()

    def ask(self, set_point_c: float) -> None:
        """Ask as Law.ask."""
        self._asked = (SetPointRequest("1", "bench", "food", set_point_c),)

    def drive(self, fridge: CoolingBox, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Order as Law.order. It gets no probe in the contents: it estimates them."""
        seen = Snapshot(
            fridge=read(fridge, now_s),
            cabin=CabinInputs(presence=present(0.0, now_s)),
            requests=self._asked,
        )
        self._asked = ()
        taken = step(self._memory, seen, self._settings, now_s=now_s)
        self._memory = taken.memory
        outputs.obey(taken.commands)


class Peer:
    """A peer's law: it sees the air, and has a probe in the contents too.

    A peer knows one compartment. Two have a law and a fan or damper each, and the compressor runs while one of them
    asks; since no law knows of the other's runs, one protection for both keeps the rest between two runs.
    """

    def __init__(self, make: Callable[[float], PeerLaw], scenario: BoxScenario, set_point_c: float) -> None:
        self._laws = [make(set_point_c) for _ in range(scenario.compartments)]
        if scenario.food_c is not None:
            self._laws[0] = make(scenario.food_c)
        self._compressor = MinimumTimes(on_s=0.0, off_s=_REST_S if scenario.compartments > 1 else 0.0)

    def ask(self, set_point_c: float) -> None:
        """Ask as Law.ask."""
        for law in self._laws:
            law.set_point_c = set_point_c

    def drive(self, fridge: CoolingBox, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Order as Law.order. Fans run while the compressor does."""
        wants = [
            law.request(Seen(box.air_probe.read_c(), box.contents_probe.read_c()), now_s=now_s)
            for law, box in zip(self._laws, fridge.compartments, strict=True)
        ]
        on = outputs.compressor_on = self._compressor.want(any(wants), now_s=now_s)
        outputs.fans_pct = tuple([100.0 if on and want else 0.0 for want in wants])


LAWS: Mapping[str, Callable[[BoxScenario, float], Law]] = {
    OURS: Ours,
    **{name: partial(Peer, make) for name, make in PEERS.items()},
}
"""By name; each is made for a scenario and its first set-point."""


def read(fridge: CoolingBox, now_s: float) -> FridgeInputs:
    """Return what the product reads of a fridge: air, lids and plate, and nothing in the contents."""
    boxes = tuple([_inputs(each, now_s) for each in fridge.compartments])
    return FridgeInputs(boxes, _reading(fridge.plate_probe, now_s))


def _inputs(box: CoolingCompartment, now_s: float) -> CompartmentInputs:
    air_c, lid_open = _reading(box.air_probe, now_s), present(float(box.lid_open), now_s)
    return CompartmentInputs(air_c=air_c, lid_open=lid_open)


def _reading(probe: Probe, now_s: float) -> Reading:
    value = probe.read_c()
    return absent(Absence.OFFLINE, now_s) if value is None else present(value, now_s - probe.age_s)
