"""The time that twelve chips on one I2C bus take, and the delays by a chip that holds the clock of its bus."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import chain, pairwise
from typing import Any

from controller.interface.readings import Reading
from controller.settings import Settings
from controller.step import initial
from drivers.errors import NoDataYet, NotFitted
from drivers.i2c.i2c_bus import I2cBus
from drivers.ports import Outputs, Sensor
from firmware.acquisition.sensor_poller import SensorPoller
from firmware.config import SensorConfig
from firmware.control.cycle import Cycle
from firmware.control.output_stage import Acting
from firmware.control.process_image import Board
from firmware.control.state_store import Store
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.device import Device
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat
from hil.bench.i2c_bus import Fitted, TimedI2cBus, other_bus, twelve
from hil.bench.result import Figures

TICK_S = 0.05
"""Ten times as often as the daemon, so that as many delays are seen in a tenth of the time."""

READY_S = 6.0
"""The SCD41 gives its first value after 5 s."""

_HANGING = 0x44  # a sensor on a long cable


class _Beats(Heartbeat):
    """Writes down when each cycle was complete."""

    def __init__(self) -> None:
        super().__init__({})
        self._at_s: list[float] = []

    def beat(self) -> None:
        """Take note of a complete cycle."""
        self._at_s.append(asyncio.get_running_loop().time())

    def begin(self) -> None:
        """Forget all but the last one."""
        del self._at_s[:-1]

    @property
    def worst_delay_s(self) -> float:
        """By how much the longest cycle was too long."""
        return max(later - earlier for earlier, later in pairwise(self._at_s)) - TICK_S


class _CountingBoard(Board):
    """Counts what is put, by point."""

    def __init__(self) -> None:
        super().__init__(Settings(), frozenset())
        self.puts: dict[str, int] = {}

    def put(self, point: str, reading: Reading) -> None:
        """Count values only."""
        if reading.value is not None:
            self.puts[point] = self.puts.get(point, 0) + 1

    def take(self, fitted: Iterable[Fitted]) -> int:
        """Count the values of these chips since the last call."""
        return sum(self.puts.pop(each.name, 0) for each in fitted)


class _Bus:
    """One bus of the bench with what hangs on it."""

    def __init__(self, name: str, fitted: tuple[Fitted, ...]) -> None:
        self.name, self.fitted = name, fitted
        self.wires = TimedI2cBus({each.address: each.chip for each in fitted})
        self.port = I2cBus(name, lambda: self.wires)

    def sensors(self) -> list[Sensor]:
        """Yield a driver for each chip."""
        return [each.driver(self.port, each.address) for each in self.fitted]

    def tasks(self, board: Board, faults: Faults) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the tasks that the daemon runs for this bus."""
        watch = BusMonitor(self.port, faults, every_s=60.0)
        yield watch.run()
        for each, sensor in zip(self.fitted, self.sensors(), strict=True):
            config = SensorConfig(
                name=each.name,
                chip=each.name,
                i2c=self.name,
                address=each.address,
                every_s=each.every_s,
                gives={each.field: each.name},
            )
            device = Device(each.name, counts=self.port.counts_of(each.address), carrier=watch)
            watch.carries(device)
            yield SensorPoller(sensor, config, board, faults, device=device).run()


def bench_i2c(*, phase_s: float = 10.0, ready_s: float = READY_S) -> Figures:
    """Measure twelve chips on a bus of 100 kHz, read and watched as in the daemon, two more on another bus.

    `read_ms` is one read of all twelve at once, the waits for their measurements included, and `read_bus_ms` what the
    wires are busy for it; `bus_share_pct` is that of all reads at their intervals. A cycle is delayed by as much as
    it is longer than its tick: worst case while all is quiet, and while one chip holds the clock for a second each
    time that it is addressed. `other_reads_per_s` is what the other bus gives in both cases.
    """
    return asyncio.run(_bench(phase_s, ready_s))


async def _bench(phase_s: float, ready_s: float) -> Figures:
    now_s = asyncio.get_running_loop().time
    main, other = _Bus("main", twelve(now_s)), _Bus("other", other_bus(now_s))
    board, beats = _CountingBoard(), _Beats()
    figures = await _read_all(main, ready_s)
    watching = chain.from_iterable(bus.tasks(board, Faults()) for bus in (main, other))
    async with _running([_cycle(board, beats), *watching]):
        await asyncio.sleep(ready_s)
        figures |= await _phase(phase_s, "_quiet", main, other, board, beats)
        main.wires.hanging = _HANGING
        figures |= await _phase(phase_s, "", main, other, board, beats)
        main.wires.hanging = None
    for bus in (main, other):
        await bus.port.close()
    return figures


async def _read_all(bus: _Bus, ready_s: float) -> dict[str, float]:
    """Read everything that hangs on `bus` once."""
    sensors, now_s = bus.sensors(), asyncio.get_running_loop().time
    await asyncio.gather(*(sensor.start() for sensor in sensors))
    await asyncio.sleep(ready_s)
    began_s, busy_s = now_s(), bus.wires.busy_s
    await asyncio.gather(*(_read(sensor) for sensor in sensors))
    took_s, wires_s = now_s() - began_s, bus.wires.busy_s - busy_s
    return {"chips": len(sensors), "read_ms": round(1e3 * took_s, 1), "read_bus_ms": round(1e3 * wires_s, 1)}


async def _read(sensor: Sensor) -> None:
    with suppress(NoDataYet):
        await sensor.read()


async def _phase(
    phase_s: float, suffix: str, main: _Bus, other: _Bus, board: _CountingBoard, beats: _Beats
) -> dict[str, float]:
    """Watch for `phase_s`; the figures' names end in `suffix`."""
    beats.begin()
    board.take(other.fitted)
    busy_s = main.wires.busy_s
    await asyncio.sleep(phase_s)
    figures = {
        f"worst_cycle_delay{suffix}_ms": round(1e3 * beats.worst_delay_s, 2),
        f"other_reads_per_s{suffix}": round(board.take(other.fitted) / phase_s, 2),
    }
    if suffix:
        figures["bus_share_pct"] = round(100.0 * (main.wires.busy_s - busy_s) / phase_s, 2)
    return figures


def _cycle(board: Board, beats: _Beats) -> Coroutine[Any, Any, None]:
    """Make the daemon's cycle, without outputs."""
    now_s, settings, faults = asyncio.get_running_loop().time, Settings(), Faults()
    memory, clock = initial(settings, now_s=now_s()), Clock(monotonic_s=now_s, wall_s=now_s, boot_id="bench")
    cycle = Cycle(settings, memory, clock, tick_s=TICK_S)
    acting = Acting(_no_outputs, (), settings, faults)
    return cycle.run(board, acting, Store(), faults, beats)


def _no_outputs() -> Outputs:
    raise NotFitted("the bench has no outputs")


@asynccontextmanager
async def _running(work: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run all of it while inside, and cancel it in the end."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
