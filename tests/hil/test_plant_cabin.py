import pytest

from controller import Commands
from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateParameters, People

OFF = Commands()
# Rise above the outside air of a closed car in the sun, minutes and K (Null, San Jose State University).
SOAK_K = {10: 10.6, 20: 16.1, 30: 18.9, 60: 23.9}


def run(cabin: Cabin, conditions: CabinConditions, minutes: float, commands: Commands = OFF) -> None:
    for _ in range(round(minutes * 120.0)):
        cabin.advance(conditions, commands, 0.5)


def soak() -> dict[int, float]:
    """Rise in K after each minute."""
    cabin, sun = Cabin(CabinParameters(air_c=21.0, mass_c=21.0)), CabinConditions(outside_c=21.0, sun_ratio=1.0)
    rises: dict[int, float] = {}
    for minute in range(1, 61):
        run(cabin, sun, 1.0)
        rises[minute] = cabin.air_c - 21.0
    return rises


def test_a_car_in_the_sun_heats_like_the_published_ones() -> None:
    rises = soak()
    assert [rises[minute] for minute in SOAK_K] == pytest.approx(list(SOAK_K.values()), abs=2.0)
    assert 0.78 <= rises[30] / rises[60] <= 0.81


def sealed(changes_1_h: float = 0.0) -> Cabin:
    return Cabin(CabinParameters(parked_leak_1_h=changes_1_h))


@pytest.mark.parametrize(
    ("adults", "changes_1_h", "minutes", "expected_ppm"),
    [
        (4, 0.0, 1.5, 1_020.0),  # closed box
        (4, 0.0, 5.0, 2_420.0),  # closed box; measured 2500 (SenseAir)
        (1, 1.45, 60.0, 3_576.0),  # Gladyszewska-Fiedoruk 2011, driver only
        (2, 2.2, 45.0, 4_844.0),  # the same, two adults
        (1, 2.0, 600.0, 3_420.0),  # steady
        (1, 30.0, 600.0, 620.0),  # steady
    ],
)
def test_carbon_dioxide_follows_published_points(
    adults: int, changes_1_h: float, minutes: float, expected_ppm: float
) -> None:
    cabin = sealed(changes_1_h)
    run(cabin, CabinConditions(people=People(adults=adults)), minutes)
    assert cabin.co2_ppm == pytest.approx(expected_ppm, rel=0.03)


def test_heat_is_conserved() -> None:
    cabin = Cabin(CabinParameters())
    conditions = CabinConditions(outside_c=5.0, sun_ratio=0.5, speed_kph=40.0, people=People(2), appliances_w=60.0)
    before_j = cabin.stored_j
    run(cabin, conditions, 20.0, Commands(heater_pct=50.0, blower_pct=60.0))
    run(cabin, conditions, 20.0, Commands(cooler_pct=50.0, blower_pct=60.0))
    assert abs(cabin.stored_j - before_j) > 10_000.0
    assert cabin.stored_j - before_j == pytest.approx(cabin.heat_in_j, rel=1e-9)


def test_driving_cools_faster_than_standing() -> None:
    parked, driving = Cabin(CabinParameters(air_c=50.0, mass_c=50.0)), Cabin(CabinParameters(air_c=50.0, mass_c=50.0))
    run(parked, CabinConditions(outside_c=20.0), 10.0)
    run(driving, CabinConditions(outside_c=20.0, speed_kph=100.0), 10.0)
    assert driving.air_c < parked.air_c - 3.0


def test_an_open_door_lets_the_air_out() -> None:
    closed, opened = Cabin(CabinParameters()), Cabin(CabinParameters())
    for cabin in (closed, opened):
        run(cabin, CabinConditions(people=People(2)), 10.0)
    run(closed, CabinConditions(), 1.0)
    run(opened, CabinConditions(door_open=True), 1.0)
    assert opened.co2_ppm < 0.6 * closed.co2_ppm


def test_four_kilowatts_warm_a_frozen_cabin_within_ten_minutes() -> None:
    cabin = Cabin(CabinParameters(air_c=-10.0, mass_c=-10.0))
    run(cabin, CabinConditions(outside_c=-10.0), 10.0, Commands(heater_pct=100.0, blower_pct=100.0))
    assert cabin.air_c > 21.0


def test_the_cooler_cools_and_dries_a_hot_cabin() -> None:
    cabin = Cabin(CabinParameters(air_c=50.0, mass_c=45.0, moisture_g_m3=15.0))
    run(cabin, CabinConditions(outside_c=32.0, outside_g_m3=12.0), 15.0, Commands(cooler_pct=100.0, blower_pct=80.0))
    assert cabin.air_c < 24.0
    assert cabin.moisture_g_m3 < 11.0


def test_without_the_blower_neither_heater_nor_cooler_do_anything() -> None:
    idle, ordered = Cabin(CabinParameters()), Cabin(CabinParameters())
    run(idle, CabinConditions(), 2.0)
    run(ordered, CabinConditions(), 2.0, Commands(heater_pct=100.0, cooler_pct=100.0))
    assert ordered.air_c == idle.air_c
    assert ordered.climate.energy_j == 0.0


def test_little_air_limits_the_heater() -> None:
    cabin = Cabin(CabinParameters())
    run(cabin, CabinConditions(), 2.0, Commands(heater_pct=100.0, blower_pct=10.0))
    assert 500.0 < cabin.climate.heater_w < 1_000.0


def test_cooling_takes_a_part_of_its_heat_as_electricity() -> None:
    cabin = Cabin(CabinParameters(air_c=35.0, mass_c=35.0, climate=ClimateParameters(cooler_cop=2.5, blower_w=0.0)))
    run(cabin, CabinConditions(outside_c=35.0), 2.0, Commands(cooler_pct=60.0, blower_pct=100.0))
    assert cabin.climate.cooler_w == pytest.approx(2_100.0, rel=1e-2)
    assert cabin.climate.power_w == pytest.approx(840.0, rel=1e-2)


def test_people_make_the_air_moist() -> None:
    cabin = sealed()
    before_pct = cabin.humidity_pct
    run(cabin, CabinConditions(people=People(2)), 5.0)
    assert cabin.humidity_pct > before_pct
    run(cabin, CabinConditions(people=People(2)), 600.0)
    assert cabin.humidity_pct == 100.0
