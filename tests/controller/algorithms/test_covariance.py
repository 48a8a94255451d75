"""Rows of numbers that can be a covariance, and such that cannot."""

from math import inf, nan

import pytest

from controller.algorithms.covariance import is_covariance

Rows = tuple[tuple[float, ...], ...]


def of_two(first: float, both: float, second: float) -> Rows:
    return ((first, both), (both, second))


@pytest.mark.parametrize(
    "rows",
    [
        (),
        of_two(1.0, 0.5, 1.0),
        of_two(4.0, -5.9, 9.0),
        of_two(0.25, 0.0, 1e-12),
        of_two(1.0, 1.0, 1.0),  # one and the same thing twice
        of_two(0.0, 0.0, 1.0),  # one that is known for sure
        ((4.0, 1.0), (1.000_000_5, 4.0)),  # rounding of what is large
        ((1.0, 1e-10), (-1e-10, 1.0)),  # and of what is next to nothing
        ((1.0, -0.9, 0.0), (-0.9, 1.0, 0.0), (0.0, 0.0, 0.0)),
        ((4.0, 2.0, 2.0), (2.0, 5.0, 5.0), (2.0, 5.0, 6.0)),  # the square of ((2, 0, 0), (1, 2, 0), (1, 2, 1))
    ],
)
def test_what_is_finite_and_symmetric_and_no_surer_than_sure_is_a_covariance(rows: Rows) -> None:
    assert is_covariance(rows)


@pytest.mark.parametrize(
    "rows",
    [
        of_two(nan, 0.0, 1.0),
        of_two(1.0, inf, 1.0),
        of_two(-1.0, 0.0, 1.0),
        of_two(1.0, 0.0, -1e-12),
        ((1.0, 0.5), (0.6, 1.0)),
        ((1.0, 1e-8), (2e-8, 1.0)),
        of_two(0.0, 0.1, 1.0),  # what is sure hangs on nothing
        of_two(1.0, 0.1, 0.0),
        of_two(0.0, 1.0, 1.0),
        of_two(1.0, 1.1, 1.0),  # more alike than the same
        of_two(4.0, -6.1, 9.0),
        of_two(1e-3, 1e200, 1e-3),
        ((1.0, 0.9, 0.9), (0.9, 1.0, 0.3), (0.9, 0.3, 1.0)),  # both nearly as the first, but not as each other
        ((1.0, 0.9, -0.9), (0.9, 1.0, 0.9), (-0.9, 0.9, 1.0)),
        ((1e-3, 1e200, 0.0), (1e200, 1e-3, 1e200), (0.0, 1e200, 1e-3)),
    ],
)
def test_what_is_no_number_or_lopsided_or_surer_than_sure_is_none(rows: Rows) -> None:
    assert not is_covariance(rows)


def test_what_is_tied_to_two_others_is_measured_against_both() -> None:
    """Known from the first two for all but 0.19 of its variance, so a third can share no more than that with it."""
    assert is_covariance(((1.0, 0.0, 0.9, 0.0), (0.0, 1.0, 0.0, 0.9), (0.9, 0.0, 1.0, 0.18), (0.0, 0.9, 0.18, 1.0)))
    assert not is_covariance(((1.0, 0.0, 0.9, 0.0), (0.0, 1.0, 0.0, 0.9), (0.9, 0.0, 1.0, 0.2), (0.0, 0.9, 0.2, 1.0)))
    assert is_covariance(((1.0, 0.5, 0.9), (0.5, 1.0, 0.8), (0.9, 0.8, 1.0)))
    assert not is_covariance(((1.0, 0.5, 0.9), (0.5, 1.0, 0.83), (0.9, 0.83, 1.0)))
