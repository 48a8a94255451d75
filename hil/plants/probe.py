"""A temperature probe: it lags, it is noisy, it has steps, and it can fail."""

from dataclasses import dataclass
from enum import Enum, auto
from random import Random


@dataclass(frozen=True, slots=True)
class ProbeParameters:
    """Zeros are an ideal probe; `lag_s` is a time constant, `noise_k` one standard deviation."""

    lag_s: float = 0.0
    noise_k: float = 0.0
    resolution_k: float = 0.0


class ProbeFault(Enum):
    """Kind of failure of a probe."""

    NONE = auto()
    OPEN = auto()
    """The wire is broken or shorted: no reading."""
    STUCK = auto()
    """It repeats its last reading."""


class Probe:
    """One probe; `offset_k` is how far it has drifted, `fault` what broke. Both may be changed at any time."""

    __slots__ = ("_last_c", "_parameters", "_random", "c", "fault", "offset_k")

    def __init__(self, parameters: ProbeParameters, start_c: float, random: Random) -> None:
        self._parameters = parameters
        self._random = random
        self._last_c = start_c
        self.c = start_c
        """Its own temperature."""
        self.fault = ProbeFault.NONE
        self.offset_k = 0.0

    @property
    def age_s(self) -> float:
        """Age of what `read_c` gives: nothing, where each reading is new."""
        return 0.0

    def advance(self, true_c: float, dt_s: float) -> None:
        """Follow what it is in, for `dt_s` seconds."""
        lag_s = self._parameters.lag_s
        self.c = self.c + (true_c - self.c) * dt_s / lag_s if dt_s < lag_s else true_c

    def read_c(self) -> float | None:
        """Read the temperature that it shows now, with noise that differs each time; None when it gives no reading."""
        if self.fault is ProbeFault.OPEN:
            return None
        if self.fault is ProbeFault.STUCK:
            return self._last_c
        parameters, read_c = self._parameters, self.c + self.offset_k
        if parameters.noise_k:
            read_c += self._random.gauss(0.0, parameters.noise_k)
        if parameters.resolution_k:
            read_c = round(read_c / parameters.resolution_k) * parameters.resolution_k
        self._last_c = read_c
        return read_c
