"""Random use of a two-compartment fridge: nothing in it may hurt the compressor or the medicine."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sin
from random import Random

from controller import (
    CabinInputs,
    Mode,
    ModeRequest,
    QuietRequest,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    initial,
    step,
)
from controller.interface.readings import present
from controller.interface.requests import CAR
from hil.plants import CoolingBox, Fridge, FridgeOutputs, FridgeSurroundings, random_fridge
from hil.scenarios.laws import read

TICK_S = 5.0
DAY_S = 86_400.0
EVENT_EVERY_S = 1_800.0
"""On average somebody does something every half an hour."""

_SWING_K, _SWING_S = 6.0, 13_751.0

_Deed = Callable[[int, float], Request | None]


@dataclass(slots=True, kw_only=True)
class _Use:
    """People, by chance: lids, goods, requests, the weather."""

    random: Random
    fridge: CoolingBox
    settings: Settings
    ambient_c: float = 25.0
    next_s: float = 0.0

    def act(self, now_s: float) -> tuple[Request, ...]:
        """Return the requests at `now_s`, if there are any."""
        if now_s < self.next_s:
            return ()
        self.next_s = now_s + self.random.expovariate(1.0 / EVENT_EVERY_S)
        deeds: tuple[tuple[float, _Deed], ...] = (
            (0.45, self._lid),
            (0.10, self._put_in),
            (0.10, self._take_out),
            (0.10, self._set_point),
            (0.05, self._mode),
            (0.10, self._quiet),
            (0.10, self._weather),
        )
        deed = self.random.choices([each for _, each in deeds], [weight for weight, _ in deeds])[0]
        asked = deed(self.random.randrange(len(self.fridge.compartments)), now_s)
        return () if asked is None else (asked,)

    def _lid(self, index: int, now_s: float) -> None:
        box = self.fridge.compartments[index]
        box.set_lid(not box.lid_open)
        if box.lid_open:
            self.next_s = now_s + self.random.uniform(5.0, 90.0)

    def _put_in(self, index: int, _now_s: float) -> None:
        self.fridge.compartments[index].set_lid(False)
        self.fridge.compartments[index].add(self.random.uniform(0.2, 3.0), self.random.uniform(2.0, 30.0))

    def _take_out(self, index: int, _now_s: float) -> None:
        self.fridge.compartments[index].remove(self.random.uniform(0.2, 3.0))

    def _set_point(self, index: int, _now_s: float) -> Request:
        box = self.settings.fridge.compartments[index]
        wanted_c = self.random.uniform(box.lowest_set_point_c, box.highest_set_point_c)
        return SetPointRequest("1", "chance", box.name, wanted_c)

    def _mode(self, index: int, _now_s: float) -> Request:
        name = self.settings.fridge.compartments[index].name
        return ModeRequest("1", "chance", name, self.random.choice([Mode.COOL, Mode.OFF]))

    def _quiet(self, _index: int, _now_s: float) -> Request:
        return QuietRequest("1", "chance", CAR, quiet=self.random.random() < 0.3)  # noqa: PLR2004  # mostly not

    def _weather(self, _index: int, _now_s: float) -> None:
        self.ambient_c = self.random.uniform(5.0, 40.0)


def run_year(seed: int, *, days: float) -> dict[str, float]:
    """Count starts, violations, failed starts and freezing minutes of `days` of random use, under the whole step.

    `freeze_min` is of compartments that are to be cooled; in one that is switched off nobody keeps goods from freezing,
    be it by the weather or by its neighbour: `freeze_off_min`.
    """
    settings = Settings()
    fridge = Fridge(random_fridge(seed, start_c=20.0, compartments=2), off_for_s=3_600.0, seed=seed)
    memory = initial(settings, now_s=0.0, compressor_off_since_s=-3_600.0)
    use, outputs, around = (
        _Use(random=Random(seed), fridge=fridge, settings=settings),
        FridgeOutputs(),
        FridgeSurroundings(),
    )
    freeze_s = dict.fromkeys((Mode.COOL, Mode.OFF), 0.0)
    for tick in range(round(days * DAY_S / TICK_S)):
        now_s = tick * TICK_S
        requests = use.act(now_s)
        around.air_c = use.ambient_c + _SWING_K * sin(now_s / _SWING_S)
        seen = Snapshot(fridge=read(fridge, now_s), cabin=CabinInputs(presence=present(0.0, now_s)), requests=requests)
        taken = step(memory, seen, settings, now_s=now_s)
        memory = taken.memory
        outputs.obey(taken.commands)
        before_s = [each.freeze_s for each in fridge.compartments]
        fridge.advance(outputs, around, TICK_S)
        for box, frozen_s, target in zip(fridge.compartments, before_s, memory.targets.compartments, strict=True):
            freeze_s[target.mode] += box.freeze_s - frozen_s
    compressor = fridge.compressor
    return {
        "days": days,
        "starts_per_h": compressor.starts / days / 24.0,
        "min_off_violations": float(compressor.min_off_violations),
        "failed_starts": float(compressor.failed_starts),
        "freeze_min": freeze_s[Mode.COOL] / 60.0,
        "freeze_off_min": freeze_s[Mode.OFF] / 60.0,
    }
