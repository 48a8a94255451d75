"""Excursions: single events and sums side by side, ends that are told, nothing counted that was not seen."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.coldchain.excursions import Excursion, State, Watch, watch
from firmware.coldchain.series import Minute, Subject, level
from firmware.config.cargo import Beyond, Counting, Limit
from tests.firmware.coldchain.courses import BEGIN_S, course, gap, later, spans, watched

ABOVE = partial(Limit, beyond=Beyond.ABOVE, at_c=8.0)
TEN_MINUTES, TEN_IN_ALL = ABOVE(for_s=600.0), ABOVE(for_s=600.0, counting=Counting.CUMULATIVE)


def only(excursions: tuple[Excursion, ...]) -> Excursion:
    assert len(excursions) == 1
    return excursions[0]


@pytest.mark.parametrize(
    ("limit", "value_c", "broken"),
    [
        (Limit(beyond=Beyond.ABOVE, at_c=30.0, for_s=0.0), 30.0, True),
        (Limit(beyond=Beyond.ABOVE, at_c=30.0, for_s=0.0), 29.9, False),
        (Limit(beyond=Beyond.ABOVE, at_c=8.0, for_s=0.0, inclusive=False), 8.0, False),
        (Limit(beyond=Beyond.ABOVE, at_c=8.0, for_s=0.0, inclusive=False), 8.1, True),
        (Limit(beyond=Beyond.BELOW, at_c=-0.5, for_s=0.0), -0.5, True),
        (Limit(beyond=Beyond.BELOW, at_c=-0.5, for_s=0.0), -0.4, False),
    ],
)
def test_a_threshold_itself_counts_where_its_rule_says_so(limit: Limit, value_c: float, broken: bool) -> None:
    assert bool(watched(limit, course([value_c]))) is broken


def test_a_single_event_counts_without_a_break() -> None:
    assert watched(TEN_MINUTES, course([9.0] * 9 + [7.0] + [9.0] * 9)) == ()
    assert only(watched(TEN_MINUTES, course([9.0] * 10))).state is State.OPEN


def test_what_many_short_events_add_up_to_is_not_missed() -> None:
    items = course(([9.0] * 4 + [5.0] * 20) * 3)
    assert watched(TEN_MINUTES, items) == ()
    found = only(watched(TEN_IN_ALL, items))
    assert found.beyond_s == 720.0
    assert found.state is State.CLOSED
    assert found.began_s == BEGIN_S


def test_a_single_event_is_told_while_a_sum_is_open() -> None:
    found = watch((TEN_IN_ALL, TEN_MINUTES), course([9.0] * 12), Subject.AIR)
    assert {one.limit.counting for one in found} == {Counting.SINGLE, Counting.CUMULATIVE}


def test_an_excursion_knows_how_far_and_how_long() -> None:
    found = only(watched(ABOVE(for_s=120.0), spans((8.5, 9.0, 9.5), (9.0, 10.0, 12.0), (8.0, 8.0, 8.2))))
    assert (found.min_c, found.max_c) == (8.0, 12.0)
    assert found.degree_min == pytest.approx(1.0 + 2.0 + 0.0)
    assert (found.began_s, found.reached_s, found.ended_s) == (BEGIN_S, BEGIN_S + 120.0, BEGIN_S + 180.0)


def test_a_short_return_does_not_close_it_and_a_longer_one_does() -> None:
    swinging = course([9.0] * 10 + [7.0] * 3 + [9.0] * 4)
    assert only(watched(TEN_MINUTES, swinging)).beyond_s == 840.0
    closed = only(watched(TEN_MINUTES, course([9.0] * 10 + [7.0] * 5)))
    assert closed.state is State.CLOSED
    assert closed.ended_s == BEGIN_S + 600.0


def test_it_ends_by_a_lost_sensor_and_not_never() -> None:
    lost = only(watched(TEN_MINUTES, course([9.0] * 10 + [None] * 6)))
    assert lost.state is State.SENSOR_LOST
    assert lost.beyond_s == 600.0


def test_a_sensor_that_returns_after_hours_begins_anew() -> None:
    first, second = watched(TEN_MINUTES, course([9.0] * 10 + [None] * 240 + [9.0] * 10))
    assert first.state is State.SENSOR_LOST
    assert second.state is State.OPEN
    assert second.began_s == BEGIN_S + 250 * 60.0


def test_a_short_silence_holds_everything_and_counts_as_nothing() -> None:
    found = only(watched(TEN_MINUTES, course([9.0] * 6 + [None] * 4 + [9.0] * 4)))
    assert found.beyond_s == 600.0


@pytest.mark.parametrize("minutes", [6.0, None])
def test_a_gap_ends_it_too_also_one_of_unknown_length(minutes: float | None) -> None:
    begun = course([9.0] * 10)
    found = only(watched(TEN_MINUTES, [*begun, gap(begun, minutes)]))
    assert found.state is State.SENSOR_LOST


def test_a_sum_goes_on_after_a_gap() -> None:
    begun = course([9.0] * 6)
    items = [*begun, gap(begun, 60.0), *later(course([9.0] * 6), 66.0)]
    assert watched(TEN_MINUTES, items) == ()
    assert only(watched(TEN_IN_ALL, items)).beyond_s == 720.0


def test_what_is_broken_at_once_goes_by_the_extreme() -> None:
    at_once = Limit(beyond=Beyond.BELOW, at_c=0.0, for_s=0.0)
    assert only(watched(at_once, spans((-0.1, 1.0, 2.0)))).min_c == -0.1


def test_an_estimate_that_may_be_off_is_not_sure() -> None:
    estimated = [Minute(wall_s=BEGIN_S + 60.0 * number, contents_c=level(8.5), contents_k=1.0) for number in range(12)]
    assert not only(watched(TEN_MINUTES, estimated, Subject.CONTENTS)).sure
    leaning = Watch(ABOVE(for_s=600.0), Subject.CONTENTS, lean=1.0)
    for each in [Minute(wall_s=each.wall_s, contents_c=level(7.5), contents_k=1.0) for each in estimated]:
        leaning.add(each)
    assert leaning.is_broken


@given(st.lists(st.sampled_from([4.0, 9.0, None]), max_size=80))
def test_a_sum_counts_what_is_beyond_and_nothing_else(values: list[float | None]) -> None:
    counter = Watch(TEN_IN_ALL, Subject.AIR)
    for each in course(values):
        counter.add(each)
    assert counter.beyond_s == 60.0 * values.count(9.0)
    assert counter.is_broken == (values.count(9.0) >= 10)
