import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from controller import Reading, RequestAccepted, SetPointRequest, Settings, all_off, present, start
from drivers.errors import BusTrouble
from firmware.acting import REOPEN_EVERY_S, Acting, output_names
from firmware.board import Board, known_inputs
from firmware.clock import Clock
from firmware.cycle import Cycle
from firmware.device_states import Condition, DeviceHealth
from firmware.faults import Faults
from firmware.notify import Heartbeat
from firmware.store import Store
from hil.virtual_time import run

SETTINGS = Settings()
TICK_S = 0.5


class Pins:
    """Remembers when what was driven."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.now_s = now_s
        self.trouble = ""
        self.driven: list[tuple[float, str, float]] = []
        self.closed_at_s: float | None = None

    def drive(self, name: str, duty_pct: float) -> None:
        if self.trouble:
            raise BusTrouble(self.trouble)
        self.driven.append((self.now_s(), name, duty_pct))

    def trip(self, why: str) -> None:
        self.trouble = why

    def close(self) -> None:
        self.closed_at_s = self.now_s()


class Bench:
    """A cycle with everything around it, on the running loop."""

    def __init__(self) -> None:
        self.now_s = asyncio.get_running_loop().time
        self.pins, self.store, self.faults = Pins(self.now_s), Store(), Faults()
        self.board = Board(SETTINGS, known_inputs(SETTINGS))
        clock = Clock(self.now_s, lambda: 0.0, "boot")
        self.cycle = Cycle(SETTINGS, start(SETTINGS, now_s=self.now_s()), clock, tick_s=TICK_S)
        self.heartbeat = Heartbeat({})

    async def run(self, seconds: float) -> None:
        acting = Acting(lambda: self.pins, output_names(SETTINGS), SETTINGS, self.faults)
        try:
            async with asyncio.timeout(seconds):
                await self.cycle.run(self.board, acting, self.store, self.faults, self.heartbeat)
        except TimeoutError:
            return


def on_bench(seconds: float, prepare: Callable[[Bench], None] = lambda _bench: None) -> Bench:
    async def main() -> Bench:
        bench = Bench()
        prepare(bench)
        await bench.run(seconds)
        return bench

    return run(main(), speed=None)


def test_the_tick_is_kept_and_every_output_is_driven_at_each() -> None:
    bench = on_bench(10.25)
    assert bench.cycle.cycles == 21
    assert bench.cycle.overruns == 0
    times = sorted({at_s for at_s, _name, _duty in bench.pins.driven})
    assert times == pytest.approx([TICK_S * tick for tick in range(21)])
    assert len(bench.pins.driven) == 21 * len(output_names(SETTINGS))


def test_whatever_ends_the_cycle_the_outputs_are_released() -> None:
    bench = on_bench(1.2)
    assert bench.pins.closed_at_s == pytest.approx(1.2)


def test_while_outputs_are_not_driven_nothing_is_ordered_and_the_compressor_counts_as_stopped() -> None:
    async def main() -> Bench:
        bench = Bench()
        bench.cycle.memory = start(SETTINGS, now_s=bench.now_s(), compressor_off_since_s=-1e4)
        await bench.run(10.0)
        bench.board.put("fridge.food.air_c", present(20.0, bench.now_s()))
        await bench.run(1.0)
        bench.pins.trouble = "output blower: EIO"
        await bench.run(REOPEN_EVERY_S - 1.0)
        return bench

    bench = run(main(), speed=None)
    assert bench.store.latest is not None
    told = bench.store.latest.step
    assert told.commands == all_off(2)
    assert not told.inputs.outputs_driven
    assert told.memory.guard.compressor_since_s == pytest.approx(11.5)


def test_a_request_is_answered_by_the_next_tick() -> None:
    def ask(bench: Bench) -> None:
        bench.store.submit(SetPointRequest("7", "console", "food", 6.0))

    bench = on_bench(0.1, ask)
    assert bench.store.latest is not None
    answers = [event for event in bench.store.latest.step.events if isinstance(event, RequestAccepted)]
    assert [(answer.request_id, answer.target) for answer in answers] == [("7", "food")]
    assert bench.store.latest.step.memory.wishes.compartments[0].set_point_c == 6.0


def test_a_reading_reaches_the_laws() -> None:
    def measure(bench: Bench) -> None:
        bench.board.put("cabin.air_c", present(10.0, 0.0))

    bench = on_bench(0.1, measure)
    assert bench.store.latest is not None
    assert bench.store.latest.step.inputs.cabin.air_c == Reading(10.0, 0.0)
    assert bench.store.latest.step.commands.heater_pct >= 0.0


def test_a_missed_tick_is_counted_and_not_made_up_for() -> None:
    async def main() -> Bench:
        bench = Bench()
        late = iter([0.0, 0.0, 0.0])
        real_now_s = bench.now_s

        def stalled_now_s() -> float:
            return real_now_s() + next(late, 5.0)

        bench.cycle._clock = Clock(stalled_now_s, lambda: 0.0, "boot")
        await bench.run(2.0)
        return bench

    bench = run(main(), speed=None)
    assert bench.cycle.overruns == 1
    assert bench.cycle.cycles < 7


def test_the_service_manager_hears_of_completed_cycles_only(tmp_path: Path) -> None:
    class Manager(Heartbeat):
        beats = 0

        def beat(self) -> None:
            self.beats += 1

    async def main() -> tuple[int, int]:
        bench = Bench()
        bench.heartbeat = manager = Manager({"NOTIFY_SOCKET": str(tmp_path / "none")})
        await bench.run(3.2)
        return manager.beats, bench.cycle.cycles

    beats, cycles = run(main(), speed=None)
    assert beats == cycles == 7


def test_how_the_devices_do_is_published_with_each_cycle() -> None:
    food = DeviceHealth("food", "tmp117", "main 0x48", Condition.OK, 0.0, None, None, None)

    def with_devices(bench: Bench) -> None:
        clock = Clock(bench.now_s, lambda: 0.0, "boot")
        memory = start(SETTINGS, now_s=bench.now_s())
        bench.cycle = Cycle(SETTINGS, memory, clock, tick_s=TICK_S, devices=lambda: (food,))

    state = on_bench(1.0, with_devices).store.latest
    assert state is not None
    assert state.health.devices == (food,)
