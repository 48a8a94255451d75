"""The pulse in one window of a wave, or the reason why there is none to tell. Pure.

Each interval between two beats is judged by itself: both beats look like the others of the window, and it is no odd
one. The window is good where enough of its time lies in such intervals, and where the wave repeats itself in their
rhythm (its autocorrelation): two ways that fail differently. Sources of the rules: Orphanidou 2015 and Elgendi 2016;
the figures were chosen on seven recordings and tried on six others (docs/decisions/0045).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from firmware.vitals.beats import beats_s
from firmware.vitals.wave import RATE_HZ, Wave, band_passed, even, longest_gap_s, sense

WINDOW_S = 8.0
"""Nine beats at 70 a minute; a longer one is spoilt more often by a finger that moves."""

LOOKED_AT_S = 10.0
"""So much of the wave is looked at where it is there: the intervals at the window's edges are whole then."""

MAX_GAP_S = 0.5
"""A longer silence may hide a beat. Engineering choice: half the interval at 60 a minute."""

LOWEST_RATE_HZ = 10.0
"""Fewer samples a second place no beat. Engineering choice: a fifth of a beat's rise."""

SLOWEST_BPM, FASTEST_BPM = 35.0, 200.0
_MIN_BEATS = 4
_LIKE_OTHERS = 0.65
"""Correlation of a beat with the middle of all beats."""

_ODD = 1.5
"""An interval that is so many times longer or shorter than the middle one is odd: a beat was missed or invented."""

_RHYTHM_WITHIN = 0.1
_REPEATS = 0.15
"""Least autocorrelation at its rhythm; of noise alone it stays below in most windows."""

_ENOUGH = 0.4
"""Share of the window that must lie in good intervals."""

_HARMONIC = 0.85
"""A first peak of the autocorrelation nearly as high as the highest is the rhythm; that one is its double."""


class Poor(StrEnum):
    """The reasons for which there is no pulse to tell."""

    SHORT = "not enough of the wave yet"
    YOUNG = "a pulse is looked at, not yet for long enough"
    GAP = "samples are missing"
    SLOW = "too few samples a second"
    FLAT = "no wave"
    FEW = "too few beats"
    UNLIKE = "beats do not look alike"
    RHYTHM = "beats and rhythm do not agree"
    CONTACT = "no finger on the sensor"
    BRIGHT = "too bright"
    WEAK = "the pulse is too weak"
    COLOURS = "red and infrared do not agree"
    MOVES = "the finger or the car moves"
    SETTLING = "the light is being set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The pulse of one window; beats and intervals are the good ones, times from its first sample on."""

    rate_bpm: float
    intervals_s: Wave
    ends_s: Wave
    """The beat that ends each interval."""
    good_share: float
    """Share of the window that lies in good intervals."""
    repeats: float
    """How much the wave is like itself one interval later, as a correlation."""
    light: Wave
    """The light of the whole wave, even."""
    wave: Wave
    """The same, band-passed, in the sense in which it was counted."""

    @property
    def parts(self) -> Sequence[slice]:
        """The samples of each interval."""
        begins_s = self.ends_s - self.intervals_s
        return [
            slice(int(begin_s * RATE_HZ), int(end_s * RATE_HZ) + 1)
            for begin_s, end_s in zip(begins_s, self.ends_s, strict=True)
        ]

    @property
    def swings(self) -> Wave:
        """The swing of the wave in each interval, in counts."""
        return np.array([np.ptp(self.wave[part]) for part in self.parts])


def pulse_in(times_s: Wave, values: Wave) -> Pulse | Poor:
    """Return the pulse in the last WINDOW_S of samples at any rate and sense of counting, or why there is none."""
    if times_s.size < _MIN_BEATS or times_s[-1] - times_s[0] < WINDOW_S - MAX_GAP_S:
        return Poor.SHORT
    if not np.isfinite(values).all() or longest_gap_s(times_s) > MAX_GAP_S:
        return Poor.GAP
    if (times_s.size - 1) / (times_s[-1] - times_s[0]) < LOWEST_RATE_HZ:
        return Poor.SLOW
    light = even(times_s, values)
    wave = band_passed(light)
    if np.ptp(wave) <= 1e-9 * max(1.0, float(np.abs(values).max())):
        return Poor.FLAT
    return _judged(light, wave)


def _judged(light: Wave, passed: Wave) -> Pulse | Poor:
    wave = sense(passed) * passed
    at_s = beats_s(wave)
    if at_s.size < _MIN_BEATS:
        return Poor.FEW
    intervals_s = np.diff(at_s)
    middle_s = float(np.median(intervals_s))
    alike = _likeness(wave, at_s, middle_s) > _LIKE_OTHERS
    good = alike[1:] & alike[:-1] & (intervals_s > middle_s / _ODD) & (intervals_s < middle_s * _ODD)
    good &= at_s[1:] > wave.size / RATE_HZ - WINDOW_S
    share = float(intervals_s[good].sum()) / WINDOW_S
    if good.sum() < _MIN_BEATS or share < _ENOUGH:
        return Poor.UNLIKE
    rate_bpm = 60.0 / float(intervals_s[good].mean())
    rhythm_bpm, repeats = _rhythm_bpm(wave)
    if abs(rhythm_bpm / rate_bpm - 1.0) > _RHYTHM_WITHIN:
        return Poor.RHYTHM
    if not SLOWEST_BPM <= rate_bpm <= FASTEST_BPM:
        return Poor.RHYTHM
    return Pulse(
        rate_bpm=rate_bpm,
        intervals_s=intervals_s[good],
        ends_s=at_s[1:][good],
        good_share=share,
        repeats=repeats,
        light=light,
        wave=passed,
    )


def _likeness(wave: Wave, at_s: Wave, interval_s: float) -> Wave:
    """Return how much each beat is like the middle of all, as correlations."""
    half = max(int(0.45 * interval_s * RATE_HZ), 1)
    padded = np.pad(wave, half, mode="edge")
    beats = np.array([padded[place : place + 2 * half] for place in np.rint(at_s * RATE_HZ).astype(int)])
    beats -= beats.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(beats, axis=1, keepdims=True)
    beats /= np.where(lengths > 0.0, lengths, 1.0)
    middle = np.median(beats, axis=0)
    likeness: Wave = beats @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    return likeness


def _rhythm_bpm(wave: Wave) -> tuple[float, float]:
    """Return the rate at which the wave repeats itself and how much it does; 0 where it does not."""
    count = wave.size
    spectrum = np.fft.rfft(wave - wave.mean(), 2 * count)
    repeats = np.fft.irfft(np.abs(spectrum) ** 2)[:count]
    repeats = repeats / repeats[0] * count / (count - np.arange(count))
    first, last = int(RATE_HZ * 60.0 / FASTEST_BPM), int(RATE_HZ * 60.0 / SLOWEST_BPM)
    part = repeats[first : last + 1]
    peaks = np.flatnonzero((part[1:-1] > part[:-2]) & (part[1:-1] >= part[2:])) + 1
    if not peaks.size or part[peaks].max() < _REPEATS:
        return 0.0, 0.0
    rhythm = peaks[part[peaks] > _HARMONIC * part[peaks].max()][0]
    return 60.0 * RATE_HZ / float(first + rhythm), float(part[rhythm])
