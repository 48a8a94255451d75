"""A broker that sends too much, or what was not asked for, costs some memory and one line; so does what people send."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from firmware.config import MqttConfig
from firmware.uplink.client import MAX_PACKET_BYTES, MAX_RECEIVED, MAX_RECEIVED_BYTES, Limits
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.scripted_broker import Scripted, length, publish, scripted
from tests.firmware.uplink.uplink_bench import Bench, hub_at
from tests.firmware.uplink.uplink_car import ROOT
from tests.patience import until
from tests.unhurried import run

COMMAND = f"{ROOT}/set/food/set_point".encode()
_MB = 1_000_000


def at(port: int, **more: Any) -> MqttConfig:
    return MqttConfig(**{"host": "127.0.0.1", "port": port, "timeout_s": 10.0} | more)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# What the broker sends


def test_a_packet_of_240_mb_is_not_read_but_reported(caplog: pytest.LogCaptureFixture) -> None:
    sent = []

    async def says(writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x30" + length(240 * _MB) + len(COMMAND).to_bytes(2, "big") + COMMAND + b"\0")
        sent.append(0)
        for _ in range(240):
            writer.write(bytes(_MB))
            await writer.drain()
            sent[-1] += _MB

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: "sends a packet of 2400000" in bench.faults.current.get("mqtt", ""))
                assert f"at most {MAX_PACKET_BYTES} are taken" in bench.faults.current["mqtt"]
                await until(lambda: len(broker.connects) > 3)

    run(main())
    assert max(sent) < 24 * _MB  # what lies in the buffers of two sockets
    assert len(lines(caplog)) <= 2 * 4


def test_240_messages_of_1_mb_are_each_refused_and_none_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    async def says(writer: asyncio.StreamWriter) -> None:
        for _ in range(240):
            writer.write(publish(COMMAND, bytes(_MB)))
            await writer.drain()
        writer.write(publish(COMMAND, b"6.5"))

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                maximum = 0
                await until(lambda: [line for line in lines(caplog) if "1000000 bytes" in line])
                inbox: Any = bench.uplink._passage._link
                for _ in range(20):
                    maximum = max(maximum, inbox._client._queue._bytes)
                    await asyncio.sleep(0.01)
                assert maximum <= MAX_RECEIVED_BYTES
                assert "mqtt" not in bench.faults.current

    run(main())


def test_qos_2_is_not_taken_and_nothing_piles_up() -> None:
    async def says(writer: asyncio.StreamWriter) -> None:
        for mid in range(1, 2_001):
            writer.write(publish(COMMAND, b"4", qos=2, mid=mid))

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: "sends a message of QoS 2" in bench.faults.current.get("mqtt", ""))

    run(main())


def test_what_may_be_sent_here_is_said_at_the_beginning() -> None:
    async def main() -> None:
        async with scripted(Scripted()) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: broker.published)
            connect = broker.connects[0]
            assert b"\x27" + MAX_PACKET_BYTES.to_bytes(4, "big") in connect
            assert b"\x21\x00\x14" in connect

    run(main())


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_qos_1_is_the_most_that_is_asked_for(mosquitto: Mosquitto, protocol: str) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port, protocol=protocol))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/mode"))
            await hub._client.publish(COMMAND.decode(), b"6.5", 2)
            await until(lambda: hub.last("fridge/food/set_point_c") == "6.50")
        sent = [
            line.split("homeward-a1b2c3 (")[1]
            for line in mosquitto.log.split("Sending PUBLISH to ")
            if "homeward-a1b2c3 (" in line[:20]
        ]
        assert {line[4:6] for line in sent} <= {"q0", "q1"}
        assert next(line for line in sent if COMMAND.decode() in line).startswith("d0, q1")

    run(main())


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (b"a\0b", b"4"),
        (f"{ROOT}/set/".encode() + b"x" * 60_000, b"4"),
        (f"{ROOT}/set/a\0b/mode".encode(), b"\0" * 60),
        (COMMAND, b"4\0"),
        (COMMAND, bytes(_MB)),
        (COMMAND, b"\xed\xa0\x80"),
        (COMMAND, "6\u2028.5\x1b[2J".encode()),
        (b"homeassistant/status", b"\xff" * 1_000),
        (f"{ROOT}/fridge/food/mode".encode(), b"\0"),
    ],
)
def test_hostile_topics_and_payloads_are_at_most_one_line_each_and_break_nothing(
    topic: bytes, payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def says(writer: asyncio.StreamWriter) -> None:
        writer.write(publish(topic, payload) + publish(COMMAND, b"6.5"))

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                told = f"{ROOT}/fridge/food/set_point_c\0006.50".encode()
                await until(lambda: any(told in body for _, body in broker.published))
                assert len(broker.connects) == 1
                assert not bench.faults.current

    run(main())
    assert len(lines(caplog)) <= 1
    assert all(len(line) < 300 and line.isprintable() for line in lines(caplog))


@pytest.mark.parametrize("topic", [b"\xff\xfe", b"", COMMAND[:-3] + b"\xc3"])
def test_a_topic_that_cannot_be_ends_the_connection_as_the_standard_says(
    topic: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def says(writer: asyncio.StreamWriter) -> None:
        writer.write(publish(topic, b"4"))

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: "whose topic is not valid" in bench.faults.current.get("mqtt", ""))
                await until(lambda: len(broker.connects) > 1)

    run(main())
    assert not [record for record in caplog.records if record.exc_info]


def test_a_flood_of_refusals_does_not_flood_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def says(writer: asyncio.StreamWriter) -> None:
        for number in range(MAX_RECEIVED):
            writer.write(publish(COMMAND, b"nonsense %d" % number))
        writer.write(publish(COMMAND, b"6.5"))

    async def main() -> None:
        async with scripted(Scripted(says)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: any(b"nonsense" in body for _, body in broker.published))

    run(main())
    assert len(lines(caplog)) <= 21


# What the broker takes


def test_what_a_broker_does_not_say_is_not_limited() -> None:
    assert Limits.of(object()) == Limits() == Limits(268_435_460, retains=True, qos=1)


def test_a_message_that_is_too_large_for_the_broker_is_reported_and_the_others_are_sent() -> None:
    async def main() -> None:
        async with scripted(Scripted(properties=b"\x27" + (450).to_bytes(4, "big"))) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: "mqtt refused" in bench.faults.current)
                line = bench.faults.current["mqtt refused"]
                assert "bytes, the broker takes 450: raise its maximum packet size" in line
                await until(lambda: any(b"/fridge/food/mode\0cool" in body for _, body in broker.published))
            assert all(len(body) <= 450 for _, body in broker.published)

    run(main())


@pytest.mark.parametrize(("option", "says"), [("retain_available false", "retained messages"), ("max_qos 0", "QoS 1")])
def test_a_broker_that_retains_nothing_or_takes_no_qos_1_still_works(tmp_path: Path, option: str, says: str) -> None:
    broker = Mosquitto(tmp_path, more=(option,))
    broker.start()

    async def main() -> None:
        bench = Bench(at(broker.port))
        async with hub_at(broker.port) as hub, bench.running():
            await until(lambda: hub.last("fridge/food/mode") == "cool")
            await hub._client.publish(COMMAND.decode(), b"6.5", 0)
            await until(lambda: hub.last("fridge/food/set_point_c") == "6.50")
            assert "mqtt" not in bench.faults.current
            assert says in bench.faults.current.get("mqtt refused", "no QoS 1 is needed")

    try:
        run(main())
    finally:
        broker.stop()


@pytest.mark.parametrize(
    ("code", "properties", "line"),
    [
        (0x97, b"", "the broker refuses the connection: quota exceeded"),
        (0x9D, b"\x1c\x00\x05other", "the broker has moved ('other'): set mqtt.host to where it is"),
        (0x9F, b"", "too many connections: raise the broker's limit"),
        (0x85, b"", "the client id is not accepted: allow ids that begin with homeward-"),
    ],
)
def test_a_broker_that_refuses_the_connection_says_why(code: int, properties: bytes, line: str) -> None:
    async def main() -> None:
        async with scripted(Scripted(properties=properties, reason=code)) as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: line in bench.faults.current.get("mqtt", ""))

    run(main())
