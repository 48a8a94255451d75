import pytest

from hil.plants import ContentsParameters
from hil.plants.contents import Contents

FOOD = ContentsParameters(kg=10.0, start_c=5.0)


def test_heat_moves_the_temperature_by_the_heat_capacity() -> None:
    contents = Contents(FOOD)
    contents.take(-36_000.0)
    assert contents.c == pytest.approx(4.0)


def test_freezing_takes_its_heat() -> None:
    contents = Contents(FOOD)
    contents.take(-10.0 * 6.0 * 3_600.0)
    assert contents.c == pytest.approx(-1.0)
    contents.take(-10.0 * 250_000.0)
    assert -5.0 < contents.c < -4.0
    contents.take(-10.0 * (4.0 * 2_750.0 + 10.0 * 1_900.0))
    assert contents.c == pytest.approx(-15.0)


@pytest.mark.parametrize("start_c", [-18.0, -5.0, -3.0, -1.0, 0.0, 20.0])
def test_a_temperature_that_was_given_is_found_again(start_c: float) -> None:
    contents = Contents(ContentsParameters(start_c=start_c))
    contents.take(1_000.0)
    contents.take(-1_000.0)
    assert contents.c == pytest.approx(start_c)


def test_warm_goods_mix_at_once() -> None:
    contents = Contents(FOOD)
    before_j = contents.stored_j
    came_j = contents.add(4.0, 25.0)
    assert contents.c == pytest.approx((10.0 * 5.0 + 4.0 * 25.0) / 14.0)
    assert contents.stored_j == pytest.approx(before_j + came_j)


def test_goods_that_are_taken_out_take_their_heat_along() -> None:
    contents = Contents(FOOD)
    before_j = contents.stored_j
    left_j = contents.remove(4.0)
    assert contents.stored_j == pytest.approx(before_j - left_j)
    assert (contents.kg, contents.c) == (6.0, 5.0)


def test_no_more_than_all_can_be_taken_out() -> None:
    contents = Contents(FOOD)
    contents.remove(99.0)
    assert contents.kg == 0.0
    contents.add(2.0, 12.0)
    assert contents.c == pytest.approx(12.0)
