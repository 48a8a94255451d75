import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from firmware.config import MqttConfig
from firmware.runtime.local_time import time_of_day
from hil.rig import virtual_time
from hil.rig.mqtt_broker import EmbeddedBroker
from tests import unhurried
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.firmware.uplink.uplink_bench import Bench, Cable, Hub, hub_at
from tests.firmware.uplink.uplink_car import INSTALLATION, POINTS, ROOT, WALL_S
from tests.patience import PATIENCE_S, until

HOST = "127.0.0.1"
BIRTH = "homeassistant/status"
ENTITIES = sum(point.kind.component != "climate" for point in POINTS) + len(INSTALLATION.climates) + 1


def at(port: int, **more: Any) -> MqttConfig:
    return MqttConfig(**{"host": HOST, "port": port, "timeout_s": 10.0} | more)


def virtually(main: Coroutine[Any, Any, None]) -> None:
    """Where the broker is the test's own: no time passes but what somebody waits for."""
    virtual_time.run(main, speed=None)


def go(main: Coroutine[Any, Any, None], *, run_by: Callable[..., None] = unhurried.run) -> None:
    """Run `main`; afterwards no task of its own may be left."""

    async def clean() -> None:
        await main
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if left:
            await asyncio.wait(left, timeout=PATIENCE_S)
        assert not [task for task in left if not task.done()]

    run_by(clean())


async def announced(bench: Bench) -> None:
    """Every entity, every state, all notes, three units and ourselves."""
    notes = sum(point.notes is not None for point in POINTS)
    await until(lambda: bench.uplink.messages >= ENTITIES + len(POINTS) + notes + 3 + 1)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# What is said


