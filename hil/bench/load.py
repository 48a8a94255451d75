"""The whole daemon while its CAN bus is full: what it loses, whether it says so, and how late its cycle gets.

sender (a process) --udp_multicast or vcan0--> daemon (a process) --looks--> bench: the simulated car, the home hub
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
import uuid
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hil.bench.can_listening import FULL_BUS_HZ
from hil.bench.load_figures import Window, figures
from hil.bench.load_looks import Look
from hil.bench.load_sender import Sent, Task
from hil.bench.options import INTERFACES
from hil.bench.result import Figures
from hil.rig.assembly import Scene, opened
from hil.rig.daemon_process import Setup
from hil.rig.demo_config import LOOPBACK, Broker
from hil.rig.process_link import CarEnd
from hil.rig.virtual_time import run

VCAN = "vcan0"

QUIET_AFTER_S = 1.5
"""By then a daemon that keeps up has taken the last frame, and has said so with its next cycle."""

STARTS_WITHIN_S, TELLS_WITHIN_S = 300.0, 60.0
"""Long for a machine that is much too busy: only a daemon that hangs, or has lost frames, takes so long."""

_REAL_TIME, _SEED = 1.0, 1


class LoadError(RuntimeError):
    """The bench cannot be run, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`rate_hz` frames a second for `load_s`, once the daemon has settled and was watched without any for `quiet_s`."""

    rate_hz: float = FULL_BUS_HZ
    load_s: float = 30.0
    interface: str = INTERFACES[0]
    settle_s: float = 10.0
    quiet_s: float = 10.0

    @property
    def channel(self) -> str:
        """A group of its own (RFC 2365: of this machine's site at most), or the kernel's bus."""
        number = os.getpid()
        return VCAN if self.interface == "socketcan" else f"239.255.{number >> 8 & 0xFF}.{number & 0xFF}"

    @property
    def task(self) -> Task:
        """For the sender."""
        bus: dict[str, Any] = {"interface": self.interface, "channel": self.channel}
        if self.interface != "socketcan":
            bus["hop_limit"] = 0
        return Task(bus, round(self.rate_hz * self.load_s), self.rate_hz)


def measure(rate_hz: float, interface: str) -> Figures:
    """As bench_load, at another rate or on another bus."""
    return bench_load(Load(rate_hz=rate_hz, interface=interface))


def bench_load(load: Load | None = None) -> Figures:
    """Every frame is one that the daemon wants: it is checked, decoded, and its values go to the controller.

    `unreported_lost` is sent - received - reported_lost: what the daemon lost without counting it. A cycle is late by
    the time from when it was due to when its orders are out; `quiet_...` are figures before the load. CPU is of one
    processor (User-Mode Linux counts it by ticks of 10 ms: not to be relied on there). Raises LoadError.
    """
    load, epoch_s = load or Load(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="homeward-load-") as folder:
        return run(_bench(load, Path(folder), epoch_s), speed=_REAL_TIME, epoch_s=epoch_s)


def is_good(figures: Figures) -> bool:
    """Whether nothing was lost untold, and the cycle kept its time."""
    return not figures["missed"]


async def _bench(load: Load, folder: Path, epoch_s: float) -> Figures:
    looks: list[Look] = []
    loop = asyncio.get_running_loop()
    async with opened(Broker(LOOPBACK, 0, embedded=True), folder, _REAL_TIME, seed=_SEED) as scene:
        setup = Setup(
            speed=_REAL_TIME, epoch_s=epoch_s, wall_epoch_s=time.time(), boot_id=str(uuid.uuid4()), place=scene.place
        )
        async with (
            _going_on(scene.rig.run(), scene.hub.run()),
            _daemon(load, scene, setup, looks) as daemon,
            _sender(load.task) as sender,
        ):
            await _until_it_regulates(daemon, looks)
            await asyncio.sleep(load.settle_s)
            daemon.send_signal(signal.SIGUSR1)
            quiet = Window(loop.time(), loop.time() + load.quiet_s)
            await asyncio.sleep(load.quiet_s)
            sent = await _send(sender)
            loaded = Window(sent.began_s - epoch_s, sent.ended_s - epoch_s)
            await asyncio.sleep(QUIET_AFTER_S)
            await _until_all_is_told(looks, loaded, sent)
    return figures(looks, quiet, loaded, sent, load.rate_hz)


async def _until_it_regulates(daemon: Process, looks: list[Look]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not looks and daemon.returncode is None:  # noqa: ASYNC110  # two things to wait for
                await asyncio.sleep(0.1)
    if not looks:
        raise LoadError(f"the daemon does not regulate within {STARTS_WITHIN_S:g} s")


async def _until_all_is_told(looks: list[Look], loaded: Window, sent: Sent) -> None:
    """Wait for a daemon that is behind; what it has not told of after TELLS_WITHIN_S is lost untold."""
    with suppress(TimeoutError):
        async with asyncio.timeout(TELLS_WITHIN_S):
            while sum(loaded.taken(looks)) < sent.frames:  # noqa: ASYNC110  # the daemon has another process
                await asyncio.sleep(0.1)


async def _send(sender: Process) -> Sent:
    """Let the sender do its task."""
    out, _ = await sender.communicate(b"go\n")
    if sender.returncode:
        raise LoadError("the sender failed")
    return Sent.from_json(out)


@asynccontextmanager
async def _going_on(*endless: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each) for each in endless]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def _daemon(load: Load, scene: Scene, setup: Setup, looks: list[Look]) -> AsyncIterator[Process]:
    """The daemon's process on the wires of the car; what it says is appended to `looks`."""
    rig = scene.rig
    buses = {bus.bus: rig.bus(bus.bus) for bus in rig.config.i2c if bus.bus is not None}
    car = CarEnd(buses, rig.pins, lambda content: looks.append(Look.from_json(content)))
    ends = car.connect()
    fds = [end.fileno() for end in ends]
    command = ("hil.bench.load_daemon", setup.to_json(), load.interface, load.channel, *map(str, fds))
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, pass_fds=fds, stdin=DEVNULL, stdout=DEVNULL, start_new_session=True
        )
    finally:
        for end in ends:
            end.close()
    try:
        async with _ended(process):
            yield process
    finally:
        car.close()


@asynccontextmanager
async def _sender(task: Task) -> AsyncIterator[Process]:
    """The sender's process, with its bus open."""
    argv = (sys.executable, "-c", "from hil.bench import load_sender; raise SystemExit(load_sender.main())")
    process = await asyncio.create_subprocess_exec(*argv, stdin=PIPE, stdout=PIPE, start_new_session=True)
    async with _ended(process):
        if process.stdin is None or process.stdout is None:
            raise LoadError("no pipes to the sender")
        process.stdin.write(json.dumps(asdict(task)).encode() + b"\n")
        if await process.stdout.readline() != b"ready\n":
            raise LoadError("the sender cannot open its bus")
        yield process


@asynccontextmanager
async def _ended(process: Process) -> AsyncIterator[None]:
    """Ends with what is done inside, whatever comes."""
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
