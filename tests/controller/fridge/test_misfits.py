"""What does not fit together is a programming error that is told, never cut to what fits.

One compartment left out unseen would be one that nobody guards.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from controller import (
    BoxKind,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Target,
    present,
)
from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief
from controller.fridge import compartment, contents_bounds, estimator, evaporator, fan_outputs, law, thermal_model
from controller.fridge.fridge_memory import Aim, Cell, Drive
from controller.fridge.thermal_model import PARAMETERS
from controller.interface.energy_budget import FREE

ONE = (CompartmentSettings(name="food"),)
PAIR = FridgeSettings()
SEEN = (CompartmentInputs(present(5.0, 0.0)),)
COOL = (Target(-18.0, Mode.COOL),)
FREEZING = (Cell(box=thermal_model.initial(5.0), aim=Aim(-18.0), air_c=5.0, cooling=True),)
COOLING = (Cell(aim=Aim(4.0), cooling=True),)
BEGUN = least_squares.initial(PARAMETERS)
SIX = (1.0,) * len(PARAMETERS)
BOUNDS = contents_bounds.initial(5.0)


def regulate(targets: int, boxes: int, fans: int, coldest: int) -> object:
    """One tick of two compartments with so many of each."""
    memory = replace(law.initial(PAIR, -1e4, now_s=0.0), cells=FREEZING * 2)
    asked = law.Asked(targets=COOL * targets, coldest_c=(5.0,) * coldest)
    done = Commands(compartment_fan_pct=(0.0,) * fans)
    seen = FridgeInputs(SEEN * boxes, present(-5.0, 0.0))
    return law.regulate(memory, seen, asked, PAIR, done, now_s=0.5)


def learned(boxes: int, targets: int, settings: FridgeSettings = PAIR) -> object:
    """What a minute of two compartments teaches with so many of each."""
    memory = law.initial(PAIR, -1e4, now_s=0.0)
    after = replace(memory, window_s=60.0)
    return estimator.learned(after, FridgeInputs(SEEN * boxes), COOL * targets, settings, None)


MODULE = FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=ONE)
CASE = law.Case(target=COOL[0], settings=ONE[0], allowed=True, store_cold=False, fan_pct=0.0)
TICK = law.Tick(
    plate=evaporator.initial(1),
    plate_c=None,
    imagined_c=None,
    running=False,
    lasted_s=60.0,
    share=1.0,
    compressor=MODULE.source,
    dt_s=0.5,
    now_s=60.0,
    around_c=(None, None),
)


MISFITS: dict[str, Callable[[], object]] = {
    "joined": lambda: compartment.joined(COOLING * 2, ONE),
    "fans": lambda: fan_outputs.fans(COOLING, (True, True), -5.0, PAIR, on=False, quiet=False),
    "fans permissions": lambda: fan_outputs.fans(COOLING * 2, (True,), -5.0, PAIR, on=False, quiet=False),
    "speed": lambda: fan_outputs.speed(COOLING, COOL, PAIR, FREE, quiet=False),
    "regulate targets": lambda: regulate(1, 2, 2, 2),
    "regulate inputs": lambda: regulate(2, 1, 2, 2),
    "regulate more inputs": lambda: regulate(2, 3, 2, 2),
    "regulate coldest": lambda: regulate(2, 2, 2, 1),
    "regulate fans": lambda: regulate(2, 2, 3, 2),
    "learned inputs": lambda: learned(1, 2),
    "learned targets": lambda: learned(2, 1),
    "learned more inputs": lambda: learned(3, 2),
    "learned settings": lambda: learned(2, 1, settings=FridgeSettings(compartments=ONE)),
    "cases": lambda: law._cases(law.Asked(targets=COOL), PAIR, Commands(compartment_fan_pct=(0.0, 0.0))),
    "imagined fans": lambda: law._imagined_c(
        law.initial(PAIR, -1e4, now_s=0.0), FridgeInputs(SEEN * 2), Commands(compartment_fan_pct=(0.0,)), False, 0.5
    ),
    "driven": lambda: law._driven(Drive(), COOLING * 2, (CASE,), MODULE, TICK),
    "chills": lambda: law._chills(COOLING * 2, law.Asked(targets=COOL), (CASE,), running=False),
    "chills coldest": lambda: law._chills(
        FREEZING, law.Asked(targets=COOL, coldest_c=(5.0, 5.0)), (CASE,), running=False
    ),
    "lags": lambda: contents_bounds.update(replace(BOUNDS, lags_c=BOUNDS.lags_c[1:]), 5.0, 0.0, 0.0, for_h=0.1),
    "left": lambda: contents_bounds.update(replace(BOUNDS, left=BOUNDS.left[1:]), 5.0, 0.0, 0.0, for_h=0.1),
    "forget": lambda: least_squares.forget(BEGUN, PARAMETERS[:4]),
    "correct parameters": lambda: least_squares.correct(BEGUN, PARAMETERS[:4], SIX, 1.0, 0.1),
    "correct mean": lambda: least_squares.correct(Belief(SIX[1:], BEGUN.covariance), PARAMETERS, SIX, 1.0, 0.1),
    "surprise columns": lambda: least_squares.surprise(Belief(BEGUN.mean, (SIX[:4],) * 6), SIX, 1.0, 0.1),
    "surprise rows": lambda: least_squares.surprise(Belief(BEGUN.mean, BEGUN.covariance[:4]), SIX, 1.0, 0.1),
    "correct gradient": lambda: least_squares.correct(BEGUN, PARAMETERS, SIX[:4], 1.0, 0.1),
}


@pytest.mark.parametrize("misfit", MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_reported_and_not_cut(misfit: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="zip"):
        misfit()
