"""The fridge law on boxes that are built otherwise than those on which it was made."""

import pytest

from hil.box_trials.cases import Case, stage
from hil.box_trials.holders import Ours
from hil.plants import FridgeOutputs

TICK_S, HOUR_S = 5.0, 3_600.0
SETTLED_H, ENDS_H = 6.0, 10.0


@pytest.mark.parametrize(
    ("kind", "sensors", "seed"), [("two", "slow", 2), ("chest", "coarse", 0), ("upright", "air and plate", 2)]
)
def test_contents_are_held_and_known_and_nobody_puts_goods_in_while_nobody_comes(
    kind: str, sensors: str, seed: int
) -> None:
    scene, outputs = stage(Case(kind=kind, sensors=sensors, seed=seed), above_k=1.0), FridgeOutputs()
    law = Ours(scene.settings)
    places = scene.box.compartments
    means_k, errors_k, seen = [0.0] * len(places), [], 0
    ticks = range(round(ENDS_H * HOUR_S / TICK_S))
    settled = range(round(SETTLED_H * HOUR_S / TICK_S), len(ticks))
    for tick in ticks:
        now_s = tick * TICK_S
        law.drive(scene.eyes, outputs, now_s=now_s)
        scene.box.advance(outputs, scene.ambient.at(now_s), TICK_S)
        if tick not in settled:
            continue
        for number, place in enumerate(places):
            known, estimate = law.memory.fridge.cells[number].box, law.status()[number]
            set_point_c = scene.settings.fridge.compartments[number].set_point_c
            means_k[number] += (place.contents_c - set_point_c) / len(settled)
            seen += known is not None and known.bounds.disturbed
            if estimate.contents_c is not None:
                errors_k.append(abs(estimate.contents_c - place.contents_c))
    assert seen == 0
    assert max(map(abs, means_k)) < 0.7
    assert not errors_k or sorted(errors_k)[int(0.95 * len(errors_k))] < 1.0
