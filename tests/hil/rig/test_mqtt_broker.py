import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt
import pytest

from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.place import LOOPBACK
from hil.rig.virtual_time import run

TIMEOUT_S = 3_600.0
"""Of virtual time."""

Said = list[tuple[str, bytes]]


def client(broker: EmbeddedBroker, name: str, **more: Any) -> aiomqtt.Client:
    will = aiomqtt.Will(f"{name}/status", "gone", 1, retain=True)
    at_once = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)
    return aiomqtt.Client(
        LOOPBACK, broker.port, identifier=name, will=will, timeout=TIMEOUT_S, socket_options=at_once, **more
    )


@asynccontextmanager
async def listener(broker: EmbeddedBroker) -> AsyncIterator[Said]:
    """Everything that is said, in order."""
    said: Said = []

    async def listen(ear: aiomqtt.Client) -> None:
        async for message in ear.messages:
            said.append((message.topic.value, message.payload))

    async with client(broker, "ear") as ear:
        await ear.subscribe("#", qos=1)
        listening = asyncio.create_task(listen(ear))
        yield said
        listening.cancel()
        await asyncio.wait([listening])


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while not condition():  # noqa: ASYNC110  # what is waited for comes over a socket
            await asyncio.sleep(0.01)


def go(main: Coroutine[Any, Any, None]) -> None:
    """In virtual time, where brokers are wanted most; afterwards no task may be left."""

    async def clean() -> None:
        await main
        await asyncio.sleep(5.0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(clean(), speed=None)


def test_messages_arrive_and_retained_ones_are_kept() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, client(broker, "car") as car:
            await car.publish("car/air", b"4.1", 1, retain=True)
            async with listener(broker) as said:
                await car.publish("car/event", b"lid", 1)
                await until(lambda: len(said) == 2)
                assert said == [("car/air", b"4.1"), ("car/event", b"lid")]

    go(main())


def test_a_client_whose_connection_dies_leaves_its_will() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, listener(broker) as said:
            _, writer = await asyncio.open_connection(LOOPBACK, broker.port)
            writer.write(bytes.fromhex("10 1c 0004 4d515454 04 26 0000 0003 636172 0006 7374617475 73 0004 676f6e65"))
            await asyncio.sleep(1.0)
            writer.transport.abort()
            await until(lambda: said == [("status", b"gone")])

    go(main())


def test_time_that_runs_ahead_cuts_nobody() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, listener(broker) as said, client(broker, "car", keepalive=5) as car:
            await asyncio.sleep(600.0)
            await car.publish("car/air", b"4.1", 1)
            await until(lambda: said == [("car/air", b"4.1")])

    go(main())


def test_a_client_that_comes_back_ends_its_old_connection() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, listener(broker) as said:
            with pytest.raises(aiomqtt.MqttError):  # noqa: PT012  # wherever the client notices
                async with client(broker, "car") as old:
                    await old.publish("car/status", b"here", 1, retain=True)
                    async with client(broker, "car") as new:
                        await new.publish("car/status", b"here again", 1, retain=True)
                        await until(lambda: len(said) == 3)
                        await old.publish("car/air", b"4.1", 1)
            assert [payload for _, payload in said] == [b"here", b"gone", b"here again"]

    go(main())


def test_a_client_of_the_newer_version_is_told_so_at_once() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker:
            with pytest.raises(aiomqtt.MqttCodeError, match="Unsupported protocol version"):
                async with client(broker, "car", protocol=aiomqtt.ProtocolVersion.V5):
                    pass

    go(main())


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x10",
        b"\xff" * 40,
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x10\x02\x00\x04",
        b"\x10\xff\xff\xff\x7f\x00\x04MQTT\x04\x02",
    ],
)
def test_garbage_harms_nobody(garbage: bytes) -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, client(broker, "car") as car, listener(broker) as said:
            _, writer = await asyncio.open_connection(LOOPBACK, broker.port)
            writer.write(garbage)
            await asyncio.sleep(1.0)
            await car.publish("car/air", b"4.1", 1)
            await until(lambda: said == [("car/air", b"4.1")])
            writer.close()
            await writer.wait_closed()

    go(main())


def test_a_port_that_is_taken_is_an_os_error() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker:
            with pytest.raises(OSError, match="address already in use"):
                async with EmbeddedBroker(port=broker.port):
                    pass

    go(main())


def test_the_end_of_the_broker_is_the_end_of_its_connections() -> None:
    async def main() -> None:
        with pytest.raises(aiomqtt.MqttError):  # noqa: PT012  # wherever the client notices
            async with EmbeddedBroker() as broker:
                car = client(broker, "car")
                await car.__aenter__()
                _, mute = await asyncio.open_connection(LOOPBACK, broker.port)
            await asyncio.sleep(1.0)
            mute.close()
            await car.publish("car/air", b"4.1", 1)

    go(main())


def test_many_messages_arrive_all_and_in_order() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, client(broker, "car") as car, listener(broker) as said:
            for number in range(500):
                await car.publish("car/number", str(number), number % 2)
            await until(lambda: len(said) == 500)
            assert [int(payload) for _, payload in said] == list(range(500))

    go(main())


def test_a_client_that_comes_back_is_given_only_what_it_asks_for() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, listener(broker) as said:
            async with client(broker, "car") as car:
                await car.publish("car/secret", b"kept", qos=1, retain=True)
                await car.subscribe("car/wanted", qos=1)
            async with client(broker, "car") as car:
                await car.subscribe("car/wanted", qos=1)
                await car.publish("car/wanted", b"1", qos=1)
                first = await anext(aiter(car.messages))
                assert first.topic.value == "car/wanted"
            await until(lambda: ("car/secret", b"kept") in said)

    go(main())


def test_all_messages_sent_right_before_leaving_arrive() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, listener(broker) as said:
            async with client(broker, "car") as car:
                await asyncio.gather(*(car.publish("car/number", str(number), 0) for number in range(200)))
                await car.publish("car/status", b"bye", 1)
            await until(lambda: len(said) == 201)

    go(main())


def test_a_denied_message_vanishes_as_long_as_its_topic_is_denied() -> None:
    denied: list[str] = []

    async def main() -> None:
        async with EmbeddedBroker(denied=denied) as broker, client(broker, "car") as car, listener(broker) as said:
            denied.append("car/secret/")
            await car.publish("car/secret/a", b"1", 1, retain=True)
            await car.publish("car/air", b"2", 1)
            denied.clear()
            await car.publish("car/secret/b", b"3", 1)
            await until(lambda: len(said) == 2)
            assert [payload for _, payload in said] == [b"2", b"3"]

    go(main())
