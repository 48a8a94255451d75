"""A minute of one compartment: sums weighted with time, and the means of them."""

from dataclasses import replace

import pytest

from controller.fridge.averages import EMPTY, Sample, Tally, Window, add, closed

BEGUN = Tally(s=10.0, air=20.0, fan=3.0, plate=-40.0, moved=-8.0, cooled=2.0)
COOLED = Sample(air_c=6.0, plate_k=-4.0, fan=0.5, lid_open=True, cooled=0.25, ran=True)
RESTING = Sample(air_c=6.0, plate_k=-4.0, fan=0.5)


def test_a_tick_counts_for_as_long_as_it_lasts() -> None:
    after = Tally(
        s=12.0, air=32.0, fan=4.0, plate=-48.0, moved=-12.0, cooled=2.5, ran=True, plate_known=True, lid_open=True
    )
    assert add(BEGUN, COOLED, 2.0) == after
    assert add(EMPTY, RESTING, 2.0) == Tally(s=2.0, air=12.0, fan=1.0, plate=-8.0, moved=-4.0)


def test_what_happened_once_in_a_minute_happened_in_it() -> None:
    later = add(add(BEGUN, COOLED, 2.0), RESTING, 2.0)
    assert (later.ran, later.lid_open) == (True, True)
    lost = add(BEGUN, replace(RESTING, plate_k=None), 2.0)
    assert (lost.plate_known, lost.plate, lost.moved) == (False, BEGUN.plate, BEGUN.moved)
    assert not add(lost, RESTING, 2.0).plate_known


def test_a_window_has_the_means_and_no_plate_where_one_tick_lacked_it() -> None:
    full = Tally(s=60.0, air=240.0, fan=30.0, plate=-300.0, moved=-120.0, cooled=15.0, ran=True, lid_open=True)
    means = Window(
        hours=1.0 / 60.0, air_c=4.0, fan=0.5, plate_k=-5.0, moved_k=-2.0, cooled=0.25, lid_open=True, ran=True
    )
    assert closed(full) == means
    assert closed(replace(full, plate_known=False)) == replace(means, plate_k=None)


@pytest.mark.parametrize(("cooled", "ran", "activity"), [(0.0, False, 0), (0.01, True, 1), (0.0, True, 2)])
def test_a_run_is_for_it_or_for_a_neighbour(cooled: float, ran: bool, activity: int) -> None:
    one = Window(hours=1.0, air_c=4.0, fan=0.0, plate_k=None, moved_k=0.0, cooled=cooled, lid_open=False, ran=ran)
    assert one.activity == activity
