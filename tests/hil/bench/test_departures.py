"""The bench of departures: what counts as late, as infeasible and as told; and a short form of it."""

from itertools import pairwise

import pytest

from hil.bench import departures
from hil.scenarios.mornings import FAMILIES, LEARNED_AFTER, SET_POINT_C, Departed, fortnight, play


def one(air_c: float, reachable_c: float = SET_POINT_C, *, is_told: bool = False) -> Departed:
    return Departed(air_c=air_c, reachable_c=reachable_c, is_told=is_told)


def test_a_row_counts_what_was_late_once_it_could_be_learned_and_what_was_told() -> None:
    mornings = [one(10.0), one(21.0), one(20.4), one(21.3), one(20.6), one(14.0, 14.5, is_told=True)]
    figures = departures.result([(FAMILIES[0], mornings)])
    row = figures["rows"][0]
    assert (row["mornings"], row["late"], row["first_late"]) == (6, 0, 2)
    assert (row["infeasible"], row["told_before"], row["told_for_nothing"], row["too_warm_k"]) == (1, 1, 0, 0.3)
    assert departures.is_good(figures)
    assert f"| {FAMILIES[0]} | 1 | 6 | 0 | 1 | 1 | 0 | 0.3 |" in departures.table(figures)


@pytest.mark.parametrize("bad", [one(20.4), one(14.0, 14.5)])
def test_a_late_morning_or_one_that_was_not_told_is_not_good(bad: Departed) -> None:
    mornings = [one(21.0), one(21.0), one(21.0), bad]
    assert not departures.is_good({"rows": [departures.row("camper", [mornings])]})
    assert departures.row("camper", [[bad]])["too_warm_k"] is None


def test_a_fortnight_has_a_jump_two_skips_and_a_change_of_the_clocks() -> None:
    for seed in range(20):
        mornings = fortnight(seed)
        steps_k = [abs(b.outside_c - a.outside_c) for a, b in pairwise(mornings)]
        assert max(steps_k) > 12.0
        assert sum(each.is_skipped for each in mornings) == 2
        assert sum(each.clock_s != 0.0 for each in mornings) == 1
    assert fortnight(3) == fortnight(3)


@pytest.mark.parametrize(("family", "seed"), [(FAMILIES[0], 25), (FAMILIES[1], 5)])
def test_departures_are_on_time_once_they_are_learned_and_told_where_they_cannot_be(family: str, seed: int) -> None:
    departed = play(family, seed, mornings=7)
    assert [each.is_late for each in departed[LEARNED_AFTER:]] == [False] * (len(departed) - LEARNED_AFTER)
    assert all(each.is_told for each in departed if not each.is_feasible)
