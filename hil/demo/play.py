"""`python -m hil demo`: the real daemon on the simulated car, with a broker and something to look at.

As fast as possible, daemon, broker and car share one loop of virtual time. Live, the daemon runs in a process of its
own, so that it can be killed and comes back as on a real car.
"""

import asyncio
import contextlib
import json
import shutil
import signal
import sys
import tempfile
import textwrap
import time
import uuid
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from hil.demo import screen
from hil.demo.acts import Acts, pressed
from hil.demo.onlooker import Onlooker, Runner
from hil.demo.story import Ending, summary
from hil.rig import can_traffic
from hil.rig.assembly import Scene, opened
from hil.rig.pacing import Pace
from hil.rig.place import Broker, Setup
from hil.rig.runners import InProcess, Supervisor
from hil.rig.simulated_hardware import CAR_STEP_S
from hil.rig.virtual_time import run

LAST_WORDS_S = 0.5
"""Of real time: what the daemon said last reaches the hub."""

_HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices of whoever started it. `hours` None is until stopped; `speed` None is as fast as possible."""

    hours: float | None
    speed: float | None
    as_json: bool
    broker: Broker
    state: Path
    seed: int

    @property
    def with_screen(self) -> bool:
        """True where somebody watches."""
        return self.speed is not None and not self.as_json and sys.stdout.isatty()

    @property
    def out(self) -> TextIO | None:
        """The stream for people: stdout may belong to a machine; nobody waits for a run as fast as possible."""
        if not self.as_json:
            return sys.stdout
        return None if self.speed is None else sys.stderr

    def tell(self, lines: Iterable[str]) -> None:
        """Print something that stays where the output goes, unless nobody listens any more."""
        if self.out is not None:
            shown = wrapped(lines, shutil.get_terminal_size().columns) if self.out.isatty() else lines
            with contextlib.suppress(BrokenPipeError):
                print("\n".join(shown), file=self.out, flush=True)


def wrapped(lines: Iterable[str], columns: int) -> Iterator[str]:
    """Wrap lines so that no word is cut at the edge of the terminal; what goes on is indented further."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        yield from textwrap.wrap(line, columns, subsequent_indent=indent, break_on_hyphens=False)


def run_demo(options: Options) -> int:
    """Run the demo and print its figures where that was asked for; returns the exit code."""
    began_s = time.monotonic()
    with tempfile.TemporaryFile() as file:
        pace = None if options.speed is None else Pace.begin(file, options.speed)
        figures = run(_demo(options, pace), speed=options.speed, pace=pace)
    if options.as_json:
        print(json.dumps({**figures, "wall_s": round(time.monotonic() - began_s, 1)}))
    return 0


async def _demo(options: Options, pace: Pace | None) -> Mapping[str, Any]:
    stop, began_s = asyncio.Event(), time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(options.broker, options.state, options.speed, seed=options.seed) as scene:
        options.tell(_hints(scene))
        with contextlib.closing(_runner(scene, options, pace)) as runner:
            onlooker = Onlooker(scene, runner)
            ending, figures = await _play(onlooker, options, stop, pace, began_s)
        if not options.broker.embedded:
            onlooker.story.tell(asyncio.get_running_loop().time(), await scene.hub.clean_up())
            options.tell([onlooker.story.lines[-1]])
        options.tell(summary(onlooker.story, ending))
        return figures


async def _play(
    onlooker: Onlooker, options: Options, stop: asyncio.Event, pace: Pace | None, began_s: float
) -> tuple[Ending, Mapping[str, Any]]:
    """Run everything; the daemon starts when somebody listens to it and ends first.

    The result is looked at before that: a daemon takes real time to end, in which the car would be without one.
    """
    async with asyncio.TaskGroup() as group:
        around = [group.create_task(task) for task in _around(onlooker.scene, onlooker.runner, pace)]
        around.append(group.create_task(_show(onlooker, options, stop)))
        if options.broker.embedded:
            await onlooker.scene.hub.listens.wait()
        daemon = group.create_task(onlooker.runner.run())
        await _until(stop, options.hours)
        onlooker.look()
        ending = onlooker.ending(time.monotonic() - began_s)
        figures = onlooker.figures()
        await _ended(daemon)
        await asyncio.sleep(LAST_WORDS_S * (options.speed or 1.0))
        for task in around:
            await _ended(task)
    return ending, figures


def _runner(scene: Scene, options: Options, pace: Pace | None) -> Runner:
    boot_id, wall_epoch_s = str(uuid.uuid4()), time.time()
    if pace is None:
        return InProcess(scene.rig, wall_epoch_s=wall_epoch_s, boot_id=boot_id)
    setup = Setup(
        speed=pace.speed,
        epoch_s=time.monotonic(),
        wall_epoch_s=wall_epoch_s,
        boot_id=boot_id,
        place=scene.place,
        pace_fd=pace.fd,
    )
    return Supervisor(scene.rig, setup, with_screen=options.with_screen, pace=pace)


async def _keep(pace: Pace) -> None:
    """Let time wait for the car; never ends."""
    loop = asyncio.get_running_loop()
    while True:
        pace.car_has_done(loop.time())
        await asyncio.sleep(CAR_STEP_S)


def _around(scene: Scene, runner: Runner, pace: Pace | None) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield what goes on around the daemon, for ever."""
    if pace is not None:
        yield _keep(pace)
    yield scene.rig.run()
    yield scene.hub.run()
    yield can_traffic.run(runner.can, scene.rig.on_the_bus)


async def _show(onlooker: Onlooker, options: Options, stop: asyncio.Event) -> None:
    """Show what happens; when nobody looks any more, the demo ends."""
    with contextlib.suppress(BrokenPipeError):
        if options.with_screen and options.speed is not None:
            acts = Acts(onlooker.scene.rig, lambda: onlooker.runner.pid, stop.set)
            with pressed(sys.stdin.fileno(), lambda key: _act(onlooker, acts, key)):
                await screen.live(onlooker.look, options.speed)
        elif options.out is not None:
            await screen.lines(onlooker.look, options.speed, options.out)
        else:
            await asyncio.Event().wait()
    stop.set()


def _act(onlooker: Onlooker, acts: Acts, key: str) -> None:
    if done := acts.do(key):
        onlooker.story.tell(asyncio.get_running_loop().time(), done)


async def _until(stop: asyncio.Event, hours: float | None) -> None:
    """Wait for the end of the time, or for a signal."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None if hours is None else hours * _HOUR_S):
            await stop.wait()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _hints(scene: Scene) -> Iterator[str]:
    """Tell people where to look and what to try."""
    broker = scene.place.broker
    topic = f"{scene.config.mqtt.base_topic if scene.config.mqtt else 'homeward'}/#"
    yield f"MQTT client     mosquitto_sub -h {broker.host} -p {broker.port} -t '{topic}' -v"
    yield f"Home Assistant  add the integration MQTT with {broker.host} and port {broker.port}: the car appears"
    if broker.embedded:
        yield "                (a hub on another machine: start the demo with --broker HOST:PORT of its own broker)"
    yield f"Technician      screen {scene.person_port}   (then type: help)"
    yield "Ctrl-C ends the demo, and then it sums up."
