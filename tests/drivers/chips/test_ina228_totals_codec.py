from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.ina228_totals_codec import Totals, advanced, first_totals, unsigned40
from drivers.errors import BadFrame, OutOfRange

SIZE = 1 << 40


def counter(count: int) -> bytes:
    return (count % SIZE).to_bytes(5, "big")


# TI SLYS021A table 8-4 and Zephyr tests/drivers/sensor/ina228.
@pytest.mark.parametrize(
    ("reply", "count"), [("003F480000", 0x3F480000), ("0043800000", 0x43800000), ("FFFFFFFFFF", SIZE - 1)]
)
def test_a_counter_has_forty_bits(reply: str, count: int) -> None:
    assert unsigned40(bytes.fromhex(reply)) == count


def test_counting_begins_at_what_the_chip_shows() -> None:
    totals = first_totals(counter(5_000), counter(-300))
    totals = advanced(totals, counter(5_010), counter(-310), elapsed_s=1.0)
    assert (totals.energy_counts, totals.charge_counts) == (10, -10)


def test_a_negative_charge_is_one_hundred_counts_below_zero() -> None:
    """Zephyr tests/drivers/sensor/ina228: FFFFFFFF9C is -100."""
    assert advanced(Totals(0, 0), counter(0), bytes.fromhex("FFFFFFFF9C"), elapsed_s=1.0).charge_counts == -100


def test_both_counters_go_on_over_their_roll_over() -> None:
    totals = first_totals(counter(-20), counter(SIZE // 2 - 5))
    totals = advanced(totals, counter(30), counter(SIZE // 2 + 5), elapsed_s=1.0)
    assert (totals.energy_counts, totals.charge_counts) == (50, 10)


def test_after_a_reset_the_totals_stay_and_the_chip_counts_from_zero() -> None:
    totals = advanced(Totals(0, 0), counter(700), counter(600), elapsed_s=1.0).after_reset()
    totals = advanced(totals, counter(7), counter(-6), elapsed_s=1.0)
    assert (totals.energy_counts, totals.charge_counts) == (707, 594)


@pytest.mark.parametrize(("energy", "charge"), [(1 << 32, 0), (1 << 39, 0), (-1, 0), (0, 1 << 30), (0, -(1 << 30))])
def test_a_step_that_no_current_can_make_is_out_of_range(energy: int, charge: int) -> None:
    with pytest.raises(OutOfRange, match=r"cannot have changed so much in 2\.0 s"):
        advanced(Totals(0, 0), counter(energy), counter(charge), elapsed_s=2.0)


def test_full_scale_for_the_whole_time_is_possible() -> None:
    totals = advanced(Totals(0, 0), counter(3_600 << 20), counter(-(3_600 << 19)), elapsed_s=3_600.0)
    assert (totals.energy_counts, totals.charge_counts) == (3_600 << 20, -(3_600 << 19))


def test_half_a_counter_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="5 bytes, not 3"):
        unsigned40(b"\x01\x02\x03")


@given(steps=st.lists(st.integers(-(1 << 19), 1 << 19), max_size=30), begin=st.integers(0, SIZE - 1))
def test_the_sum_of_all_steps_is_kept_wherever_the_counters_begin(steps: list[int], begin: int) -> None:
    shown = [begin]
    for step in steps:
        shown.append(shown[-1] + step)
    totals = first_totals(counter(begin), counter(begin))
    for before, now in pairwise(shown):
        energy = unsigned40(counter(totals.energy_seen + abs(now - before)))
        totals = advanced(totals, counter(energy), counter(now), elapsed_s=1.0)
    assert (totals.energy_counts, totals.charge_counts) == (sum(map(abs, steps)), sum(steps))
