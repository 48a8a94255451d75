"""Where a campaign is played: car, broker, hub and daemon on one loop of virtual time, all within reach of a fault."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import can

from firmware.config import Config
from firmware.console import text as console_text
from firmware.control.state_store import State
from firmware.record.keys import CLEAN_STOP
from firmware.runtime.clock import Clock, ClockQuality
from firmware.service.daemon import Daemon
from hil.plants import SimulatedCar
from hil.process_faults import asked_car, plugged
from hil.rig import can_traffic
from hil.rig.assembly import Scene
from hil.rig.demo_config import LOOPBACK, Broker, Place
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.virtual_time import JumpingLoop

LOOK_EVERY_S = 0.5
"""How often a campaign looks: each tick of the daemon."""

NETWORK_TIMEOUT_S = 30.0
"""Of simulated time; the broker is on the same loop and answers at once."""

_WATCH, _LOOKS_WITHIN_S = "outputs watch", 60.0
"""Of real time: a thread that does not look within this hangs, whatever else the machine has to do."""

_BOOT_ID = "campaign"
_NO_PORT = "/dev/there-is-no-such-port"
_SEED = 1


@dataclass(slots=True)
class WallClock:
    """The time of day that the daemon is told; it need not be right."""

    loop: asyncio.AbstractEventLoop
    at_start_s: float = 1.8e9
    wrong_by_s: float = 0.0
    quality: ClockQuality = ClockQuality.NTP

    def now_s(self) -> float:
        """Seconds since 1970."""
        return self.at_start_s + self.loop.time() + self.wrong_by_s


class _WatchLooks:
    """Lets the thread that watches the outputs look, in real time, before virtual time goes on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._looks = loop, threading.Event()

    def now_s(self) -> float:
        """The loop's time, for the daemon; notes that the thread asks for it, as it does once per look."""
        if threading.current_thread().name == _WATCH:
            self._looks.set()
        return self._loop.time()

    def let_look(self) -> None:
        """Wait until it begins a look, where there is such a thread."""
        if any(thread.name == _WATCH for thread in threading.enumerate()):
            self._looks.clear()
            self._looks.wait(_LOOKS_WITHIN_S)


