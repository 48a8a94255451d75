"""The pulse meter on waves made by rule: segments without a pulse, and fingers of people of whom all is known.

A part of `python -m hil bench pulse`. They are made without a look at the gate; what it lets pass is counted.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np

from firmware.vitals.oxygen import Curve
from firmware.vitals.pulse_meter import Light, PulseMeter, Shown
from firmware.vitals.wave import Wave
from hil.vitals.false_waves import KINDS, RATE_HZ, segment
from hil.vitals.finger_light import Finger, Person, times

SEGMENTS, PEOPLE = 10_000, 40
SEGMENT_S, PERSON_S = 14.0, 70.0
_BATCH = 25
_SETTLED_S = 60.0


def measure(*, segments: int = SEGMENTS, people: int = PEOPLE, seed: int = 1) -> Mapping[str, Any]:
    """Return how many segments without a pulse showed one, and how far breath, rate and oxygen of people were off."""
    chance = np.random.default_rng(seed)
    kinds = [*KINDS]
    false = dict.fromkeys(kinds, 0)
    for number in range(segments):
        kind = kinds[number % len(kinds)]
        red, infrared = segment(kind, chance, SEGMENT_S)
        at_s = np.arange(red.size) / RATE_HZ
        false[kind] += any(one.rate_bpm is not None for one in shown(PulseMeter(curve=Curve()), at_s, infrared, red))
    return {
        "segments": segments,
        "false_readings": false,
        "false_share": round(sum(false.values()) / segments, 5),
        "people": _people(people, Random(seed)),  # chance of a simulation
    }


def shown(meter: PulseMeter, at_s: Wave, infrared: Wave, red: Wave | None) -> Sequence[Shown]:
    """Give samples to a meter as a chip would, half a second at a time."""
    told = (
        meter.take(
            Light(
                times_s=at_s[first : first + _BATCH],
                infrared=infrared[first : first + _BATCH],
                red=None if red is None else red[first : first + _BATCH],
            )
        )
        for first in range(0, at_s.size, _BATCH)
    )
    return [one for one in told if one is not None]


def _people(count: int, chance: Random) -> Mapping[str, Any]:
    """Return the errors of readings after a minute, for people drawn by chance."""
    rates, breaths, oxygens, silent = [], [], [], 0
    for number in range(count):
        person = Person(
            rate_bpm=chance.uniform(48.0, 130.0),
            breaths_per_min=chance.uniform(9.0, 20.0),
            oxygen_pct=chance.uniform(90.0, 99.0),
            swing_pct=chance.uniform(0.6, 3.0),
            seed=number,
        )
        finger, at_s = Finger(person), np.array(times(PERSON_S, RATE_HZ))
        light = np.array([finger.light(float(one)) for one in at_s])
        late = [one for one in _played(at_s, light) if one.at_s > _SETTLED_S]
        rates += [abs(one.rate_bpm - person.rate_bpm) for one in late if one.rate_bpm is not None]
        told = [one.breaths_per_min for one in late if one.breaths_per_min is not None]
        breaths += [abs(float(np.median(told)) - person.breaths_per_min)] if told else []
        silent += not told
        oxygens += [abs(one.oxygen_pct - person.oxygen_pct) for one in late if one.oxygen_pct is not None]
    return {
        "count": count,
        "rate_error_bpm_p95": _p95(rates),
        "breathing_error_per_min_max": round(max(breaths), 2) if breaths else None,
        "breathing_told_share": round(1.0 - silent / count, 3),
        "oxygen_error_pct_p95": _p95(oxygens),
    }


def _played(at_s: Wave, light: Wave) -> Sequence[Shown]:
    return shown(PulseMeter(curve=Curve()), at_s, light[:, 1], light[:, 0])


def _p95(values: Sequence[float]) -> float | None:
    return round(float(np.percentile(values, 95)), 2) if values else None
