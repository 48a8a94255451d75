"""Sensors in each other's compartment show when one fan blows alone."""

from dataclasses import replace

import pytest

from controller import CompartmentInputs, FridgeInputs, present
from controller.verify.fan_response import (
    ALONE_S,
    LEARNED_S,
    MIN_WARMING,
    SETTLED_S,
    STRANGE_TIMES,
    FanResponse,
    update,
)
from controller.verify.trends import Mean

BOTH, FIRST, SECOND = (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)


def air(*airs_c: float | None) -> FridgeInputs:
    """A fridge whose compartments read this."""
    boxes = [CompartmentInputs() if air_c is None else CompartmentInputs(present(air_c, 0.0)) for air_c in airs_c]
    return FridgeInputs(tuple(boxes))


def blown(before: FanResponse, inputs: FridgeInputs, fans_pct: tuple[float, ...], now_s: float) -> FanResponse:
    return update(before, inputs, fans_pct, 0.0, now_s=now_s)


def score(falls_k: tuple[float, float], fans_pct: tuple[float, float], *, for_s: float = ALONE_S) -> int:
    """The score after one fan has blown alone."""
    begun = blown(FanResponse(), air(5.0, 6.0), fans_pct, 1_000.0)
    return blown(begun, air(5.0 - falls_k[0], 6.0 - falls_k[1]), BOTH, 1_000.0 + for_s).score


@pytest.mark.parametrize(
    ("falls_k", "fans_pct", "points"),
    [
        ((1.0, 0.0), FIRST, 1),
        ((0.0, 1.0), SECOND, 1),
        ((0.0, 1.0), FIRST, -1),
        ((1.0, 0.0), SECOND, -1),
        ((0.5, 0.0), FIRST, 0),
        ((-1.0, -0.1), FIRST, 0),  # nothing fell: it is warming
        ((0.0, 1.0), (100.0, 5.0), -1),
        ((0.0, 1.0), BOTH, 0),
        ((0.0, 1.0), (30.0, 0.0), 0),
    ],
)
def test_the_air_of_the_fan_that_blows_alone_must_fall_most(
    falls_k: tuple[float, float], fans_pct: tuple[float, float], points: int
) -> None:
    assert score(falls_k, fans_pct) == points
    assert score(falls_k, fans_pct, for_s=ALONE_S - 1.0) == 0


def test_a_blow_that_goes_on_and_one_whose_air_is_not_known_are_not_judged() -> None:
    begun = blown(FanResponse(), air(5.0, None), FIRST, 0.0)
    assert blown(begun, air(9.0, None), FIRST, 500.0) is not None
    assert blown(begun, air(5.0, 9.0), BOTH, 500.0).score == 0
    assert blown(FanResponse(alone=0, began_c=(5.0, 5.0)), air(None, 4.0), BOTH, 500.0).score == 0


def test_one_compartment_has_no_other() -> None:
    assert blown(FanResponse(), air(5.0), (100.0,), 0.0).alone is None


def test_a_plate_that_warms_strangely_fast_teaches_no_usual_warming() -> None:
    usual, strange = Mean(MIN_WARMING, LEARNED_S), Mean(10.0 * MIN_WARMING, LEARNED_S)
    before = FanResponse(plate_c=-10.0, warming=strange, usual_warming=usual)
    inputs = replace(air(5.0), plate_c=present(-9.9, 0.0))
    after = update(before, inputs, (0.0,), 2.0 * SETTLED_S, now_s=1_000.0)
    assert after.times_usual > STRANGE_TIMES
    assert after.usual_warming == usual
