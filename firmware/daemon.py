"""The service: everything wired together in one task group, and a stop that leaves nothing on."""

import asyncio
import os
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from itertools import chain
from random import Random
from typing import Any

from controller import Memory, start
from drivers.ports import I2cDevicePort
from firmware import wiring
from firmware.acting import Acting
from firmware.board import Board
from firmware.check import sources
from firmware.clock import Clock
from firmware.config import Config
from firmware.console import Console
from firmware.cycle import Cycle
from firmware.errors import FirmwareError
from firmware.faults import Faults
from firmware.hardware import Hardware
from firmware.notify import Heartbeat
from firmware.points import climates, table
from firmware.record import Record
from firmware.record.kept import CLEAN_STOP, WISHES, clean_stop, compressor_off_since, wishes_from_json
from firmware.sensing import SensorWatch, VehicleWatch
from firmware.store import Store
from firmware.uplink import Identity, Installation, Uplink
from firmware.vehicle_profile import load as load_profile

Tasks = Iterator[tuple[str, Coroutine[Any, Any, None]]]


class TaskEnded(FirmwareError):
    """A task that must never end has ended; the service manager starts the daemon again."""


class Daemon:
    """One installation at work. `board`, `store` and `faults` are there to be watched."""

    def __init__(self, config: Config, hardware: Hardware, clock: Clock) -> None:
        self._config, self._hardware, self._clock = config, hardware, clock
        self._settings = config.settings
        inputs, outputs = frozenset(sources(config)), frozenset(output.name for output in config.outputs)
        self._points = table(self._settings, inputs | outputs)
        self.board = Board(self._settings, inputs)
        self.store = Store()
        self.faults = Faults()

    async def run(self) -> None:
        """Regulate until cancelled. Outputs are released first, then buses and the record are closed."""
        every_s = self._config.record.commit_every_s
        record = Record(self._config.record.file, self._clock, self.faults, commit_every_s=every_s)
        buses = wiring.i2c_buses(self._config, self._hardware)
        heartbeat = Heartbeat(os.environ, self._clock.monotonic_s)
        await record.open()
        identity = Identity(await record.identity(), self._config.name, version("homeward"))
        cycle = Cycle(self._settings, await self._remembered(record), self._clock, tick_s=self._config.tick_s)
        try:
            await self._work(chain(self._regulating(cycle, buses, heartbeat), self._observing(record, identity)))
        except asyncio.CancelledError:
            heartbeat.stopping()
            await record.keep(CLEAN_STOP, clean_stop(self._clock, cycle.compressor_off_since_s))
            raise
        finally:
            await record.close()
            for bus in buses.values():
                await bus.close()

    async def _work(self, tasks: Tasks) -> None:
        """All tasks until one of them ends or this one is cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, task in tasks:
                group.create_task(_never_ending(name, task))

    async def _remembered(self, record: Record) -> Memory:
        """The memory of the controller as a stop left it."""
        return start(
            self._settings,
            now_s=self._clock.monotonic_s(),
            wishes=wishes_from_json(await record.kept(WISHES), self._settings, self.faults),
            compressor_off_since_s=compressor_off_since(await record.take(CLEAN_STOP), self._clock),
        )

    def _regulating(self, cycle: Cycle, buses: Mapping[str, I2cDevicePort], heartbeat: Heartbeat) -> Tasks:
        """The cycle and what brings its readings."""
        yield "cycle", cycle.run(self.board, self._acting(), self.store, self.faults, heartbeat)
        for sensor in self._config.sensors:
            watch = SensorWatch(wiring.sensor(sensor, buses), sensor, self.board, self.faults)
            yield f"sensor {sensor.name}", watch.run()
        for bus in self._config.can:
            points = load_profile(bus.vehicle).points
            vehicle = wiring.vehicle(bus, self._hardware)
            yield f"can {bus.name}", VehicleWatch(f"can {bus.name}", vehicle, points, self.board, self.faults).run()

    def _observing(self, record: Record, identity: Identity) -> Tasks:
        """Those who watch the store, and put requests into it."""
        yield "record", record.run(self.store.subscribe(), self._points, self._settings)
        if self._config.mqtt is not None:
            installation = Installation(identity, self._points, climates(self._settings, self._points))
            jitter = Random(identity.device_id)  # noqa: S311  # only keeps many cars from coming back at once
            uplink = Uplink(self._config.mqtt, installation, self.store, self.faults, self._clock, jitter)
            yield "uplink", uplink.run()
        if self._config.console is not None:
            console = Console(f"{identity.name} {identity.version}", self.store, self._points, self._clock)
            yield "console", console.run(wiring.console_line(self._config.console, self._hardware), self.faults)

    def _acting(self) -> Acting:
        open_outputs = partial(wiring.outputs, self._config, self._hardware, self._clock)
        fitted = (output.name for output in self._config.outputs)
        return Acting(open_outputs, fitted, self._settings, self.faults)


async def _never_ending(name: str, task: Coroutine[Any, Any, None]) -> None:
    """Make every end of `task` heard, also by a cancellation from within, which a task group passes over.

    It is a task of its own, because after a nested task group Python 3.11 can leave a task counted as cancelled.
    """
    inner = asyncio.create_task(task, name=name)
    try:
        await asyncio.wait([inner])
    except asyncio.CancelledError:
        inner.cancel()
        await asyncio.wait([inner])
        raise
    if not inner.cancelled():
        inner.result()
    raise TaskEnded(f"task {name} has ended")
