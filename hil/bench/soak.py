"""Run the real daemon in the simulated car for days of virtual time, and see whether anything grows."""

import argparse
import asyncio
import gc
import json
import os
import resource
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import can

from firmware.config import Config
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.plants import demo_car
from hil.rig import can_traffic
from hil.rig.demo_config import demo_config
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig
from hil.rig.virtual_time import run

WRITTEN_MB_A_DAY = 15.0
"""The budget that spares an SD card."""

RSS_SLOPE_MB_A_DAY = 1.0
"""More growth of memory than this a day, after the first, is a leak."""

_DAY_S = 86_400.0
_WARM_UP_DAYS = 1.0 / 24.0
_LOOKS_A_DAY = 24
_MAX_DAYS = 1_000.0
_SEED = 1

JUDGED_FROM_DAYS = 1.0
"""In a shorter run the noise of a few hours would be taken for a trend."""

_PAGE_KB = resource.getpagesize() / 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The state of the process at one moment. `written_mb` is since the beginning, as the kernel counts it."""

    day: float
    rss_mb: float
    descriptors: int
    tasks: int
    threads: int
    database_mb: float
    written_mb: float
    objects: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil soak`."""
    parser.add_argument("--days", type=_days, default=30.0, metavar="N", help="of simulated time [30]")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def main(args: argparse.Namespace) -> int:
    """Run, and print the figures and their growth per day; 1 where a limit was not kept."""
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="homeward-soak-") as folder:
        looks = run(_soak(Path(folder), args.days, silent=args.json), speed=None)
    wall_s = time.monotonic() - began_s
    growth = slopes_a_day(looks)
    broken = limits_broken(growth) if args.days >= JUDGED_FROM_DAYS else []
    figures = {"days": args.days, "wall_s": round(wall_s, 1), "times_real_time": round(args.days * _DAY_S / wall_s)}
    if args.json:
        looked = [asdict(each) for each in looks]
        print(json.dumps({**figures, "a_day": growth, "limits_broken": broken, "looks": looked}))
    else:
        print(f"{figures['days']:g} days in {figures['wall_s']} s, {figures['times_real_time']} times real time")
        print("a day: " + ", ".join(f"{name} {value:+.2f}" for name, value in growth.items()))
        print(_verdict(args.days, broken))
    return 1 if broken else 0


def a_day(days: float) -> dict[str, float]:
    """Run for so many days of virtual time; return the growth of each figure per day."""
    with tempfile.TemporaryDirectory(prefix="homeward-soak-") as folder:
        return slopes_a_day(run(_soak(Path(folder), days, silent=True), speed=None))


def _verdict(days: float, broken: Sequence[str]) -> str:
    if days < JUDGED_FROM_DAYS:
        return f"not judged: trends need at least {JUDGED_FROM_DAYS:g} day"
    return "\n".join(broken) or "every limit kept"


def slopes_a_day(looks: Sequence[Look]) -> dict[str, float]:
    """Return the growth of each figure per day (least squares), without the warm-up."""
    settled = [each for each in looks if each.day >= _WARM_UP_DAYS] or list(looks)
    rows = [asdict(each) for each in settled]
    days = [row.pop("day") for row in rows]
    return {name: round(_slope(days, [row[name] for row in rows]), 3) for name in rows[0]}


def limits_broken(growth: dict[str, float]) -> list[str]:
    """Return one line for each limit that was not kept."""
    limits = {"written_mb": WRITTEN_MB_A_DAY, "rss_mb": RSS_SLOPE_MB_A_DAY}
    flat = dict.fromkeys(("descriptors", "tasks", "threads"), 0.5)
    return [
        f"{name} grows by {growth[name]:g} a day, the limit is {limit:g}"
        for name, limit in (limits | flat).items()
        if growth[name] > limit
    ]


async def _soak(folder: Path, days: float, *, silent: bool) -> list[Look]:
    loop = asyncio.get_running_loop()
    config = _config(folder)
    rig = Rig(demo_car(seed=_SEED), config, loop.time, seed=_SEED)
    daemon = Daemon(
        config, rig.hardware(), Clock(monotonic_s=loop.time, wall_s=lambda: 1.8e9 + loop.time(), boot_id="soak")
    )
    looks: list[Look] = []
    with can.Bus(config.can[0].channel, "virtual") as bus, _going_on(rig, bus, daemon):
        written_before_mb = _written_mb()
        looks_wanted = max(2, round(days * _LOOKS_A_DAY))
        for number in range(1, looks_wanted + 1):
            await asyncio.sleep(days * _DAY_S * number / looks_wanted - loop.time())
            looks.append(_look(loop.time() / _DAY_S, config.record.file, written_before_mb))
            if not silent and number % max(1, looks_wanted // 10) == 0:
                print(looks[-1], flush=True)
    return looks


@contextmanager
def _going_on(rig: Rig, bus: can.BusABC, daemon: Daemon) -> Iterator[None]:
    work = (rig.run(), can_traffic.run(bus, rig.on_the_bus), daemon.run())
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


def _config(folder: Path) -> Config:
    """Configure the demo's car without hub and technician, whose sockets would need real time."""
    config = demo_config(Place(Broker("127.0.0.1", 1_883, embedded=True), os.devnull, folder, None))
    return config.model_copy(update={"mqtt": None, "console": None})


def _look(day: float, file: Path, written_before_mb: float) -> Look:
    gc.collect()
    return Look(
        day=round(day, 3),
        rss_mb=round(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_KB / 1024, 2),
        descriptors=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        tasks=len(asyncio.all_tasks()),
        threads=threading.active_count(),
        database_mb=round(_database_mb(file), 3),
        written_mb=round(_written_mb() - written_before_mb, 3),
        objects=len(gc.get_objects()),
    )


def _database_mb(file: Path) -> float:
    """Return the size of the record with what its log still holds, in MB."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        bytes_of = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(connection.execute(bytes_of).fetchone()[0]) / 1e6


def _written_mb() -> float:
    """Return what this process has sent to files by the kernel's count (wchar), in MB: not all reaches a disk."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    counts = dict(line.split(": ") for line in lines)
    return int(counts["wchar"]) / 1e6


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - middle_x) ** 2 for each in x)
    if not spread:
        return 0.0
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 0.0 < days <= _MAX_DAYS:
        raise argparse.ArgumentTypeError(f"{text}: must be a number of days above 0, at most {_MAX_DAYS:g}")
    return days
