from statistics import mean

from hil.plants import Fridge, FridgeOutputs, FridgeParameters, FridgeSurroundings, random_fridge, two_compartments

SEEDS = range(200)


def refrigerants() -> list[tuple[float, float]]:
    found = [random_fridge(seed).compressor.refrigerant for seed in SEEDS]
    return [(each.condensing_offset_k, each.surge_ratio) for each in found]


def test_the_same_seed_gives_the_same_box() -> None:
    assert random_fridge(7) == random_fridge(7)
    assert random_fridge(7) != random_fridge(8)


def test_random_boxes_fill_the_range_around_the_reference() -> None:
    walls = [random_fridge(seed).compartments[0].ambient_w_k / 0.45 for seed in SEEDS]
    assert 0.7 <= min(walls) < 0.75
    assert 1.25 < max(walls) <= 1.3
    assert abs(mean(offset_k for offset_k, _ in refrigerants())) < 1.0
    assert all(-5.0 <= offset_k <= 5.0 and 0.2 <= surge <= 0.5 for offset_k, surge in refrigerants())


def test_given_contents_change_nothing_else() -> None:
    free, given = random_fridge(3), random_fridge(3, contents_kg=0.0)
    assert free.compressor == given.compressor
    assert free.compartments[0].ambient_w_k == given.compartments[0].ambient_w_k
    assert given.compartments[0].contents.kg == 0.0


def lossy_w(parameters: FridgeParameters) -> float:
    fridge = Fridge(parameters)
    fridge.advance(FridgeOutputs(), FridgeSurroundings(32.0), 1.0)
    return sum(compartment.surroundings_w for compartment in fridge.compartments)


def test_two_compartments_lose_as_much_as_one_and_share_its_contents() -> None:
    one, two = random_fridge(5, start_c=5.0), random_fridge(5, start_c=5.0, compartments=2)
    assert abs(lossy_w(one) - lossy_w(two)) < 0.2
    assert sum(box.contents.kg for box in two.compartments) == one.compartments[0].contents.kg
    assert [box.name for box in two_compartments(start_c=5.0).compartments] == ["food", "medicine"]
