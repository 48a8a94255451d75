"""Two controllers with one identity, as from a copied card: told at both, and no storm of connections."""

import random
from typing import Any

import pytest

from firmware.config import MqttConfig
from firmware.uplink import reconnecting
from firmware.uplink.connection_errors import ClosedEarly
from firmware.uplink.port import LinkLost, TakenOver
from firmware.uplink.reconnecting import CLASH_MAX_WAIT_S, CLASH_OVER_S, STABLE_S, Pace
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.uplink_bench import Bench
from tests.patience import until
from tests.unhurried import run

LOST, TAKEN, CLOSED = LinkLost("lost"), TakenOver("taken over"), ClosedEarly("closed")


def at(port: int, **more: Any) -> MqttConfig:
    return MqttConfig(**{"host": "127.0.0.1", "port": port, "timeout_s": 10.0} | more)


def test_both_are_reported_and_one_that_is_alone_again_is_well(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mosquitto 2.0.11 gives no reason, whatever the version of MQTT."""
    monkeypatch.setattr(reconnecting, "CLASH_WAIT_S", 0.4)
    monkeypatch.setattr(reconnecting, "CLASH_MAX_WAIT_S", 0.4)
    monkeypatch.setattr(reconnecting, "CLASH_OVER_S", 1.0)
    config = at(mosquitto.port, timeout_s=2.0)

    def told(bench: Bench) -> bool:
        line = bench.faults.current.get("mqtt id", "")
        says = "perhaps because another controller uses the identity of Homeward (homeward-a1b2c3)"
        return says in line and "run `homeward identity --new` there" in line

    async def main() -> None:
        original, copy = Bench(config), Bench(config)
        async with original.running():
            await until(lambda: original.uplink.messages)
            async with copy.running():
                await until(lambda: told(original) and told(copy))
            await until(lambda: not original.faults.current)

    run(main())


@pytest.mark.parametrize("why", [TAKEN, CLOSED])
def test_two_rivals_connect_some_times_in_the_first_hour_instead_of_twelve_times_a_minute(why: LinkLost) -> None:
    rng, now_s, connects = random.Random(1), 0.0, 0  # noqa: S311
    rivals = [Pace(), Pace()]
    returns_s = [0.0, 5.0]
    up: int | None = None
    since_s = 0.0
    while now_s < 3_600.0:
        comes = returns_s.index(min(returns_s))
        now_s = returns_s[comes]
        connects += 1
        if up is not None:
            rivals[up].lasts(now_s - since_s)
            wait = rivals[up].ended(why, lasted_s=now_s - since_s)
            returns_s[up] = now_s + rng.uniform(wait.min_s, wait.max_s)
        up, since_s, returns_s[comes] = comes, now_s, float("inf")
    assert connects < 40
    assert all(rival.is_suspicious for rival in rivals)


def test_waits_grow_to_a_minute_and_begin_anew_after_a_connection_that_was_stable() -> None:
    one = Pace()
    assert [one.ended(LOST, lasted_s=None).max_s for _ in range(7)] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert one.ended(LOST, lasted_s=STABLE_S).max_s == 1.0
    assert one.ended(LOST, lasted_s=STABLE_S - 1.0).max_s == 2.0


def test_one_that_was_taken_over_waits_longer_each_time_until_it_is_alone() -> None:
    one = Pace()
    waits = [one.ended(TAKEN, lasted_s=400.0) for _ in range(6)]
    assert [wait.max_s for wait in waits] == [60.0, 120.0, 240.0, 480.0, CLASH_MAX_WAIT_S, CLASH_MAX_WAIT_S]
    assert all(wait.min_s == wait.max_s / 2 for wait in waits)
    assert (one.is_taken_over, one.is_trusted(STABLE_S - 1.0), one.is_trusted(STABLE_S)) == (True, False, True)
    one.ended(LOST, lasted_s=None)
    one.ended(CLOSED, lasted_s=400.0)
    assert one.is_suspicious
    one.lasts(CLASH_OVER_S)
    assert (one.is_taken_over, one.is_suspicious, one.is_trusted(0.0)) == (False, False, True)


def test_connections_that_are_closed_early_in_a_row_are_suspicious_and_others_between_them_are_not() -> None:
    one = Pace()
    for why, lasted_s in ((CLOSED, 1.0), (CLOSED, 1.0), (LOST, None), (CLOSED, 1.0), (CLOSED, STABLE_S), (CLOSED, 1.0)):
        one.ended(why, lasted_s=lasted_s)
        assert not one.is_suspicious
    one.ended(CLOSED, lasted_s=1.0)
    one.ended(CLOSED, lasted_s=1.0)
    assert (one.is_suspicious, one.is_trusted(0.0)) == (True, False)
    one.lasts(CLASH_OVER_S)
    assert not one.is_suspicious
