import pytest

from hil.boxes.goods import Goods, LumpParameters
from hil.boxes.mass import Mass
from hil.plants.contents import Contents, ContentsParameters
from hil.plants.matter import FOOD, WATER


def lumps(*weights_kg: float) -> tuple[LumpParameters, ...]:
    return tuple(LumpParameters(kg=kg, air_w_k=0.4 * kg) for kg in weights_kg)


def test_food_freezes_as_the_contents_of_the_fridge_do() -> None:
    lump, contents = Mass(FOOD, 2.0, 4.0), Contents(ContentsParameters(kg=2.0, start_c=4.0))
    for _ in range(600):
        lump.take(-1_500.0)
        contents.take(-1_500.0)
        assert lump.c == pytest.approx(contents.c, abs=1e-9)
    assert lump.c < -20.0


def test_ice_stays_near_zero_until_it_has_melted() -> None:
    ice = Mass(WATER, 1.0, -10.0)
    heat_j = 0.0
    while ice.c < 0.0:
        ice.take(1_000.0)
        heat_j += 1_000.0
    assert heat_j == pytest.approx(9.5 * 2_100.0 + 334_000.0 + 0.5 * 3_145.0, abs=1_000.0)


def test_goods_put_in_are_a_lump_of_their_own_until_there_are_many() -> None:
    goods = Goods(lumps(3.0, 2.0), 5.0, 0.4)
    heat_j = goods.add(1.0, 25.0)
    assert goods.lumps_c == (5.0, 5.0, 25.0)
    assert heat_j == pytest.approx(26.0 * 3_600.0)
    for degrees in range(8):
        goods.add(0.5, 10.0 + degrees)
    assert len(goods.nodes) == 6
    assert goods.kg == pytest.approx(10.0)


def test_the_mean_is_by_heat_capacity() -> None:
    goods = Goods(lumps(3.0), 5.0, 0.4)
    goods.add(1.0, 25.0)
    assert goods.mean_c == pytest.approx(10.0)


def test_what_came_last_leaves_first_and_takes_its_heat_along() -> None:
    goods = Goods(lumps(3.0), 5.0, 0.4)
    came_j = goods.add(2.0, 25.0)
    assert goods.remove(1.0) == pytest.approx(came_j / 2.0)
    assert goods.nodes[-1].still_w_k == pytest.approx(0.4)
    assert goods.remove(100.0) == pytest.approx(came_j / 2.0 + 3.0 * 6.0 * 3_600.0)
    assert goods.kg == 0.0


def test_what_the_wind_does_not_reach_stays_as_it_is() -> None:
    calm = LumpParameters(kg=1.0, air_w_k=0.4, stirred=False)
    goods = Goods((*lumps(1.0), calm), 5.0, 0.4)
    for node in goods.nodes:
        node.stir(2.0)
    assert [node.air_w_k for node in goods.nodes] == [0.8, 0.4]
