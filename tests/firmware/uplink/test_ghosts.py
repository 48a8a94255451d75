"""What was taken out of the configuration is taken from the broker, and nothing else."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from firmware.config import MqttConfig
from firmware.uplink import Identity, Installation, ghosts
from firmware.uplink.discovery import MODELS
from firmware.uplink.ghosts import ANNOUNCED
from firmware.uplink.topics import GROUPS, Topics
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.uplink_bench import Bench, hub_at
from tests.firmware.uplink.uplink_car import INSTALLATION, POINTS, ROOT
from tests.patience import until
from tests.unhurried import run

NODE = "a1b2c3"
STRANGERS = {
    "homeward/a1b2c3d4/fridge/medicine/mode": "cool",
    "homeward/other/fridge/medicine/mode": "cool",
    "homeassistant/climate/other/fridge_medicine/config": "{}",
    "homeassistant/climate/a1b2c3d4/fridge_medicine/config": "{}",
    f"{ROOT}/set/medicine/mode": "cool",
    f"{ROOT}/notebook": "of the owner",
    "homeassistant/a1b2c3/config": "{}",
    "lamp/a1b2c3/state": "on",
}
"""Retained by others."""


class Drawer:
    """Keeps values as the record does."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    async def persisted(self, key: str) -> Any:
        return self.values.get(key)

    async def persist(self, key: str, value: Any) -> bool:
        self.persist_soon(key, value)
        return True

    def persist_soon(self, key: str, value: Any) -> None:
        self.values[key] = value


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghosts, "CALM_S", 0.2)


def at(port: int, **more: Any) -> MqttConfig:
    return MqttConfig(**{"host": "127.0.0.1", "port": port, "timeout_s": 10.0} | more)


def without(word: str) -> Installation:
    points = tuple(point for point in POINTS if word not in point.key)
    climates = tuple(each for each in INSTALLATION.climates if word not in each.key)
    return replace(INSTALLATION, points=points, climates=climates)


def removals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "firmware.uplink.ghosts"]


