from random import Random
from statistics import mean, stdev

import pytest

from hil.plants import Probe, ProbeFault, ProbeParameters


def probe(parameters: ProbeParameters, start_c: float = 5.0) -> Probe:
    return Probe(parameters, start_c, Random(1))  # noqa: S311  # seeded noise needs no cryptography


def test_an_ideal_probe_shows_the_truth() -> None:
    ideal = probe(ProbeParameters())
    ideal.advance(8.0, 1.0)
    assert ideal.read_c() == 8.0


def test_a_probe_lags() -> None:
    slow = probe(ProbeParameters(lag_s=20.0))
    for _ in range(20):
        slow.advance(15.0, 1.0)
    assert slow.c == pytest.approx(5.0 + 10.0 * 0.63, abs=0.2)


def test_noise_and_steps_stay_around_the_truth() -> None:
    noisy = probe(ProbeParameters(noise_k=0.05, resolution_k=1.0 / 16.0))
    values = [value for value in (noisy.read_c() for _ in range(500)) if value is not None]
    assert all((16.0 * value).is_integer() for value in values)
    assert mean(values) == pytest.approx(5.0, abs=0.02)
    assert 0.03 < stdev(values) < 0.08


def test_an_open_probe_gives_no_reading() -> None:
    broken = probe(ProbeParameters())
    broken.fault = ProbeFault.OPEN
    assert broken.read_c() is None


def test_a_stuck_probe_repeats_its_last_reading_until_it_is_well_again() -> None:
    stuck = probe(ProbeParameters())
    stuck.read_c()
    stuck.fault = ProbeFault.STUCK
    stuck.advance(30.0, 1.0)
    assert stuck.read_c() == 5.0
    stuck.fault = ProbeFault.NONE
    assert stuck.read_c() == 30.0


def test_a_drifted_probe_is_off_by_its_drift() -> None:
    drifted = probe(ProbeParameters())
    drifted.offset_k = 2.0
    assert drifted.read_c() == 7.0
