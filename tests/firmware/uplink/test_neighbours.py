"""Two cars of one name: told at both, as long as both are there."""

import json
from dataclasses import replace

import pytest

from firmware.config import MqttConfig
from firmware.runtime.faults import Faults
from firmware.uplink import Identity
from firmware.uplink.neighbours import MAX_NEIGHBOURS, Neighbours
from firmware.uplink.topics import Topics
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.uplink_bench import Bench
from tests.firmware.uplink.uplink_car import INSTALLATION
from tests.patience import until
from tests.unhurried import run

LINE = "mqtt hub:1883: Fridge (a1b2c3) and Fridge (ffeedd) have the same name: set another name in the configuration of"


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def others(faults: Faults) -> Neighbours:
    topics = Topics("my/cars", "homeassistant", "a1b2c3d4e5")
    return Neighbours(Identity("a1b2c3d4e5", "Fridge", "1"), topics, "mqtt hub:1883", faults)


def named(name: object) -> bytes:
    return json.dumps({"device": {"name": name}}).encode()


def announced(node: str) -> str:
    return f"homeassistant/event/{node}/hub_alarm_event/config"


def test_one_that_is_there_and_has_the_same_name_is_reported(others: Neighbours, faults: Faults) -> None:
    others.receive(announced("ffeeddccbb"), named("Fridge"))
    assert not faults.current
    others.receive("my/cars/ffeeddccbb/status", b"online")
    assert faults.current["mqtt name"].startswith(LINE)
    others.receive("my/cars/ffeeddccbb/status", b"offline")
    assert not faults.current
    others.receive("my/cars/ffeeddccbb/status", b"online")
    others.receive(announced("ffeeddccbb"), named("Camper"))
    assert not faults.current


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (announced("a1b2c3d4e5"), named("Fridge")),
        (announced("ff/ee"), named("Fridge")),
        (announced("ffeedd"), b"\xff"),
        (announced("ffeedd"), b"[" * 9_000),
        (announced("ffeedd"), b"[]"),
        (announced("ffeedd"), b'{"device": {}}'),
        (announced("ffeedd"), named(["Fridge"])),
        (announced("ffeedd"), named("Fridge") + b" " * 20_000),
        ("homeassistant/event/ffeedd/other/config", named("Fridge")),
        ("homeassistant/event/config", named("Fridge")),
        (announced("ffeedd"), b""),
    ],
)
def test_what_says_nothing_is_ignored(others: Neighbours, faults: Faults, topic: str, payload: bytes) -> None:
    for node in ("a1b2c3d4e5", "ff/ee", "ffeedd"):
        others.receive(f"my/cars/{node}/status", b"online")
    others.receive(topic, payload)
    assert not faults.current


def test_only_a_few_senders_are_remembered(others: Neighbours) -> None:
    for number in range(10_000):
        others.receive(f"my/cars/{number}/status", b"online")
        others.receive(announced(str(number)), named("x"))
    assert len(others._online) + len(others._names) <= MAX_NEIGHBOURS


def test_both_cars_send_it(mosquitto: Mosquitto) -> None:
    config = MqttConfig(host="127.0.0.1", port=mosquitto.port)
    twin = replace(INSTALLATION, identity=replace(INSTALLATION.identity, device_id="ffeeddccbb"))

    async def main() -> None:
        one, two = Bench(config), Bench(config, twin)
        async with one.running():
            async with two.running():
                await until(lambda: "mqtt name" in one.faults.current and "mqtt name" in two.faults.current)
                assert "Homeward (ffeedd) and Homeward (a1b2c3)" in two.faults.current["mqtt name"]
            await until(lambda: not one.faults.current)

    run(main())
