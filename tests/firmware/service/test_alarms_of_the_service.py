"""The list of alarms through the whole service: orders of shell and hub, what the hub is told, and a restart."""

import asyncio
import json
import threading
from pathlib import Path

import aiomqtt
import pytest

from firmware.__main__ import main
from firmware.control.alarm_list import Entry, Standing
from firmware.requests.order_spool import FOLDER
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig.demo_config import demo_config
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.place import Broker, Place
from hil.rig.simulated_hardware import SimulatedHardware
from hil.rig.virtual_time import run

LOST_S = 100.0
ALARMS = {f"{place}.sensor_lost" for place in ("fridge.food", "fridge.medicine", "cabin")}


class Service:
    """A service without any bus, so that its sensors are lost."""

    def __init__(self, state: Path, port: int, *, begin_s: float) -> None:
        loop = asyncio.get_running_loop()
        config = demo_config(Place(Broker("127.0.0.1", port, embedded=True), str(state / "no-tty"), state, None))
        clock = Clock(monotonic_s=loop.time, wall_s=lambda: 1.79e9 + begin_s + loop.time(), boot_id=f"boot {begin_s:g}")
        self.daemon = Daemon(config, SimulatedHardware({}, lambda _pin, _level: None), clock)

    @property
    def entries(self) -> dict[str, Entry]:
        state = self.daemon.store.latest
        assert state is not None
        return {entry.name: entry for entry in state.alarm_list}

    async def answer(self, state: Path, **order: str) -> str:
        name = state / FOLDER / "test"
        name.with_suffix(".order").write_text(json.dumps({"order": "alarms", **order}), encoding="utf-8")
        await asyncio.sleep(3.0)
        return str(json.loads(name.with_suffix(".answer").read_text(encoding="utf-8"))["text"])


async def first_run(state: Path) -> tuple[str, list[str], dict[str, Entry]]:
    """Let the sensors be lost; one alarm is acknowledged at the shell, one shelved by the hub."""
    async with EmbeddedBroker() as broker, aiomqtt.Client("127.0.0.1", broker.port) as hub:
        await hub.subscribe("homeward/+/hub/to_acknowledge")
        service = Service(state, broker.port, begin_s=0.0)
        task = asyncio.create_task(service.daemon.run())
        await asyncio.sleep(LOST_S)
        answer = await service.answer(state, do="acknowledge", alarm="cabin.sensor_lost", person="Ann")
        assert service.daemon.identity is not None
        topic = f"homeward/{service.daemon.identity.device_id}/set/alarms/shelve"
        await hub.publish(topic, "fridge.food.sensor_lost 60 Ben")
        await asyncio.sleep(40.0)
        counted: list[str] = []
        while len(hub.messages):
            counted.append(bytes((await anext(hub.messages)).payload).decode())
        entries = service.entries
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return answer, counted, entries


async def second_run(state: Path) -> tuple[dict[str, Entry], str]:
    service = Service(state, 9, begin_s=3_600.0)
    task = asyncio.create_task(service.daemon.run())
    await asyncio.sleep(LOST_S)
    said = await service.answer(state, do="list")
    entries = service.entries
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return entries, said


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


def test_orders_of_shell_and_hub_and_the_restart(state: Path) -> None:
    answer, counted, entries = run(first_run(state), speed=None)
    assert answer == "acknowledged by Ann: cabin.sensor_lost"
    assert set(entries) == ALARMS
    assert entries["cabin.sensor_lost"].standing is Standing.SEEN
    assert entries["fridge.food.sensor_lost"].shelved_by == "Ben"
    assert (counted[0], counted[-1]) == ("0", "1")
    after, said = run(second_run(state), speed=None)
    assert {name: (each.standing, each.person) for name, each in after.items()} == {
        name: (each.standing, each.person) for name, each in entries.items()
    }
    assert [name for name, each in after.items() if each.asks] == ["fridge.medicine.sensor_lost"]
    assert "shelved by Ben, " in said


def test_the_command_line_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "car.toml"
    config.write_text(f'[record]\nfile = "{tmp_path / "record.db"}"\n', encoding="utf-8")
    assert main(["alarms", "shelve", "cabin.too_hot", "soon", "--config", str(config)]) == 2
    assert "must be a number of minutes" in capsys.readouterr().err
    assert main(["alarms", "--config", str(config)]) == 1
    assert "the service makes it, start it first" in capsys.readouterr().err


def test_the_command_line_asks_the_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, folder = tmp_path / "car.toml", tmp_path / FOLDER
    config.write_text(f'[record]\nfile = "{tmp_path / "record.db"}"\n', encoding="utf-8")
    folder.mkdir()
    taken: list[dict[str, str]] = []

    def serve() -> None:
        pause = threading.Event()
        while not (orders := list(folder.glob("*.order"))):
            pause.wait(0.01)
        taken.append(json.loads(orders[0].read_text(encoding="utf-8")))
        orders[0].unlink()
        orders[0].with_suffix(".answer").write_text(json.dumps({"ok": True, "text": "done"}), encoding="utf-8")

    thread = threading.Thread(target=serve)
    thread.start()
    assert main(["alarms", "acknowledge", "all", "--person", "Ann", "--json", "--config", str(config)]) == 0
    thread.join()
    assert json.loads(capsys.readouterr().out) == {"answer": "done"}
    assert taken == [{"order": "alarms", "do": "acknowledge", "alarm": "all", "person": "Ann"}]
