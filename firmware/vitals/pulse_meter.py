"""The pulse as it is shown, from samples as they come: with what follows from it, or with the reason why there is none.

Windows are judged every half second. A pulse is shown after eight good ones in a row that agree, so that noise is not;
a poor one hides it at once: the last value is never shown again. Where it comes back within twenty seconds and
agrees with what was shown, it is shown at once. Pure; memory is bounded by the window and a minute of beats.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from firmware.vitals.oxygen import Curve, likeness, ratio_of
from firmware.vitals.pulse_window import LOOKED_AT_S, MAX_GAP_S, WINDOW_S, Poor, Pulse, pulse_in
from firmware.vitals.rhythm import Beat, Rhythm
from firmware.vitals.wave import Wave, band_passed, even

HOP_S = 0.5
"""Time between two windows."""

BEGIN_AFTER = 8
BEGIN_WITHIN, BEGIN_REPEATS = 0.08, 0.5
"""A pulse begins to be shown after so many good windows in a row, whose rates agree and whose waves repeat themselves.

Chosen so that less than one in a thousand segments of noise, motion and changing light is taken for a pulse."""

BACK_WITHIN_S, BACK_WITHIN = 20.0, 0.1
"""One that was hidden for no longer is shown again at once where it is nearly what it was. Engineering choice."""

MIN_PERFUSION_PCT, MAX_PERFUSION_PCT = 0.2, 20.0
"""Swing over light: less is noise or cold, more is motion (sensor makers' and Elgendi's ranges)."""

MIN_OXYGEN_PERFUSION_PCT = 0.3
MIN_LIKENESS = 0.8
"""Red and infrared see the same blood: their waves correlate at least so much (RF's algorithm for the MAX30102)."""

MAX_MOTION_G = 0.03
"""Root mean square of acceleration without its mean over the window. Engineering choice, from the facts on fingers."""

_MAX_SAMPLES = int((LOOKED_AT_S + 1.0) * 400.0)
_OXYGEN_WINDOWS, _MIN_RATIOS = 9, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Samples in a row. `red` is None where there is one colour only; `poor` is what the chip knows against them."""

    times_s: Wave
    infrared: Wave
    red: Wave | None = None
    gap_before: bool = False
    poor: Poor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that may be shown at `at_s`; None is absent, and `why` says why there is no pulse."""

    at_s: float
    rate_bpm: float | None = None
    variability_ms: float | None = None
    breaths_per_min: float | None = None
    oxygen_pct: float | None = None
    perfusion_pct: float | None = None
    why: Poor | None = None
    window_bpm: float | None = None
    """The rate of this window where it is good, if it may be shown yet or not."""


class PulseMeter:
    """One sensor. `take` returns what may be shown after some samples, None where half a second is not over."""

    def __init__(self, *, curve: Curve | None = None, needs_perfusion: bool = True) -> None:
        self._curve, self._needs_perfusion = curve, needs_perfusion
        self._times: deque[float] = deque(maxlen=_MAX_SAMPLES)
        self._infrared: deque[float] = deque(maxlen=_MAX_SAMPLES)
        self._red: deque[float] = deque(maxlen=_MAX_SAMPLES)
        self._motion: deque[tuple[float, float]] = deque(maxlen=_MAX_SAMPLES)
        self._begins: deque[Pulse] = deque(maxlen=BEGIN_AFTER)
        self._ratios: deque[float] = deque(maxlen=_OXYGEN_WINDOWS)
        self._rhythm = Rhythm()
        self._judged_s = -float("inf")
        self._shown_s, self._shown_bpm = -float("inf"), 0.0

    def feel(self, at_s: float, acceleration_g: float) -> None:
        """Take a sample of the length of the acceleration where the finger lies."""
        self._motion.append((at_s, acceleration_g))

    def take(self, light: Light) -> Shown | None:
        """Go on by some samples; their times rise, by the chip's clock."""
        if light.gap_before or (self._times and light.times_s[0] - self._times[-1] > MAX_GAP_S):
            self._begin_anew()
        if light.poor is not None:
            self._begin_anew()
            return Shown(at_s=float(light.times_s[-1]), why=light.poor)
        self._keep(light)
        now_s = self._times[-1]
        if now_s - self._judged_s < HOP_S:
            return None
        self._judged_s = now_s
        return self._shown(now_s)

    def _begin_anew(self) -> None:
        for each in (self._times, self._infrared, self._red, self._begins):
            each.clear()

    def _keep(self, light: Light) -> None:
        self._times.extend(light.times_s.tolist())
        self._infrared.extend(light.infrared.tolist())
        if light.red is not None:
            self._red.extend(light.red.tolist())
        while self._times[0] < self._times[-1] - LOOKED_AT_S:
            self._times.popleft()
            self._infrared.popleft()
            if self._red:
                self._red.popleft()

    def _shown(self, now_s: float) -> Shown:
        times_s, infrared = np.array(self._times), np.array(self._infrared)
        pulse = Poor.MOVES if self._moves(now_s) else pulse_in(times_s, infrared)
        if isinstance(pulse, Poor):
            return self._hidden(now_s, pulse)
        perfusion_pct = 100.0 * float(np.median(pulse.swings)) / max(abs(float(infrared.mean())), 1e-9)
        against = self._perfusion_against(perfusion_pct) or self._red_against(pulse, times_s, infrared, perfusion_pct)
        if against is not None:
            return self._hidden(now_s, against)
        self._remember(pulse, float(times_s[0]))
        if not self._may_show(now_s, pulse):
            return Shown(at_s=now_s, why=Poor.YOUNG, window_bpm=pulse.rate_bpm)
        self._shown_s, self._shown_bpm = now_s, pulse.rate_bpm
        return Shown(
            at_s=now_s,
            rate_bpm=pulse.rate_bpm,
            variability_ms=self._rhythm.variability_ms,
            breaths_per_min=self._rhythm.breaths_per_min,
            oxygen_pct=self._oxygen_pct(),
            perfusion_pct=perfusion_pct,
            window_bpm=pulse.rate_bpm,
        )

    def _hidden(self, now_s: float, why: Poor) -> Shown:
        self._begins.clear()
        self._ratios.clear()
        if now_s - self._shown_s > BACK_WITHIN_S:
            self._rhythm.clear()
        return Shown(at_s=now_s, why=why)

    def _may_show(self, now_s: float, pulse: Pulse) -> bool:
        self._begins.append(pulse)
        if now_s - self._shown_s <= BACK_WITHIN_S and _agree((pulse.rate_bpm, self._shown_bpm), BACK_WITHIN):
            return True
        rates = [each.rate_bpm for each in self._begins]
        repeats = np.mean([each.repeats for each in self._begins])
        return len(rates) == BEGIN_AFTER and _agree(rates, BEGIN_WITHIN) and bool(repeats >= BEGIN_REPEATS)

    def _moves(self, now_s: float) -> bool:
        felt = [g for at_s, g in self._motion if at_s >= now_s - WINDOW_S]
        return len(felt) > 1 and float(np.std(felt)) > MAX_MOTION_G

    def _perfusion_against(self, perfusion_pct: float) -> Poor | None:
        if not self._needs_perfusion or MIN_PERFUSION_PCT <= perfusion_pct <= MAX_PERFUSION_PCT:
            return None
        return Poor.WEAK if perfusion_pct < MIN_PERFUSION_PCT else Poor.MOVES

    def _red_against(self, pulse: Pulse, times_s: Wave, infrared: Wave, perfusion_pct: float) -> Poor | None:
        """Return what the other colour says against a pulse; their ratio is kept where it says nothing against it."""
        if len(self._red) != len(self._times):
            return None
        red = np.array(self._red)
        red_wave = band_passed(even(times_s, red))
        if likeness(red_wave, pulse.wave) < MIN_LIKENESS:
            return Poor.COLOURS
        if perfusion_pct >= MIN_OXYGEN_PERFUSION_PCT:
            self._ratios.append(ratio_of(red_wave, pulse.wave, float(red.mean()), float(infrared.mean())))
        return None

    def _oxygen_pct(self) -> float | None:
        if self._curve is None or len(self._ratios) < _MIN_RATIOS:
            return None
        return self._curve.oxygen_pct(float(np.median(self._ratios)))

    def _remember(self, pulse: Pulse, began_s: float) -> None:
        """Keep the beats for what needs a minute of them."""
        levels = [pulse.light[part].mean() for part in pulse.parts]
        for end_s, interval_s, swing, level in zip(pulse.ends_s, pulse.intervals_s, pulse.swings, levels, strict=True):
            self._rhythm.add(Beat(float(began_s + end_s), float(interval_s), float(swing), float(level)))


def _agree(rates: Collection[float], within: float) -> bool:
    return max(rates) <= (1.0 + within) * min(rates)
