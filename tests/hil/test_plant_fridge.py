import pytest

from hil.plants import CompartmentParameters, CompressorParameters, Fridge, FridgeParameters

FANS_ON = (100.0, 100.0)
FANS_OFF = (0.0, 0.0)


def two_compartments(air_c: float = 20.0, contents_c: float = 20.0) -> Fridge:
    return Fridge(
        FridgeParameters(
            (
                CompartmentParameters("food", air_c=air_c, contents_c=contents_c),
                CompartmentParameters("medicine", air_c=air_c, contents_c=contents_c),
            )
        ),
        off_for_s=3_600.0,
    )


def box(at_c: float, contents_kg: float = 10.0) -> Fridge:
    """The one-compartment reference box: 46 L in still air; with a start penalty its walls are fitted to 0.45 W/K."""
    compartment = CompartmentParameters(
        "food",
        ambient_w_k=0.45,
        contents_kg=contents_kg,
        air_contents_w_k=4.0,
        plate_still_w_k=5.0,
        plate_fan_w_k=5.0,
        fan_w=0.0,
        air_c=at_c,
        contents_c=at_c,
    )
    return Fridge(FridgeParameters((compartment,)), off_for_s=3_600.0)


def thermostat(fridge: Fridge, set_point_c: float, ambient_c: float, hours: float) -> None:
    """Hold the air within 1 K like a car fridge does, with the minimum rest."""
    on, stood_s = False, 3_600.0
    for _ in range(int(hours * 3_600.0)):
        air_c = fridge.compartments[0].air_c
        stood_s = 0.0 if on else stood_s + 1.0
        on = air_c > set_point_c - 1.0 if on else air_c >= set_point_c + 1.0 and stood_s >= 180.0
        fridge.advance(on, (), ambient_c, 1.0)


def ampere_hours_per_hour(set_point_c: float, ambient_c: float) -> float:
    fridge = box(set_point_c)
    thermostat(fridge, set_point_c, ambient_c, 6.0)
    before_j = fridge.energy_j
    thermostat(fridge, set_point_c, ambient_c, 24.0)
    return (fridge.energy_j - before_j) / 86_400.0 / 12.0


@pytest.mark.parametrize(
    ("set_point_c", "ambient_c", "low", "high"),
    [(5.0, 32.0, 0.6, 1.0), (5.0, 20.0, 0.3, 0.5), (-15.0, 32.0, 1.5, 2.2)],
)
def test_the_reference_box_draws_what_products_draw(
    set_point_c: float, ambient_c: float, low: float, high: float
) -> None:
    assert low <= ampere_hours_per_hour(set_point_c, ambient_c) <= high


def test_heat_is_conserved() -> None:
    fridge = two_compartments()
    before_j = fridge.stored_j
    for tick in range(20_000):
        fridge.compartments[0].lid_open = 5_000 < tick < 5_060
        fridge.advance(tick % 2_000 < 1_000, (100.0, float(tick % 100)), 32.0, 0.5)
    assert abs(fridge.stored_j - before_j) > 100_000.0
    assert fridge.stored_j - before_j == pytest.approx(fridge.heat_in_j - fridge.heat_out_j, rel=1e-9)


def test_surroundings_and_stored_heat_balance_the_electricity() -> None:
    fridge = two_compartments()
    before_j, to_surroundings_j = fridge.stored_j, 0.0
    for tick in range(20_000):
        fridge.advance(tick % 2_000 < 1_000, FANS_ON, 32.0, 0.5)
        to_surroundings_j += fridge.rejected_w * 0.5
    assert to_surroundings_j + fridge.stored_j - before_j == pytest.approx(fridge.energy_j, rel=1e-9)


def test_an_unpowered_fridge_warms_to_its_surroundings() -> None:
    fridge = two_compartments(4.0, 4.0)
    for _ in range(144 * 360):
        fridge.advance(False, (), 30.0, 10.0)
    assert [each.contents_c for each in fridge.compartments] == pytest.approx([30.0, 30.0], abs=1.0)


def test_an_empty_box_is_pulled_down_in_half_an_hour_or_so() -> None:
    fridge = box(32.0, contents_kg=0.0)
    minutes = 0
    while fridge.compartments[0].air_c > 4.0 and minutes < 200:
        minutes += 1
        for _ in range(60):
            fridge.advance(True, (), 32.0, 1.0)
    assert 20 <= minutes <= 50  # published for such a box: 36


def test_contents_lag_hours_behind_the_air() -> None:
    fridge = box(32.0)
    thermostat(fridge, 4.0, 32.0, 5.0)
    assert fridge.compartments[0].air_c < 6.0
    assert fridge.compartments[0].contents_c > 6.0


def test_only_the_compartment_whose_fan_runs_is_cooled_much() -> None:
    fridge = two_compartments()
    for _ in range(1_800):
        fridge.advance(True, (100.0, 0.0), 20.0, 0.5)
    food, medicine = fridge.compartments
    assert 20.0 - food.air_c > 4.0 * (20.0 - medicine.air_c)


def test_a_fan_draws_power_and_leaves_it_as_heat() -> None:
    still, moving = two_compartments(), two_compartments()
    still.advance(False, FANS_OFF, 20.0, 0.5)
    moving.advance(False, FANS_ON, 20.0, 0.5)
    assert moving.power_w - still.power_w == pytest.approx(3.0)
    assert moving.heat_in_j - still.heat_in_j == pytest.approx(1.5)


def test_a_fan_without_an_order_stands() -> None:
    ordered, silent = two_compartments(), two_compartments()
    for _ in range(100):
        ordered.advance(True, FANS_OFF, 20.0, 0.5)
        silent.advance(True, (), 20.0, 0.5)
    assert silent.compartments[0].air_c == ordered.compartments[0].air_c


def test_an_open_lid_warms_the_air_and_hardly_the_contents() -> None:
    fridge = two_compartments(4.0, 4.0)
    fridge.compartments[0].lid_open = True
    for _ in range(60):
        fridge.advance(False, FANS_OFF, 30.0, 0.5)
    food, medicine = fridge.compartments
    assert food.air_c > 6.0
    assert food.contents_c < 4.1
    assert medicine.air_c < 4.2


def test_hot_surroundings_make_cooling_weaker_and_dearer() -> None:
    mild, hot = two_compartments(4.0, 4.0), two_compartments(4.0, 4.0)
    for _ in range(1_200):
        mild.advance(True, FANS_ON, 25.0, 0.5)
        hot.advance(True, FANS_ON, 43.0, 0.5)
    assert hot.compressor.cooling_w < mild.compressor.cooling_w
    assert hot.power_w > mild.power_w


def test_limits_of_the_compressor_can_be_given() -> None:
    compartment = CompartmentParameters("food")
    fridge = Fridge(FridgeParameters((compartment,), CompressorParameters(min_off_s=10.0)))
    for _ in range(20):
        fridge.advance(False, (), 20.0, 0.5)
    fridge.advance(True, (), 20.0, 0.5)
    assert fridge.compressor.min_off_violations == 0
