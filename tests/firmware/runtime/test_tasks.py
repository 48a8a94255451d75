import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise

import pytest

from drivers.errors import DriverError, Offline
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import (
    FIRST_WAIT_S,
    MAX_WAIT_S,
    WELL_AFTER_S,
    Supervisor,
    TaskEnded,
    Work,
    cancellable,
    keep_going,
)
from hil.rig.virtual_time import run


def attempts_within(seconds: float, *, well_at: int | None = None) -> tuple[list[float], Faults, list[DriverError]]:
    """When a device that is always lost is tried; at try `well_at` it works for a moment."""
    tried: list[float] = []
    failures: list[DriverError] = []
    faults = Faults()

    async def attempt() -> None:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) == well_at:
            faults.clear("fan")
        raise Offline("no acknowledge")

    async def main() -> None:
        try:
            async with asyncio.timeout(seconds):
                await keep_going("fan", attempt, faults, failures.append)
        except TimeoutError:
            return

    run(main(), speed=None)
    return tried, faults, failures


def test_the_wait_grows_to_its_limit() -> None:
    tried, faults, failures = attempts_within(600.0)
    waits = [round(after - before, 6) for before, after in pairwise(tried)]
    assert waits[:4] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S, 8 * FIRST_WAIT_S]
    assert max(waits) == MAX_WAIT_S
    assert faults.current == {"fan": "fan: no acknowledge"}
    assert len(failures) == len(tried)


def test_a_device_that_worked_is_tried_again_soon() -> None:
    tried, _faults, _failures = attempts_within(600.0, well_at=6)
    assert round(tried[6] - tried[5], 6) == FIRST_WAIT_S


ENDINGS = [
    None,
    ValueError("odd"),
    SystemExit(0),
    KeyboardInterrupt(),
    GeneratorExit(),
    asyncio.CancelledError(),
    RecursionError(),
    MemoryError(),
]
"""None: it returns, as none may."""


def ending_by(error: BaseException | None, ends_at_s: list[float], *, well_from: int | None = None) -> Work:
    """A task that ends after a second, each time until it was begun anew `well_from` times."""

    async def work() -> None:
        if len(ends_at_s) == well_from:
            await asyncio.sleep(1e9)
        await asyncio.sleep(1.0)
        ends_at_s.append(asyncio.get_running_loop().time())
        if error is not None:
            raise error

    return work


def supervised(
    seconds: float, rows: Mapping[str, Work], vital: Mapping[str, Work] | None = None
) -> tuple[Faults, Mapping[str, int]]:
    """What a supervisor tells after `seconds`, when it is stopped."""
    faults = Faults()
    supervisor = Supervisor(faults)

    async def main() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await supervisor.run(rows.items(), vital=vital or {})

    run(main(), speed=None)
    return faults, supervisor.restarts


@pytest.mark.parametrize("error", ENDINGS, ids=repr)
def test_a_task_that_ends_is_a_fault_with_its_place_and_is_restarted_while_the_others_go_on(
    error: BaseException | None,
) -> None:
    ends_at_s: list[float] = []
    ticks: list[float] = []

    async def cycle() -> None:
        while True:
            ticks.append(asyncio.get_running_loop().time())
            await asyncio.sleep(0.5)

    faults, restarts = supervised(100.25, {"uplink": ending_by(error, ends_at_s)}, {"cycle": cycle})
    assert len(ticks) == 201
    assert ends_at_s == [1.0, 7.0, 18.0, 39.0, 80.0], "after 5, 10, 20, 40 s, and then each minute"
    assert restarts == {"uplink": 5}
    (line,) = faults.current.values()
    assert set(faults.current) == {"task uplink"}
    assert line.startswith(f"uplink: {type(error).__name__ if error else 'it has ended'}")
    assert (error is None) or "test_tasks.py:" in line
    assert line.endswith("restarted after 60 s, 5 times so far")


def test_the_fault_is_over_when_the_task_has_run_well_for_a_while_and_the_next_wait_is_short() -> None:
    ends_at_s: list[float] = []
    task = ending_by(ValueError(), ends_at_s, well_from=2)
    began_last_s = 17.0
    faults, restarts = supervised(began_last_s + WELL_AFTER_S - 1.0, {"can": task})
    assert set(faults.current) == {"task can"}
    ends_at_s.clear()
    faults, restarts = supervised(began_last_s + WELL_AFTER_S + 1.0, {"can": task})
    assert faults.current == {}
    assert restarts == {"can": 2}


def test_a_task_that_was_well_for_a_while_is_restarted_soon() -> None:
    begun_at_s: list[float] = []

    async def work() -> None:
        begun_at_s.append(asyncio.get_running_loop().time())
        await asyncio.sleep(1.0 if len(begun_at_s) < 4 else WELL_AFTER_S)

    supervised(200.0, {"can": work})
    assert [round(after - before) for before, after in pairwise(begun_at_s)] == [6, 11, 21, 65, 65]


@pytest.mark.parametrize("error", ENDINGS, ids=repr)
def test_the_end_of_a_vital_task_ends_everything(error: BaseException | None) -> None:
    faults = Faults()

    async def other() -> None:
        await asyncio.sleep(1e9)

    with pytest.raises(ExceptionGroup) as caught:
        run(Supervisor(faults).run([("other", other)], vital={"cycle": ending_by(error, [])}), speed=None)
    (ended,) = caught.value.exceptions
    assert isinstance(ended, type(error) if isinstance(error, Exception) else TaskEnded)


def test_a_stop_reaches_the_tasks_themselves() -> None:
    stopped: list[str] = []

    def working(name: str) -> Work:
        async def work() -> None:
            try:
                await asyncio.sleep(1e9)
            finally:
                stopped.append(name)

        return work

    faults, restarts = supervised(5.0, {"uplink": working("uplink")}, {"cycle": working("cycle")})
    assert sorted(stopped) == ["cycle", "uplink"]
    assert (faults.current, restarts) == ({}, {})


def test_a_cancellation_that_comes_together_with_the_result_is_not_lost() -> None:
    async def main() -> None:
        answer = asyncio.Event()

        async def publish() -> None:
            with cancellable():
                await asyncio.wait_for(answer.wait(), 10.0)
            await asyncio.sleep(3_600.0)

        publishing = asyncio.create_task(publish())
        await asyncio.sleep(0.01)
        answer.set()
        await asyncio.sleep(0)
        publishing.cancel()
        await asyncio.wait([publishing], timeout=5.0)
        assert publishing.cancelled()

    run(main(), speed=None)


def test_without_a_cancellation_errors_pass() -> None:
    async def main() -> None:
        with cancellable():
            await asyncio.sleep(0)
        with pytest.raises(LookupError), cancellable():
            raise LookupError

    run(main(), speed=None)


def test_who_was_cancelled_before_may_still_finish() -> None:
    async def main() -> None:
        said = []

        async def work() -> None:
            try:
                await asyncio.sleep(3_600.0)
            finally:
                with cancellable():
                    await asyncio.sleep(0)
                said.append("goodbye")

        working = asyncio.create_task(work())
        await asyncio.sleep(0)
        working.cancel()
        await asyncio.wait([working])
        assert said == ["goodbye"]

    run(main(), speed=None)
