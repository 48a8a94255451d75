"""What outlives a restart."""

from dataclasses import replace
from math import inf, nan, sqrt

import pytest

from controller import Memory, PidTuning, Settings, initial, present, step
from controller.algorithms import least_squares
from controller.algorithms.covariance import is_covariance
from controller.algorithms.least_squares import Belief
from controller.climate import cabin_model
from controller.climate.preconditioning import Plan
from controller.fridge import evaporator, thermal_model
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.fridge_memory import Cell
from controller.fridge.misfit import Misfit
from controller.fridge.thermal_model import CONTENTS, EXCHANGE, LOAD, MOVED, STILL
from controller.interface.snapshot import CompartmentInputs, FridgeInputs, Snapshot
from controller.persistence.learned import SHORT_S, UNLEARNED, Learned, LearnedBox, Sound, learned, recalled, sound

SETTINGS = Settings()
TUNING = PidTuning(0.2, 300.0)


def begun() -> Memory:
    return initial(SETTINGS, now_s=0.0)


def experienced() -> Memory:
    """A memory whose food compartment and cabin were seen for long; the medicine never was."""
    fresh = begun()
    belief = least_squares.initial(thermal_model.PARAMETERS)
    belief = replace(belief, mean=(30.0, 4.0, 6.0, 5.0, 6.5, 2.0))
    known = replace(thermal_model.resumed(belief, 50.0), misfit=Misfit(odd=1.0), unrest_k=2.0)
    cell = Cell(
        box=known, pull_k_h=7.0, freest_per_h=9.0, trim_k=0.3, learned_duty=LearnedDuty(0.2, 9_000.0), cooling=True
    )
    cold = replace(fresh.fridge.plate, belief=replace(fresh.fridge.plate.belief, mean=(200.0, 3.0, 4.0, 5.0)))
    cabin = replace(
        fresh.climate,
        model=cabin_model.Model(
            learned=cabin_model.Learned(figures=(0.1, 0.1, 1e-3, 1e-3, 0.1), updates=40), applied=0.7, at_s=900.0
        ),
        plan=Plan(error=0.05, pace=1.2, departs_at_s=40.0),
        tuning=TUNING,
    )
    return replace(fresh, fridge=replace(fresh.fridge, cells=(cell, Cell()), plate=cold), climate=cabin)


def seen(memory: Memory, air_c: float) -> Memory:
    """After a tick with this air in both compartments."""
    inputs = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(air_c, 1.0)),) * 2))
    return step(memory, inputs, SETTINGS, now_s=1.0).memory


def known_box(memory: Memory) -> thermal_model.Box:
    known = memory.fridge.cells[0].box
    assert known is not None
    return known


def test_after_a_short_break_all_is_as_it_was_but_for_what_was_under_way() -> None:
    after = recalled(begun(), learned(experienced()), away_s=60.0)
    assert learned(after) == learned(experienced())
    known = known_box(after)
    assert (known.contents_c, known.seen_h, known.misfit.odd, known.unrest_k) == (6.5, 50.0, 0.0, 0.0)
    assert not after.fridge.cells[0].cooling
    assert after.fridge.cells[1] == Cell()
    assert after.climate.plan == Plan(error=0.05, pace=1.2)
    assert after.climate.tuning == TUNING
    assert known_box(seen(after, 9.0)).contents_c == 6.5


@pytest.mark.parametrize("away_s", [SHORT_S + 1.0, -1.0])
def test_after_a_long_break_or_one_that_no_clock_tells_the_contents_are_as_warm_as_the_air(away_s: float) -> None:
    after = recalled(begun(), learned(experienced()), away_s=away_s)
    assert after.fridge.cells[0].box is None
    known = known_box(seen(after, 22.0))
    mean = known.belief.mean
    assert (mean[CONTENTS], mean[LOAD]) == (22.0, thermal_model.PARAMETERS[LOAD].value)
    assert (mean[STILL], mean[MOVED], mean[EXCHANGE]) == (4.0, 6.0, 5.0)
    assert known.belief.covariance[CONTENTS][CONTENTS] == thermal_model.PARAMETERS[CONTENTS].doubt ** 2
    assert known.seen_h == 0.0
    assert seen(after, 22.0).fridge.cells[0].learned is None


def test_what_was_not_seen_in_this_run_is_persisted_from_the_one_before() -> None:
    first = learned(experienced())
    again = learned(recalled(begun(), first, away_s=1e6))
    assert again == replace(first, boxes=(_unseen(first), None))


def _unseen(persisted: Learned) -> LearnedBox:
    (one, _) = persisted.boxes
    assert one is not None
    return replace(one, seen_h=0.0)


def test_to_forget_one_parameter_unties_the_others_from_it() -> None:
    tied = Belief((1.0, 2.0), ((4.0, 1.5), (1.5, 9.0)))
    fresh = Belief((7.0, 8.0), ((0.25, 0.0), (0.0, 0.5)))
    assert least_squares.renewed(tied, 0, fresh) == Belief((7.0, 2.0), ((0.25, 0.0), (0.0, 9.0)))


def test_what_was_learned_is_sound() -> None:
    for memory in (begun(), experienced()):
        assert sound(learned(memory)) == Sound(learned(memory), ())


PERSISTED = learned(experienced())
BOX = replace(_unseen(PERSISTED), seen_h=50.0)
CABIN = PERSISTED.cabin
FIRST_ROWS = PERSISTED.plate.covariance[:3]


