from statistics import mean, stdev

import pytest

from hil.chips import Conversions, SimTmp117, noisy


def test_noise_is_as_large_as_wanted_and_the_same_for_the_same_seed() -> None:
    first, second, other = (noisy(lambda: 4.0, 0.1, seed) for seed in (1, 1, 2))
    values = [first() for _ in range(1_000)]
    assert values == [second() for _ in range(1_000)]
    assert values != [other() for _ in range(1_000)]
    assert mean(values) == pytest.approx(4.0, abs=0.02)
    assert stdev(values) == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize(("now_s", "finished"), [(10.0, 0), (10.9, 0), (11.0, 1), (12.9, 1), (13.0, 2), (31.0, 11)])
def test_a_converter_finishes_one_result_after_the_other(now_s: float, finished: int) -> None:
    assert Conversions(started_s=10.0, first_s=1.0, period_s=2.0).finished(now_s) == finished


def test_rounding_of_times_does_not_lose_a_result() -> None:
    assert Conversions(started_s=0.1, first_s=0.2, period_s=1.0).finished(0.3) == 1


def test_an_unplugged_chip_acknowledges_nothing_until_it_is_plugged_in() -> None:
    chip = SimTmp117(lambda: 0.0, lambda: 4.0)
    chip.faults.unplugged = True
    assert not chip.start(read=False)
    chip.faults.unplugged = False
    assert chip.start(read=False)


def test_so_many_acknowledges_are_missing() -> None:
    chip = SimTmp117(lambda: 0.0, lambda: 4.0)
    chip.faults.nacks = 2
    assert [chip.start(read=False) for _ in range(4)] == [False, False, True, True]


def test_a_stuck_line_gives_the_same_byte_for_ever() -> None:
    chip = SimTmp117(lambda: 0.0, lambda: 4.0)
    chip.faults.stuck_at = 0xFF
    assert chip.start(read=True)
    assert {chip.read() for _ in range(5)} == {0xFF}


def test_only_the_address_for_reading_is_not_acknowledged() -> None:
    chip = SimTmp117(lambda: 0.0, lambda: 4.0)
    chip.faults.read_nacks = 1
    assert [chip.start(read=read) for read in (False, True, True)] == [True, False, True]


def test_a_byte_in_the_middle_of_a_write_is_not_acknowledged_and_not_taken() -> None:
    chip = SimTmp117(lambda: 0.0, lambda: 4.0)
    chip.faults.write_nacks, chip.faults.written_before_nack = 1, 1
    assert chip.start(read=False)
    assert [chip.write(byte) for byte in b"\x02\x12"] == [True, False]
    assert chip.start(read=True)
    assert bytes([chip.read(), chip.read()]) == b"\x60\x00"


@pytest.mark.parametrize(("ratio", "passed_s"), [(0.97, 97.0), (1.0, 100.0), (1.03, 103.0)])
def test_a_clock_runs_as_the_fault_says_from_when_it_is_set(ratio: float, passed_s: float) -> None:
    times_s = [10.0]
    chip = SimTmp117(lambda: times_s[-1], lambda: 4.0)
    times_s.append(50.0)
    assert chip.now_s() == 50.0
    chip.faults.clock_ratio = ratio
    times_s.append(150.0)
    assert chip.now_s() == pytest.approx(50.0 + passed_s)
    assert chip.true_s(50.0 + passed_s / 2) == pytest.approx(100.0)
