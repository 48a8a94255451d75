"""Bounds that no law can beat: the soonest recovery, the best run length, and a box in which nothing is cooled."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from math import nan

from hil.plants import CoolingBox, FridgeOutputs, FridgeSurroundings
from hil.scenarios.box import BoxScenario

AIR_FLOOR_C = 1.0
"""So cold may the air get where food must not freeze."""

STANDING = "standing"
RUN_LENGTHS_S = (600.0, 720.0, 900.0, 1_080.0, 1_260.0, 1_500.0)
_REST_S, _MINUTE_S = 180.0, 60.0


class FixedRuns:
    """Runs of one length at the lowest speed, begun when the true contents, which no product can see, ask for it."""

    def __init__(self, run_s: float, _scenario: BoxScenario, set_point_c: float) -> None:
        self._run_s, self._set_point_c = run_s, set_point_c
        self._until_s = -_REST_S

    def ask(self, set_point_c: float) -> None:
        """Ask as Law.ask."""
        self._set_point_c = set_point_c

    def drive(self, fridge: CoolingBox, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Order as Law.order."""
        is_rested = now_s - self._until_s >= _REST_S
        if is_rested and fridge.compartments[0].contents_c >= self._set_point_c:
            self._until_s = now_s + self._run_s
        outputs.compressor_on = now_s < self._until_s
        outputs.fans_pct = (100.0 if outputs.compressor_on else 0.0,)


class Standing:
    """Nothing is ever cooled."""

    def __init__(self, _scenario: BoxScenario, _set_point_c: float) -> None:
        pass

    def ask(self, set_point_c: float) -> None:
        """Ask as Law.ask."""

    def drive(self, fridge: CoolingBox, outputs: FridgeOutputs, *, now_s: float) -> None:
        """Order as Law.order."""


def runs_of(run_s: float) -> str:
    """Return the name of the law with runs of that length."""
    return f"runs of {run_s:.0f} s"


BOUNDS: Mapping[str, Callable[[BoxScenario, float], FixedRuns | Standing]] = {
    STANDING: Standing,
    **{runs_of(run_s): partial(FixedRuns, run_s) for run_s in RUN_LENGTHS_S},
}
"""By name, made as the laws are."""


def soonest_min(fridge: CoolingBox, around: FridgeSurroundings, scenario: BoxScenario, tick_s: float) -> float:
    """Return the minutes until the contents of such a box are back at the soonest; nan if not within the scenario.

    All speed there is from now on, and the air just at its floor as soon as it gets there: no law that keeps the air
    above the floor can be sooner. `fridge` stays as it is.
    """
    if scenario.recovered_c is None:
        return nan
    fridge = deepcopy(fridge)
    box = fridge.compartments[-1]
    outputs = FridgeOutputs(compressor_on=True, speed_pct=100.0, fans_pct=(100.0,) * len(fridge.compartments))
    for tick in range(round((scenario.ends_h - scenario.settled_h) * 60.0 * _MINUTE_S / tick_s)):
        if box.contents_c <= scenario.recovered_c:
            return tick * tick_s / _MINUTE_S
        fridge.advance(outputs, around, tick_s)
        box.air_c = max(box.air_c, AIR_FLOOR_C)
    return nan
