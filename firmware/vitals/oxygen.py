"""Oxygen in the blood as an estimate from two colours of light, by a curve that an owner can calibrate. Pure.

Curves of makers differ by up to 5 points for one ratio, before skin, pressure and cold fingers are counted: it is never
more than an estimate, and nothing acts on it. Source of the curve: Analog Devices AN6845, for the MAX30101.
"""

from dataclasses import dataclass

import numpy as np

from firmware.vitals.wave import Wave

LOWEST_PCT, HIGHEST_PCT = 70.0, 100.0
"""Beyond these nobody has ever calibrated such a sensor (ISO 80601-2-61)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Oxygen in percent over the ratio R of the colours: `square` R² + `slope` R + `offset`, within `within_pct`."""

    square: float = 1.595_842_2
    slope: float = -34.659_662_2
    offset: float = 112.689_875_9
    within_pct: float = 5.0
    """So far makers' curves differ; a calibration of one's own may tell less."""

    def oxygen_pct(self, ratio: float) -> float | None:
        """Return the estimate; None beyond what anybody has calibrated (are red and infrared swapped?)."""
        found = self.square * ratio * ratio + self.slope * ratio + self.offset
        if found < LOWEST_PCT or found > HIGHEST_PCT + self.within_pct:
            return None
        return min(found, HIGHEST_PCT)


def ratio_of(red: Wave, infrared: Wave, red_light: float, infrared_light: float) -> float:
    """Return R: the swing of red over its light, over that of infrared; waves are band-passed, by least squares."""
    swing = float(np.dot(red, infrared) / max(float(np.dot(infrared, infrared)), 1e-12))
    return swing * infrared_light / red_light


def likeness(red: Wave, infrared: Wave) -> float:
    """Return how much the colours swing together, as a correlation."""
    length = float(np.linalg.norm(red) * np.linalg.norm(infrared))
    return float(np.dot(red, infrared)) / length if length > 0.0 else 0.0
