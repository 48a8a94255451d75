"""Replay a recorded drive: its frames go through python-can into the real driver and the real daemon.

The daemon runs on virtual time at the pace of the recording, as fast as the machine can, with nothing but the car's bus
fitted. It takes its own signals as it would on the road; a second listener on the same bus, the same driver in
its survey mode, sees every frame and counts.
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

from controller import Reading
from drivers.errors import DriverError
from firmware import wiring
from firmware.board import Board
from firmware.check import sources
from firmware.clock import Clock
from firmware.config import CanConfig, Config, RecordConfig
from firmware.daemon import Daemon
from firmware.errors import FirmwareError
from hil import virtual_time
from hil.can_log import BadLogError, frames
from hil.hardware import SimulatedHardware
from hil.replay_report import PointReport, ReplayReport, Run, report, table

CHANNEL = "replay"

LONGEST_PAUSE_S = 60.0
"""A longer pause in a recording is cut to this: everything is stale by then (engineering choice)."""

SETTLE_S = 1.0
"""Time for the daemon to open its bus before the first frame, and for its last ticks after the last frame."""


class _WatchedBoard(Board):
    """The daemon's board, with a look at everything that is put there."""

    def __init__(self, config: Config) -> None:
        points = frozenset(sources(config))
        super().__init__(config.settings, points)
        self.reports = {point: PointReport() for point in sorted(points)}

    def put(self, point: str, reading: Reading) -> None:
        """As the board does."""
        self.reports[point].add(reading)
        super().put(point, reading)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m hil replay`."""
    parser.add_argument("log", type=Path, metavar="LOG", help="a candump -L file (.log) or a PCAN trace (.trc)")
    parser.add_argument("--vehicle", required=True, metavar="NAME|FILE", help="a shipped vehicle profile, or a file")
    parser.add_argument("--dbc", type=Path, metavar="FILE", help="the car's signal database, where it needs one")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def main(args: argparse.Namespace) -> int:
    """Run one replay and print what came of it; 2 is bad input, with one line on stderr."""
    try:
        what = replay(args.log, vehicle=args.vehicle, dbc=args.dbc)
    except (BadLogError, DriverError, FirmwareError) as error:
        print("; ".join(str(error).splitlines()), file=sys.stderr)
        return 2
    print(json.dumps(asdict(what)) if args.json else "\n".join(table(what)))
    return 0


def replay(log: Path, *, vehicle: str, dbc: Path | None = None) -> ReplayReport:
    """Feed `log` to a daemon in the car `vehicle` with the map `dbc`; raises BadLogError, ProfileError, DriverError."""
    bus = CanConfig(name="car", interface="virtual", channel=CHANNEL, vehicle=vehicle, dbc=dbc)
    with tempfile.TemporaryDirectory(prefix="homeward-replay-") as folder:
        config = Config(can=(bus,), record=RecordConfig(file=Path(folder) / "record.db"))
        return virtual_time.run(_replay(config, frames(log)), speed=None)


async def _replay(config: Config, recorded: Iterable[can.Message]) -> ReplayReport:
    hardware = SimulatedHardware({}, lambda _pin, _level: None)
    survey = wiring.vehicle(config.can[0], hardware, survey=True)
    daemon = Daemon(config, hardware, Clock(asyncio.get_running_loop().time, lambda: 0.0, "replay"))
    board = daemon.board = _WatchedBoard(config)
    recorded_s = await _beside(_feed(recorded), daemon.run(), survey.run(lambda _point, _value: None))
    latest = daemon.store.latest
    run = Run(recorded_s, latest.health.cycles if latest else 0, daemon.faults.current)
    return report(run, survey.counts, survey.pdus, board.reports)


async def _feed(recorded: Iterable[can.Message]) -> float:
    """Put every frame on the bus when its time has come; returns how long the recording is, in seconds."""
    await asyncio.sleep(SETTLE_S)
    loop = asyncio.get_running_loop()
    start_s = loop.time()
    before: float | None = None
    with can.Bus(CHANNEL, "virtual", ignore_config=True) as bus:
        for frame in recorded:
            pause_s = 0.0 if before is None else min(frame.timestamp - before, LONGEST_PAUSE_S)
            if pause_s > 0.0:
                await asyncio.sleep(pause_s)
            before = frame.timestamp
            bus.send(frame)
        recorded_s = loop.time() - start_s
        await asyncio.sleep(SETTLE_S)
    return recorded_s


async def _beside(feeding: Coroutine[Any, Any, float], *listeners: Coroutine[Any, Any, None]) -> float:
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
