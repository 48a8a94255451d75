"""The curve keeps every peak, breaks where nothing is known, and has round lines."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.coldchain.series import Minute, Span
from firmware.reports.chart import COLUMNS, chart, round_steps, time_steps
from tests.firmware.coldchain.courses import BEGIN_S, course
from tests.firmware.reports.pages import bad_day, good_day, page, unproven_day


def test_a_peak_of_one_minute_is_kept_in_a_long_trip() -> None:
    items = course([4.0] * 6_000, [4.0] * 6_000)
    minute = items[3_333]
    assert isinstance(minute, Minute)
    items[3_333] = replace(minute, contents_c=Span(3.0, 5.0, 9.5))
    drawn = chart(page(items))
    columns = [column for piece in drawn.pieces for column in piece]
    assert len(columns) <= COLUMNS + 1
    assert max(column.high for column in columns) == 9.5
    assert min(column.low for column in columns) == 3.0


def test_the_curve_breaks_where_nothing_is_known() -> None:
    drawn = chart(page(unproven_day()))
    assert len(drawn.pieces) == 2
    assert [to_s - from_s for from_s, to_s in drawn.unknown] == [3_600.0]


def test_what_is_out_of_range_and_open_lids_are_marked() -> None:
    assert not chart(page(good_day())).beyond
    assert len(chart(page(good_day())).lid) == 2
    drawn = chart(page(bad_day()))
    assert len(drawn.beyond) == 1
    assert drawn.lid == [(BEGIN_S + 240 * 60.0, BEGIN_S + 280 * 60.0)]


def test_all_that_is_drawn_is_inside() -> None:
    drawn = chart(page(bad_day()))
    for piece in drawn.pieces:
        for column in piece:
            assert 0.0 <= drawn.x(column.wall_s) <= 1.0
            assert 0.0 < drawn.y(column.low) <= drawn.y(column.high) < 1.0
    assert all(0.0 < drawn.y(limit_c) < 1.0 for limit_c in drawn.limits_c)


@given(st.floats(-60.0, 90.0), st.floats(0.5, 100.0))
def test_a_few_round_lines_are_within(low: float, span: float) -> None:
    steps = round_steps(low, low + span)
    assert 2 <= len(steps) <= 8
    assert all(low - 1e-6 <= step <= low + span + 1e-6 for step in steps)


@pytest.mark.parametrize("hours", [0.2, 1, 9, 30, 24 * 8, 24 * 400])
def test_times_are_round_in_the_zone_that_is_shown(hours: float) -> None:
    steps = time_steps(BEGIN_S, BEGIN_S + hours * 3_600.0, 3_600.0)
    assert 1 <= len(steps) <= 9
    assert all((step + 3_600.0) % 300.0 == 0.0 for step in steps)
