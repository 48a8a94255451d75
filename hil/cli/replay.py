"""Replay a recorded drive: its frames go over a CAN bus into the real driver and the real daemon.

The daemon runs on virtual time at the pace of the recording, as fast as the machine can, with nothing but the car's bus
fitted. It takes its own signals as it would on the road; a second listener on the same bus, the same driver in
its survey mode, sees every frame and counts. The bus is python-can's own one within the process, or, with --over, a
virtual one of the kernel, which is opened and filtered as in production: each frame is delivered before time goes
on, so that time need not be real there either, and time-outs are those of the recording.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Coroutine, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import can

from controller.interface.readings import Reading
from drivers.errors import DriverError
from firmware.config import CanConfig, Config, RecordConfig
from firmware.control.process_image import Board
from firmware.errors import FirmwareError
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from firmware.wiring.sources import sources
from firmware.wiring.vehicle_decoding import vehicle
from hil.replay import bus as replay_bus
from hil.replay.bus import IN_PROCESS, Fed, ReplayBus, feed
from hil.replay.log_reader import BadLogError, frames
from hil.replay.report import PointReport, ReplayReport, Run, report, table
from hil.rig import virtual_time


class _MonitoredBoard(Board):
    """The daemon's board, with a look at everything that is put there."""

    def __init__(self, config: Config) -> None:
        points = frozenset(sources(config))
        super().__init__(config.settings, points)
        self.reports = {point: PointReport() for point in sorted(points)}

    def put(self, point: str, reading: Reading) -> str | None:
        """Put it as the board does."""
        why_not = super().put(point, reading)
        self.reports[point].add(self.readings[point])
        return why_not


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil replay`."""
    parser.add_argument("log", type=Path, metavar="LOG", help="a candump -L file (.log) or a PCAN trace (.trc)")
    parser.add_argument("--vehicle", required=True, metavar="NAME|FILE", help="a shipped vehicle profile, or a file")
    parser.add_argument("--dbc", type=Path, metavar="FILE", help="the car's signal database, where it needs one")
    parser.add_argument(
        "--over", type=replay_bus.over, default=IN_PROCESS, metavar="vcanN", help="a virtual bus of the kernel [none]"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(args: argparse.Namespace) -> int:
    """Run one replay and print what came of it; 2 is bad input, with one line on stderr."""
    try:
        what = replay(args.log, vehicle=args.vehicle, dbc=args.dbc, over=args.over)
    except (BadLogError, DriverError, FirmwareError) as error:
        print("; ".join(str(error).splitlines()), file=sys.stderr)
        return 2
    print(json.dumps(asdict(what)) if args.json else "\n".join(table(what)))
    return 0


def replay(log: Path, *, vehicle: str, dbc: Path | None = None, over: ReplayBus = IN_PROCESS) -> ReplayReport:
    """Feed `log` to a daemon in the car `vehicle` with the map `dbc`; raises BadLogError, ProfileError, DriverError."""
    bus = CanConfig(name="car", interface=over.interface, channel=over.channel, vehicle=vehicle, dbc=dbc)
    with tempfile.TemporaryDirectory(prefix="homeward-replay-") as folder:
        config = Config(can=(bus,), record=RecordConfig(file=Path(folder) / "record.db"))
        return virtual_time.run(_replay(config, frames(log), over), speed=None)


async def _replay(config: Config, recorded: Iterable[can.Message], over: ReplayBus) -> ReplayReport:
    hardware = over.hardware()
    survey = vehicle(config.can[0], hardware, survey=True)
    daemon = Daemon(
        config, hardware, Clock(monotonic_s=asyncio.get_running_loop().time, wall_s=lambda: 0.0, boot_id="replay")
    )
    board = daemon.board = _MonitoredBoard(config)
    with over.sending_end() as bus:
        fed = await _beside(feed(recorded, bus), daemon.run(), survey.run(lambda _point, _value: None))
    latest = daemon.store.latest
    run = Run(fed.recorded_s, latest.health.cycles if latest else 0, daemon.faults.current)
    what = report(run, survey.counts, survey.pdus, board.reports)
    over.check(sent=fed.frames, received=what.frames + what.frames_lost)
    return what


async def _beside(feeding: Coroutine[Any, Any, Fed], *listeners: Coroutine[Any, Any, None]) -> Fed:
    """Wait for `feeding` while `listeners` run; whatever ended one of them is raised."""
    tasks = [asyncio.create_task(listener) for listener in listeners]
    try:
        fed = await feeding
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Exception):
            raise outcome
    return fed
