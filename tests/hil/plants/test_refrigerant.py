import pytest

from hil.plants import RefrigerantParameters
from hil.plants.refrigerant import Refrigerant, saturation_bar

# Capacity at 55 C condensing, 2000 rpm, of the cycle calculation that the polynomial was fitted to: W, COP.
TABLE = {-30.0: (18.0, 1.01), -20.0: (36.0, 1.23), -10.0: (63.0, 1.52), 0.0: (100.0, 1.93)}
IDEAL_PLATE = RefrigerantParameters(plate_w_k=1e6)


def turning(
    plate_c: float,
    parameters: RefrigerantParameters | None = None,
    *,
    for_s: int = 3_600,
    speed_krpm: float = 2.0,
    condensing_c: float = 44.5,
    charge_ratio: float = 1.0,
) -> Refrigerant:
    refrigerant = Refrigerant(parameters or RefrigerantParameters())
    refrigerant.start()
    for _ in range(for_s):
        refrigerant.run(speed_krpm, plate_c, condensing_c, charge_ratio, 1.0)
    return refrigerant


@pytest.mark.parametrize("evaporating_c", TABLE)
def test_heat_and_efficiency_follow_the_map(evaporating_c: float) -> None:
    refrigerant = turning(evaporating_c, IDEAL_PLATE, condensing_c=55.0)
    cooling_w, cop = TABLE[evaporating_c]
    assert refrigerant.evaporating_c == pytest.approx(evaporating_c, abs=0.01)
    # The fit has 1.0 W and 0.66 W per cm3 and 1000 rpm; this one has four of them.
    assert refrigerant.cooling_w == pytest.approx(cooling_w, rel=0.08)
    assert refrigerant.cooling_w / refrigerant.power_w == pytest.approx(cop, rel=0.10)


def test_the_plate_gives_what_the_compressor_takes() -> None:
    refrigerant = turning(0.0)
    assert refrigerant.cooling_w == pytest.approx(8.0 * (0.0 - refrigerant.evaporating_c))


def test_a_very_cold_plate_gives_hardly_any_heat() -> None:
    assert 0.0 <= turning(-36.0).cooling_w < 1.0


def test_a_bigger_compressor_cools_more_in_proportion() -> None:
    small, big = turning(-10.0, IDEAL_PLATE), turning(-10.0, RefrigerantParameters(displacement_cm3=2.5, plate_w_k=1e6))
    assert big.cooling_w == pytest.approx(1.25 * small.cooling_w, rel=1e-3)


def test_speed_buys_cold_at_a_worse_efficiency() -> None:
    slow, fast = turning(0.0, speed_krpm=2.0), turning(0.0, speed_krpm=3.5)
    assert slow.cooling_w < fast.cooling_w < 1.75 * slow.cooling_w
    assert fast.cooling_w / fast.power_w < slow.cooling_w / slow.power_w


def test_a_start_costs_cold_and_power() -> None:
    fresh, warm = turning(0.0, for_s=1), turning(0.0)
    assert fresh.cooling_w < 0.05 * warm.cooling_w
    assert fresh.power_w / warm.power_w == pytest.approx(1.5)
    assert turning(0.0, for_s=75).cooling_w / warm.cooling_w == pytest.approx(0.63, abs=0.01)


def test_without_refrigerant_nothing_is_cooled_and_half_the_power_is_drawn() -> None:
    full, empty = turning(0.0), turning(0.0, charge_ratio=0.0)
    assert empty.cooling_w == 0.0
    assert empty.power_w == pytest.approx(0.5 * full.power_w)


@pytest.mark.parametrize(("temperature_c", "bar"), [(-25.0, 1.06), (0.0, 2.93), (55.0, 14.91)])
def test_the_vapour_pressure_is_that_of_the_tables(temperature_c: float, bar: float) -> None:
    assert saturation_bar(temperature_c) == pytest.approx(bar, rel=0.05)


def test_the_pressures_meet_while_it_stands() -> None:
    refrigerant = turning(-5.0)
    refrigerant.stop()
    assert refrigerant.pressure_bar(0.0) > 8.0
    assert refrigerant.pressure_bar(180.0) < 2.0
    assert refrigerant.cooling_w == refrigerant.power_w == 0.0


def test_without_its_fan_the_condenser_is_hotter_up_to_the_end_of_the_map() -> None:
    refrigerant = Refrigerant(RefrigerantParameters(condensing_offset_k=2.0))
    assert refrigerant.condensing_c(30.0, fan_failed=False) == 44.5
    assert refrigerant.condensing_c(30.0, fan_failed=True) == 64.5
    assert refrigerant.condensing_c(40.0, fan_failed=True) == 65.0
    assert refrigerant.condensing_c(5.0, fan_failed=False) == 30.0