def tied(belief: Belief, share: float) -> Belief:
    """The first two parameters tied to each other: 1 is as much as can be, more is no covariance."""
    rows = [list(row) for row in belief.covariance]
    rows[0][1] = rows[1][0] = share * sqrt(rows[0][0] * rows[1][1])
    return Belief(belief.mean, tuple(tuple(row) for row in rows))


@pytest.mark.parametrize(
    "wrong",
    [
        Belief((4.0,) * 3, ((1.0,) * 3,) * 3),
        Belief((999.0, 3.0, 4.0, 5.0), PERSISTED.plate.covariance),
        Belief((nan, 3.0, 4.0, 5.0), PERSISTED.plate.covariance),
        Belief(PERSISTED.plate.mean, (*FIRST_ROWS, (0.0, 0.0, 0.0, -1.0))),
        Belief(PERSISTED.plate.mean, (*FIRST_ROWS, (1.0, 0.0, 0.0, 1.0))),
        Belief(PERSISTED.plate.mean, (*FIRST_ROWS, (0.0, 0.0, 0.0, nan))),
        Belief(PERSISTED.plate.mean, (*FIRST_ROWS, (0.0, 0.0, 0.0, 65.0))),
        Belief(PERSISTED.plate.mean, ((0.0, 1.0, 0.0, 0.0), (1.0, 2.0, 0.0, 0.0), *PERSISTED.plate.covariance[2:])),
        tied(PERSISTED.plate, 1.01),
        tied(PERSISTED.plate, -1.01),
    ],
)
def test_a_belief_that_no_law_can_have_is_left_out_and_the_rest_is_used(wrong: Belief) -> None:
    plates = sound(replace(PERSISTED, plate=wrong))
    assert plates == Sound(replace(PERSISTED, plate=UNLEARNED.plate), ("plate",))


def test_a_belief_as_sure_as_can_be_is_sound() -> None:
    surest = Belief(PERSISTED.plate.mean, ((0.0,) * 4, *PERSISTED.plate.covariance[1:]))
    for belief in (surest, tied(PERSISTED.plate, 1.0), tied(PERSISTED.plate, -1.0)):
        assert sound(replace(PERSISTED, plate=belief)).left_out == ()


@pytest.mark.parametrize("tied_by", [1.01, 1e160, -1e308])
@pytest.mark.parametrize("variance", [1.0, 1e-300])
def test_rows_that_overflow_are_no_covariance_and_no_error(variance: float, tied_by: float) -> None:
    """Persisted values that are damaged must not end each start anew."""
    assert not is_covariance(((variance, tied_by, 0.0), (tied_by, variance, 0.0), (0.0, 0.0, 1.0)))


def test_three_that_cannot_be_so_tied_together_are_no_covariance() -> None:
    opposed = ((1.0, 0.9, 0.9), (0.9, 1.0, -0.9), (0.9, -0.9, 1.0))
    assert not is_covariance(opposed)
    assert is_covariance(((1.0, 0.9, 0.9), (0.9, 1.0, 0.9), (0.9, 0.9, 1.0)))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(BOX, belief=evaporator.initial(1).belief),
        replace(BOX, belief=least_squares.initial(thermal_model.PARAMETERS[:5])),  # of before the liner was apart
        replace(BOX, pull_k_h=inf),
        replace(BOX, pull_k_h=0.0),
        replace(BOX, seen_h=-1.0),
        replace(BOX, trim_k=3.1),
        replace(BOX, freest_per_h=nan),
        replace(BOX, learned_duty=LearnedDuty(nan, 600.0)),
        replace(BOX, learned_duty=LearnedDuty(1.1, 600.0)),
        replace(BOX, learned_duty=LearnedDuty(0.1, 0.0)),
        replace(BOX, learned_duty=LearnedDuty(0.1, 14_401.0)),
    ],
)
def test_a_compartment_that_cannot_be_is_left_out_by_its_number(wrong: LearnedBox) -> None:
    assert sound(replace(PERSISTED, boxes=(BOX, wrong))) == Sound(replace(PERSISTED, boxes=(BOX, None)), (1,))


@pytest.mark.parametrize("wrong", [{"error": -0.1}, {"error": nan}, {"pace": 0.0}, {"pace": 11.0}])
def test_a_departure_that_cannot_be_is_left_out(wrong: dict[str, float]) -> None:
    expected = replace(PERSISTED, error=UNLEARNED.error, pace=UNLEARNED.pace)
    assert sound(replace(PERSISTED, **wrong)) == Sound(expected, ("departure",))  # type: ignore[arg-type]  # names are ours


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CABIN, figures=(0.1,)),
        replace(CABIN, figures=(9.0, *CABIN.figures[1:])),
        replace(CABIN, sun_k_s=nan),
        replace(CABIN, sun_k_s=-1.1),
        replace(CABIN, updates=-1),
        replace(CABIN, covariance=((inf,) * 5,) * 5),
        replace(CABIN, covariance=((-1e-9, 0.0, 0.0, 0.0, 0.0), *CABIN.covariance[1:])),
        replace(CABIN, covariance=((3.0, 0.0, 0.0, 0.0, 0.0), *CABIN.covariance[1:])),
    ],
)
def test_a_cabin_that_cannot_be_is_left_out(wrong: cabin_model.Learned) -> None:
    assert sound(replace(PERSISTED, cabin=wrong)) == Sound(replace(PERSISTED, cabin=UNLEARNED.cabin), ("cabin",))
