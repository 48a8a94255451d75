import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from controller import Absence, Settings, absent, present
from drivers.chips.scd4x import Scd4x
from drivers.chips.sen5x import Sen5x
from drivers.chips.sen66 import Sen66
from drivers.chips.sgp41 import Sgp41
from drivers.chips.tmp117 import Tmp117
from drivers.errors import DriverError, Offline, OutOfRange
from drivers.ports import AirCompensated, FanCleaned, PressureCompensated, Recalibrated
from firmware.acquisition.maintenance import (
    CLEAN_AGAIN_AFTER_S,
    CLEANING_INTERVAL_S,
    EARLIEST_WALL_S,
    SEND_PRESSURE_EVERY_S,
    is_cleaning_due,
    maintenance_tasks,
)
from firmware.control.process_image import Board
from firmware.runtime.clock import Clock
from hil.rig.virtual_time import run

INPUTS = frozenset({"cabin.pressure_hpa", "cabin.air_c", "cabin.humidity_pct"})
NAME = "cabin particles"
KEY = f"fan_cleaned.{NAME}"
NOON_S = 1.8e9


class Station:
    """A sensor that needs everything, and remembers what it got."""

    def __init__(self) -> None:
        self.pressures_hpa: list[float] = []
        self.air: list[tuple[float, float]] = []
        self.cleanings = 0
        self.error: DriverError | None = None

    async def set_ambient_pressure(self, pressure_hpa: float) -> None:
        if self.error is not None:
            raise self.error
        self.pressures_hpa.append(pressure_hpa)

    def set_air(self, humidity_pct: float, temperature_c: float) -> None:
        if self.error is not None:
            raise self.error
        self.air.append((humidity_pct, temperature_c))

    async def clean_fan(self) -> None:
        self.cleanings += 1
        if self.error is not None:
            raise self.error


class Memory(dict[str, Any]):
    """What is persisted."""

    async def persisted(self, key: str) -> Any:
        return self.get(key)

    async def persist(self, key: str, value: Any) -> bool:
        self.persist_soon(key, value)
        return True

    def persist_soon(self, key: str, value: Any) -> None:
        self[key] = value


class Bench:
    """A station on the running loop, with the maintenance tasks that it needs."""

    def __init__(self, memory: Memory | None = None, wall_s: float = NOON_S) -> None:
        self.station, self.board = Station(), Board(Settings(), INPUTS)
        self.memory = Memory() if memory is None else memory
        now_s = asyncio.get_running_loop().time
        clock = Clock(monotonic_s=now_s, wall_s=lambda: wall_s + now_s(), boot_id="boot")
        self._tasks = tuple(maintenance_tasks(self.station, NAME, self.board, self.memory, clock))

    def put(self, point: str, value: float | None) -> None:
        now_s = asyncio.get_running_loop().time()
        self.board.put(point, absent(Absence.OFFLINE, now_s) if value is None else present(value, now_s))

    async def before_a_read(self) -> None:
        for task in self._tasks:
            await task()


def on_bench(scene: Callable[[Bench], Awaitable[None]], memory: Memory | None = None, wall_s: float = NOON_S) -> Bench:
    async def main() -> Bench:
        bench = Bench(memory, wall_s)
        await scene(bench)
        return bench

    return run(main(), speed=None)


@pytest.mark.parametrize(
    ("driver", "needs"),
    [
        (Scd4x, {PressureCompensated, Recalibrated}),
        (Sen66, {PressureCompensated, Recalibrated, FanCleaned}),
        (Sen5x, {FanCleaned}),
        (Sgp41, {AirCompensated}),
        (Tmp117, set()),
    ],
)
def test_what_a_driver_needs_is_seen_by_what_it_can_do(driver: type, needs: set[type]) -> None:
    every = (PressureCompensated, AirCompensated, FanCleaned, Recalibrated)
    assert {port for port in every if issubclass(driver, port)} == needs


def test_a_sensor_that_needs_nothing_has_no_maintenance() -> None:
    clock = Clock(monotonic_s=lambda: 0.0, wall_s=lambda: NOON_S, boot_id="boot")
    assert not list(maintenance_tasks(object(), NAME, Board(Settings(), INPUTS), Memory(), clock))


def test_the_pressure_is_told_when_it_changes_by_a_step_and_each_minute() -> None:
    async def scene(bench: Bench) -> None:
        for pressure_hpa in (990.0, 990.9, 991.0, 991.0):
            bench.put("cabin.pressure_hpa", pressure_hpa)
            await bench.before_a_read()
        await asyncio.sleep(SEND_PRESSURE_EVERY_S)
        await bench.before_a_read()

    assert on_bench(scene).station.pressures_hpa == [990.0, 991.0, 991.0]


