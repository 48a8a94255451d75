import pytest

from hil.plants import Diary, Fridge, GoodsIn, GoodsOut, LidOpening, two_compartments

DAY_S = 86_400.0


def fridge() -> Fridge:
    return Fridge(two_compartments(start_c=5.0))


def lids(plant: Fridge) -> tuple[bool, ...]:
    return tuple(compartment.lid_open for compartment in plant.compartments)


def test_lids_open_and_close_at_their_times() -> None:
    plant = fridge()
    diary = Diary((LidOpening(1, 60.0, 20.0), LidOpening(0, 70.0, 20.0)), plant)
    seen = []
    for at_s in (50.0, 60.0, 70.0, 80.0, 90.0, DAY_S + 65.0):
        diary.advance(at_s)
        seen.append(lids(plant))
    assert seen == [(False, False), (False, True), (True, True), (True, False), (False, False), (False, False)]


def test_a_daily_diary_begins_again_each_day() -> None:
    plant = fridge()
    diary = Diary((LidOpening(0, 70.0, 20.0),), plant, daily=True)
    seen = []
    for at_s in (75.0, 95.0, DAY_S + 75.0, DAY_S + 95.0):
        diary.advance(at_s)
        seen.append(lids(plant)[0])
    assert seen == [True, False, True, False]


def test_goods_come_and_go() -> None:
    plant = fridge()
    diary = Diary((GoodsIn(0, 10.0, 4.0, 25.0), GoodsOut(0, 20.0, 2.0)), plant)
    diary.advance(10.0)
    food = plant.compartments[0]
    assert food.contents_kg == 9.0
    assert food.contents_c == pytest.approx((5.0 * 5.0 + 4.0 * 25.0) / 9.0)
    diary.advance(20.0)
    assert food.contents_kg == 7.0


def test_an_empty_diary_does_nothing() -> None:
    plant = fridge()
    Diary((), plant, daily=True).advance(1e9)
    assert lids(plant) == (False, False)
