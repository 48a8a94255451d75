import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from firmware.runtime.isolated_task import Ending, ending_of
from hil.rig.virtual_time import run

Work = Callable[[], Awaitable[int]]


def raising(error: BaseException) -> Work:
    async def work() -> int:
        await asyncio.sleep(1.0)
        raise error

    return work


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        SystemExit(0),
        KeyboardInterrupt(),
        GeneratorExit(),
        asyncio.CancelledError(),
        RecursionError(),
        MemoryError(),
        ExceptionGroup("both", [KeyError()]),
    ],
    ids=repr,
)
def test_whatever_work_raises_is_its_ending_and_nothing_more(error: BaseException) -> None:
    assert run(ending_of(raising(error), name="work"), speed=None) == Ending(error=error)


def test_what_it_returns_is_its_ending_too() -> None:
    async def work() -> int:
        return 7

    assert run(ending_of(work, name="work"), speed=None) == Ending(7)


def test_work_that_cannot_even_be_begun_has_ended() -> None:
    def work() -> Awaitable[int]:
        raise SystemExit(3)

    ending = run(ending_of(work, name="work"), speed=None)
    assert isinstance(ending.error, SystemExit)


def test_a_cancellation_of_the_caller_reaches_the_work_and_the_caller() -> None:
    received: list[str] = []

    async def work() -> int:
        try:
            await asyncio.sleep(1e9)
        finally:
            await asyncio.sleep(1.0)
            received.append("tidied up")
        return 0

    async def main() -> None:
        task = asyncio.create_task(ending_of(work, name="work"))
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(main(), speed=None)
    assert received == ["tidied up"]


def test_what_takes_too_long_is_stopped_and_reported() -> None:
    stopped: list[float] = []

    async def work() -> int:
        try:
            await asyncio.sleep(1e9)
        finally:
            stopped.append(asyncio.get_running_loop().time())
        return 0

    ending = run(ending_of(work, name="work", limit_s=5.0), speed=None)
    assert (str(ending.error), ending.left_behind, stopped) == ("not done within 5 s", False, [5.0])


@pytest.mark.parametrize(("deaf_for", "is_left"), [(1, False), (2, True)])
def test_work_that_loses_a_cancellation_is_asked_twice_and_then_left_behind(
    deaf_for: int, is_left: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> int:
        for _ in range(deaf_for + 1):
            try:
                await asyncio.sleep(100.0)
            except asyncio.CancelledError:
                continue
            break
        return 0

    async def main() -> tuple[Ending[int], float]:
        ending = await ending_of(work, name="deaf", limit_s=5.0, stop_within_s=2.0)
        return ending, asyncio.get_running_loop().time()

    ending, ended_s = run(main(), speed=None)
    assert isinstance(ending.error, TimeoutError)
    assert ending.left_behind is is_left
    assert ended_s <= 5.0 + 2.0 + 1.0
    errors = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == (["deaf: does not stop: it is left behind"] if is_left else [])