def test_while_the_pressure_is_not_known_the_last_one_holds() -> None:
    async def scene(bench: Bench) -> None:
        await bench.before_a_read()
        bench.put("cabin.pressure_hpa", 950.0)
        await bench.before_a_read()
        bench.put("cabin.pressure_hpa", None)
        await asyncio.sleep(SEND_PRESSURE_EVERY_S)
        await bench.before_a_read()

    assert on_bench(scene).station.pressures_hpa == [950.0]


def test_air_is_sent_before_each_read_when_all_of_it_is_known() -> None:
    async def scene(bench: Bench) -> None:
        bench.put("cabin.air_c", 21.0)
        await bench.before_a_read()
        bench.put("cabin.humidity_pct", 40.0)
        await bench.before_a_read()
        bench.put("cabin.air_c", None)
        await bench.before_a_read()

    assert on_bench(scene).station.air == [(40.0, 21.0)]


def test_what_a_sensor_cannot_use_is_no_failure_of_it() -> None:
    async def scene(bench: Bench) -> None:
        bench.memory[KEY] = NOON_S
        for point in INPUTS:
            bench.put(point, 500.0)
        bench.station.error = OutOfRange("500 hPa is outside 700 to 1200 hPa")
        await bench.before_a_read()

    assert on_bench(scene).station.pressures_hpa == []


def test_a_sensor_that_cannot_be_told_has_failed_and_is_told_the_next_time() -> None:
    async def scene(bench: Bench) -> None:
        bench.memory[KEY] = NOON_S
        bench.put("cabin.pressure_hpa", 950.0)
        bench.station.error = Offline("no answer")
        with pytest.raises(Offline):
            await bench.before_a_read()
        bench.station.error = None
        await bench.before_a_read()

    assert on_bench(scene).station.pressures_hpa == [950.0]


def test_a_fan_is_cleaned_at_first_and_then_each_week() -> None:
    async def scene(bench: Bench) -> None:
        for _ in range(15 * 24):
            await bench.before_a_read()
            await asyncio.sleep(3_600.0)

    bench = on_bench(scene)
    assert bench.station.cleanings == 3
    assert bench.memory[KEY] == pytest.approx(NOON_S + 2 * CLEANING_INTERVAL_S)


@pytest.mark.parametrize(("ago_s", "cleanings"), [(CLEANING_INTERVAL_S - 60.0, 0), (CLEANING_INTERVAL_S + 60.0, 1)])
def test_the_schedule_of_cleanings_survives_a_restart(ago_s: float, cleanings: int) -> None:
    bench = on_bench(Bench.before_a_read, Memory({KEY: NOON_S - ago_s}))
    assert bench.station.cleanings == cleanings


@pytest.mark.parametrize("nonsense", ["yesterday", 0.0, True, [], float("nan")])
def test_nonsense_that_was_persisted_counts_as_never_cleaned(nonsense: object) -> None:
    bench = on_bench(Bench.before_a_read, Memory({KEY: nonsense}))
    assert bench.station.cleanings == 1


def test_nothing_is_cleaned_before_the_clock_was_set() -> None:
    bench = on_bench(Bench.before_a_read, wall_s=EARLIEST_WALL_S - 1.0)
    assert bench.station.cleanings == 0
    assert KEY not in bench.memory


def test_a_cleaning_that_fails_is_a_failed_read_and_is_not_tried_again_at_once() -> None:
    async def scene(bench: Bench) -> None:
        bench.station.error = Offline("no answer")
        with pytest.raises(Offline):
            await bench.before_a_read()
        bench.station.error = None
        await bench.before_a_read()
        assert bench.station.cleanings == 1
        assert KEY not in bench.memory
        await asyncio.sleep(CLEAN_AGAIN_AFTER_S)
        await bench.before_a_read()

    bench = on_bench(scene)
    assert bench.station.cleanings == 2
    assert KEY in bench.memory


NOW_S = 1_790_000_000.0


@pytest.mark.parametrize(
    ("ago_s", "due"), [(0.0, False), (CLEANING_INTERVAL_S - 1.0, False), (CLEANING_INTERVAL_S, True)]
)
def test_a_fan_is_cleaned_once_a_week_whenever_the_power_was_on(ago_s: float, due: bool) -> None:
    assert is_cleaning_due(last_wall_s=NOW_S - ago_s, now_wall_s=NOW_S) is due


def test_a_fan_that_was_never_cleaned_is_due() -> None:
    assert is_cleaning_due(last_wall_s=None, now_wall_s=NOW_S)


def test_a_time_in_the_future_proves_nothing() -> None:
    assert is_cleaning_due(last_wall_s=NOW_S + 1.0, now_wall_s=NOW_S)
    assert is_cleaning_due(last_wall_s=float("nan"), now_wall_s=NOW_S)


@pytest.mark.parametrize("last_wall_s", [None, 0.0, NOW_S])
def test_nothing_is_due_while_the_time_is_not_known(last_wall_s: float | None) -> None:
    assert not is_cleaning_due(last_wall_s=last_wall_s, now_wall_s=None)
