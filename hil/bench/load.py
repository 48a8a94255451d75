"""The whole daemon while its CAN bus is full: the frames it loses, those it says so of, the lateness of its cycle.

sender (a process) --udp_multicast or vcan0--> daemon (a process) --looks--> bench: the simulated car, the home hub

The bench starts the two others (load_sender.py, load_daemon.py), keeps the time, and works out the figures.
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
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

from hil.bench.can_listening import FULL_BUS_HZ
from hil.bench.load_daemon import Look
from hil.bench.load_sender import Sent, Task
from hil.bench.options import INTERFACES
from hil.bench.result import Figures
from hil.rig.assembly import Scene, opened
from hil.rig.background import background
from hil.rig.place import LOOPBACK, Broker, Setup
from hil.rig.process_link import CarEnd
from hil.rig.virtual_time import run

VCAN = "vcan0"

QUIET_AFTER_S = 1.5
"""By then a daemon that keeps up has taken the last frame, and has said so with its next cycle."""

STARTS_WITHIN_S, TELLS_WITHIN_S = 300.0, 60.0
"""Long for a machine that is much too busy: only a daemon that hangs, or has lost frames, takes so long."""

LATE_P99_MS = 50.0
"""A tenth of a tick: what holds the outputs, expires or integrates notices nothing of it (engineering choice)."""

MIN_RATE_SHARE = 0.98
"""Of the rate that was asked for; a sender that gives less has not made the load."""

_REAL_TIME, _SEED = 1.0, 1


@dataclass(frozen=True, slots=True)
class Window:
    """A time on the clock of the looks."""

    from_s: float
    to_s: float

    def late_ms(self, looks: Iterable[Look]) -> list[float]:
        """Return the lateness of each cycle's outputs."""
        cycles = (each for look in looks for each in look.cycles)
        return sorted(1e3 * each.late_s for each in cycles if self.from_s <= each.at_s <= self.to_s)

    def taken(self, looks: Sequence[Look]) -> tuple[int, int]:
        """Count the frames that the daemon has received and those it has told as lost, since the window began."""
        before, last = next(look for look in reversed(looks) if look.at_s <= self.from_s), looks[-1]
        return last.received - before.received, last.lost - before.lost

    def cpu_pct(self, looks: Sequence[Look]) -> float:
        """Return the share of one processor that the daemon took."""
        inside = [look for look in looks if self.from_s <= look.at_s <= self.to_s]
        if len(inside) < 2:  # noqa: PLR2004  # a difference needs two
            return 0.0
        return 100.0 * (inside[-1].cpu_s - inside[0].cpu_s) / (inside[-1].at_s - inside[0].at_s)


class LoadError(RuntimeError):
    """The bench cannot be run, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`rate_hz` frames per second for `load_s`, after `settle_s`, and after `quiet_s` that are watched without any."""

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
    """Run bench_load at another rate or on another bus."""
    return bench_load(Load(rate_hz=rate_hz, interface=interface))


def bench_load(load: Load | None = None) -> Figures:
    """Fill the bus with frames that the daemon wants: each is checked, decoded, and its values go to the controller.

    `unreported_lost` is sent - received - reported_lost: what the daemon lost without counting it. A cycle is late by
    the time from when it was due to when its outputs are applied; `quiet_...` are figures before the load. CPU is of
    one processor (User-Mode Linux counts it by ticks of 10 ms: not to be relied on there). Raises LoadError.
    """
    load, epoch_s = load or Load(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="homeward-load-") as folder:
        return run(_bench(load, Path(folder), epoch_s), speed=_REAL_TIME, epoch_s=epoch_s)


def is_good(measured: Figures) -> bool:
    """Return True where nothing was lost untold, and the cycle kept its time."""
    return not measured["missed"]


async def _bench(load: Load, folder: Path, epoch_s: float) -> Figures:
    looks: list[Look] = []
    loop = asyncio.get_running_loop()
    async with opened(Broker(LOOPBACK, 0, embedded=True), folder, _REAL_TIME, seed=_SEED) as scene:
        setup = Setup(
            speed=_REAL_TIME, epoch_s=epoch_s, wall_epoch_s=time.time(), boot_id=str(uuid.uuid4()), place=scene.place
        )
        async with (
            background(scene.rig.run(), scene.hub.run()),
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
            await _until_all_is_reported(looks, loaded, sent)
    return figures(looks, quiet, loaded, sent, load.rate_hz)


async def _until_it_regulates(daemon: Process, looks: list[Look]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not looks and daemon.returncode is None:  # noqa: ASYNC110  # two things to wait for
                await asyncio.sleep(0.1)
    if not looks:
        raise LoadError(f"the daemon does not regulate within {STARTS_WITHIN_S:g} s")


async def _until_all_is_reported(looks: list[Look], loaded: Window, sent: Sent) -> None:
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
async def _daemon(load: Load, scene: Scene, setup: Setup, looks: list[Look]) -> AsyncIterator[Process]:
    """Run the daemon's process on the wires of the car; what it says is appended to `looks`."""
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
    """Run the sender's process, with its bus open."""
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
    """End it with what is done inside, whatever comes."""
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def figures(looks: Sequence[Look], quiet: Window, load: Window, sent: Sent, rate_hz: float) -> Figures:
    """Work out the figures of one run; `looks` must begin before the load."""
    before, last = next(look for look in reversed(looks) if look.at_s <= load.from_s), looks[-1]
    received, reported = load.taken(looks)
    late_ms, quiet_ms = load.late_ms(looks), quiet.late_ms(looks)
    found = {
        "rate_hz": rate_hz,
        "sent_hz": round(sent.frames / (sent.ended_s - sent.began_s), 1),
        "sender_late_worst_ms": round(1e3 * sent.worst_late_s, 2),
        "sent": sent.frames,
        "received": received,
        "reported_lost": reported,
        "unreported_lost": sent.frames - received - reported,
        "cycles": len(late_ms),
        "cycle_overruns": last.overruns - before.overruns,
        "late_p50_ms": _percentile(late_ms, 50),
        "late_p99_ms": _percentile(late_ms, 99),
        "late_worst_ms": _percentile(late_ms, 100),
        "quiet_late_p50_ms": _percentile(quiet_ms, 50),
        "quiet_late_worst_ms": _percentile(quiet_ms, 100),
        "cpu_pct": round(load.cpu_pct(looks), 1),
        "quiet_cpu_pct": round(quiet.cpu_pct(looks), 1),
        "faults": list(last.faults),
    }
    return found | {"missed": list(missed(found))}


def missed(found: Figures) -> Iterator[str]:
    """Name the aims that are not met, a line for each."""
    if found["sent_hz"] < MIN_RATE_SHARE * found["rate_hz"]:
        yield f"the sender gave {found['sent_hz']:g} frames/s of {found['rate_hz']:g}"
    if found["unreported_lost"] > 0:
        yield f"{found['unreported_lost']} frames were lost without being counted"
    if found["unreported_lost"] < 0:
        yield f"{-found['unreported_lost']} frames were not of the load: who else sends?"
    if not found["late_p99_ms"] < LATE_P99_MS:
        yield f"1 % of the cycles were {found['late_p99_ms']:g} ms late or more, must be below {LATE_P99_MS:g}"
    yield from found["faults"]


def _percentile(ordered: Sequence[float], share_pct: int) -> float:
    """Return the nearest rank, 0 where there is nothing."""
    return round(ordered[max(0, ceil(len(ordered) * share_pct / 100) - 1)], 2) if ordered else 0.0
