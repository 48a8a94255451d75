import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest

from controller import (
    CompartmentInputs,
    Event,
    Fitted,
    FridgeInputs,
    Memory,
    OutputTimes,
    Reading,
    RequestAccepted,
    RequestRefused,
    SetPointRequest,
    Settings,
    Snapshot,
    Step,
    all_off,
    initial,
    present,
    step,
)
from drivers.errors import BusError
from firmware.control import cycle
from firmware.control.cycle import END_AFTER_S, FRESH_AFTER_S, WELL_AFTER_S, ControlFailed, Cycle, Lapse, Recovery
from firmware.control.output_stage import REOPEN_EVERY_S, Acting, output_names
from firmware.control.process_image import Board, known_inputs
from firmware.control.state_store import State, Store, Subscription
from firmware.devices.health import Condition, DeviceHealth
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat
from hil.rig.virtual_time import JumpingLoop, run

SETTINGS = Settings(fitted=Fitted(outputs=dict.fromkeys(output_names(Settings()), OutputTimes())))
TICK_S = 0.5
HOLD_S = 3.0


class Pins:
    """Remembers when what was driven."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self.now_s = now_s
        self.error = ""
        self.driven: list[tuple[float, str, float]] = []
        self.closed_at_s: float | None = None

    def drive(self, name: str, duty_pct: float) -> None:
        if self.error:
            raise BusError(self.error)
        self.driven.append((self.now_s(), name, duty_pct))

    def trip(self, why: str) -> None:
        self.error = why

    def close(self) -> None:
        self.closed_at_s = self.now_s()


class Bench:
    """A cycle with everything around it, on the running loop."""

    def __init__(self) -> None:
        self.now_s = asyncio.get_running_loop().time
        self.pins, self.store, self.faults = Pins(self.now_s), Store(), Faults()
        self.board = Board(SETTINGS, known_inputs(SETTINGS))
        clock = Clock(monotonic_s=self.now_s, wall_s=lambda: 0.0, boot_id="boot")
        self.cycle = Cycle(SETTINGS, initial(SETTINGS, now_s=self.now_s()), clock, tick_s=TICK_S)
        self.heartbeat = Heartbeat({})
        self.other: Subscription | None = None
        self.hold_s = inf

    @classmethod
    def on(
        cls,
        seconds: float,
        prepare: Callable[["Bench"], None] = lambda _bench: None,
        look: Callable[["Bench"], None] = lambda _bench: None,
    ) -> "Bench":
        """A bench that has run for `seconds`; `look` is called behind each tick."""

        async def main() -> "Bench":
            bench = cls()
            prepare(bench)
            publish = bench.store.publish

            def published(state: State) -> None:
                publish(state)
                look(bench)

            bench.store.publish = published  # type: ignore[method-assign]
            await bench.run(seconds)
            return bench

        return run(main(), speed=None)

    async def run(self, seconds: float) -> None:
        acting = Acting(lambda: self.pins, output_names(SETTINGS), SETTINGS, self.faults, hold_s=self.hold_s)
        try:
            async with asyncio.timeout(seconds):
                await self.cycle.run(self.board, acting, self.store, self.faults, self.heartbeat)
        except TimeoutError:
            return


def test_the_tick_is_kept_and_every_output_is_driven_at_each() -> None:
    bench = Bench.on(10.25)
    assert bench.cycle.cycles == 21
    assert bench.cycle.overruns == 0
    times = sorted({at_s for at_s, _name, _duty in bench.pins.driven})
    assert times == pytest.approx([TICK_S * tick for tick in range(21)])
    assert len(bench.pins.driven) == 21 * len(output_names(SETTINGS))


def test_whatever_ends_the_cycle_the_outputs_are_released() -> None:
    bench = Bench.on(1.2)
    assert bench.pins.closed_at_s == pytest.approx(1.2)


def test_while_outputs_are_not_driven_nothing_is_applied_and_the_compressor_counts_as_stopped() -> None:
    async def main() -> Bench:
        bench = Bench()
        bench.cycle.memory = initial(SETTINGS, now_s=bench.now_s(), compressor_off_since_s=-1e4)
        await bench.run(10.0)
        bench.board.put("fridge.food.air_c", present(20.0, bench.now_s()))
        await bench.run(1.0)
        bench.pins.error = "output blower: EIO"
        await bench.run(REOPEN_EVERY_S - 1.0)
        return bench

    bench = run(main(), speed=None)
    assert bench.store.latest is not None
    told = bench.store.latest.step
    assert told.commands == replace(all_off(2), auxiliary_pct=(0.0,) * len(SETTINGS.fitted.auxiliaries))
    assert not told.inputs.outputs_driven
    assert told.memory.guard.compressor_since_s == pytest.approx(11.5)


def test_a_request_is_answered_by_the_next_tick() -> None:
    def ask(bench: Bench) -> None:
        bench.store.submit(SetPointRequest("7", "console", "food", 6.0))

    bench = Bench.on(0.1, ask)
    assert bench.store.latest is not None
    answers = [event for event in bench.store.latest.step.events if isinstance(event, RequestAccepted)]
    assert [(answer.request_id, answer.appliance) for answer in answers] == [("7", "food")]
    assert bench.store.latest.step.memory.targets.compartments[0].set_point_c == 6.0


def test_a_reading_reaches_the_laws() -> None:
    def measure(bench: Bench) -> None:
        bench.board.put("cabin.air_c", present(10.0, 0.0))

    bench = Bench.on(0.1, measure)
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

        bench.cycle._clock = Clock(monotonic_s=stalled_now_s, wall_s=lambda: 0.0, boot_id="boot")
        await bench.run(2.0)
        return bench

    bench = run(main(), speed=None)
    assert bench.cycle.overruns == 1
    assert bench.cycle.cycles < 7


def test_the_service_manager_receives_of_completed_cycles_only(tmp_path: Path) -> None:
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
    food = DeviceHealth(
        name="food",
        kind="tmp117",
        where="main 0x48",
        condition=Condition.OK,
        since_s=0.0,
        reason=None,
        serial=None,
        newest_s=None,
    )

    def with_devices(bench: Bench) -> None:
        clock = Clock(monotonic_s=bench.now_s, wall_s=lambda: 0.0, boot_id="boot")
        memory = initial(SETTINGS, now_s=bench.now_s())
        bench.cycle = Cycle(SETTINGS, memory, clock, tick_s=TICK_S, devices=lambda: (food,))

    state = Bench.on(1.0, with_devices).store.latest
    assert state is not None
    assert state.health.devices == (food,)


class Failing:
    """The controller's step, which raises from tick to tick as `raises` tells; its memory is looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, raises: Callable[[float, Memory], bool]) -> None:
        self.raises, self.failed_at_s = raises, list[float]()
        monkeypatch.setattr(cycle, "step", self)

    def __call__(self, memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
        if self.raises(now_s, memory):
            self.failed_at_s.append(now_s)
            raise ZeroDivisionError("law")
        return step(memory, snapshot, settings, now_s=now_s)


def cooling(bench: Bench) -> None:
    """Food so warm that the compressor runs as soon as it may."""
    bench.board.put = lambda *_: None  # type: ignore[method-assign]
    warm = present(20.0, 0.0)
    bench.board.snapshot = lambda requests, *, outputs_driven=True: replace(  # type: ignore[method-assign]
        Snapshot(fridge=FridgeInputs((CompartmentInputs(air_c=fresh(warm)),) * 2)),
        requests=requests,
        outputs_driven=outputs_driven,
    )
    rested_s = SETTINGS.fridge.compressor.min_off_s
    bench.cycle.memory = initial(SETTINGS, now_s=0.0, compressor_off_since_s=-rested_s)


def fresh(reading: Reading) -> Reading:
    return replace(reading, taken_at_s=asyncio.get_running_loop().time())


def compressor_of(bench: Bench) -> list[tuple[float, bool]]:
    """When the compressor was switched."""
    driven = [(at_s, duty_pct > 0.0) for at_s, name, duty_pct in bench.pins.driven if name == "compressor"]
    return [driven[0], *(after for before, after in pairwise(driven) if before[1] != after[1])]


def test_a_tick_that_fails_switches_everything_off_and_the_next_goes_on_with_the_last_good_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = Failing(monkeypatch, lambda now_s, _memory: 10.0 <= now_s < 12.0)
    told: list[tuple[float, str]] = []
    bench = Bench.on(
        230.2, cooling, lambda bench: told.append((bench.now_s(), bench.faults.current.get("control", "")))
    )
    assert failing.failed_at_s == [10.0, 10.5, 11.0, 11.5]
    min_off_s = SETTINGS.fridge.compressor.min_off_s
    assert compressor_of(bench) == [(0.0, True), (10.0, False), (10.0 + min_off_s, True)], "off at once, and rested"
    assert all(duty_pct == 0.0 for at_s, _name, duty_pct in bench.pins.driven if 10.0 <= at_s < 12.0)
    assert bench.cycle.cycles == 461 - 4
    times_s = [at_s for at_s, line in told if line]
    assert (times_s[0], times_s[-1]) == (10.0, 11.5 + WELL_AFTER_S - TICK_S)
    line = next(line for _at_s, line in told if line)
    place = r"test_cycle\.py:\d+, called at firmware/control/cycle\.py:\d+"
    assert re.match(rf"control: ZeroDivisionError: law \({place}\)", line)
    assert line.endswith("; all outputs are off; it is tried again every cycle")


def test_requests_of_a_tick_that_fails_are_refused_since_one_may_be_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    Failing(monkeypatch, lambda now_s, _memory: now_s == 0.0)
    answers: list[Event] = []

    def ask(bench: Bench) -> None:
        bench.store.submit(SetPointRequest("7", "console", "food", 6.0))

    Bench.on(0.1, ask, lambda bench: answers.extend(bench.store.latest.step.events if bench.store.latest else ()))
    (refused,) = answers
    assert isinstance(refused, RequestRefused)
    assert (refused.request_id, refused.origin, refused.appliance) == ("7", "console", "food")


def test_what_the_controller_remembers_is_given_up_when_it_may_be_the_reason_but_for_what_people_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poisoned: list[Memory] = []

    def poison(bench: Bench) -> None:
        memory = bench.cycle.memory
        bench.cycle.memory = replace(memory, requested=replace(memory.requested, at_s=-1.0))
        bench.store.submit(SetPointRequest("7", "console", "food", 6.0))

    def raises(now_s: float, memory: Memory) -> bool:
        poisoned.extend([memory] if not poisoned and now_s >= 1.0 else [])
        return bool(poisoned) and memory.air is poisoned[0].air

    failing = Failing(monkeypatch, raises)
    bench = Bench.on(60.0, poison)
    assert failing.failed_at_s[-1] == 1.0 + FRESH_AFTER_S
    assert bench.store.latest is not None
    assert bench.store.latest.step.memory.targets.compartments[0].set_point_c == 6.0
    assert bench.faults.current == {}


def test_when_nothing_helps_the_cycle_ends_with_everything_released(monkeypatch: pytest.MonkeyPatch) -> None:
    Failing(monkeypatch, lambda now_s, _memory: now_s >= 5.0)
    seen: list[Bench] = []
    with pytest.raises(ControlFailed, match=r"^control: ZeroDivisionError: law .*; a fresh memory has not helped$"):
        Bench.on(100.0, seen.append)
    assert seen[0].pins.closed_at_s == 5.0 + END_AFTER_S


@pytest.mark.parametrize(("fails_from_s", "beats"), [(3.0, 7), (0.0, 0)])
def test_a_tick_that_switched_everything_off_keeps_the_process_alive_but_makes_none_ready(
    monkeypatch: pytest.MonkeyPatch, fails_from_s: float, beats: int
) -> None:
    class Manager(Heartbeat):
        beats = 0

        def beat(self) -> None:
            self.beats += 1

    manager = Manager({})
    Failing(monkeypatch, lambda now_s, _memory: now_s >= fails_from_s)

    def managed(bench: Bench) -> None:
        bench.heartbeat = manager

    bench = Bench.on(3.2, managed)
    assert manager.beats == beats
    assert bench.store.latest is not None, "it tells what fails, from the first tick on"
    assert "control" in bench.store.latest.health.faults


@pytest.mark.parametrize("part", ["board", "acting"])
def test_whatever_else_fails_in_a_tick_costs_that_tick(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    owner, method = {"board": (Board, "snapshot"), "acting": (Acting, "apply")}[part]
    works, failures = getattr(owner, method), [KeyError("odd")]

    def fails(*arguments: Any, **more: Any) -> Any:
        if failures and asyncio.get_running_loop().time() >= 2.0:
            raise failures.pop()
        return works(*arguments, **more)

    monkeypatch.setattr(owner, method, fails)
    bench = Bench.on(5.2)
    assert bench.cycle.cycles == 10
    assert "KeyError: 'odd'" in bench.faults.current["control"]
    times_s = {at_s for at_s, _name, _duty_pct in bench.pins.driven}
    assert 2.0 in times_s, "everything was switched off in the same tick"


@pytest.mark.parametrize("part", ["observer", "devices"])
def test_nobody_who_looks_holds_up_the_cycle_or_the_others(part: str) -> None:
    broken = [True]

    def breaks(*_arguments: object) -> tuple[DeviceHealth, ...]:
        if broken[0]:
            raise RecursionError
        return ()

    def look(bench: Bench) -> None:
        if part == "devices":
            bench.cycle._devices = breaks
        else:
            bench.store.subscribe().push = breaks  # type: ignore[method-assign, assignment]
        other = bench.store.subscribe()
        bench.other = other

    bench = Bench.on(5.2, look)
    assert bench.cycle.cycles == 11
    assert "RecursionError" in bench.faults.current["telling"]
    assert bench.other is not None
    assert (bench.other._state is not None) is (part == "observer")
    broken[0] = False
    bench = Bench.on(5.2, look)
    assert bench.faults.current == {}


def test_after_a_pause_in_which_outputs_have_released_themselves_the_compressor_rests() -> None:
    paused: list[float] = []

    def pause(bench: Bench) -> None:
        if not paused and bench.now_s() >= 10.0:
            paused.append(bench.now_s())
            loop = asyncio.get_running_loop()
            assert isinstance(loop, JumpingLoop)
            loop.pass_time(HOLD_S)

    def holding(bench: Bench) -> None:
        cooling(bench)
        bench.hold_s = HOLD_S

    bench = Bench.on(250.2, holding, pause)
    back_s, min_off_s = 10.0 + HOLD_S, SETTINGS.fridge.compressor.min_off_s
    first, off, (on_s, is_on) = compressor_of(bench)
    assert [first, off, is_on] == [(0.0, True), (back_s, False), True]
    assert min_off_s <= on_s - back_s < min_off_s + 5.0


def test_a_tick_that_took_so_long_that_outputs_have_released_themselves_starts_no_compressor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The machine stood still in the midst of a tick: its commands are of a time when the compressor ran."""
    paused: list[float] = []

    def slow(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
        taken = step(memory, snapshot, settings, now_s=now_s)
        if not paused and now_s >= 10.0:
            paused.append(now_s)
            loop = asyncio.get_running_loop()
            assert isinstance(loop, JumpingLoop)
            loop.pass_time(HOLD_S)
        return taken

    def holding(bench: Bench) -> None:
        cooling(bench)
        bench.hold_s = HOLD_S
        bench.store.submit(SetPointRequest("1", "hub", "food", 6.0))

    monkeypatch.setattr(cycle, "step", slow)
    bench = Bench.on(250.2, holding)
    back_s, min_off_s = 10.0 + HOLD_S, SETTINGS.fridge.compressor.min_off_s
    assert (back_s, "compressor", 100.0) not in bench.pins.driven
    first, off, (on_s, is_on) = compressor_of(bench)
    assert [first, off, is_on] == [(0.0, True), (back_s, False), True]
    assert min_off_s <= on_s - back_s < min_off_s + 5.0


def recoveries(seconds: float, *, fails_each: int = 1) -> dict[Recovery, float]:
    """When each recovery is first asked for, of ticks of which one in `fails_each` fails."""
    lapse, first = Lapse(), dict[Recovery, float]()
    for tick in range(round(seconds / TICK_S)):
        if tick % fails_each:
            lapse.worked(now_s=tick * TICK_S)
        else:
            first.setdefault(lapse.failed(now_s=tick * TICK_S), tick * TICK_S)
    return first


def test_what_is_tried_grows_with_the_time_that_control_fails() -> None:
    wanted = {Recovery.NEXT_TICK: 0.0, Recovery.FRESH_MEMORY: FRESH_AFTER_S, Recovery.END: END_AFTER_S}
    assert recoveries(2 * END_AFTER_S) == wanted


def test_ticks_that_fail_now_and_then_are_one_lapse() -> None:
    assert recoveries(2 * END_AFTER_S, fails_each=10).keys() == set(Recovery)


def test_what_is_rare_is_a_lapse_of_its_own_each_time() -> None:
    rare = round(WELL_AFTER_S / TICK_S) + 1
    assert recoveries(600.0, fails_each=rare) == {Recovery.NEXT_TICK: 0.0}


def test_a_lapse_ends_once_and_the_next_begins_anew() -> None:
    lapse = Lapse()
    assert not lapse.worked(now_s=0.0)
    lapse.failed(now_s=1.0)
    assert [lapse.worked(now_s=1.0 + after_s) for after_s in (5.0, WELL_AFTER_S, WELL_AFTER_S + 1)] == [
        False,
        True,
        False,
    ]
    assert lapse.failed(now_s=1e6) is Recovery.NEXT_TICK
    assert lapse.failed(now_s=1e6 + FRESH_AFTER_S) is Recovery.FRESH_MEMORY
