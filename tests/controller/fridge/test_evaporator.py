"""The plate: what of it is learned from which minute, and what it is worth to the air."""

from dataclasses import replace

import pytest

from controller.algorithms.least_squares import Belief
from controller.fridge import evaporator
from controller.fridge.averages import HOUR_S, Window
from controller.fridge.evaporator import MOST_RATIO, PARAMETERS, Plate, PlateWindow

FIRST = Window(hours=0.02, air_c=5.0, fan=0.5, plate_k=-8.0, moved_k=-4.0, cooled=0.5, lid_open=False)
OTHER = Window(hours=0.02, air_c=9.0, fan=1.0, plate_k=-12.0, moved_k=-12.0, cooled=0.5, lid_open=False)
SURE = tuple(tuple(1e-12 * (row == column) for column in range(4)) for row in range(4))
KNOWN = Plate(Belief((100.0, 2.0, 3.0, 7.0), SURE), 2)


def test_a_minute_of_the_plate_is_what_all_give_it() -> None:
    expected = PlateWindow(hours=0.02, plate_c=-3.0, run=0.4, still_k=20.0, moved_k=16.0)
    assert evaporator.window([FIRST, OTHER], 0.4) == expected


@pytest.mark.parametrize("seen", [[], [None], [None, FIRST], [FIRST, None], [FIRST, replace(OTHER, plate_k=None)]])
def test_a_minute_in_which_something_was_not_known_is_none(seen: list[Window | None]) -> None:
    assert evaporator.window(seen, 0.4) is None


def test_a_box_without_compartments_at_its_plate_shares_it_with_nobody() -> None:
    assert [evaporator.initial(count).shared_by for count in (0, 1, 3)] == [1, 1, 3]
    begun = evaporator.initial(1)
    assert begun.belief.mean == tuple(each.value for each in PARAMETERS)
    assert begun.before is None


def test_nothing_is_learned_across_a_gap() -> None:
    now = PlateWindow(hours=0.02, plate_c=-3.0, run=0.4, still_k=20.0, moved_k=16.0)
    begun = evaporator.update(KNOWN, now)
    assert begun == replace(KNOWN, before=now)
    assert evaporator.update(begun, None) == KNOWN
    later = replace(now, plate_c=-3.5)
    assert evaporator.update(begun, later).before == later


def test_a_usual_plate_is_cooled_by_the_compressor_and_warmed_by_every_air() -> None:
    """110 K/h less 2.5 for each kelvin of cold; 3.5 K/h for each kelvin in still air, 4 more in moved air."""

    def imagined_c(fans: tuple[float, ...], *, running: bool) -> float:
        after_c = evaporator.imagined_c(-10.0, (5.0, 3.0), fans, running, HOUR_S / 100.0)
        assert after_c is not None
        return after_c

    assert imagined_c((0.0, 0.0), running=False) == pytest.approx(-10.0 + 0.035 * 28.0)
    assert imagined_c((1.0, 0.5), running=False) == pytest.approx(-10.0 + 0.075 * 15.0 + 0.055 * 13.0)
    assert imagined_c((0.0, 0.0), running=True) == pytest.approx(-10.0 + 0.035 * 28.0 - 0.85)
    with pytest.raises(ValueError, match="zip"):
        imagined_c((0.0,), running=True)


def test_a_plate_is_as_heavy_as_what_one_gives_and_the_other_takes() -> None:
    assert evaporator.ratio(KNOWN, 20.0) == 2.0
    assert evaporator.ratio_of_share(KNOWN, 20.0) == 1.0
    assert (evaporator.ratio(KNOWN, 0.0), evaporator.ratio(KNOWN, 900.0)) == (0.1, MOST_RATIO)
