"""What the broker does not let through is told, by its topic; and control of the connection goes on."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware.config import MqttConfig
from firmware.runtime.faults import Faults
from firmware.uplink.port import Message
from firmware.uplink.refusals import Echoes, Refusal, Refusals
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.scripted_broker import Scripted, scripted
from tests.firmware.uplink.uplink_bench import Bench, hub_at
from tests.firmware.uplink.uplink_car import INSTALLATION, POINTS, ROOT
from tests.patience import until
from tests.unhurried import run

ALL = "topic readwrite #\n"
ENTITIES = sum(point.kind.component != "climate" for point in POINTS) + len(INSTALLATION.climates) + 1
NOTES = sum(point.notes is not None for point in POINTS)
STATUS = 1 + len({point.device for point in POINTS if point.measured})
ALL_PUBLISHED = 250
"""So many messages have announced and told everything."""
TIMEOUT_S = 60.0
"""Far longer than a starved broker takes; a test that wants it over skips it."""
FIRST = "homeassistant/event/a1b2c3/hub_alarm_event/config"
DENIED = "not authorised: allow it in the broker's access list"
NO_ECHO = "it does not come back, and MQTT 3.1.1 gives no reason: allow both publishing and subscribing in the broker"
NOT_RECEIVED = "what is published there is not received: allow subscribing in the broker"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker with an access list; the user `hub` may do everything."""
    broker = Mosquitto(tmp_path, acl=ALL)
    yield broker
    broker.stop()


def list_of(*lines: str) -> str:
    return "\n".join((*lines, "user hub", ALL))


def at(port: int, **more: Any) -> MqttConfig:
    """Tries often what passes. What does not come back is waited for a long time, where that is not the question."""
    config = MqttConfig(**{"host": "127.0.0.1", "port": port, "timeout_s": 10.0} | more)
    return config.model_copy(update={"heartbeat_s": 0.2})


def told(bench: Bench) -> str:
    return bench.faults.current.get("mqtt refused", "")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("acl", "protocol", "what"),
    [
        (
            ("topic readwrite homeward/#", "topic read homeassistant/status"),
            "5",
            f"{FIRST} and {ENTITIES - 1} more: {DENIED}",
        ),
        (
            ("topic readwrite homeward/#", "topic read homeassistant/#"),
            "3.1.1",
            f"{FIRST} and {ENTITIES - 1} more: {NO_ECHO}",
        ),
        (("topic read #",), "5", f"{FIRST} and {ENTITIES - 1 + STATUS + NOTES} more: {DENIED}"),
        (("topic read #",), "3.1.1", f"{FIRST} and {ENTITIES - 1 + 2} more: {NO_ECHO}"),
        (("topic write #",), "5", f"{ROOT}/set/#: {NOT_RECEIVED}"),
    ],
)
def test_what_is_refused_is_one_fault_that_names_it_and_ends_when_it_is_allowed(
    strict: Mosquitto, acl: tuple[str, ...], protocol: str, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    strict.allow(list_of(*acl))
    strict.start()

    async def main() -> None:
        bench = Bench(at(strict.port, protocol=protocol, timeout_s=TIMEOUT_S))
        async with bench.running():
            await until(lambda: bench.uplink.messages > ALL_PUBLISHED)
            if NO_ECHO in what or NOT_RECEIVED in what:
                bench.skipped_s = 1.1 * TIMEOUT_S
            await until(lambda: told(bench).endswith(what))
            assert told(bench) == f"mqtt 127.0.0.1:{strict.port}: refused {what}"
            assert "mqtt" not in bench.faults.current
            strict.allow(ALL)
            async with hub_at(strict.port) as hub:
                await until(lambda: not bench.faults.current)
                await until(lambda: FIRST in hub.retained and hub.last("fridge/food/mode") and hub.last("status"))
                await hub.ask("food", "set_point", b"6.5")
                await until(lambda: hub.last("fridge/food/set_point_c") == "6.50")

    run(main())
    assert [" refused " in line for line in lines(caplog)] == [True]


@pytest.mark.parametrize(
    ("denied", "named"),
    [("topic deny homeassistant/+/a1b2c3/#", "homeassistant/+/a1b2c3/+/config"), ("topic deny #", f" {ROOT}/")],
)
def test_what_is_refused_later_is_noticed_too(strict: Mosquitto, denied: str, named: str) -> None:
    strict.start()

    async def main() -> None:
        bench = Bench(at(strict.port))
        async with bench.running():
            await until(lambda: bench.uplink.messages > ALL_PUBLISHED)
            assert not bench.faults.current
            strict.allow(list_of(denied, "topic readwrite #"))
            await until(lambda: named in told(bench))
            strict.allow(ALL)
            await until(lambda: not bench.faults.current)

    run(main())


def test_a_list_that_allows_no_more_than_is_needed_is_no_fault(strict: Mosquitto) -> None:
    needed = "topic write homeward/a1b2c3/#", f"topic read {ROOT}/set/#", "topic write homeassistant/+/a1b2c3/#"
    strict.allow(list_of(*needed, f"topic deny {ROOT}/set/echo", "topic read homeassistant/status"))
    strict.start()

    async def main() -> None:
        bench = Bench(at(strict.port, protocol="5"))
        async with bench.running(), hub_at(strict.port, user=("hub", "")) as hub:
            await until(lambda: len(hub.of("status")) > 3)
            assert not bench.faults.current

    run(main())


def test_a_broker_that_refuses_subscriptions_is_reported_by_the_filter(caplog: pytest.LogCaptureFixture) -> None:
    """Scripted: mosquitto never refuses one. It is granted after a while."""
    asked = []

    def refuses(filter_: str) -> int:
        asked.append(filter_)
        return 0x87 if filter_.endswith("/set/#") and asked.count(filter_) < 3 else 0

    async def main() -> None:
        async with scripted(Scripted(refuses=refuses)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: f"refused {ROOT}/set/#: {DENIED}" in told(bench))
                await until(lambda: not bench.faults.current)

    run(main())
    assert not [record for record in caplog.records if record.exc_info]


# The parts


def test_the_oldest_refusal_names_the_fault_and_the_others_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    faults = Faults()
    refusals = Refusals("mqtt hub:1883", faults)
    for topic in ("a", "b", "c"):
        refusals.refuse(Refusal(topic, f"because {topic}"))
        refusals.report()
    assert faults.current == {"mqtt refused": "mqtt hub:1883: refused a and 2 more: because a"}
    assert [refusals.allow(topic) for topic in ("a", "a", "c")] == [True, False, True]
    refusals.report()
    assert faults.current == {"mqtt refused": "mqtt hub:1883: refused b: because b"}
    refusals.forget()
    assert faults.current
    refusals.report()
    assert not faults.current
    assert len(lines(caplog)) == 1


def test_an_echo_is_waited_for_once_and_not_for_ever() -> None:
    echoes = Echoes(within_s=10.0)
    a, b = Message("a", "1"), Message("b", "2")
    echoes.expect(a, now_s=0.0)
    echoes.expect(b, now_s=5.0)
    echoes.expect(Message("a", "newer"), now_s=9.0)
    assert (echoes.met("c"), list(echoes.overdue(now_s=10.0))) == (False, [])
    assert list(echoes.overdue(now_s=10.1)) == [a]
    assert (echoes.met("a"), echoes.met("b"), bool(echoes)) == (False, True, False)
    echoes.expect(a, now_s=20.0)
    echoes.forget()
    assert not list(echoes.overdue(now_s=99.0))
