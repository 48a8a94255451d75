"""A stage in virtual time: car, broker, hub and daemon on one loop, all within reach of a fault."""

import asyncio
import json
import threading
from abc import abstractmethod
from collections.abc import Coroutine
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import can

from controller.interface.requests import Request
from firmware.config import Config
from firmware.control.state_store import State, Store
from firmware.runtime.clock import Clock, ClockQuality
from hil.campaigns import stage
from hil.rig.hub_client import Hub
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.rig import Rig
from hil.rig.virtual_time import JumpingLoop

LOOK_EVERY_S = 0.5
"""How often a campaign looks: each tick of the daemon."""

RECOVERS_WITHIN_S = 180.0
"""The longest wait between two attempts is 60 s; three of them are plenty (engineering choice)."""

SETTLES_S = 210.0
"""Before the fault: all sensors have spoken, the first rows are written, and the compressor has rested and runs."""

_WARMER_K = 1.0
"""The fridge cools down throughout; more than this above where it stood means that it does not."""

_MIN_CYCLES_SHARE = 0.95
"""Of all cycles that were due; the daemon that starts anew loses some."""

MONITOR, _LOOKS_WITHIN_S = "outputs monitor", 60.0
"""Of real time: a thread that does not look within this hangs, whatever else the machine has to do."""

_NO_PORT = "/dev/there-is-no-such-port"


@dataclass(slots=True)
class WallClock:
    """The time of day that the daemon is told; it need not be right."""

    loop: asyncio.AbstractEventLoop
    at_start_s: float = 1.8e9
    wrong_by_s: float = 0.0
    quality: ClockQuality = ClockQuality.NTP

    def now_s(self) -> float:
        """Return the seconds since 1970."""
        return self.at_start_s + self.loop.time() + self.wrong_by_s


class _MonitorLooks:
    """Lets the thread that monitors the outputs look, in real time, before virtual time goes on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._looks = loop, threading.Event()

    def now_s(self) -> float:
        """Return the loop's time, for the daemon; notes that the thread asks for it, as it does once per look."""
        if threading.current_thread().name == MONITOR:
            self._looks.set()
        return self._loop.time()

    def let_look(self) -> None:
        """Wait until it begins a look, where there is such a thread."""
        if any(thread.name == MONITOR for thread in threading.enumerate()):
            self._looks.clear()
            self._looks.wait(_LOOKS_WITHIN_S)


class VirtualStage(stage.Stage):
    """All that a fault can be put into, in virtual time. Must be made on a JumpingLoop."""

    config: Config
    rig: Rig
    hub: Hub
    bus: can.BusABC
    """The car's own."""
    broker: EmbeddedBroker
    broker_port: int
    cable: NullModem
    """The technician's."""
    clock: Clock
    store: Store
    """The last daemon's."""

    bounds = stage.Bounds(
        look_every_s=LOOK_EVERY_S,
        lasts_s=120.0,
        noticed_within_s=0.0,
        reported_within_s=60.0,  # the hub is told at a change; this leaves time for a slow one
        holds_from_s=5.0,  # the longest time after which a reading of the car counts as stale, and some
        safe_allowance_s=2 * LOOK_EVERY_S,
        recovers_within_s=RECOVERS_WITHIN_S,
        stays_well_s=90.0,  # more than one commit of the record
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        loop = asyncio.get_running_loop()
        if not isinstance(loop, JumpingLoop):
            raise TypeError(f"{type(loop).__name__}: a campaign is played on a JumpingLoop")
        self.loop, self.wall, self.monitor_looks = loop, WallClock(loop), _MonitorLooks(loop)
        self._plug = ExitStack()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.denied: list[str] = []
        """The beginnings of topics to which the broker lets nobody publish."""

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
        """Return True where the work that was begun under `name` is over although nobody ended it."""
        task = self._tasks.get(name)
        return task is not None and task.done()

    @abstractmethod
    def start_daemon(self) -> None:
        """Start the service as on the same boot."""

    @abstractmethod
    async def crash_daemon(self) -> None:
        """End the process as a kill does: its reason is not kept; the service manager releases the pins."""

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

    def block(self, duration_s: float) -> None:
        """Hold up the loop for so much virtual time, after which the thread that monitors the outputs has its look."""
        self.loop.pass_time(duration_s)
        self.monitor_looks.let_look()
        self.note_whether_safe()

    async def start_broker(self) -> None:
        """Start a broker on the port that is configured, which remembers nothing."""
        self.broker = EmbeddedBroker(port=self.broker_port, denied=self.denied)
        await self.broker.__aenter__()

    async def stop_broker(self) -> None:
        """Stop the broker; all connections are closed."""
        await self.broker.__aexit__(None, None, None)

    def submit(self, request: Request) -> None:
        """Ask the daemon for something as a person does."""
        self.store.submit(request)
        self.requested += 1

    @property
    def state(self) -> State | None:
        """The last state that the daemon published."""
        return self.store.latest

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
        """True where no pin energises anything."""
        return not any(self.rig.pins.duty_pct(output) for output in self.config.outputs)

    @property
    def speed_kph(self) -> float | None:
        """The car's speed as the controller knows it."""
        return None if self.state is None else self.state.step.inputs.vehicle.speed_kph.value

    @property
    def record(self) -> Path:
        """The file of the record."""
        return self.config.record.file

    @property
    def availability(self) -> str:
        """The service's availability at the home hub."""
        return self.hub.availability

    @property
    def min_off_violations(self) -> int:
        """The starts of the compressor so far that came too early."""
        return self.rig.car.min_off_violations

    @property
    def condition(self) -> str:
        """The faults that the last cycle knows, in words."""
        return f"faults: {self.faults}"

    @property
    def food_c(self) -> float:
        """The true temperature of the air around the food."""
        return self.rig.car.truth("fridge.food.air_c")

    async def settle(self) -> list[str]:
        """Wait until everything runs as usual."""
        await asyncio.sleep(SETTLES_S)
        wrong = [f"faults before anything happened: {self.faults}"] if self.faults else []
        return wrong + (["nothing is driven before anything happened"] if self.outputs_are_off else [])

    def hub_reports(self, fault: str) -> bool:
        """Return True where the home hub has heard of it."""
        return any(json.dumps(fault) in payload for payload in self.hub.latest.values())

    def is_well(self, fault: str, *, stands: bool) -> bool:
        """Return True at a cycle of a daemon that knows of no fault, or of none but one that stands."""
        return self.cycles > 1 and not set(self.faults) - set(self.named(fault) if stands else ())

    async def course(self) -> "Course":
        """Begin to watch the regulation."""
        return Course(self, self.loop.time(), self.cycles, self.food_c)

    async def written(self) -> stage.Window:
        """Stop the daemon, which writes the rest."""
        ended_s = self.loop.time()
        await self.end("daemon")
        return stage.Window(0.0, ended_s)


@dataclass(frozen=True, slots=True)
class Course:
    """The regulation since a moment: the cycles completed then, and the temperature of the food."""

    stage: VirtualStage
    began_s: float
    cycles: int
    food_c: float

    async def gaps(self) -> list[str]:
        """Return in words what did not go on."""
        done = self.stage.cycles - self.cycles
        due = (self.stage.loop.time() - self.began_s) / self.stage.config.tick_s
        gaps = [] if done >= _MIN_CYCLES_SHARE * due else [f"{done} cycles, {due:.0f} were due"]
        warmed = self.stage.food_c >= self.food_c + _WARMER_K
        return gaps + ([f"the food warmed from {self.food_c:.1f} °C"] if warmed else [])
