"""Time that nobody had does not count; time that somebody waits for does."""

import asyncio
import time

import pytest

from tests import unhurried


def test_time_passes_for_who_waits() -> None:
    async def main() -> float:
        await asyncio.sleep(0.3)
        return asyncio.get_running_loop().time()

    began_s = time.monotonic()
    now_s = unhurried.run(main())
    assert 0.3 <= now_s <= time.monotonic() - began_s


def test_it_may_run_faster_than_real_time() -> None:
    async def main() -> float:
        await asyncio.sleep(60.0)
        return asyncio.get_running_loop().time()

    assert unhurried.run(main(), speed=1_000.0) >= 60.0


def test_a_loop_that_was_kept_from_running_has_missed_no_deadline() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.2, answer.set_result, "in time")
        async with asyncio.timeout(0.4):
            time.sleep(0.6)  # noqa: ASYNC251  # as a machine that lets others run
            assert await answer == "in time"

    unhurried.run(main())


def test_who_never_answers_is_given_up() -> None:
    async def main() -> None:
        async with asyncio.timeout(0.2):
            await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError):
        unhurried.run(main())
