"""Each operation on a belief, by values that are worked out by hand."""

from dataclasses import replace

import pytest

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief, Parameter

ANY = Parameter(value=0.0, doubt=100.0, minimum=-100.0, maximum=100.0, walk=0.0)
THREE = Belief((1.0, 2.0, 3.0), ((4.0, 1.0, 0.5), (1.0, 9.0, 2.0), (0.5, 2.0, 16.0)))


def test_nothing_is_learned_at_first_and_nothing_is_tied_to_anything() -> None:
    parameters = (
        replace(ANY, value=7.0, doubt=2.0),
        replace(ANY, value=-1.0, doubt=3.0),
        replace(ANY, value=0.5, doubt=0.5),
    )
    expected = Belief((7.0, -1.0, 0.5), ((4.0, 0.0, 0.0), (0.0, 9.0, 0.0), (0.0, 0.0, 0.25)))
    assert least_squares.initial(parameters) == expected


def test_half_of_what_is_measured_is_believed_where_both_are_as_sure() -> None:
    sure = Belief((1.0,), ((4.0,),))
    assert least_squares.correct(sure, (ANY,), (1.0,), 3.0, 2.0) == Belief((2.5,), ((2.0,),))
    assert least_squares.surprise(sure, (1.0,), 8.0, 0.0) == 4.0
    assert least_squares.surprise(Belief((1.0,), ((5.0,),)), (1.0,), -6.0, 2.0) == -2.0


def test_a_measurement_corrects_what_it_is_tied_to_and_ties_what_it_hangs_on() -> None:
    """Twice the first less the second: variances 4 x 4 and 1, less twice 2 x 0.5 between them; 2 of noise make 20."""
    pair = Belief((1.0, 2.0), ((4.0, 0.25), (0.25, 1.0)))
    after = least_squares.correct(pair, (ANY, ANY), (2.0, -1.0), 10.0, 2.0)
    assert after.mean == pytest.approx((1.0 + 7.75 * 0.5, 2.0 - 0.5 * 0.5))
    tied = 0.25 + 7.75 * 0.5 / 20.0
    assert after.covariance[0] == pytest.approx((4.0 - 7.75**2 / 20.0, tied))
    assert after.covariance[1] == pytest.approx((tied, 1.0 - 0.5**2 / 20.0))
    assert least_squares.surprise(pair, (2.0, -1.0), 10.0, 2.0) == pytest.approx(10.0 / 20.0**0.5)


def test_a_correction_stops_at_the_bounds_of_each() -> None:
    bounded = (replace(ANY, minimum=-1.0, maximum=2.0), replace(ANY, minimum=0.0, maximum=8.0))
    wide = Belief((1.0, 2.0), ((4.0, 0.0), (0.0, 4.0)))
    assert least_squares.correct(wide, bounded, (1.0, 1.0), 80.0, 0.0).mean == (2.0, 8.0)
    assert least_squares.correct(wide, bounded, (1.0, 1.0), -80.0, 0.0).mean == (-1.0, 0.0)


def test_each_walks_by_its_own_step_and_no_farther_than_where_it_began() -> None:
    walking = (replace(ANY, walk=3.0, doubt=4.0), replace(ANY, walk=1.0, doubt=4.0), replace(ANY, walk=1.0, doubt=3.0))
    after = least_squares.forget(THREE, walking)
    assert after == Belief(THREE.mean, ((13.0, 1.0, 0.5), (1.0, 10.0, 2.0), (0.5, 2.0, 16.0)))
    assert least_squares.forget(after, walking).covariance[0][0] == 16.0


def test_what_is_renewed_is_as_it_was_at_first_and_tied_to_nothing() -> None:
    fresh = Belief((7.0, 8.0, 9.0), ((25.0, 0.0, 0.0), (0.0, 36.0, 0.0), (0.0, 0.0, 49.0)))
    assert least_squares.renewed(THREE, 1, fresh) == Belief(
        (1.0, 8.0, 3.0), ((4.0, 0.0, 0.5), (0.0, 36.0, 0.0), (0.5, 0.0, 16.0))
    )
    assert least_squares.renewed(THREE, 0, fresh) == Belief(
        (7.0, 2.0, 3.0), ((25.0, 0.0, 0.0), (0.0, 9.0, 2.0), (0.0, 2.0, 16.0))
    )


def test_a_doubt_is_a_deviation_of_one_alone() -> None:
    assert least_squares.doubt(THREE, 1, 5.0) == Belief(
        THREE.mean, ((4.0, 1.0, 0.5), (1.0, 25.0, 2.0), (0.5, 2.0, 16.0))
    )
    assert least_squares.doubt(THREE, 0, 1.9) == THREE


def test_what_moves_by_itself_keeps_its_share_of_every_tie() -> None:
    assert least_squares.moved(THREE, 1, 5.0, 0.5) == Belief(
        (1.0, 5.0, 3.0), ((4.0, 0.5, 0.5), (0.5, 2.25, 1.0), (0.5, 1.0, 16.0))
    )


LINE = (Parameter(value=0.0, doubt=3.0, minimum=-5.0, maximum=5.0, walk=0.0),) * 2
SOUND = Belief((1.0, 1.0), ((1.0, 0.5), (0.5, 1.0)))


@pytest.mark.parametrize(
    "belief",
    [
        SOUND,
        replace(SOUND, mean=(-5.0, 5.0)),
        replace(SOUND, covariance=((36.0, 0.5), (0.5, 36.0))),
        replace(SOUND, covariance=((0.0, 0.0), (0.0, 0.0))),
    ],
)
def test_what_can_be_a_belief_of_these_parameters_is_sound(belief: Belief) -> None:
    assert least_squares.is_sound(belief, LINE)


@pytest.mark.parametrize(
    "belief",
    [
        replace(SOUND, mean=(1.0,)),
        replace(SOUND, mean=(1.0, 1.0, 1.0)),
        replace(SOUND, covariance=((1.0, 0.5),)),
        replace(SOUND, covariance=((1.0, 0.5), (0.5, 1.0), (0.0, 0.0))),
        replace(SOUND, covariance=((1.0, 0.5), (0.5,))),
        replace(SOUND, covariance=((1.0, 0.5, 0.0), (0.5, 1.0, 0.0))),
        replace(SOUND, mean=(-5.01, 1.0)),
        replace(SOUND, mean=(1.0, 5.01)),
        replace(SOUND, covariance=((1.0, 0.5), (0.5, 36.1))),
        replace(SOUND, covariance=((1.0, 1.5), (1.5, 1.0))),
    ],
)
def test_what_cannot_be_one_is_not(belief: Belief) -> None:
    assert not least_squares.is_sound(belief, LINE)
