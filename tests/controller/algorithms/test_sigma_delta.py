from dataclasses import replace
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
@pytest.mark.untraced
def test_the_mean_of_the_requests_is_the_duty(duty: float) -> None:
    _, requested = run(duty, 200_000)
    assert sum(requested) / len(requested) == pytest.approx(duty, abs=0.003)


@pytest.mark.parametrize("duty", [0.05, 0.2, 0.5, 0.8, 0.95])
@pytest.mark.untraced
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


def test_what_stands_at_first_owes_nothing_and_has_given_all() -> None:
    assert initial(-50.0, now_s=7.0) == Modulator(
        on=False, debt_s=0.0, duty=0.0, applied=1.0, running=False, since_s=-50.0, at_s=7.0
    )


STANDS = Modulator(on=False, debt_s=0.0, duty=0.5, applied=1.0, running=False, since_s=-1_000.0, at_s=0.0)
RUNS = Modulator(on=True, debt_s=0.0, duty=0.5, applied=1.0, running=True, since_s=-1_000.0, at_s=0.0)


@pytest.mark.parametrize(
    ("before", "running", "share", "debt_s"),
    [
        (STANDS, False, 1.0, 5.0),
        (STANDS, True, 1.0, -5.0),
        (RUNS, True, 0.25, 2.5),
        (replace(STANDS, debt_s=7.0), False, 1.0, 12.0),
        (replace(STANDS, duty=3.0), False, 1.0, 10.0),  # no more can be owed than all
    ],
)
def test_a_debt_grows_by_what_was_asked_and_falls_by_the_share_of_a_run(
    before: Modulator, running: bool, share: float, debt_s: float
) -> None:
    after = update(before, 0.3, running, COMPRESSOR, share, now_s=10.0)
    assert after.debt_s == pytest.approx(debt_s)
    assert (after.duty, after.running, after.at_s) == (0.3, running, 10.0)
    assert after.since_s == (-1_000.0 if running == before.running else 0.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_no_debt_is_kept_that_is_wider_than_the_whole_band(sign: float) -> None:
    before = replace(STANDS if sign > 0.0 else RUNS, debt_s=sign * 299.0)
    assert update(before, 0.5, before.running, COMPRESSOR, now_s=10.0).debt_s == sign * 300.0


def switched(before: Modulator, debt_s: float, duty: float, *, for_s: float) -> bool:
    """Return the request after standing or running `for_s`; nothing is added to the debt."""
    begun = replace(before, debt_s=debt_s, since_s=-for_s)
    return update(begun, duty, before.running, COMPRESSOR, now_s=0.0).on


def test_each_edge_of_the_table_is_where_it_says() -> None:
    assert (switched(STANDS, 149.9, 0.5, for_s=900.0), switched(STANDS, 150.0, 0.5, for_s=900.0)) == (False, True)
    assert (switched(STANDS, 0.0, 0.99, for_s=900.0), switched(STANDS, 0.0, 1.0, for_s=900.0)) == (False, True)
    assert (switched(STANDS, 200.0, 0.5, for_s=179.9), switched(STANDS, 200.0, 0.5, for_s=180.0)) == (False, True)
    assert (switched(RUNS, -149.9, 0.5, for_s=900.0), switched(RUNS, -150.0, 0.5, for_s=900.0)) == (True, False)
    assert (switched(RUNS, 0.0, 0.01, for_s=900.0), switched(RUNS, 0.0, 0.0, for_s=900.0)) == (True, False)
    assert (switched(RUNS, -200.0, 0.5, for_s=119.9), switched(RUNS, -200.0, 0.5, for_s=120.0)) == (True, False)


def test_what_is_applied_is_all_but_what_lapses() -> None:
    nearly = replace(STANDS, debt_s=299.0, duty=0.5)
    assert update(nearly, 0.5, False, COMPRESSOR, now_s=2.0).applied == 1.0
    assert update(nearly, 0.5, False, COMPRESSOR, now_s=8.0).applied == pytest.approx((0.5 - 3.0 / 8.0) / 0.5)
    assert update(replace(nearly, debt_s=300.0), 0.5, False, COMPRESSOR, now_s=8.0).applied == 0.0
    assert update(replace(STANDS, duty=2.0), 0.5, False, COMPRESSOR, now_s=8.0).applied == 0.5
    assert update(replace(STANDS, duty=0.0, debt_s=400.0), 0.5, False, COMPRESSOR, now_s=8.0).applied == 1.0
    assert update(replace(RUNS, debt_s=-299.0), 0.5, True, COMPRESSOR, now_s=8.0).applied == 1.0
    assert update(replace(nearly, debt_s=400.0), 0.5, False, COMPRESSOR, now_s=0.0).applied == 1.0
