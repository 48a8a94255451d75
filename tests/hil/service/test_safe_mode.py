"""The real program, started again as systemd would, with a controller that breaks: five early ends, then safe mode."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiomqtt
import pytest

from firmware.service.restart_policy import TRIES
from hil.rig.null_modem import NullModem
from tests.firmware.uplink.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

BREAKS = """
from pathlib import Path
import firmware.control.cycle

firmware.control.cycle.FRESH_AFTER_S, firmware.control.cycle.END_AFTER_S = 0.0, 0.5
regulate = firmware.control.cycle.step

def step(memory, snapshot, settings, *, now_s):
    if Path({flag!r}).exists():
        raise ZeroDivisionError("the law has divided by nothing")
    return regulate(memory, snapshot, settings, now_s=now_s)

firmware.control.cycle.step = step
"""
"""Python runs this before the program; the controller is broken for as long as the flag stands, and soon given up."""

CONFIG = """
[mqtt]
host = "127.0.0.1"
port = {broker}

[console]
port = "{console}"

[record]
file = "{folder}/record.db"

[[fridge.compartments]]
name = "food"
mode = "off"

[[outputs]]
name = "compressor"
pin = 17
kind = "relay"
"""


Story = Callable[["Installation", int], Awaitable[None]]


class Installation:
    """Its files, the terminal of a technician, and what the service manager hears."""

    def __init__(self, folder: Path, cable: NullModem, manager: socket.socket, broker: int) -> None:
        self._config, self.flag, self._manager = folder / "homeward.toml", folder / "broken", manager
        self._config.write_text(CONFIG.format(folder=folder, console=cable.daemon_port, broker=broker))
        (folder / "sitecustomize.py").write_text(BREAKS.format(flag=str(self.flag)))
        self._runtime = folder / "run"
        self._runtime.mkdir()
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "RUNTIME_DIRECTORY": str(self._runtime),
            "NOTIFY_SOCKET": str(manager.getsockname()),
            "WATCHDOG_USEC": "2000000",
            "GPIOZERO_PIN_FACTORY": "mock",
        }
        self._terminal = os.open(cable.person_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.screen = ""
        self._shown = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._terminal, self._look)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._terminal)
        os.close(self._terminal)

    @asynccontextmanager
    async def service(self) -> AsyncIterator[Process]:
        """One process of it, killed at the latest at the end."""
        process = await self._program("run", {})
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def ended(self) -> tuple[int | None, str]:
        """One process of it that ends by itself: its exit code and what it said."""
        async with self.service() as process:
            _, said = await process.communicate()
        return process.returncode, said.decode()

    async def outputs_off(self, told: Mapping[str, str]) -> None:
        """Run what systemd does after each end, with what it tells."""
        await (await self._program("outputs-off", told)).communicate()

    def leave_tries(self, count: int) -> None:
        """As if the service had used up the others."""
        (self._runtime / "tries.json").write_text(json.dumps({"tries_left": count, "why": None}))

    async def heard(self, text: str) -> str:
        """The first message to the service manager from now on that holds `text`."""
        loop = asyncio.get_running_loop()
        while text not in (message := (await loop.sock_recv(self._manager, 4_096)).decode()):
            pass
        return message

    async def type(self, line: str, until: str) -> str:
        """Return what the console shows after `line`, up to `until`."""
        before = len(self.screen)
        os.write(self._terminal, f"{line}\r".encode())
        while until not in (shown := " ".join(self.screen[before:].split())):
            self._shown.clear()
            await self._shown.wait()
        return shown

    def _look(self) -> None:
        self.screen += os.read(self._terminal, 4_096).decode()
        self._shown.set()

    async def _program(self, command: str, more: Mapping[str, str]) -> Process:
        arguments = (sys.executable, "-m", "firmware", command, "--config", str(self._config))
        environment = {**self._environment, **more}
        return await asyncio.create_subprocess_exec(*arguments, env=environment, stdout=DEVNULL, stderr=PIPE)


@contextmanager
def installation(folder: Path, broker: int) -> Iterator[Installation]:
    with NullModem() as cable, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as manager:
        manager.bind(str(folder / "notify"))
        car = Installation(folder, cable, manager, broker)
        try:
            yield car
        finally:
            car.close()


async def hub_hears(broker: int, topic: str, text: str) -> str:
    """The first payload on a topic that ends so, with `text` in it."""
    async with aiomqtt.Client("127.0.0.1", broker) as hub:
        await hub.subscribe("homeward/#")
        async for message in hub.messages:
            assert isinstance(message.payload, bytes)
            if message.topic.value.endswith(topic) and text in message.payload.decode():
                return message.payload.decode()
    raise AssertionError


async def broken_controller(car: Installation, broker: int) -> None:
    car.flag.touch()
    for _ in range(TRIES):
        code, said = await car.ended()
        assert code == 1
        assert "the law has divided by nothing" in said
    async with car.service() as process:
        assert "STATUS=safe mode: all outputs are off" in await car.heard("READY=1")
        await car.heard("WATCHDOG=1")
        shown = await car.type("status", "safe_mode: ")
        assert "in safe mode" in shown
        assert "ZeroDivisionError: the law has divided by nothing (sitecustomize.py:" in shown.replace(" > ", "")
        notes = json.loads(await hub_hears(broker, "hub/faults/notes", "safe_mode"))
        assert "ZeroDivisionError" in notes["safe_mode"]
        assert await hub_hears(broker, "/status", "online") == "online"
        assert "refused: safe mode" in await car.type("set food set_point 4.5", "next try")
        car.flag.unlink()
        await car.type("restart", "restarting: all outputs are off")
        assert await process.wait() == 0
    async with car.service() as process:
        assert "STATUS=regulating: fridge" in await car.heard("READY=1")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def hanging_controller(car: Installation, _broker: int) -> None:
    car.leave_tries(1)
    async with car.service() as process:
        await car.heard("READY=1")
        process.kill()
    await car.outputs_off({"SERVICE_RESULT": "watchdog", "EXIT_STATUS": "KILL"})
    async with car.service() as process:
        assert "the watchdog found it hanging" in await car.heard("READY=1")
        process.kill()
    async with car.service():  # a person has not seen it yet, so nothing has changed
        assert "the watchdog found it hanging" in await car.heard("READY=1")


@pytest.mark.parametrize("story", [broken_controller, hanging_controller])
def test_five_early_ends_lead_to_safe_mode(story: Story, tmp_path: Path, mosquitto_port: int) -> None:
    async def main() -> None:
        with installation(tmp_path, mosquitto_port) as car:
            async with asyncio.timeout(PATIENCE_S):
                await story(car, mosquitto_port)

    asyncio.run(main())


@pytest.fixture
def mosquitto_port(tmp_path: Path) -> Iterator[int]:
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker.port
    broker.stop()
