"""The beats of the last minute as one series: how much their intervals vary, and the breath that makes them. Pure."""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from firmware.vitals.wave import Wave

KEPT_S = 60.0
"""RMSSD is usually told of a minute or more; breathing needs some breaths."""

_MIN_PAIRS = 20
_MIN_BEATS = 25
_MIN_SHARE = 0.8
"""Of the time for breathing that must lie in good intervals: a gap looks like a breath."""

_SAME_BEAT_S = 0.25
"""Beats of overlapping windows that are nearer are one: half of what the fastest heart leaves. (Engineering choice.)"""

_BREATH_RATE_HZ = 4.0
_SLOWEST_HZ, _FASTEST_HZ = 0.1, 0.5
"""6 to 30 breaths a minute; beyond half of the heart's rate there is nothing to see."""

_CLEAR = 0.4
"""Share of the swing within a tenth of a hertz around the breath. Engineering choice: noise spreads over all."""

_AROUND_HZ = 0.05
_AGREE_PER_MIN = 2.5


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat that ends a good interval, with the swing and the middle of the light in that interval."""

    at_s: float
    interval_s: float
    swing: float
    level: float


class Rhythm:
    """Beats as they come, in order."""

    def __init__(self) -> None:
        self._beats: deque[Beat] = deque()

    def add(self, beat: Beat) -> None:
        """Take a beat, unless it is there already."""
        if self._beats and beat.at_s < self._beats[-1].at_s + _SAME_BEAT_S:
            return
        self._beats.append(beat)
        while self._beats[0].at_s < beat.at_s - KEPT_S:
            self._beats.popleft()

    def clear(self) -> None:
        """Forget all: another finger may come."""
        self._beats.clear()

    @property
    def variability_ms(self) -> float | None:
        """RMSSD: the root mean square of the differences between neighbouring intervals; None with too few of them."""
        beats = tuple(self._beats)
        pairs = [
            after.interval_s - before.interval_s
            for before, after in pairwise(beats)
            if abs(after.at_s - after.interval_s - before.at_s) < 0.1 * after.interval_s
        ]
        if len(pairs) < _MIN_PAIRS:
            return None
        return 1_000.0 * float(np.sqrt(np.mean(np.square(pairs))))

    @property
    def breaths_per_min(self) -> float | None:
        """The breaths that at least two of intervals, swings and levels agree on; None where they do not."""
        beats = tuple(self._beats)
        if len(beats) < _MIN_BEATS:
            return None
        at_s = np.array([beat.at_s for beat in beats])
        intervals_s = np.array([beat.interval_s for beat in beats])
        if intervals_s[1:].sum() < _MIN_SHARE * (at_s[-1] - at_s[0]):
            return None
        series = (intervals_s, np.array([beat.swing for beat in beats]), np.array([beat.level for beat in beats]))
        fastest_hz = min(_FASTEST_HZ, 0.5 / float(intervals_s.mean()))
        found = sorted(each for one in series if (each := _breaths(at_s, one, fastest_hz)) is not None)
        near = [(b - a, (a + b) / 2.0) for a, b in pairwise(found) if b - a <= _AGREE_PER_MIN]
        return min(near)[1] if near else None


def _breaths(at_s: Wave, values: Wave, fastest_hz: float) -> float | None:
    """Return the clearest swing of a series in breaths a minute; None where none is clear."""
    even_s = np.arange(at_s[0], at_s[-1], 1.0 / _BREATH_RATE_HZ)
    wave = np.interp(even_s, at_s, values)
    wave = (wave - np.polyval(np.polyfit(even_s, wave, 1), even_s)) * np.hanning(even_s.size)
    length = 8 * even_s.size
    hz = np.fft.rfftfreq(length, 1.0 / _BREATH_RATE_HZ)
    power = np.square(np.abs(np.fft.rfft(wave, length)))
    inside = (hz >= _SLOWEST_HZ) & (hz <= fastest_hz)
    if not inside.any() or power[inside].sum() <= 0.0:
        return None
    peak_hz = float(hz[inside][int(np.argmax(power[inside]))])
    around = np.abs(hz - peak_hz) <= _AROUND_HZ
    clear = float(power[around].sum() / power[hz >= _SLOWEST_HZ / 2.0].sum())
    return 60.0 * peak_hz if clear >= _CLEAR else None
