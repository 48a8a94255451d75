"""One message from a command reaches the broker, is kept there for who comes later, and what goes wrong is one line."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from firmware.config.services import MqttConfig
from firmware.uplink.one_message import publish
from firmware.uplink.port import LinkLost
from tests.firmware.uplink.mosquitto import Mosquitto, free_port

TOPIC, PAYLOAD = "homeward/segments/RX-1/log-T1", '{"form": "homeward-segment/1"}'


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.stop()


async def first_of(topics: str, port: int) -> str:
    async with asyncio.timeout(20.0), aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe(topics)
        message = await anext(aiter(client.messages))
        assert isinstance(message.payload, bytes)
        return message.payload.decode()


def test_who_comes_later_gets_it(broker: Mosquitto) -> None:
    assert asyncio.run(publish(MqttConfig(host="127.0.0.1", port=broker.port), TOPIC, PAYLOAD)) == ""
    assert asyncio.run(first_of("homeward/segments/#", broker.port)) == PAYLOAD


def test_a_broker_that_is_not_there_is_told() -> None:
    with pytest.raises(LinkLost, match=r"127\.0\.0\.1"):
        asyncio.run(publish(MqttConfig(host="127.0.0.1", port=free_port()), TOPIC, PAYLOAD))
