"""A wave of light as beats are looked for in it: evenly sampled, without its mean, its drift and its noise. Pure.

Waves are arrays of one dimension, in the counts of their sensor.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Wave: TypeAlias = NDArray[np.float64]

RATE_HZ = 50.0
"""Samples of an even wave. Peaks are placed between them; 25 Hz would do for counting (Charlton 2024)."""

LOWEST_HZ, HIGHEST_HZ = 0.5, 4.0
"""Of what is left: from 30 beats a minute to the second harmonic of 120, as usual for such waves."""

_SLOPE = 0.4
"""Share of a limit over which the pass band ends, so that nothing rings. Engineering choice."""

_MIRRORED_S = 2.0
"""So much of each end is mirrored before the pass band: one period of the lowest frequency."""


def even(times_s: Wave, values: Wave) -> Wave:
    """Return the values at RATE_HZ from the first time on, on lines between the samples."""
    count = int((times_s[-1] - times_s[0]) * RATE_HZ) + 1
    evened: Wave = np.interp(times_s[0] + np.arange(count) / RATE_HZ, times_s, values)
    return evened


def longest_gap_s(times_s: Wave) -> float:
    """Return the longest time between two samples; below zero steps of time are told as infinite."""
    steps = np.diff(times_s)
    if not steps.size or steps.min() <= 0.0:
        return float("inf")
    return float(steps.max())


def band_passed(wave: Wave, low_hz: float = LOWEST_HZ, high_hz: float = HIGHEST_HZ) -> Wave:
    """Return what of an even wave lies between the frequencies, without a shift in time."""
    count = wave.size
    places = np.arange(count)
    flat = wave - np.polyval(np.polyfit(places, wave, 1), places)
    ends = min(count - 1, int(_MIRRORED_S * RATE_HZ))
    before, after = 2.0 * flat[0] - flat[ends:0:-1], 2.0 * flat[-1] - flat[-2 : -ends - 2 : -1]
    whole = np.concatenate((before, flat, after))
    hz = np.fft.rfftfreq(whole.size, 1.0 / RATE_HZ)
    rises = np.clip(1.0 + (hz - low_hz) / (_SLOPE * low_hz), 0.0, 1.0)
    falls = np.clip(1.0 - (hz - high_hz) / (_SLOPE * high_hz), 0.0, 1.0)
    passed: Wave = np.fft.irfft(np.fft.rfft(whole) * rises * falls, whole.size)[ends : ends + count]
    return passed


def sense(wave: Wave) -> float:
    """Return 1 where the beats of a wave are upwards, else -1: a beat rises faster than it falls."""
    steps = np.diff(wave)
    rising, falling = np.clip(steps, 0.0, None), np.clip(-steps, 0.0, None)
    return 1.0 if np.mean(rising**3) >= np.mean(falling**3) else -1.0
