"""Particles outside: a background, and spikes in tunnels and at petrol stations."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Spike:
    """Dirty air for some time; seconds from the start of the simulation."""

    at_s: float
    for_s: float
    pm25_ugm3: float


@dataclass(frozen=True, slots=True)
class OutsideAirParameters:
    """Background and spikes, these in the order of time and not overlapping."""

    pm25_ugm3: float = 10.0
    spikes: tuple[Spike, ...] = ()


_TUNNEL_S, _TUNNEL_UGM3 = (40.0, 180.0), (100.0, 300.0)
_STATION_S, _STATION_UGM3 = (180.0, 420.0), (60.0, 150.0)
"""Engineering choices: tunnels of 1-3 km; fills of 3-7 minutes between idling engines."""


def random_spikes(seed: int, *, duration_s: float, each_s: float) -> tuple[Spike, ...]:
    """Draw tunnels and petrol stations, one on average each `each_s` seconds."""
    random, at_s = Random(seed), 0.0
    spikes: list[Spike] = []
    while True:
        at_s += random.expovariate(1.0 / each_s)
        lasts_s, levels = random.choice(((_TUNNEL_S, _TUNNEL_UGM3), (_STATION_S, _STATION_UGM3)))
        spike = Spike(at_s, random.uniform(*lasts_s), random.uniform(*levels))
        if spike.at_s + spike.for_s > duration_s:
            return tuple(spikes)
        spikes.append(spike)
        at_s += spike.for_s


class OutsideAir:
    """The air at the time reached."""

    __slots__ = ("_elapsed_s", "_left", "_parameters", "pm25_ugm3")

    def __init__(self, parameters: OutsideAirParameters) -> None:
        self._parameters = parameters
        self._elapsed_s = 0.0
        self._left = list(reversed(parameters.spikes))
        self.pm25_ugm3 = parameters.pm25_ugm3

    def advance(self, dt_s: float) -> None:
        """Let `dt_s` seconds pass."""
        elapsed_s = self._elapsed_s = self._elapsed_s + dt_s
        while self._left and elapsed_s >= self._left[-1].at_s + self._left[-1].for_s:
            self._left.pop()
        within = self._left and elapsed_s >= self._left[-1].at_s
        self.pm25_ugm3 = self._left[-1].pm25_ugm3 if within else self._parameters.pm25_ugm3
