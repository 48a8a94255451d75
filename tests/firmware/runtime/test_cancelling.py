import asyncio

import pytest

from firmware.runtime.cancelling import cancellable


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

    asyncio.run(main())


def test_without_a_cancellation_errors_pass() -> None:
    async def main() -> None:
        with cancellable():
            await asyncio.sleep(0)
        with pytest.raises(LookupError), cancellable():
            raise LookupError

    asyncio.run(main())


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

    asyncio.run(main())
