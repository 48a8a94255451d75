import asyncio
from collections.abc import Awaitable, Callable

import pytest

from controller import NO_DATA_YET, Reading, present
from drivers.errors import DriverError, OutOfRange
from firmware.acquisition.co2_recalibration import SETTLED_S, STILL_PPM, Recalibration, Recalibrations
from hil.rig.virtual_time import run

EVERY_S = 5.0


class Cell:
    """A CO2 cell in air of `air_ppm`."""

    def __init__(self) -> None:
        self.air_ppm: float | None = 500.0
        self.targets_ppm: list[float] = []
        self.error: DriverError | None = None

    async def recalibrate(self, co2_ppm: float) -> int:
        if self.error is not None:
            raise self.error
        self.targets_ppm.append(co2_ppm)
        return -70

    def newest(self) -> Reading:
        return NO_DATA_YET if self.air_ppm is None else present(self.air_ppm, asyncio.get_running_loop().time())


class Bench:
    """Two sensors, one of them in use."""

    def __init__(self) -> None:
        self.cell = Cell()
        self.one = Recalibration(self.cell, self.cell.newest)
        self.all = Recalibrations()
        self.all.add("cabin CO2", self.one)
        self.all.add("Boot CO2", Recalibration(Cell(), self.cell.newest))

    async def measure(self, seconds: float) -> None:
        for _ in range(round(seconds / EVERY_S)):
            await self.one.maintain()
            await asyncio.sleep(EVERY_S)


def on_bench(scene: Callable[[Bench], Awaitable[None]]) -> Bench:
    async def main() -> Bench:
        bench = Bench()
        await scene(bench)
        return bench

    return run(main(), speed=None)


def test_nothing_happens_that_was_not_asked_for() -> None:
    bench = on_bench(lambda bench: bench.measure(10 * SETTLED_S))
    assert bench.cell.targets_ppm == []
    assert bench.all.list() == "cabin CO2: not asked for\nBoot CO2: not asked for"


def test_it_is_done_once_after_three_still_minutes_and_the_shift_is_reported() -> None:
    async def scene(bench: Bench) -> None:
        assert "look again in 3 minutes" in bench.all.ask("cabin", 430.0)
        await bench.measure(SETTLED_S - EVERY_S)
        assert bench.cell.targets_ppm == []
        assert bench.one.state == "to 430 ppm in 5 s, if the air stays as it is (500 to 500 ppm)"
        await bench.measure(10 * SETTLED_S)

    bench = on_bench(scene)
    assert bench.cell.targets_ppm == [430.0]
    assert bench.one.state == "done: the reading was shifted by -70 ppm"


@pytest.mark.parametrize("disturbed_ppm", [500.0 + STILL_PPM + 1.0, 500.0 - STILL_PPM - 1.0, None])
def test_air_that_changes_or_is_not_known_begins_the_wait_anew(disturbed_ppm: float | None) -> None:
    async def scene(bench: Bench) -> None:
        bench.one.ask(430.0)
        await bench.measure(SETTLED_S - EVERY_S)
        bench.cell.air_ppm = disturbed_ppm
        await bench.measure(EVERY_S)
        bench.cell.air_ppm = 500.0
        await bench.measure(SETTLED_S - 2 * EVERY_S)
        assert bench.cell.targets_ppm == []
        await bench.measure(SETTLED_S)

    assert on_bench(scene).cell.targets_ppm == [430.0]


def test_slow_drift_is_not_still_air() -> None:
    async def scene(bench: Bench) -> None:
        bench.one.ask(430.0)
        for step in range(200):
            bench.cell.air_ppm = 2_000.0 - 2.0 * step
            await bench.measure(EVERY_S)

    assert on_bench(scene).cell.targets_ppm == []


def test_what_was_called_off_is_not_done() -> None:
    async def scene(bench: Bench) -> None:
        bench.all.ask("cabin CO2", 430.0)
        assert bench.all.ask("CABIN", None) == "cabin CO2: called off"
        await bench.measure(2 * SETTLED_S)

    bench = on_bench(scene)
    assert bench.cell.targets_ppm == []
    assert bench.one.state == "called off"


def test_a_refusal_of_the_cell_is_reported_and_is_no_failed_read() -> None:
    async def scene(bench: Bench) -> None:
        bench.cell.error = OutOfRange("CO2: recalibration refused")
        bench.one.ask(430.0)
        await bench.measure(2 * SETTLED_S)

    assert on_bench(scene).one.state == "failed: CO2: recalibration refused"


@pytest.mark.parametrize(
    ("beginning", "ppm", "line"),
    [
        ("roof", 430.0, "'roof' must be the beginning of one name: cabin CO2, Boot CO2"),
        ("", 430.0, "'' must be the beginning of one name: cabin CO2, Boot CO2"),
        ("boot", 349.0, "349 ppm: must be 350 to 2000; outdoor air has 420 to 450"),
        ("boot", 1e9, "1e+09 ppm: must be 350 to 2000; outdoor air has 420 to 450"),
    ],
)
def test_what_cannot_be_done_gets_one_line_that_says_what_would_be_right(beginning: str, ppm: float, line: str) -> None:
    async def scene(bench: Bench) -> None:
        assert bench.all.ask(beginning, ppm) == line

    on_bench(scene)


def test_a_car_without_such_sensors_says_so() -> None:
    assert Recalibrations().list() == "no sensor here can be recalibrated"
    assert Recalibrations().ask("cabin", 430.0).endswith("none of those fitted")