async def announce(config: MqttConfig, installation: Installation, persistence: Drawer | None = None) -> None:
    """One life of a controller, until everything is told."""
    bench, points = Bench(config, installation, persistence), installation.points
    entities = sum(point.kind.component != "climate" for point in points) + len(installation.climates) + 1
    states = len(points) + sum(point.notes is not None for point in points) + len(MODELS)
    async with bench.running():
        await until(lambda: bench.uplink.messages >= entities + states + 1)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_compartment_that_is_gone_leaves_nothing_and_nobody_else_loses_anything(
    mosquitto: Mosquitto, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    config = at(mosquitto.port, protocol=protocol)
    gone = set[str]()

    async def main() -> None:
        await announce(config, INSTALLATION)
        async with hub_at(mosquitto.port) as hub:
            for topic, payload in STRANGERS.items():
                await hub.say(topic, payload, retain=True)
            await until(lambda: STRANGERS.keys() <= hub.retained.keys())
            left = {topic for topic in hub.retained if "medicine" not in topic} | STRANGERS.keys()
            gone.update(hub.retained.keys() - left)
            hub.messages.clear()
            bench = Bench(config, without("medicine"))
            async with bench.running():
                await until(lambda: len(removals(caplog)) == 2)
                await until(
                    lambda: (
                        sum(not received.payload for received in hub.messages) == len(gone) + len(hub.of("set/echo"))
                    )
                )
            removed = [
                received.topic for received in hub.messages if not received.payload and "/echo" not in received.topic
            ]
            assert sorted(removed) == sorted(gone)
            assert [topic.endswith("/config") for topic in removed] == sorted(
                (topic.endswith("/config") for topic in removed), reverse=True
            )
            assert not bench.faults.current
        async with hub_at(mosquitto.port) as late:
            await until(lambda: len(late.messages) >= len(left))
            assert late.retained.keys() == left

    run(main())
    announced = sum(topic.endswith("/config") for topic in gone)
    assert [line.split("of what")[0] for line in removals(caplog)] == [
        f"mqtt: removed {announced} topics ",
        f"mqtt: removed {len(gone) - announced} topics ",
    ]
    assert len(gone) - announced > announced > 20


def test_the_list_that_was_persisted_is_enough_where_nothing_may_be_read(tmp_path: Any) -> None:
    write_only = f"topic write homeward/#\ntopic write homeassistant/#\ntopic read {ROOT}/set/#\nuser hub\ntopic #\n"
    broker, drawer = Mosquitto(tmp_path, acl=write_only), Drawer()
    broker.start()

    async def main() -> None:
        config = at(broker.port, base_topic="homeward/car")
        await announce(config, INSTALLATION, drawer)
        assert "homeward/car/a1b2c3/fridge/medicine/mode" in drawer.values[ANNOUNCED]
        async with hub_at(broker.port, user=("hub", "")) as hub:
            await until(lambda: "homeward/car/a1b2c3/fridge/medicine/mode" in hub.retained)
            bench = Bench(at(broker.port, timeout_s=1.0), without("medicine"), drawer)
            async with bench.running():
                await until(lambda: not any("medicine" in topic or "homeward/car/" in topic for topic in hub.retained))
                await until(lambda: not any("homeward/car/" in topic for topic in drawer.values[ANNOUNCED]))
            assert f"{ROOT}/fridge/food/mode" in hub.retained

    try:
        run(main())
    finally:
        broker.stop()


@pytest.mark.parametrize("listed", ["text", [1, None, "a/b/config", "homeward/other/fridge/status", ""]])
def test_a_list_that_is_none_or_names_others_removes_nothing(mosquitto: Mosquitto, listed: Any) -> None:
    drawer = Drawer(**{ANNOUNCED: listed})

    async def main() -> None:
        async with hub_at(mosquitto.port) as hub:
            await hub.say("homeward/other/fridge/status", "online", retain=True)
            bench = Bench(at(mosquitto.port), INSTALLATION, drawer)
            async with bench.running():
                await until(lambda: hub.of("set/echo") and hub.last("hub/faults"))
                await until(lambda: len(drawer.values[ANNOUNCED]) > len(POINTS))
            assert [received.topic for received in hub.messages if not received.payload] == [f"{ROOT}/set/echo"]

    run(main())


UNPUBLISHABLE = [
    f"{before}/{NODE}/{after}"
    for before, after in (
        ("+", "status"),
        ("\0", "status"),
        ("\ud800", "status"),
        ("x", "fridge/#"),
        ("x" * 70_000, "status"),
        ("/" * 300, "fridge/mode"),
        ("homeassistant/+", "fridge/config"),
    )
]
"""Whoever publishes to these is thrown out by the broker, or cannot even ask."""


def test_a_list_that_is_damaged_does_not_cost_the_connection(mosquitto: Mosquitto) -> None:
    ghost = f"{ROOT}/fridge/freezer/mode"
    drawer = Drawer(**{ANNOUNCED: [*UNPUBLISHABLE, ghost]})

    async def main() -> None:
        async with hub_at(mosquitto.port) as hub:
            await hub.say(ghost, "cool", retain=True)
            bench = Bench(at(mosquitto.port), INSTALLATION, drawer)
            async with bench.running():
                await until(lambda: any(received.topic == ghost and not received.payload for received in hub.messages))
            assert not set(UNPUBLISHABLE) & set(drawer.values[ANNOUNCED])

    run(main())


def test_what_the_broker_refuses_to_remove_stays_on_the_list(tmp_path: Any) -> None:
    everything = "topic readwrite #\n"
    broker, drawer = Mosquitto(tmp_path, acl=everything), Drawer()
    broker.start()

    async def main() -> None:
        config = at(broker.port)
        await announce(config, INSTALLATION, drawer)
        broker.allow("topic read #\ntopic write homeward/#\n")
        bench = Bench(config, without("medicine"), drawer)
        async with bench.running():
            await until(lambda: "mqtt refused" in bench.faults.current)
            assert any("medicine" in topic for topic in drawer.values[ANNOUNCED])

    try:
        run(main())
    finally:
        broker.stop()


def test_another_identity_touches_nothing_of_the_one_before(mosquitto: Mosquitto) -> None:
    drawer = Drawer()

    async def main() -> None:
        await announce(at(mosquitto.port), INSTALLATION, drawer)
        other = replace(without("medicine"), identity=Identity("f00d", "Homeward", "1.2.3"))
        async with hub_at(mosquitto.port) as hub:
            await until(lambda: hub.last("fridge/medicine/mode"))
            bench = Bench(at(mosquitto.port), other, drawer)
            async with bench.running():
                await until(lambda: "homeward/f00d/hub/faults" in hub.retained)
                await until(lambda: "homeward/f00d/status" in drawer.values[ANNOUNCED])
            assert hub.last("fridge/medicine/mode") == "cool"

    run(main())


def test_every_point_is_below_a_group_and_commands_are_not() -> None:
    topics = Topics("homeward", "homeassistant", NODE)
    assert {point.key.partition(".")[0] for point in POINTS} <= set(GROUPS)
    assert all(topics.is_own(topics.state(point.key)) for point in POINTS)
    assert not [topic for topic in STRANGERS if topics.is_own(topic)]
