"""Segments without a pulse: noise of several colours, motion, light that changes, an empty sensor. Pure.

Both colours are given: of noise each has its own, motion and light of the surroundings move both alike.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hil.vitals.finger_light import FULL_SCALE, INFRARED_COUNTS, RED_COUNTS

RATE_HZ = 50.0
Wave = NDArray[np.float64]
Made = Callable[[Generator, int], tuple[Wave, Wave]]


def _white(chance: Generator, count: int) -> Wave:
    return chance.normal(size=count)


def _coloured(power: float) -> Callable[[Generator, int], Wave]:
    def wave(chance: Generator, count: int) -> Wave:
        hz = np.fft.rfftfreq(count, 1.0 / RATE_HZ)
        parts = chance.normal(size=hz.size) + 1j * chance.normal(size=hz.size)
        parts[1:] /= hz[1:] ** power
        parts[0] = 0.0
        made: Wave = np.fft.irfft(parts, count)
        return made / max(float(made.std()), 1e-9)

    return wave


def _bursts(chance: Generator, count: int) -> Wave:
    """Bumps of a finger that moves, at times of chance."""
    at_s = np.arange(count) / RATE_HZ
    wave = 0.02 * chance.normal(size=count)
    for _ in range(int(chance.integers(3, 14))):
        width_s = chance.uniform(0.05, 0.6)
        wave += chance.normal() * np.exp(-(((at_s - chance.uniform(0.0, at_s[-1])) / width_s) ** 2))
    return wave


def _steps(chance: Generator, count: int) -> Wave:
    """Light of street lamps and trees: it jumps, and stays."""
    jumps = chance.random(count) < 0.5 / RATE_HZ * chance.uniform(0.5, 4.0)
    return np.cumsum(np.where(jumps, chance.normal(size=count), 0.0)) + 0.05 * chance.normal(size=count)


def _apart(make: Callable[[Generator, int], Wave]) -> Made:
    return lambda chance, count: (make(chance, count), make(chance, count))


def _alike(make: Callable[[Generator, int], Wave]) -> Made:
    def both(chance: Generator, count: int) -> tuple[Wave, Wave]:
        wave = make(chance, count)
        return wave + 0.05 * chance.normal(size=count), wave

    return both


KINDS: Mapping[str, Made] = {
    "white noise": _apart(_white),
    "pink noise": _apart(_coloured(0.5)),
    "brown noise": _apart(_coloured(1.0)),
    "brown noise alike": _alike(_coloured(1.0)),
    "motion": _alike(_bursts),
    "light of the road": _alike(_steps),
}


def segment(kind: str, chance: Generator, seconds: float) -> tuple[Wave, Wave]:
    """Return red and infrared counts of a segment, with a swing of 0.05 to 8 % of the light."""
    red, infrared = KINDS[kind](chance, int(seconds * RATE_HZ))
    swing = 10.0 ** chance.uniform(-3.3, -1.1)
    shapes = ((RED_COUNTS, red), (INFRARED_COUNTS, infrared))
    made = [np.clip(np.rint(light * (1.0 + swing * wave)), 0.0, FULL_SCALE) for light, wave in shapes]
    return made[0], made[1]
