"""The clocks that people are shown of a box, and what became of it: settled with the power cut, and pulled down.

*hold-over*: at three hours of a day the power is cut, and the box played on until the contents leave their band.
*ready*: all begins far above its set-point; what is shown an hour later and then each half hour, until it is there.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from controller.interface.status import FORECAST_TO_H
from hil.box_trials.cases import Case, Stage, stage
from hil.box_trials.course import HOUR_S
from hil.box_trials.holders import Ours
from hil.box_trials.play import TICK_S
from hil.plants import FridgeOutputs

HOLD_OVER, READY = "hold-over", "ready"

CUT_AT_H = (8.0, 12.0, 16.0)
"""Settled, at different times of a run or a rest and of the day."""

ABOVE_K, WATCHED_FROM_H, WATCHED_EVERY_H, PULL_DOWN_H = 12.0, 1.0, 0.5, 14.0
READY_K = 1.0
"""As people are told: contents this near above their set-point are ready."""

LEAST_S = 600.0
"""Nobody waits by a clock for what takes less."""


@dataclass(frozen=True, slots=True)
class Told:
    """One clock at one time: seconds that were said, None for unknown, and what they really were."""

    clock: str
    said_s: float | None
    true_s: float


def trial(case: Case) -> tuple[Told, ...]:
    """Return what the clocks of one box told, each with the truth; what takes longer than is foretold is left out."""
    return (*_hold_overs(case), *_readies(case))


def _hold_overs(case: Case) -> Iterator[Told]:
    scene = stage(case)
    law, now_s = Ours(scene.settings), 0.0
    for hour in CUT_AT_H:
        now_s = _hold(scene, law, now_s, hour * HOUR_S)
        for number, after_s in enumerate(_leave_after_s(scene, now_s)):
            if after_s is not None:
                yield Told(HOLD_OVER, law.status()[number].hold_over_s, after_s)


def _hold(scene: Stage, law: Ours, from_s: float, to_s: float) -> float:
    """Let the law hold the box; returns the time at the end."""
    outputs, now_s = FridgeOutputs(), from_s
    while now_s < to_s:
        law.drive(scene.eyes, outputs, now_s=now_s)
        scene.box.advance(outputs, scene.ambient.at(now_s), TICK_S)
        now_s += TICK_S
    return now_s


def _leave_after_s(scene: Stage, from_s: float) -> list[float | None]:
    """Return after how long the contents of each compartment leave their band without power; None: not in that time."""
    box, outputs = deepcopy(scene.box), FridgeOutputs(fans_pct=(0.0,) * len(scene.box.compartments))
    settings = scene.settings.fridge.compartments
    left: list[float | None] = [None] * len(settings)
    inside = [one.low_c < place.contents_c < one.high_c for one, place in zip(settings, box.compartments, strict=True)]
    now_s = from_s
    while now_s - from_s < FORECAST_TO_H * HOUR_S and any(one is None for one in left):
        box.advance(outputs, scene.ambient.at(now_s), TICK_S)
        now_s += TICK_S
        for number, (one, place) in enumerate(zip(settings, box.compartments, strict=True)):
            if left[number] is None and inside[number] and not one.low_c <= place.contents_c <= one.high_c:
                left[number] = now_s - from_s
    return left


def _readies(case: Case) -> Iterator[Told]:
    scene = stage(case, above_k=ABOVE_K)
    law, outputs = Ours(scene.settings), FridgeOutputs()
    settings = scene.settings.fridge.compartments
    said: list[list[tuple[float, float | None]]] = [[] for _ in settings]
    there_s: list[float | None] = [None] * len(settings)
    every = round(WATCHED_EVERY_H * HOUR_S / TICK_S)
    for tick in range(round(PULL_DOWN_H * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        law.drive(scene.eyes, outputs, now_s=now_s)
        scene.box.advance(outputs, scene.ambient.at(now_s), TICK_S)
        for number, (one, place) in enumerate(zip(settings, scene.box.compartments, strict=True)):
            if there_s[number] is None and place.contents_c <= one.set_point_c + READY_K:
                there_s[number] = now_s
            if there_s[number] is None and tick % every == 0 and now_s >= WATCHED_FROM_H * HOUR_S:
                said[number].append((now_s, law.status()[number].ready_s))
    for at_s, looks in zip(there_s, said, strict=True):
        if at_s is not None:
            yield from (Told(READY, ready_s, at_s - now_s) for now_s, ready_s in looks if at_s - now_s >= LEAST_S)
