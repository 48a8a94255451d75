import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pytest

from hil.rig.pacing import AHEAD_S, PATIENCE_S, Pace


@dataclass
class RealTime:
    now_s: float = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def file() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile(buffering=0) as opened:
        yield opened


@pytest.fixture
def real() -> RealTime:
    return RealTime()


@pytest.fixture
def car(file: BinaryIO, real: RealTime) -> Pace:
    return Pace.begin(file, 60.0, real)


@pytest.fixture
def daemon(car: Pace, file: BinaryIO, real: RealTime) -> Pace:
    assert car.now_s() == 0.0
    return Pace(file, 60.0, real)


def passes(real: RealTime, car: Pace, seconds: float, daemon: Pace | None = None) -> None:
    """Real time passes, and whoever is given keeps up."""
    for _ in range(round(seconds * 1_000)):
        real.now_s += 0.001
        car.car_has_done(car.now_s())
        if daemon is not None:
            daemon.daemon_has_done(daemon.now_s())


def test_whoever_keeps_up_has_the_speed_that_was_asked_for(real: RealTime, car: Pace, daemon: Pace) -> None:
    passes(real, car, 1.0, daemon)
    assert car.now_s() == pytest.approx(60.0)
    assert daemon.now_s() == pytest.approx(60.0)


def test_a_pause_of_the_car_costs_time_and_is_not_made_up_for(real: RealTime, car: Pace, daemon: Pace) -> None:
    passes(real, car, 1.0)
    real.now_s += 2.0
    assert daemon.now_s() == pytest.approx(60.0 + AHEAD_S)
    passes(real, car, 1.0)
    assert car.now_s() == pytest.approx(120.0, abs=1.0)


def test_time_waits_for_a_cycle_that_is_late_and_goes_on_from_there(real: RealTime, car: Pace, daemon: Pace) -> None:
    passes(real, car, 1.0, daemon)
    passes(real, car, 1.0)
    assert car.now_s() == pytest.approx(60.0 + AHEAD_S)
    passes(real, car, 1.0, daemon)
    assert daemon.now_s() == pytest.approx(120.0 + AHEAD_S, abs=0.2)


def test_nobody_waits_for_a_daemon_that_is_gone_or_hangs(real: RealTime, car: Pace, daemon: Pace) -> None:
    passes(real, car, 1.0, daemon)
    daemon.without_daemon()
    passes(real, car, 1.0)
    assert car.now_s() == pytest.approx(120.0)
    daemon.daemon_has_done(daemon.now_s())
    passes(real, car, PATIENCE_S + 1.0)
    assert car.now_s() == pytest.approx(180.0, abs=1.0)


def test_time_never_runs_backwards(real: RealTime, car: Pace, daemon: Pace) -> None:
    passes(real, car, 1.0)
    daemon.daemon_has_done(3.0)
    assert car.now_s() == pytest.approx(60.0)
