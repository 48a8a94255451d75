"""The beats of an even, upright wave: multi-scale peaks, placed between samples by a parabola. Pure.

Peaks are those of all scales up to the one at which most samples are peaks (Bishop and Ercole 2018, MSPTD), looked for
at half the rate and only up to the slowest heart, as Charlton 2024 found to lose nothing.
"""

import numpy as np
from numpy.typing import NDArray

from firmware.vitals.wave import RATE_HZ, Wave

SLOWEST_BPM = 30.0

_EVERY = 2
"""Samples for one that is looked at."""

_AROUND = 3
"""Samples to both sides within which a peak of the thinned wave has its summit."""


def beats_s(wave: Wave) -> Wave:
    """Return the times of the beats in seconds from the first sample; none at either end of the wave."""
    summits = _summits(wave)
    left, middle, right = wave[summits - 1], wave[summits], wave[summits + 1]
    bend = left - 2.0 * middle + right
    shift = np.where(bend < 0.0, 0.5 * (left - right) / np.where(bend < 0.0, bend, -1.0), 0.0)
    return (summits + shift) / RATE_HZ


def _summits(wave: Wave) -> NDArray[np.int64]:
    found = []
    for peak in _peaks(wave[::_EVERY], RATE_HZ / _EVERY) * _EVERY:
        first = max(peak - _AROUND, 0)
        found.append(first + int(np.argmax(wave[first : peak + _AROUND + 1])))
    summits = np.unique(np.array(found, dtype=np.int64))
    return summits[(summits > 0) & (summits < wave.size - 1)]


def _peaks(wave: Wave, rate_hz: float) -> NDArray[np.int64]:
    """Return the samples that are higher than both neighbours at every distance up to the best one."""
    count = wave.size
    scales = min((count - 1) // 2, int(rate_hz * 60.0 / SLOWEST_BPM / 2.0))
    if scales < 1:
        return np.zeros(0, dtype=np.int64)
    is_peak = np.zeros((scales, count), dtype=bool)
    for scale in range(1, scales + 1):
        inner = wave[scale : count - scale]
        is_peak[scale - 1, scale : count - scale] = (inner > wave[: count - 2 * scale]) & (inner > wave[2 * scale :])
    best = int(np.argmax(is_peak.sum(axis=1)))
    return np.flatnonzero(is_peak[: best + 1].all(axis=0))
