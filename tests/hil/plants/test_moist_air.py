import pytest

from hil.plants.moist_air import dew_point_c, saturated_g_m3


@pytest.mark.parametrize(("air_c", "g_m3"), [(0.0, 4.85), (20.0, 17.3), (32.0, 33.8)])
def test_saturated_air_holds_what_tables_say(air_c: float, g_m3: float) -> None:
    assert saturated_g_m3(air_c) == pytest.approx(g_m3, rel=0.01)


@pytest.mark.parametrize("air_c", [-10.0, 0.0, 20.0, 40.0])
def test_saturated_air_is_at_its_dew_point(air_c: float) -> None:
    assert dew_point_c(saturated_g_m3(air_c), air_c) == pytest.approx(air_c)


def test_half_saturated_room_air_condenses_at_nine_degrees() -> None:
    assert dew_point_c(0.5 * saturated_g_m3(20.0), 20.0) == pytest.approx(9.3, abs=0.1)


def test_dry_air_has_a_low_dew_point() -> None:
    assert dew_point_c(0.0, 20.0) < -40.0
