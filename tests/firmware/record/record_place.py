"""Where tests keep a record, and what feeds it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from controller import Request, Settings, Snapshot, initial, present, step
from firmware.control.state_store import Health, State, Store
from firmware.points.quantities import OPENING, TEMPERATURE, Kind, Point
from firmware.record import Record
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults
from hil.rig.virtual_time import run

SETTINGS = Settings()
AIR, LID = "fridge.food.air_c", "fridge.food.lid_open"


def point(key: str, kind: Kind, value: Callable[[float], float]) -> Point:
    return Point(
        key=key,
        name=key,
        kind=kind,
        vss="Vehicle.Test",
        read=lambda state: present(value(state.step.now_s), state.step.now_s),
    )


POINTS = (
    point(AIR, TEMPERATURE, lambda _now_s: 4.5),
    point(LID, OPENING, lambda now_s: float(100.0 <= now_s < 110.0)),
)


class Place:
    """A file, and everything that runs of a record see of the world. Every use is one run of the program."""

    def __init__(self, file: Path, commit_every_s: float = 60.0) -> None:
        self.file, self.commit_every_s = file, commit_every_s
        self.faults = Faults()
        self.quality = ClockQuality.NTP

    def clock(self) -> Clock:
        loop = asyncio.get_running_loop()
        return Clock(
            monotonic_s=loop.time, wall_s=lambda: 1_700_000_000.0, boot_id="boot-1", quality=lambda: self.quality
        )

    @asynccontextmanager
    async def record(self) -> AsyncIterator[Record]:
        self.faults = Faults()
        record = Record(self.file, self.clock(), self.faults, commit_every_s=self.commit_every_s)
        await record.open()
        try:
            yield record
        finally:
            await record.close()

    def use(self, scene: Callable[[Record], Awaitable[Any]]) -> Any:
        async def main() -> Any:
            async with self.record() as record:
                return await scene(record)

        return run(main(), speed=None)

    def select(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()

    def samples(self) -> list[Any]:
        return self.select("SELECT monotonic_s, point, value FROM samples ORDER BY seq")

    def events(self) -> list[Any]:
        return self.select("SELECT kind, text FROM events ORDER BY seq")


class Cycle:
    """A store that is fed by the real controller, without a car."""

    def __init__(self) -> None:
        self.store = Store()
        self.memory = initial(SETTINGS, now_s=0.0)

    async def run(self, seconds: float, *requests: Request) -> None:
        now_s = asyncio.get_running_loop().time()
        for tick in range(int(seconds / 0.5)):
            result = step(self.memory, Snapshot(requests=requests if tick == 0 else ()), SETTINGS, now_s=now_s)
            self.memory = result.memory
            self.store.publish(State(step=result, health=Health()))
            now_s += 0.5
            await asyncio.sleep(0.5)


async def recorded(record: Record, cycle: Cycle, seconds: float, *requests: Request) -> None:
    """Run the record's task while the cycle runs, and stop it as the daemon does."""
    task = asyncio.create_task(record.run(cycle.store.subscribe(), POINTS, SETTINGS))
    await asyncio.sleep(0)
    await cycle.run(seconds, *requests)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
