import asyncio
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import aiomqtt
import pytest

from firmware.config import MqttConfig
from hil.demo.acts import GOODS_C, KEYS, LOADING_S, SENSOR, Acts, pressed
from hil.rig.assembly import Scene
from hil.rig.hub_client import Hub
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.place import Broker, Place
from hil.rig.virtual_time import run


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    async def made() -> Scene:
        return Scene(Place(Broker("127.0.0.1", 1, embedded=True), "/dev/null", tmp_path, 60.0), "", seed=1)

    return run(made(), speed=None)


def acts_of(scene: Scene, ended: list[bool]) -> Acts:
    return Acts(scene.rig, lambda: None, lambda: ended.append(True))


def test_each_key_that_is_shown_does_what_it_says(scene: Scene) -> None:
    ended: list[bool] = []
    acts = acts_of(scene, ended)
    food, chip, vehicle = scene.rig.car.fridge.compartments[0], scene.rig.chips[SENSOR], scene.rig.car.vehicle
    lids = [food.lid_open]
    for key in "oOo":
        assert acts.do(key) in {"you open the lid of food", "you shut the lid of food"}
        lids.append(food.lid_open)
    assert lids == [False, True, False, True]
    before_c = food.contents_c
    assert acts.do("w") == "you put 2 kg of 25 °C into food"
    assert before_c < food.contents_c < GOODS_C
    assert acts.do("u") == "you unplug the sensor food air"
    unplugged = [chip.faults.unplugged]
    assert acts.do("u") == "you plug the sensor food air in again"
    assert [*unplugged, chip.faults.unplugged] == [True, False]
    assert acts.do("d") == "two people get in and drive off"
    assert vehicle.is_used
    assert acts.do("d") == "the car is parked"
    assert acts.do("k") == "there is no daemon to kill"
    assert acts.do("q") == "you end the demo"
    assert ended
    assert acts.do("x") is None


def test_every_key_that_is_shown_does_something(scene: Scene) -> None:
    async def main() -> list[str | None]:
        return [acts_of(scene, []).do(part.split()[0]) for part in KEYS.removeprefix("keys: ").split(", ")]

    assert all(run(main(), speed=None))


def test_nobody_puts_goods_in_through_a_shut_lid(scene: Scene) -> None:
    async def main() -> list[bool]:
        acts, food = acts_of(scene, []), scene.rig.car.fridge.compartments[0]
        assert acts.do("w") == "you open the lid of food for 40 s and put 2 kg of 25 °C into food"
        lids = [food.lid_open]
        await asyncio.sleep(LOADING_S - 1.0)
        lids.append(food.lid_open)
        await asyncio.sleep(2.0)
        return [*lids, food.lid_open]

    assert run(main(), speed=None) == [True, True, False]


def test_the_daemon_is_killed_for_real(scene: Scene) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as daemon:  # our own
        acts = Acts(scene.rig, lambda: daemon.pid, lambda: None)
        assert acts.do("k") == f"you kill the daemon: kill -9 {daemon.pid}"
        assert daemon.wait() == -signal.SIGKILL
        assert acts.do("k") is not None


def test_keys_are_heard_one_by_one_and_the_terminal_is_given_back() -> None:
    async def main() -> list[str]:
        person, terminal = pty.openpty()
        heard: list[str] = []
        done = asyncio.Event()

        def on_key(key: str) -> None:
            heard.append(key)
            if key == "q":
                done.set()

        before = termios_of(terminal)
        with pressed(terminal, on_key):
            assert termios_of(terminal) != before
            os.write(person, b"oq")
            await done.wait()
        assert termios_of(terminal) == before
        os.close(person)
        os.close(terminal)
        return heard

    assert asyncio.run(main()) == ["o", "q"]


def termios_of(fd: int) -> str:
    return subprocess.run(["stty", "-a"], stdin=fd, capture_output=True, text=True, check=True).stdout  # noqa: S607  # any


def test_a_file_that_is_no_terminal_is_not_read(tmp_path: Path) -> None:
    async def main() -> None:
        with (tmp_path / "file").open("w+b") as file, pressed(file.fileno(), lambda _: None):
            await asyncio.sleep(0)

    asyncio.run(main())


def test_only_what_the_demo_said_is_taken_from_a_broker() -> None:
    own = ("homeward/mine/status", "homeward/mine/cabin/air_c", "homeassistant/sensor/mine/cabin_air_c/config")
    others = ("homeward/other/status", "homeassistant/sensor/other/cabin_air_c/config")

    async def main() -> tuple[str, set[str]]:
        async with EmbeddedBroker() as broker:
            address = Broker("127.0.0.1", broker.port, embedded=False)
            async with aiomqtt.Client("127.0.0.1", broker.port) as client:
                for topic in (*own, *others):
                    await client.publish(topic, b"1", retain=True, qos=1)
            hub = Hub(address, MqttConfig(host="127.0.0.1"))
            assert hub.own == []
            await listened(hub, len(own) + len(others))
            hub.device_id = "mine"
            line = await hub.clean_up()
            late = Hub(address, MqttConfig(host="127.0.0.1"))
            await listened(late, len(others))
            return line, {topic for topic, payload in late.latest.items() if payload}

    line, left = asyncio.run(main())
    assert line.endswith("3 topics of the demo's car were removed")
    assert left == set(others)


async def listened(hub: Hub, count: int) -> None:
    """Listen until so many topics are known."""
    task = asyncio.create_task(hub.run())
    while len(hub.latest) < count:  # noqa: ASYNC110  # a hub tells nobody
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_broker_that_is_gone_is_reported() -> None:
    hub = Hub(Broker("127.0.0.1", 1, embedded=False), MqttConfig(host="127.0.0.1"))
    hub.device_id = "mine"
    hub.take("homeward/mine/status", b"online", kept=False)
    line = asyncio.run(hub.clean_up())
    assert line.startswith("127.0.0.1:1: ")
    assert line.endswith("the broker may keep 1 topics of the demo's car")
