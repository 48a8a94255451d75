from itertools import pairwise

import pytest

from controller.algorithms.sigma_delta import Modulator, band_s, initial, update
from controller.settings import CompressorSettings

COMPRESSOR = CompressorSettings(min_on_s=120.0, min_off_s=180.0, cycle_s=1_200.0)


def run(duty: float, seconds: int, compressor: CompressorSettings = COMPRESSOR) -> tuple[Modulator, list[bool]]:
    """The requests of each second, every one applied in full."""
    modulator = initial(-1e6, now_s=0.0)
    requested = [False]
    for second in range(1, seconds + 1):
        modulator = update(modulator, duty, requested[-1], compressor, now_s=float(second))
        requested.append(modulator.on)
    return modulator, requested


def runs(requested: list[bool]) -> list[int]:
    """Lengths of the complete runs and rests."""
    edges = [second for second, (before, after) in enumerate(pairwise(requested)) if before != after]
    return [later - earlier for earlier, later in pairwise(edges)]


@pytest.mark.parametrize("duty", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_the_mean_of_the_requests_is_the_duty(duty: float) -> None:
    _, requested = run(duty, 200_000)
    assert sum(requested) / len(requested) == pytest.approx(duty, abs=0.003)


@pytest.mark.parametrize("duty", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_no_cycle_is_shorter_than_the_cycle_at_half_duty(duty: float) -> None:
    lengths = runs(run(duty, 100_000)[1])
    cycles = [first + second for first, second in pairwise(lengths)]
    assert min(cycles) >= COMPRESSOR.cycle_s * 0.99


def test_a_cycle_at_half_duty_lasts_as_long_as_configured() -> None:
    lengths = runs(run(0.5, 20_000)[1])
    assert lengths[2] + lengths[3] == pytest.approx(1_200, abs=4)


@pytest.mark.parametrize(("min_on_s", "min_off_s"), [(300.0, 180.0), (120.0, 300.0)])
def test_minimum_times_widen_the_band_of_a_short_cycle(min_on_s: float, min_off_s: float) -> None:
    short = CompressorSettings(min_on_s=min_on_s, min_off_s=min_off_s, cycle_s=300.0)
    assert band_s(short) == 150.0
    assert min(runs(run(0.5, 20_000, short)[1])) >= 300


def test_all_that_is_asked_for_starts_at_once_and_nothing_stops_at_once() -> None:
    rested = initial(-1_000.0, now_s=0.0)
    running = update(rested, 1.0, False, COMPRESSOR, now_s=0.5)
    assert running.on
    later = update(running, 1.0, True, COMPRESSOR, now_s=1.0)
    assert update(later, 0.0, True, COMPRESSOR, now_s=30.0).on
    assert not update(later, 0.0, True, COMPRESSOR, now_s=121.0).on


def test_a_start_waits_for_the_minimum_off_time() -> None:
    stopped = initial(0.0, now_s=0.0)
    assert not update(stopped, 1.0, False, COMPRESSOR, now_s=179.5).on
    assert update(stopped, 1.0, False, COMPRESSOR, now_s=180.0).on


def test_a_debt_that_cannot_be_paid_lapses_and_is_reported() -> None:
    modulator = initial(0.0, now_s=0.0)
    for second in range(1, 2_000):
        modulator = update(modulator, 0.5, False, COMPRESSOR, now_s=float(second))
        if second < 500:
            assert modulator.applied == 1.0
    assert modulator.applied == 0.0
    assert modulator.debt_s == 2.0 * band_s(COMPRESSOR)


def test_more_than_there_is_counts_as_partly_applied() -> None:
    modulator, _ = run(2.0, 1_000)
    assert modulator.applied == pytest.approx(0.5)


def test_a_debt_that_lapses_within_one_tick_is_reported_as_its_part() -> None:
    full = 2.0 * band_s(COMPRESSOR)
    nearly = Modulator(on=False, debt_s=full - 1.0, duty=0.8, applied=1.0, running=False, since_s=0.0, at_s=0.0)
    assert update(nearly, 0.8, False, COMPRESSOR, now_s=2.0).applied == pytest.approx((0.8 - 0.6 / 2.0) / 0.8)


def test_a_time_that_does_not_pass_owes_nothing() -> None:
    modulator, _ = run(0.5, 100)
    assert update(modulator, 0.5, False, COMPRESSOR, now_s=50.0).debt_s == modulator.debt_s
