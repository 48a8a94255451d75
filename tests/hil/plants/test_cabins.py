import pytest

from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs, random_cabin


def rise_k(parameters: CabinParameters) -> float:
    """After half an hour in the sun."""
    cabin, sun = Cabin(parameters), CabinConditions(sun_ratio=1.0)
    for _ in range(1_800):
        cabin.advance(sun, ClimateOutputs(), 1.0)
    return cabin.air_c - 20.0


def test_the_same_seed_gives_the_same_cabin() -> None:
    assert random_cabin(4) == random_cabin(4)
    assert random_cabin(4) != random_cabin(5)


@pytest.mark.parametrize("seed", range(5))
def test_every_cabin_soaks_like_the_measured_ones(seed: int) -> None:
    assert rise_k(random_cabin(seed)) == pytest.approx(18.9, abs=2.0)


def test_heat_losses_fill_the_range() -> None:
    losses = [random_cabin(seed).parked_w_k for seed in range(100)]
    assert 29.0 < min(losses) < 32.0
    assert 57.0 < max(losses) < 61.0
