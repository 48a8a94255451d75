"""The mean kinetic temperature: the vectors of USP's formula, and weights by time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.coldchain.kinetics import KineticMean, KineticWindow, mean_kinetic_c, trapezoid_kinetic_c

HOUR_S = 3_600.0
TEMPERATURES = st.floats(-40.0, 60.0)


@pytest.mark.parametrize(
    ("temperatures_c", "expected_c"),
    [
        ([5.0] * 24, 5.000),
        ([5.0] * 20 + [15.0] * 4, 7.705),
        ([5.0] * 23 + [25.0], 7.756),
        ([2.0] * 12 + [8.0] * 12, 5.536),
        ([15.0, 20.0, 25.0, 30.0], 24.104),
    ],
)
def test_vectors_are_exact(temperatures_c: list[float], expected_c: float) -> None:
    assert mean_kinetic_c((each, HOUR_S) for each in temperatures_c) == pytest.approx(expected_c, abs=0.0006)


def test_a_piece_counts_by_its_duration() -> None:
    assert mean_kinetic_c([(5.0, 20 * HOUR_S), (15.0, 4 * HOUR_S)]) == pytest.approx(7.705, abs=0.0006)


def test_nothing_has_no_mean() -> None:
    assert mean_kinetic_c([]) is None
    assert trapezoid_kinetic_c([(0.0, 5.0)]) is None
    assert KineticWindow(HOUR_S).highest_c is None


def test_between_samples_the_middle_counts() -> None:
    assert trapezoid_kinetic_c([(0.0, 4.0), (600.0, 6.0), (3_600.0, 6.0)]) == mean_kinetic_c(
        [(5.0, 600.0), (6.0, 3_000.0)]
    )


def test_a_gap_can_be_left_out() -> None:
    samples = [(0.0, 5.0), (600.0, 5.0), (90_000.0, 25.0), (90_600.0, 25.0)]
    filled, left_out = trapezoid_kinetic_c(samples), trapezoid_kinetic_c(samples, longest_s=1_800.0)
    assert left_out == mean_kinetic_c([(5.0, 1.0), (25.0, 1.0)])
    assert filled is not None
    assert left_out is not None
    assert filled < left_out


@given(st.lists(st.tuples(TEMPERATURES, st.floats(1.0, 1e6)), min_size=1, max_size=20))
def test_it_lies_between_the_mean_and_the_hottest(pieces: list[tuple[float, float]]) -> None:
    found = mean_kinetic_c(pieces)
    lasted_s = sum(each for _, each in pieces)
    assert found is not None
    assert sum(each_c * each_s for each_c, each_s in pieces) / lasted_s - 1e-6 <= found
    assert found <= max(each_c for each_c, _ in pieces) + 1e-6


def test_a_window_tells_the_worst_day_of_a_long_trip() -> None:
    window = KineticWindow(24 * HOUR_S)
    for day_c in (5.0, 5.0, 15.0, 5.0, 5.0):
        for _ in range(24 * 60):
            window.add(day_c, 60.0)
    assert window.highest_c == pytest.approx(15.0, abs=0.15)


def test_a_window_of_a_shorter_trip_is_the_whole_trip() -> None:
    window, whole = KineticWindow(24 * HOUR_S), KineticMean()
    for each_c in (4.0, 6.0, 12.0):
        window.add(each_c, HOUR_S)
        whole.add(each_c, HOUR_S)
    assert window.highest_c == pytest.approx(whole.c)
