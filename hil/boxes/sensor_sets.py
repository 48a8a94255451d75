"""Sensors that a box may have: which there are, where the one in the air sits, and how it reads.

They are drawn apart from the box, so that each kind meets each set.

| set | air | plate | contents | from |
|---|---|---|---|---|
| all | each compartment | yes | yes | the most that a peer reads (BrewPi: fridge and beer) |
| air and plate | each | yes | no | an owner's usual two, one in the air and one at the evaporator's thermostat |
| air only | each | no | no | a thermostat's one probe |
| wall | each, on the wall | yes | no | up to 4 K colder than the air while it runs: a bulb clipped to the liner |
| slow | each, 10 min lag | yes | no | t90 of up to 10-20 min is allowed to recorders (EN 12830) |
| coarse | each, 0.5 K steps | yes | no | class 1 recorders resolve 0.5 K (EN 12830); cheap thermostats too |
| one only | first compartment alone | no | no | a box of more compartments with a thermostat in one |
| event-driven | each | yes | no | a kegerator's log: a reading only after a change of 0.25 K |

Lag 10-60 s and noise 0.03 K, steps of 1/16 K: a DS18B20 in a metal sleeve, as the present boxes have.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from hil.plants.probe import Probe, ProbeFault, ProbeParameters

_NOISE_K, _FINE_K, _COARSE_K = 0.03, 1.0 / 16.0, 0.5
_LAG_S, _SLOW_LAG_S = (10.0, 60.0), 600.0
_WALL_SHARE = (0.1, 0.3)
"""Of the difference to the plate, which is 15-25 K while it runs: 1.5 K and more. Engineering choice."""
_EVENT_K = 0.25


class EventDrivenProbe(Probe):
    """A probe that reports only when its temperature has changed by `step_k`; between, its last report gets older."""

    __slots__ = ("_age_s", "_reported_c", "_step_k")

    def __init__(self, parameters: ProbeParameters, start_c: float, random: Random, step_k: float) -> None:
        super().__init__(parameters, start_c, random)
        self._step_k = step_k
        self._reported_c, self._age_s = start_c, 0.0

    @property
    def age_s(self) -> float:
        """Age of the last report."""
        return self._age_s

    def advance(self, true_c: float, dt_s: float) -> None:
        """Follow what it is in, and report a change."""
        super().advance(true_c, dt_s)
        self._age_s += dt_s
        read_c = super().read_c()
        if read_c is not None and abs(read_c - self._reported_c) >= self._step_k:
            self._reported_c, self._age_s = read_c, 0.0

    def read_c(self) -> float | None:
        """Return the last report; None when it gives none."""
        return None if self.fault is ProbeFault.OPEN else self._reported_c


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """One sensor, or its place left empty: such a one gives no reading ever."""

    fitted: bool = True
    probe: ProbeParameters = field(default_factory=ProbeParameters)
    event_k: float = 0.0
    """0: each reading is new."""

    def build(self, start_c: float, random: Random) -> Probe:
        """Make the probe."""
        if self.event_k:
            return EventDrivenProbe(self.probe, start_c, random, self.event_k)
        probe = Probe(self.probe, start_c, random)
        if not self.fitted:
            probe.fault = ProbeFault.OPEN
        return probe


NONE = Fitting(fitted=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChamberSensors:
    """Sensors of one compartment."""

    air: Fitting = field(default_factory=Fitting)
    contents: Fitting = field(default_factory=Fitting)
    wall_share: float = 0.0
    """The weight of the cold that flows past in what the air's sensor feels: it sits on the wall. At most 4 K."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSensors:
    """Sensors of one box; a compartment that is not listed has those of the last."""

    chambers: tuple[ChamberSensors, ...] = (ChamberSensors(),)
    plate: Fitting = field(default_factory=Fitting)

    def of(self, index: int) -> ChamberSensors:
        """Return the sensors of the compartment with this number."""
        return self.chambers[min(index, len(self.chambers) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """One row of the table."""

    plate: bool = True
    contents: bool = False
    only_first: bool = False
    wall: bool = False
    lag_s: float | None = None
    resolution_k: float = _FINE_K
    event_k: float = 0.0


_SETS: Mapping[str, _Set] = {
    "all": _Set(contents=True),
    "air and plate": _Set(),
    "air only": _Set(plate=False),
    "wall": _Set(wall=True),
    "slow": _Set(lag_s=_SLOW_LAG_S),
    "coarse": _Set(resolution_k=_COARSE_K),
    "one only": _Set(plate=False, only_first=True),
    "event-driven": _Set(event_k=_EVENT_K),
}

SENSOR_SETS = tuple(_SETS)
"""The names of all sets."""


def draw_sensors(name: str, seed: int) -> BoxSensors:
    """Return the sensors of one set; lags and the place on the wall vary with `seed`."""
    row, random = _SETS[name], Random(f"{name} {seed}")
    lag_s = random.uniform(*_LAG_S) if row.lag_s is None else row.lag_s
    one = Fitting(
        probe=ProbeParameters(lag_s=lag_s, noise_k=_NOISE_K, resolution_k=row.resolution_k), event_k=row.event_k
    )
    first = ChamberSensors(
        air=one,
        contents=one if row.contents else NONE,
        wall_share=random.uniform(*_WALL_SHARE) if row.wall else 0.0,
    )
    chambers = (first, ChamberSensors(air=NONE, contents=NONE)) if row.only_first else (first,)
    return BoxSensors(chambers=chambers, plate=one if row.plate else NONE)
