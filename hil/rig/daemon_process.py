"""The process that runs the daemon of the live demo: the product, on hardware that is at the other end of wires."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from contextlib import ExitStack
from functools import partial

import can

from firmware.config import Config
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.rig.demo_config import demo_config
from hil.rig.pacing import Pace
from hil.rig.place import Setup
from hil.rig.process_link import DaemonEnd
from hil.rig.run_report import packed, report
from hil.rig.simulated_hardware import SimulatedHardware
from hil.rig.virtual_time import run

REPORT_EVERY_S = 0.1
"""Of real time: as often as a person can read (engineering choice)."""


def main(setup_json: str, i2c_fd: str, events_fd: str) -> None:
    """Run until told to stop, or until the car is gone."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    setup = Setup.from_json(setup_json)
    link = DaemonEnd(socket.socket(fileno=int(i2c_fd)), socket.socket(fileno=int(events_fd)))
    with ExitStack() as stack:
        pace = None
        if setup.pace_fd is not None:
            pace = Pace(stack.enter_context(os.fdopen(setup.pace_fd, "r+b", buffering=0)), setup.speed)
        run(_serve(setup, link, pace), speed=setup.speed, epoch_s=setup.epoch_s, pace=pace)


async def _serve(setup: Setup, link: DaemonEnd, pace: Pace | None) -> None:
    loop = asyncio.get_running_loop()
    config = demo_config(setup.place)
    buses = {bus.bus: partial(link.bus, bus.bus) for bus in config.i2c if bus.bus is not None}
    clock = Clock(monotonic_s=loop.time, wall_s=lambda: setup.wall_epoch_s + loop.time(), boot_id=setup.boot_id)
    daemon = Daemon(config, SimulatedHardware(buses, link.tell_pin), clock)
    main_task = asyncio.create_task(daemon.run(), name="daemon")
    loop.add_signal_handler(signal.SIGTERM, _stop, main_task, pace)
    with can.Bus(config.can[0].channel, "virtual") as car_bus:
        helpers = [
            asyncio.create_task(_forward(link, car_bus, main_task)),
            asyncio.create_task(_report_often(daemon, config, link, REPORT_EVERY_S * setup.speed)),
        ]
        if pace is not None:
            helpers.append(asyncio.create_task(_keep_pace(daemon, pace, main_task)))
        with contextlib.suppress(asyncio.CancelledError):
            await main_task
        for helper in helpers:
            helper.cancel()
        _report(daemon, config, link)


def _stop(main_task: asyncio.Task[None], pace: Pace | None) -> None:
    """Stop the daemon: no cycle comes any more."""
    main_task.cancel()
    if pace is not None:
        pace.without_daemon()


async def _forward(link: DaemonEnd, bus: can.BusABC, main_task: asyncio.Task[None]) -> None:
    """Let the car's frames arrive; when the car is gone, so is the reason to go on."""
    await link.frames_to(bus)
    main_task.cancel()


async def _keep_pace(daemon: Daemon, pace: Pace, main_task: asyncio.Task[None]) -> None:
    """Time waits for each cycle while there are any."""
    main_task.add_done_callback(lambda _: pace.without_daemon())
    async for state, _ in daemon.store.subscribe().changes():
        if not main_task.cancelling():
            pace.daemon_has_done(state.step.now_s)


async def _report_often(daemon: Daemon, config: Config, link: DaemonEnd, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        _report(daemon, config, link)


def _report(daemon: Daemon, config: Config, link: DaemonEnd) -> None:
    if daemon.store.latest is not None:
        link.report(packed(report(daemon.store.latest, config.settings, identity=daemon.identity)))


if __name__ == "__main__":
    main(*sys.argv[1:])