def test_first_all_entities_are_announced_then_that_we_are_there_then_every_state(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/air_c"))
            topics = [received.topic for received in hub.messages]
            online = topics.index(f"{ROOT}/status")
            assert all(topic.endswith("/config") for topic in topics[:online])
            assert not any(topic.endswith("/config") for topic in topics[online:])
            assert online == len(set(topics[:online])) == ENTITIES

    go(main())


def test_who_comes_later_finds_everything(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with bench.running():
            await announced(bench)
            async with hub_at(mosquitto.port) as hub:
                wanted = {f"{ROOT}/{point.key.replace('.', '/')}" for point in POINTS} | {f"{ROOT}/status"}
                await until(lambda: wanted <= {received.topic for received in hub.messages if received.retained})
                assert sum(received.topic.endswith("/config") for received in hub.messages) == ENTITIES

    go(main())


def test_a_lost_reading_is_unknown_and_a_lost_unit_offline(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/status") == "online")
            bench.car.values |= {point: None for point in bench.car.values if point.startswith("cabin.")}
            await until(lambda: hub.last("cabin/status") == "offline")
            assert hub.last("cabin/air_c") == "None"

    go(main())


def raised(hub: Hub) -> list[str]:
    """The alarms that `hub` was told to have been raised, in order."""
    told = [json.loads(payload) for payload in hub.of("events")]
    return [each["alarm"] for each in told if each["event_type"] == "raised"]


def test_an_alarm_of_the_time_without_a_connection_is_published_once_there_is_one_and_not_retained(
    mosquitto: Mosquitto,
) -> None:
    async def main() -> None:
        async with Cable(mosquitto.port) as cable, hub_at(mosquitto.port) as hub:
            cable.plugged = False
            bench = Bench(at(cable.port, timeout_s=1.0))
            bench.car.values["cabin.air_c"] = 50.0
            bench.car.tick(asyncio.get_running_loop().time() - 100.0)
            async with bench.running():
                await until(lambda: bench.car.store.latest and bench.car.store.latest.step.alarms)
                cable.plugged = True
                await until(lambda: "cabin.too_hot" in raised(hub))
                await until(lambda: hub.last("cabin/too_hot") == "ON")
                await until(lambda: "cabin.too_hot" in json.loads(hub.last("hub/alarm/notes") or "{}"))
            assert raised(hub).count("cabin.too_hot") == 1, "told once"
        async with hub_at(mosquitto.port) as late:
            await until(lambda: late.last("cabin/too_hot"))
            assert not late.of("events")

    go(main())


def test_a_hub_that_starts_is_told_everything_again(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/air_c"))
            hub.messages.clear()
            await hub.say(BIRTH, "online")
            await hub.say(BIRTH, "online")
            await until(lambda: hub.last("cabin/air_c"))
            assert hub.of("status") == ["online"]
            hub.messages.clear()
            await hub.say(BIRTH, "offline")
            await hub.ask("food", "set_point", b"6")
            await until(hub.answers)
            assert not hub.of("status")

    go(main())


# What is asked for


def test_what_is_asked_for_is_done_answered_and_shown(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/mode"))
            await hub.ask("food", "set_point", b"6.5")
            await hub.ask("cabin", "mode", b"heat")
            await until(lambda: len(hub.answers()) == 2)
            assert [(answer["ok"], answer["value"]) for answer in hub.answers()] == [(True, "6.5 °C"), (True, "heat")]
            await until(lambda: hub.last("fridge/food/set_point_c") == "6.50" and hub.last("cabin/mode") == "heat")

    go(main())


def test_presets_quiet_and_a_departure_are_asked_for_like_everything_else(mosquitto: Mosquitto) -> None:
    leave_at = time_of_day(WALL_S + 3_600.0)
    asked = {
        ("food", "preset", b"boost"): ("boost", "fridge/food/preset", "boost"),
        ("cabin", "preset", b"pet"): ("pet", "cabin/preset", "pet"),
        ("car", "quiet", b"ON"): ("quiet", "car/quiet", "ON"),
        ("cabin", "departure", leave_at.encode()): ("departure in 60 min", "cabin/departure", leave_at),
        ("cabin", "departure", b""): ("no departure", "cabin/departure", "off"),
    }

    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/departure") == "off")
            for target, (value, topic, shown) in asked.items():
                hub.messages.clear()
                await hub.ask(*target)
                await until(lambda: hub.answers() and hub.of(topic))  # noqa: B023  # awaited at once
                assert [(answer["ok"], answer["value"]) for answer in hub.answers()] == [(True, value)]
                assert hub.last(topic) == shown

    go(main())


@pytest.mark.parametrize(
    ("appliance", "field", "payload", "reason"),
    [
        ("cabin", "departure", b"soon", "cabin departure 'soon': must be a time of day such as 7:30, or off"),
        ("car", "quiet", b"maybe", "car quiet 'maybe': must be on or off"),
        ("car", "departure", b"7:30", "a departure can only be asked of 'cabin'"),
        ("cabin", "preset", b"boost", "preset boost: cabin takes none, defog, pet, rest"),
    ],
)
def test_a_request_that_cannot_be_met_is_one_line_of_what_would_be_right(
    mosquitto: Mosquitto, appliance: str, field: str, payload: bytes, reason: str
) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/mode"))
            await hub.ask(appliance, field, payload)
            await until(hub.answers)
            (answer,) = hub.answers()
            assert (answer["ok"], answer["target"], answer["reason"]) == (False, appliance, reason)

    go(main())


def test_what_cannot_be_is_refused_in_one_line_and_the_truth_told_again(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    bad = [(b"99", "takes 1 to 15"), (b"-60", "takes 1 to 15"), (b"warm", "must be a number"), (b"\xff\xfe", "UTF-8")]
    bad += [(b"", "must be a number"), (b"A" * 200_000, "at most 64"), (b"nan", "must be a number")]

    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("fridge/food/set_point_c"))
            for payload, reason in bad:
                hub.messages.clear()
                caplog.clear()
                await hub.ask("food", "set_point", payload)
                await until(lambda: hub.answers() and hub.of("fridge/food/set_point_c"))
                (answer,) = hub.answers()
                assert (answer["ok"], answer["target"], reason in answer["reason"]) == (False, "food", True)
                assert hub.of("fridge/food/set_point_c") == ["4.00"]
                assert [reason in line for line in lines(caplog)] == [True]

    go(main())


def test_unknown_appliances_and_fields_are_refused(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/mode"))
            await hub.ask("freezer", "set_point", b"4")
            await hub.ask("food", "colour", b"red")
            await hub.ask("x" * 1_000, "/y" * 20, b"4")
            await until(lambda: len(hub.answers()) == 3)
            assert [answer["ok"] for answer in hub.answers()] == [False] * 3
            assert all(len(answer["target"]) <= 30 for answer in hub.answers())

    go(main())


def test_a_flood_is_refused_at_the_door_and_what_comes_after_it_is_done(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub, bench.running():
            await until(lambda: hub.last("cabin/mode"))
            await asyncio.gather(*(hub.ask("food", "set_point", b"5") for _ in range(60)))
            await until(lambda: len(hub.answers()) == 60)
            await hub.ask("food", "set_point", b"7")
            await until(lambda: hub.last("fridge/food/set_point_c") == "7.00")

    go(main())


def test_a_retained_command_is_not_carried_out(mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub:
            await hub.ask("food", "set_point", b"9", retain=True)
            async with bench.running():
                await until(lambda: lines(caplog))
                await hub.ask("medicine", "set_point", b"6")
                await until(hub.answers)
                assert [answer["target"] for answer in hub.answers()] == ["medicine"]
                assert hub.last("fridge/food/set_point_c") == "4.00"
        assert lines(caplog) == [
            f"mqtt {ROOT}/set/food/set_point: a retained command is not carried out: publish it without retain"
        ]

    go(main())


# What goes wrong


def test_a_connection_that_dies_is_known_by_the_last_will_and_comes_back(
    mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with Cable(mosquitto.port) as cable, hub_at(mosquitto.port) as hub:
            bench = Bench(at(cable.port))
            async with bench.running():
                await until(lambda: hub.of("status") == ["online"])
                cable.cut()
                await until(lambda: hub.of("status") == ["online", "offline", "online"])
                await until(lambda: not bench.faults.current)
        assert lines(caplog) == [f"mqtt {HOST}:{cable.port}: connection lost: closed from the other side; trying again"]

    go(main())


@pytest.mark.parametrize(
    ("last_words", "line"),
    [
        ("e0 02 8e 00", "connection lost: Session taken over: give each"),
        ("", "connection lost: the broker answers no more"),
    ],
)
def test_a_broker_that_says_why_is_quoted_and_one_that_freezes_is_noticed(last_words: str, line: str) -> None:
    async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for connack_suback_and_then in ("20 03 00 00 00", "90 05 0001 00 01 01", last_words):
            await reader.read(1_000)
            writer.write(bytes.fromhex(connack_suback_and_then))
        while await reader.read(65_536):
            pass
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(broker, HOST, 0) as server:
            bench = Bench(at(server.sockets[0].getsockname()[1], protocol="5", timeout_s=1.0))
            async with bench.running():
                await until(lambda: line in bench.faults.current.get("mqtt", ""))

    go(main(), run_by=virtually)


def test_a_clean_stop_says_goodbye_itself(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with hub_at(mosquitto.port) as hub:
            async with bench.running():
                await until(lambda: hub.last("cabin/air_c"))
            await until(lambda: hub.of("status") == ["online", "offline"])
            await until(lambda: "Client homeward-a1b2c3 disconnected." in mosquitto.log)

    go(main())


def test_a_broker_that_restarts_and_has_forgotten_everything_is_told_everything(mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port))
        async with bench.running():
            await announced(bench)
            mosquitto.stop()
            await until(lambda: "mqtt" in bench.faults.current)
            mosquitto.start()
            await until(lambda: "mqtt" not in bench.faults.current)
            async with hub_at(mosquitto.port) as hub:
                await until(lambda: hub.last("vehicle/speed_kph") and hub.last("status") == "online")
                await hub.ask("food", "set_point", b"5")
                await until(lambda: hub.last("fridge/food/set_point_c") == "5.00")

    go(main())


def test_a_broker_that_is_down_is_one_line_that_says_where(
    stopped_mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[str] = []

    async def main() -> None:
        bench = Bench(at(stopped_mosquitto.port))
        report = bench.faults.report

        def noted(name: str, line: str) -> None:
            reports.append(line)
            report(name, line)

        monkeypatch.setattr(bench.faults, "report", noted)
        async with bench.running():
            await until(lambda: bench.faults.current)
            where = f"mqtt {HOST}:{stopped_mosquitto.port}: no connection: "
            assert bench.faults.current["mqtt"].startswith(where)
            assert bench.faults.current["mqtt"].endswith("or correct mqtt.host and mqtt.port")
            await until(lambda: len(reports) > 3)
            stopped_mosquitto.start()
            await until(lambda: not bench.faults.current)
            assert len(lines(caplog)) == 1

    go(main())


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 70, "a..b", ""])
def test_a_wrong_host_is_one_line(host: str, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        bench = Bench(at(1).model_copy(update={"host": host}))
        async with bench.running() as talking:
            await until(lambda: bench.faults.current)
            assert f"mqtt {host}:1: no connection: " in bench.faults.current["mqtt"]
            assert not talking.done()
        assert len(lines(caplog)) == 1

    go(main())


def test_something_else_than_a_broker_is_one_line_and_does_not_hold_up_the_stop() -> None:
    tried = []

    async def listen_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packet = await reader.read()
        tried.append(packet[packet.index(b"MQTT") + 4])
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(listen_only, HOST, 0) as server:
            port = server.sockets[0].getsockname()[1]
            bench = Bench(at(port).model_copy(update={"timeout_s": 0.2}))
            async with bench.running():
                await until(lambda: bench.faults.current)
                assert bench.faults.current["mqtt"].startswith(f"mqtt {HOST}:{port}: no answer within 0.2 s")
                await until(lambda: len(tried) >= 3)
                assert tried[:3] == [5, 4, 5]
            patient = Bench(at(port, timeout_s=3_600.0))
            async with patient.running():
                await asyncio.sleep(0.2)

    go(main(), run_by=virtually)


def test_a_refused_password_is_one_line_and_a_corrected_file_is_enough(
    guarded_mosquitto: Mosquitto, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "password"

    async def main() -> None:
        bench = Bench(at(guarded_mosquitto.port, username="car", password_file=file))
        async with bench.running():
            await until(lambda: bench.faults.current)
            assert "No such file or directory" in bench.faults.current["mqtt"]
            file.write_text("wr0ng-secret\n", encoding="utf-8")
            await until(lambda: "refuses the user 'car' or the password" in bench.faults.current["mqtt"])
            assert str(file) in bench.faults.current["mqtt"]
            file.write_bytes(b"\xff\xfe")
            await until(lambda: "is not UTF-8 text" in bench.faults.current["mqtt"])
            file.write_text("right\n", encoding="utf-8")
            await until(lambda: not bench.faults.current)

    go(main())
    assert len(lines(caplog)) == 1
    assert "secret" not in caplog.text


def test_a_broker_that_wants_a_name_is_one_line(guarded_mosquitto: Mosquitto) -> None:
    async def main() -> None:
        bench = Bench(at(guarded_mosquitto.port))
        async with bench.running():
            await until(lambda: bench.faults.current)
            assert "set mqtt.username and mqtt.password_file" in bench.faults.current["mqtt"]
        named = Bench(at(guarded_mosquitto.port, username="car"))
        async with named.running():
            await until(lambda: named.faults.current)
            assert "the user 'car' without a password" in named.faults.current["mqtt"]

    go(main())


# Which MQTT


@pytest.mark.parametrize(("protocol", "spoken"), [("auto", "p5"), ("5", "p5"), ("3.1.1", "p2")])
def test_the_newest_version_is_spoken_that_was_not_excluded(mosquitto: Mosquitto, protocol: str, spoken: str) -> None:
    async def main() -> None:
        bench = Bench(at(mosquitto.port, protocol=protocol))
        async with bench.running():
            await announced(bench)
        assert f"as homeward-a1b2c3 ({spoken}," in mosquitto.log

    go(main())


def test_a_broker_that_speaks_only_the_older_version_is_spoken_to_in_that() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker, hub_at(broker.port) as hub:
            bench = Bench(at(broker.port))
            async with bench.running():
                await until(lambda: hub.last("cabin/air_c"))
                await hub.ask("food", "set_point", b"6.5")
                await until(lambda: hub.last("fridge/food/set_point_c") == "6.50")
                assert not bench.faults.current
            await until(lambda: hub.last("status") == "offline")

    go(main())


def test_a_broker_that_refuses_the_only_version_is_one_line() -> None:
    async def main() -> None:
        async with EmbeddedBroker() as broker:
            bench = Bench(at(broker.port, protocol="5"))
            async with bench.running():
                await until(lambda: bench.faults.current)
                assert 'refuses this version of MQTT: set mqtt.protocol = "auto"' in bench.faults.current["mqtt"]

    go(main())
