import pytest

from drivers.errors import Stale
from drivers.vehicle.signal_timeouts import (
    CYCLES_MISSED,
    LEARNED_AFTER,
    MIN_TIMEOUT_S,
    ON_CHANGE,
    SignalTimeouts,
)


def silent(timeouts: SignalTimeouts, now_s: float) -> list[str]:
    return [point for point, _ in timeouts.silent(now_s=now_s)]


def test_a_signal_is_silent_once_after_its_cycles_have_passed() -> None:
    timeouts = SignalTimeouts({"speed": 1.0})
    timeouts.receive("speed", 5.0)
    assert silent(timeouts, 5.0 + CYCLES_MISSED) == []
    assert silent(timeouts, 5.1 + CYCLES_MISSED) == ["speed"]
    assert silent(timeouts, 99.0) == []
    timeouts.receive("speed", 100.0)
    assert silent(timeouts, 101.0 + CYCLES_MISSED) == ["speed"]


def test_the_error_says_what_and_how_long() -> None:
    timeouts = SignalTimeouts({"speed": 0.1})
    timeouts.receive("speed", 0.0)
    ((_, error),) = timeouts.silent(now_s=2.0)
    assert isinstance(error, Stale)
    assert str(error) == "speed: nothing for 10 cycles of 0.1 s"


def test_a_fast_signal_has_the_shortest_timeout() -> None:
    timeouts = SignalTimeouts({"speed": 0.01})
    timeouts.receive("speed", 0.0)
    assert silent(timeouts, MIN_TIMEOUT_S) == []
    assert silent(timeouts, MIN_TIMEOUT_S + 0.01) == ["speed"]


@pytest.mark.parametrize("cycle_s", [ON_CHANGE, None], ids=["on change", "not yet learned"])
def test_without_a_cycle_silence_means_nothing(cycle_s: float | None) -> None:
    timeouts = SignalTimeouts({"door": cycle_s})
    timeouts.receive("door", 0.0)
    timeouts.receive("door", 0.1)
    assert silent(timeouts, 1e6) == []


def test_what_never_came_is_not_silent_but_missing() -> None:
    assert silent(SignalTimeouts({"speed": 0.1}), 1e6) == []


def test_a_point_that_is_not_monitored_is_passed_over() -> None:
    timeouts = SignalTimeouts({"speed": 0.1})
    timeouts.receive("soc", 0.0)
    assert silent(timeouts, 1e6) == []


@pytest.mark.parametrize("cycle_s", [0.2, 1.0, 30.0])
def test_a_cycle_is_learned_from_the_frames_and_not_from_the_silence(cycle_s: float) -> None:
    timeouts, now_s = SignalTimeouts({"speed": None}), 0.0
    for _ in range(2):
        for _ in range(LEARNED_AFTER + 1):
            now_s += cycle_s
            timeouts.receive("speed", now_s)
        assert silent(timeouts, now_s + 0.99 * CYCLES_MISSED * cycle_s) == []
        now_s += 1.01 * CYCLES_MISSED * cycle_s
        assert silent(timeouts, now_s) == ["speed"]
        now_s += 1_000.0


def test_a_learned_cycle_follows_a_sender_that_slows_down() -> None:
    timeouts, now_s = SignalTimeouts({"rpm": None}), 0.0
    for cycle_s in (0.1, 0.5):
        for _ in range(60):
            now_s += cycle_s
            timeouts.receive("rpm", now_s)
            assert silent(timeouts, now_s) == []
    assert silent(timeouts, now_s + 4.9) == []
    assert silent(timeouts, now_s + 5.1) == ["rpm"]


def test_after_forgetting_the_next_one_is_the_first() -> None:
    timeouts = SignalTimeouts({"speed": 0.1})
    timeouts.receive("speed", 0.0)
    timeouts.forget()
    assert silent(timeouts, 100.0) == []