class Stage:
    """An async context manager: inside, everything runs. Must be entered on a JumpingLoop.

    `car` is the simulated car, by default that of the demo.
    """

    def __init__(self, folder: Path, *, car: SimulatedCar | None = None) -> None:
        self.folder, self._car = folder, car
        loop = asyncio.get_running_loop()
        if not isinstance(loop, JumpingLoop):
            raise TypeError(f"{type(loop).__name__}: a campaign is played on a JumpingLoop")
        self.loop, self.wall, self._watch_looks = loop, WallClock(loop), _WatchLooks(loop)
        self._stack, self._plug = AsyncExitStack(), ExitStack()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.denied: list[str] = []
        """The beginnings of topics to which the broker lets nobody publish."""
        self.stalled_at_s: float | None = None
        """When control was lost, told by the fault."""
        self.safe_after_s: float | None = None
        """How long after that all outputs were off."""

    async def __aenter__(self) -> Self:
        self.broker = EmbeddedBroker(denied=self.denied)
        await self.broker.__aenter__()
        self.cable = self._plug.enter_context(NullModem())
        place = Place(Broker(LOOPBACK, self.broker.port, embedded=True), self.cable.daemon_port, self.folder, None)
        self.scene = Scene(place, self.cable.person_port, seed=_SEED, car=self._car)
        self.rig, self.hub = self.scene.rig, self.scene.hub
        self.hub.timeout_s = NETWORK_TIMEOUT_S
        self._stack.enter_context(plugged.installed())
        # Not in the folder of the record, which a fault may take away.
        profiles = Path(self._stack.enter_context(TemporaryDirectory(prefix="homeward-profiles-")))
        self.config = plugged.used(_as_in_a_car(self.scene.config, profiles))
        self.bus = self._stack.enter_context(can.Bus(self.config.can[0].channel, "virtual"))
        self.begin("car", self.rig.run())
        self.begin("hub", self.hub.run())
        self.begin("traffic", can_traffic.run(self.bus, self.rig.on_the_bus))
        self.begin("control units", asked_car.answer(self.bus))
        await self.hub.listens.wait()
        self.start_daemon()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in ("daemon", "control units", "traffic", "hub", "car"):
            await self.end(name)
        await self.broker.__aexit__(None, None, None)
        self._plug.close()
        await self._stack.aclose()

    def begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` go on under `name`."""
        self._tasks[name] = asyncio.create_task(work, name=name)

    async def end(self, name: str) -> None:
        """End it in order; again does nothing. Raises what it failed by."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def ended_by_itself(self, name: str) -> bool:
        """Whether what was begun under `name` is over although nobody ended it."""
        task = self._tasks.get(name)
        return task is not None and task.done()

    def start_daemon(self) -> None:
        """As after a start of the service on the same boot."""
        self.clock = Clock(
            monotonic_s=self._watch_looks.now_s,
            wall_s=self.wall.now_s,
            boot_id=_BOOT_ID,
            quality=lambda: self.wall.quality,
        )
        self.daemon = Daemon(self.config, self.rig.hardware(), self.clock)
        self.begin("daemon", self.daemon.run())

    async def crash_daemon(self) -> None:
        """End the process as a kill does: how it ended is not kept; the service manager releases the pins."""
        await self.end("daemon")
        self.rig.pins.undrive_all()
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.config.record.file)) as record, record:
            record.execute("DELETE FROM kept WHERE key = ?", (CLEAN_STOP,))

    def unplug_console(self) -> None:
        """Pull the technician's serial adapter while it is open."""
        self._plug.close()
        self._console_is(_NO_PORT)

    def plug_console(self) -> None:
        """Plug it in again: another device of the same name."""
        self.cable = self._plug.enter_context(NullModem())
        self._console_is(self.cable.daemon_port)

    def _console_is(self, path: str) -> None:
        if self.config.console is not None:
            self.rig.connect(self.config.console.port, path)

    async def start_broker(self) -> None:
        """A broker on the port that is configured, which remembers nothing."""
        self.broker = EmbeddedBroker(port=self.scene.place.broker.port, denied=self.denied)
        await self.broker.__aenter__()

    async def stop_broker(self) -> None:
        """All connections are closed."""
        await self.broker.__aexit__(None, None, None)

    @property
    def state(self) -> State | None:
        """What the daemon published last."""
        return self.daemon.store.latest

    @property
    def cycles(self) -> int:
        """Completed by this daemon."""
        return 0 if self.state is None else self.state.health.cycles

    @property
    def faults(self) -> tuple[str, ...]:
        """The names of the faults that the last cycle knows."""
        return () if self.state is None else tuple(self.state.health.faults)

    @property
    def outputs_are_off(self) -> bool:
        """Whether no pin energises anything."""
        return not any(self.rig.pins.duty_pct(output) for output in self.config.outputs)

    @property
    def speed_kph(self) -> float | None:
        """What the controller takes for the car's speed."""
        return None if self.state is None else self.state.step.inputs.vehicle.speed_kph.value

    def lose_control(self) -> None:
        """From now on outputs must go off; it is noted when they are."""
        self.stalled_at_s, self.safe_after_s = self.loop.time(), None
        self.note_whether_safe()

    def block(self, duration_s: float) -> None:
        """Hold up the loop for so much virtual time, after which the thread that watches the outputs has its look."""
        self.loop.pass_time(duration_s)
        self._watch_looks.let_look()
        self.note_whether_safe()

    def note_whether_safe(self) -> None:
        """Note the first time that all outputs are off since control was lost."""
        if self.stalled_at_s is not None and self.safe_after_s is None and self.outputs_are_off:
            self.safe_after_s = self.loop.time() - self.stalled_at_s

    def console_tells(self, fault: str) -> bool:
        """Whether the technician's `status` names it."""
        if self.state is None:
            return False
        text = console_text.status("", self.state, (), now_s=self.loop.time())
        line = self.state.health.faults.get(fault, "")
        return bool(line) and "".join(line.split()) in "".join(text.split())  # it is broken into lines

    def hub_tells(self, fault: str) -> bool:
        """Whether the home hub has heard of it."""
        return any(json.dumps(fault) in payload for payload in self.hub.latest.values())

    async def until(self, holds: Callable[[], bool], within_s: float) -> float | None:
        """After how many seconds it holds; None where it does not in time."""
        began_s = self.loop.time()
        while not holds():
            if self.loop.time() - began_s >= within_s:
                return None
            await asyncio.sleep(LOOK_EVERY_S)
        return self.loop.time() - began_s


def _as_in_a_car(config: Config, folder: Path) -> Config:
    """Notice a silent broker, for which the demo waits an hour of virtual time, and ask the car's bus."""
    mqtt = config.mqtt and config.mqtt.model_copy(update={"timeout_s": NETWORK_TIMEOUT_S})
    return config.model_copy(update={"mqtt": mqtt, "can": tuple(asked_car.asked(each, folder) for each in config.can)})
